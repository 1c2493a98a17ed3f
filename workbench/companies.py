"""Companies as such, their agents, what leaks; counter business, queries, disputes and discipline, as SQL.

Run after `dealings.APPLICATIONS`; these stand on the `card` and `household` of `lives`. Every row is lawful.
"""

COMPANIES = """
CREATE TABLE company AS
WITH drawn AS (
    SELECT slot, carrier_kind, 200000 + dice('users', slot, 90000000) AS users, dice('series', slot, 900000) AS series
    FROM carrier)
SELECT slot + 1 AS id, carrier_kind AS kind,
    if(carrier_kind = 'basic', DATE '2000-09-25', DATE '2013-12-26') + dice('started', slot, 300) AS started_on,
    users::BIGINT AS line_total, users::BIGINT AS registered_total,
    CASE WHEN carrier_kind = 'mvno' THEN series::BIGINT END AS series_total,
    CASE WHEN carrier_kind = 'mvno' THEN series::BIGINT END AS called_back_total,
    DATE '2016-07-01' + dice('listed agents', slot, 31) AS online_agents_listed_on,
    DATE '2016-11-08' + dice('blacklist', slot, 22) AS blacklist_kept_on,
    DATE '2019-11-04' + dice('resale', slot, 26) AS resale_barred_on,
    present() - dice('checked', slot, 360) AS self_checked_on, present() - dice('trained', slot, 500) AS trained_on
FROM drawn;

CREATE TABLE agent AS
WITH chosen AS (
    SELECT k, DATE '2014-01-06' + dice('appointed', k, (present() - DATE '2014-01-06')::INTEGER) AS day,
        chance('violation', k, 30) AS bad
    FROM range(1, 40 + getvariable('lines') // 500) AS t(k)),
found AS (SELECT *, CASE WHEN bad THEN past(day + 60 + dice('found out', k, 900)) END AS found FROM chosen)
SELECT k AS id, 1 + dice('company', k, 16) AS company_id, true AS able, false AS of_agent,
    CASE WHEN NOT chance('no sign', k, 30) THEN true END AS sign_shown,
    CASE WHEN NOT chance('no number', k, 30) THEN true END AS number_shown,
    true AS contract_states_duty, true AS contract_states_sanctions, day AS appointed_on,
    past(found + 3) AS blacklisted_on,
    found AS violation_found_on, found AS revoked_on
FROM found;

CREATE TABLE leak AS
WITH drawn AS (
    SELECT k, present() - dice('leaked', k, 2500) AS day, chance('grave', k, 300) AS grave
    FROM range(1, 6 + getvariable('lines') // 20000) AS t(k))
SELECT k AS id, grave AS serious, day AS discovered_on, day AS remedied_on, CASE WHEN grave THEN day END AS reported_on
FROM drawn;

CREATE TABLE business AS
WITH chosen AS (
    SELECT n, registered + 5 + dice('at the counter', n, (coalesce(ended, present()) - registered - 5)::INTEGER) AS day
    FROM card
    WHERE registered IS NOT NULL AND registered + 10 < coalesce(ended, present()) AND chance('counter', n, 30))
SELECT row_number() OVER (ORDER BY n) AS id, n::BIGINT AS line_id,
    ['card_change', 'new_service', 'tariff_change'][1 + dice('at issue', n, 3)] AS matter, 'genuine' AS id_check,
    false AS tariff_forced, day AS handled_on
FROM chosen;

CREATE TABLE query AS
WITH asked AS (
    SELECT n, present() - 3 - dice('asked after', n, 1500) + clock('asked after', n) AS asked,
        chance('in a hall', n, 300) AS hall
    FROM card WHERE chance('asks after', n, 8))
SELECT row_number() OVER (ORDER BY n) AS id, if(hall, 'own_hall', 'online') AS channel, asked AS asked_at,
    asked + if(hall, to_minutes(10), to_minutes(30 + dice('told after', n, 2700))) AS answered_at
FROM asked;

CREATE TABLE dispute AS
WITH raised AS (
    SELECT n, greatest(present() - 3 - dice('unknown number', n, 1500), DATE '2021-09-20') AS day,
        chance('cleared', n, 600) AS clear
    FROM card WHERE chance('disputes', n, 3))
SELECT row_number() OVER (ORDER BY n) AS id, if(chance('by hall', n, 400), 'own_hall', 'online') AS channel,
    day AS raised_on, day AS checked_on, day AS handled_on, true AS consented,
    CASE WHEN clear THEN day END AS cleared_on
FROM raised;

-- Of people all of whose cards are old, so that none was opened during the discipline.
CREATE TABLE listing AS
WITH chosen AS (
    SELECT holder, greatest(present() - 2 - dice('listed', h, 700), DATE '2023-01-09') AS day FROM household
    WHERE class = 'legacy' AND chance('listed', h, 250))
SELECT row_number() OVER (ORDER BY holder) AS id, holder::BIGINT AS holder_id,
    if(chance('convicted', holder, 200), 'conviction', 'dealing') AS ground,
    if(chance('convicted', holder, 200), 'court', 'city_police') AS decided_by, NULL::VARCHAR AS province,
    day AS started_on, day AS told_on,
    CASE WHEN chance('lifted', holder, 100) THEN past(day + 200) END AS lifted_on, true AS basic_kept
FROM chosen;
"""
