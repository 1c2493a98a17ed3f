"""What was applied for, written, sent, stopped and complained of on the lines of an operator's base, as SQL.

Run in the order of `lives.SCRIPTS`: all of it stands on the `card` of `lives`. Every row is lawful.
"""

APPLICATIONS = """
CREATE TABLE application AS
WITH tried AS (                                               -- turn 0 is an application that was refused
    SELECT card.*, turn, born > activated - 6210 AS minor, dice('paper', n, 1000) AS paper
    FROM card, (VALUES (0), (1)) AS v(turn)
    WHERE class <> 'nobody' AND registered = activated AND (turn = 1 OR chance('refused', n, 20))),
papers AS (
    SELECT *,
        CASE WHEN class = 'unit' THEN 'unit_licence' WHEN minor THEN 'household_register' WHEN paper < 8 THEN 'passport'
             WHEN paper < 14 THEN 'travel_permit' WHEN paper < 18 THEN 'military_id' WHEN paper < 25 THEN 'temporary_id'
             ELSE 'resident_id' END AS id_kind,
        CASE WHEN class = 'unit' THEN 'handler' WHEN minor THEN 'guardian' WHEN chance('proxy', n, 40) THEN 'proxy'
             ELSE 'user' END AS applicant
    FROM tried),
channels AS (
    SELECT *, CASE WHEN applicant IN ('handler', 'guardian') OR id_kind IN ('passport', 'travel_permit') THEN 'own_hall'
                   WHEN chance('channel', n, 350) THEN 'own_hall'
                   WHEN chance('channel', n, 750) OR applicant = 'proxy' THEN 'agent_shop'
                   WHEN activated >= DATE '2015-01-01' THEN 'online' ELSE 'own_hall' END AS channel
    FROM papers)
SELECT row_number() OVER (ORDER BY n, turn) AS id, holder::BIGINT AS holder_id, carrier, carrier_kind,
    CASE WHEN NOT chance('no place', n, 5) THEN province END AS province, kind,
    CASE WHEN NOT chance('no matter', n, 20) THEN if(chance('transfer', n, 30), 'transfer', 'opening') END AS matter,
    channel, applicant,
    CASE WHEN applicant <> 'user' THEN true END AS applicant_id_shown,
    CASE WHEN applicant = 'handler' THEN true END AS authority_letter, id_kind,
    CASE WHEN turn = 0 THEN ['not_shown', 'refused', 'anothers', 'forged'][1 + dice('why refused', n, 4)]
         WHEN activated < DATE '2012-12-28' AND chance('no paper', n, 100) THEN 'not_shown'
         ELSE 'genuine' END AS id_check,
    CASE WHEN activated < DATE '2014-06-01' AND chance('manual', n, 600) THEN 'manual'
         WHEN channel = 'online' THEN 'app' ELSE 'reader' END AS entry,
    CASE WHEN channel <> 'online' AND activated >= DATE '2016-09-23' THEN true END AS photo_taken,
    CASE WHEN channel = 'online' AND activated >= DATE '2016-11-07' THEN true END AS video_checked,
    CASE WHEN channel <> 'online' AND activated >= DATE '2019-12-01' AND NOT chance('no face', n, 2) THEN true
         END AS face_matched,
    CASE WHEN activated BETWEEN DATE '2015-01-01' AND DATE '2016-09-22' AND chance('key', n, 100) THEN true
         END AS key_verified,
    CASE WHEN NOT chance('copy', n, 3) THEN activated < DATE '2017-01-01' AND chance('copy', n, 700) END AS copy_kept,
    CASE WHEN activated < DATE '2017-01-01' AND chance('copy', n, 700) THEN true END AS copy_marked,
    true AS name_recorded, true AS id_kind_recorded,
    CASE WHEN NOT chance('no entry', n, 2) THEN true END AS id_number_recorded,
    true AS address_recorded, CASE WHEN applicant <> 'user' THEN true END AS applicant_recorded,
    CASE WHEN applicant = 'guardian' THEN true END AS applicant_photo,
    CASE WHEN class = 'unit' THEN true END AS user_recorded, NULL::BOOLEAN AS face_consent,
    CASE WHEN kind = 'iot' THEN true END AS risk_passed, kind = 'iot' AND class = 'unit' AND chance('resale', n, 100)
        AS for_resale,
    CASE WHEN kind = 'iot' AND class = 'unit' THEN true END AS end_users_verified, false AS abnormal,
    CASE WHEN turn = 0 AND activated >= DATE '2013-09-01' THEN activated END AS refused_on,
    CASE WHEN turn = 0 THEN 'identity' END AS refusal_ground,
    CASE WHEN turn = 1 THEN activated END AS activated_on
FROM channels;
"""

MESSAGES = """
-- A person's line and a sender: asked, agreed, sent to, perhaps withdrawn, perhaps agreed again. `s` numbers them.
CREATE TABLE subscribed AS
WITH willing AS (
    SELECT n, born, greatest(activated, DATE '2013-03-01') AS since, coalesce(ended, present()) AS until,
        unnest(range(1 + dice('senders', n, 3))) AS j
    FROM card WHERE born IS NOT NULL AND kind = 'mobile' AND chance('subscribes', n, 250)),
given AS (
    SELECT n, born, n * 4 + j AS s, until, sender((dice('sender', n, 60) + 7 * j) % 60) AS sender,
        since + 1 + dice('given', n * 4 + j, until - since - 3) AS given
    FROM willing WHERE until - since > 30),
withdrawn AS (
    SELECT *, given < DATE '2020-06-01' AND chance('clause', s, 150) AS by_clause,
        given + 20 + dice('withdrawn on', s, 700) AS tired,
        CASE WHEN chance('withdrawn', s, 200) AND tired < until THEN tired END AS withdrawn
    FROM given)
SELECT *, CASE WHEN chance('again given', s, 150) AND withdrawn + 40 < until THEN withdrawn + 30 END AS regiven
FROM withdrawn;

CREATE TABLE consent AS
WITH acts AS (
    SELECT *, 1 AS turn, given AS day, withdrawn AS refused FROM subscribed
    UNION ALL SELECT *, 2, regiven, NULL FROM subscribed WHERE regiven IS NOT NULL),
moments AS (SELECT *, day + clock('given at', s) AS moment, by_clause AND turn = 1 AS as_clause FROM acts)
SELECT row_number() OVER (ORDER BY s, turn) AS id, n::BIGINT AS line_id, sender AS sender_id,
    CASE WHEN NOT as_clause THEN moment END AS given_at, CASE WHEN as_clause THEN moment END AS clause_at,
    CASE WHEN born > day - 6210 THEN moment END AS guardian_given_at, refused + clock('refused at', s) AS withdrawn_at,
    NULL::TIMESTAMP AS expires_at, NULL::TIMESTAMP AS changed_at,
    CASE WHEN chance('calls', s, 200) THEN moment END AS calls_agreed_at,
    CASE WHEN NOT chance('no notice', s, 3) THEN true END AS notice_given,
    CASE WHEN chance('shared', s, 20) THEN past(moment + to_days(5)) END AS shared_at,
    CASE WHEN chance('shared', s, 40) THEN moment END AS sharing_agreed_at,
    CASE WHEN NOT chance('kept', s, 500) THEN past(refused) END AS number_deleted_on,
    CASE WHEN refused IS NOT NULL THEN chance('kept', s, 500) END AS kept_by_law
FROM moments;

CREATE TABLE message AS
WITH windows AS (                                   -- of whole days, strictly between the consent and its end
    SELECT n, s, 1 AS turn, sender, given + 1 AS low,
        least(coalesce(withdrawn, until), if(by_clause, DATE '2020-12-31', until)) AS high FROM subscribed
    UNION ALL SELECT n, s, 2, sender, regiven + 1, until FROM subscribed WHERE regiven IS NOT NULL),
times AS (
    SELECT n, s * 8 + turn * 4 AS m, sender, low, high - low AS days,
        unnest(range(1 + dice('messages', s * 2 + turn, 3))) AS k
    FROM windows),
sent AS (
    SELECT n, m + k AS m, sender, CASE WHEN NOT chance('no message kind', m + k, 2) THEN 'commercial' END AS kind,
        low + dice('sent', m + k, days) + clock('sent at', m + k) AS sent_at
    FROM times WHERE days > 1
    UNION ALL
    SELECT n, n * 32, sender(100 + dice('service', n, 20)),
        CASE WHEN chance('what', n, 450) THEN 'verification' WHEN chance('what', n, 850) THEN 'service'
             ELSE 'public_interest' END,
        greatest(activated, coalesce(ended, present()) - 1 - dice('serviced', n, 700)) + clock('serviced at', n)
    FROM card WHERE kind = 'mobile' AND chance('notice', n, 400) AND activated < coalesce(ended, present()) - 1)
SELECT row_number() OVER (ORDER BY m) AS id, n::BIGINT AS line_id, sender AS sender_id, kind, sent_at,
    CASE WHEN kind = 'commercial' AND NOT chance('no note', m, 3) THEN true END AS has_way_to_refuse,
    CASE WHEN kind = 'commercial' AND NOT chance('no note', m, 5) THEN true END AS names_sender,
    CASE WHEN chance('log', m, 500) THEN past(sent_at::DATE + 170 + dice('log deleted', m, 200)) END AS log_deleted_on,
    coalesce(kind = 'commercial', false) AS promotes,
    CASE WHEN chance('no port', m, 3) THEN NULL WHEN coalesce(kind, 'commercial') = 'commercial' THEN 'marketing_port'
         ELSE 'service_port' END AS port,
    CASE WHEN NOT chance('no number', m, 2) THEN true END AS number_shown, true AS number_true,
    chance('outsourced', m, 300) AS outsourced, chance('profiled', m, 200) AS profiled,
    CASE WHEN chance('profiled', m, 200) THEN true END AS offers_plain, false AS abusive,
    CASE WHEN kind = 'commercial' AND NOT chance('no note', m, 4) THEN true END AS shows_contact,
    CASE WHEN kind = 'commercial' AND NOT chance('no note', m, 6) THEN true END AS refusal_works,
    CASE WHEN kind = 'commercial' THEN false END AS refusal_hindered,
    true AS log_has_times, true AS log_has_numbers,
    CASE WHEN NOT chance('no log', m, 2) THEN true END AS log_has_content,
    CASE WHEN chance('log', m, 500) THEN past(sent_at::DATE + 170 + dice('log deleted', m, 200)) END
        AS content_deleted_on
FROM sent;

CREATE TABLE request AS
WITH agreed AS (SELECT *, given + clock('given at', s) AS agreed_at FROM subscribed),
asked AS (
    SELECT n, s AS q, sender, agreed_at - to_minutes(1 + dice('thinking', s, 3000)) AS sent_at, agreed_at
    FROM agreed WHERE NOT by_clause AND given > DATE '2015-07-10' AND chance('asked', s, 500)
    UNION ALL                                       -- left without an answer, and so never asked again
    SELECT n, n * 4 + 3, sender((dice('sender', n, 60) + 3) % 60),
        activated + dice('asked on', n, present() - activated) + clock('asked at', n), NULL
    FROM card
    WHERE kind = 'mobile' AND ended IS NULL AND activated > DATE '2015-07-10' AND chance('unanswered', n, 30))
SELECT row_number() OVER (ORDER BY q) AS id, n::BIGINT AS line_id, sender AS sender_id, sent_at, agreed_at,
    true AS states_kind, CASE WHEN NOT chance('no frequency', q, 4) THEN true END AS states_frequency,
    true AS states_duration, false AS tied_to_service
FROM asked;
"""

TROUBLES = """
CREATE TABLE stoppage AS
WITH chosen AS (
    SELECT n, registered, activated + 30 + dice('stopped on', n, coalesce(ended, present()) - activated - 31) AS day,
        dice('ground', n, 100) AS g
    FROM card WHERE class <> 'nobody' AND chance('stoppage', n, 20) AND coalesce(ended, present()) - activated > 40),
grounds AS (
    SELECT *, day + clock('stopped at', n) AS stopped,
        CASE WHEN g < 2 THEN NULL WHEN g < 30 THEN if(day > DATE '2021-06-10', 'fraud_check', 'contract')
             WHEN g < 42 THEN 'police' WHEN g < 65 THEN 'arrears' WHEN g < 85 THEN 'own_request'
             WHEN g < 90 AND registered > day THEN 'real_name'
             WHEN g < 97 THEN 'contract' ELSE 'engineering' END AS ground
    FROM chosen),
passed AS (                                       -- a check for fraud, once passed, is lifted in the same second
    SELECT *, CASE WHEN ground = 'fraud_check' AND chance('passed', n, 700)
                   THEN past(stopped + to_minutes(60 + dice('passed at', n, 14000))) END AS passed
    FROM grounds)
SELECT row_number() OVER (ORDER BY n) AS id, n::BIGINT AS line_id, ground,
    CASE WHEN ground = 'arrears' THEN yuan(-dice('balance', n, 6000))
         WHEN NOT chance('no balance', n, 15) THEN yuan(dice('balance', n, 20000)) END AS balance,
    CASE WHEN ground = 'fraud_check' THEN stopped - to_minutes(1500 + dice('notified', n, 4000)) END AS notified_at,
    stopped AS stopped_at, CASE WHEN ground = 'fraud_check' THEN true END AS reasons_told, passed AS reverified_at,
    CASE WHEN ground = 'fraud_check' THEN passed
         WHEN chance('lifted', n, 700) THEN past(stopped + to_minutes(60 + dice('lifted at', n, 80000)))
         END AS lifted_at,
    NULL::TIMESTAMP AS failed_at, CASE WHEN ground = 'fraud_check' THEN true END AS graded,
    CASE WHEN ground = 'fraud_check' THEN true END AS documents_told,
    CASE WHEN ground = 'fraud_check' AND NOT chance('no remedy', n, 10) THEN true END AS remedy_open,
    CASE WHEN ground = 'contract' THEN true END AS term_agreed,
    CASE WHEN ground = 'engineering' THEN stopped - to_minutes(4400 + dice('works told', n, 6000)) END AS announced_at
FROM passed;

CREATE TABLE complaint AS
WITH received AS (
    SELECT n, greatest(present() - dice('complained', n, 2500), activated) AS day FROM card
    WHERE class <> 'nobody' AND chance('complains', n, 40))
SELECT row_number() OVER (ORDER BY n) AS id, n::BIGINT AS line_id,
    CASE WHEN chance('about', n, 10) THEN NULL WHEN chance('about', n, 150) THEN 'personal_data' ELSE 'service' END
        AS about,
    day AS received_on, past(day + 1 + dice('answered', n, 14)) AS answered_on
FROM received;

CREATE TABLE appeal AS
WITH events AS (
    SELECT n, province, present() - dice('event', n, 2000) AS event, chance('charge', n, 600) AS charge FROM card
    WHERE chance('appeals', n, 4)),
complained AS (SELECT *, past(event + 1 + dice('complained on', n, 20)) AS complained FROM events),
answered AS (
    SELECT *, past(complained + 30 + dice('appealed', n, 30)) AS received,
        CASE WHEN chance('replied', n, 800) THEN past(complained + 1 + dice('replied on', n, 14)) END AS replied
    FROM complained),
decided AS (SELECT *, past(received + dice('decided', n, 4)) AS decided FROM answered)
SELECT row_number() OVER (ORDER BY n) AS id,
    CASE WHEN NOT chance('no matter', n, 10) THEN if(charge, 'charge', 'other_matter') END AS about,
    event AS event_on, complained AS complained_on, replied AS operator_answered_on, received AS received_on,
    decided AS decided_on, CASE WHEN chance('accepted', n, 850) THEN decided END AS accepted_on,
    CASE WHEN chance('accepted', n, 850) THEN past(received + 10 + dice('appeal answered', n, 19)) END AS answered_on,
    NULL::DATE AS supplemented_on, NULL::DATE AS settled_on, NULL::DATE AS handled_on,
    CASE WHEN NOT chance('accepted', n, 850) THEN received END AS seised_on, NULL::BOOLEAN AS told_to_complain,
    province AS operator_province, CASE WHEN NOT chance('no body', n, 20) THEN 'provincial' END AS body,
    province AS body_province, true AS provincial_body,
    CASE WHEN chance('accepted', n, 850) THEN past(decided + 1) END AS forwarded_on,
    CASE WHEN chance('accepted', n, 850) THEN past(decided + 3 + dice('operator', n, 5)) END AS operator_reported_on
FROM decided;

CREATE TABLE report AS
WITH received AS (SELECT n, present() - dice('reported', n, 2500) AS day FROM card WHERE chance('reports', n, 6)),
forwarded AS (SELECT *, past(day + 1 + dice('forwarded', n, 5)) AS forwarded FROM received)
SELECT row_number() OVER (ORDER BY n) AS id, day AS received_on, forwarded AS forwarded_on,
    forwarded AS provider_received_on, past(forwarded + 3 + dice('fed back', n, 16)) AS fed_back_on
FROM forwarded;
"""
