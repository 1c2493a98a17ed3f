"""Lives of those who send: providers of message services, subscriptions to their services, commercial calls; in SQL.

Run with the scripts of `lives`, whose tables these stand on: `card` and `subscribed`.
"""

SENDERS = """
CREATE TABLE sms_provider AS
WITH licensed AS (
    SELECT k, DATE '2012-01-10' + dice('licensed', k, 1200) AS day
    FROM range(12 + getvariable('lines') // 2000) AS t(k))
SELECT k + 1 AS id, day AS licensed_on, NULL::DATE AS licence_ended_on, day + dice('started', k, 90) AS started_on,
    CASE WHEN NOT chance('not connected', k, 100) THEN day + 30 + dice('connected', k, 300) END AS connected_on,
    day + dice('started', k, 90) AS complaint_contact_on
FROM licensed;

-- A service that is paid for: told of, subscribed to a few minutes later, perhaps ended, its record perhaps gone.
CREATE TABLE subscription AS
WITH chosen AS (
    SELECT n, activated + 3 + dice('service from', n, present() - activated - 3) AS day,
        present() - dice('service until', n, 1500) AS stopped
    FROM card WHERE kind = 'mobile' AND ended IS NULL AND activated + 10 < present() AND chance('services', n, 60)),
ended AS (
    SELECT *, day + clock('service at', n) AS moment,
        CASE WHEN stopped > day + 30 AND chance('service over', n, 500) THEN stopped END AS over
    FROM chosen)
SELECT row_number() OVER (ORDER BY n) AS id, n::BIGINT AS line_id, sender(dice('service of', n, 60)) AS sender_id,
    CASE WHEN NOT chance('no charge', n, 5) THEN chance('charged', n, 700) END AS charged,
    moment - to_minutes(dice('told', n, 40)) AS told_at, true AS states_content,
    true AS states_price, true AS states_method, true AS states_way_out, moment AS subscribed_at, over AS ended_on,
    CASE WHEN chance('record', n, 500) THEN past(over + 170 + dice('record gone', n, 200)) END AS record_deleted_on
FROM ended;

-- Sales calls, to those who agreed to them and until they no longer did; and others, about a delivery or a bill.
CREATE TABLE call AS
WITH agreed AS (
    SELECT n, s, sender, given + 1 AS low, coalesce(withdrawn, until) - 1 AS high FROM subscribed
    WHERE chance('calls', s, 200) AND coalesce(withdrawn, until) - given > 3),
made AS (
    SELECT n, s AS c, sender, true AS commercial, low + dice('called', s, high - low) + clock('called at', s) AS made_at
    FROM agreed
    UNION ALL
    SELECT n, n * 4 + 3, sender(100 + dice('caller', n, 20)), false,
        present() - 1 - dice('rung', n, 900) + clock('rung at', n)
    FROM card WHERE kind = 'mobile' AND ended IS NULL AND chance('rung', n, 40))
SELECT row_number() OVER (ORDER BY c, commercial) AS id, n::BIGINT AS line_id, sender AS sender_id,
    commercial, made_at, CASE WHEN commercial THEN true END AS offers_way_to_refuse
FROM made;
"""
