"""An operator's base as SQL: households and the lives of their lines, from the first day to the last.

Run after `population.CHANCE`, in the order of `SCRIPTS`. Each table has the columns of the vocabulary in their order,
with numbers for keys. Events are drawn for all time, and `past` leaves out those after the snapshot's day: so ladders,
bills and complaints are found in every stage. Every life is lawful: periods of the law are kept with days to spare,
more than the longest holiday can add, and the dates written here are those from which a law asks for something.
"""

from workbench.companies import COMPANIES
from workbench.dealings import APPLICATIONS, MESSAGES, TROUBLES
from workbench.senders import SENDERS
from workbench.upkeep import UPKEEP

HOLDERS = """
-- nobody:   a line in the ladder of the unregistered; whose it is, is not known
-- unit:     a firm: few telephones, up to thousands of IoT cards, a tail as 1/size
-- legacy:   a person with many cards of one operator, all older than any limit on their number
-- several:  a person with up to fourteen cards, at most five of each operator
-- ordinary: everybody else, with one to five
CREATE TABLE household AS
WITH drawn AS (
    SELECT h, CASE WHEN chance('class', h, 15) THEN 'nobody' WHEN chance('class', h, 35) THEN 'unit'
                   WHEN chance('class', h, 40) THEN 'legacy' WHEN chance('class', h, 70) THEN 'several'
                   ELSE 'ordinary' END AS class
    FROM range(1, getvariable('lines') + 1) AS t(h)),
sized AS (
    SELECT *, CASE
        WHEN class = 'nobody' THEN 1
        WHEN class = 'unit'
            THEN least(10000 // (dice('size', h, 10000) + 1), greatest(20, getvariable('lines') // 50), 2000)
        WHEN class = 'legacy' THEN 6 + 30 // (dice('size', h, 30) + 1)
        WHEN class = 'several' THEN 6 + dice('size', h, 10) * dice('second size', h, 10) // 10
        WHEN chance('size', h, 580) THEN 1 WHEN chance('size', h, 820) THEN 2 WHEN chance('size', h, 930) THEN 3
        WHEN chance('size', h, 980) THEN 4 ELSE 5 END AS size
    FROM drawn),
placed AS (SELECT *, (sum(size) OVER (ORDER BY h ROWS UNBOUNDED PRECEDING))::BIGINT - size AS before FROM sized),
kept AS (
    SELECT h, class, before, least(size, getvariable('lines') - before) AS size,
        CASE WHEN class <> 'nobody'
             THEN (sum((class <> 'nobody')::INTEGER) OVER (ORDER BY h ROWS UNBOUNDED PRECEDING))::BIGINT END AS holder,
        CASE WHEN class IN ('nobody', 'unit') THEN NULL
             WHEN class = 'legacy' THEN present() - 13200 - dice('born', h, 15000)
             WHEN chance('child', h, 20) THEN present() - 2930 - dice('born', h, 2900)
             ELSE present() - 6300 - dice('born', h, 24000) END AS born
    FROM placed WHERE before < getvariable('lines'))
SELECT *, market('carrier', h) AS slot FROM kept;

CREATE TABLE holder AS
WITH bodies AS (
    SELECT *, lpad(scattered(h, 9999991), 7, '0') AS seven,
        '9999' || lpad(dice('office', h, 10000)::VARCHAR, 4, '0')
            || organisation(lpad(scattered(h, 99999989), 8, '0')) AS unit_body
    FROM household WHERE holder IS NOT NULL),
numbers AS (
    SELECT *, '99' || substr(seven, 1, 4) || strftime(born, '%Y%m%d') || substr(seven, 5, 3) AS person_body FROM bodies)
SELECT holder AS id,
    CASE WHEN class = 'unit' THEN 'unit' WHEN chance('no class', h, 995) THEN 'individual' END AS kind,
    CASE WHEN chance('no number', h, 8) THEN NULL WHEN class = 'unit' THEN credit(unit_body)
         ELSE resident(person_body) END AS id_number,
    CASE WHEN NOT chance('no number', h, 3) THEN born END AS born_on, NULL::BOOLEAN AS incapable
FROM numbers;
"""

LINES = """
CREATE TABLE card AS
WITH slots AS (SELECT *, unnest(range(1, size + 1)) AS i FROM household),
counted AS (SELECT *, before + i AS n FROM slots),
entered AS (
    SELECT *,
        CASE WHEN class IN ('nobody', 'legacy', 'several') THEN 'mobile'
             WHEN class = 'unit' AND i <= 3 THEN if(chance('kind', n, 600), 'mobile', 'fixed')
             WHEN class = 'unit' THEN if(chance('kind', n, 850), 'iot', 'fixed')
             WHEN chance('kind', n, 80) THEN 'fixed' WHEN chance('kind', n, 90) THEN 'iot' ELSE 'mobile' END AS kind,
        CASE class WHEN 'nobody' THEN DATE '2012-01-01' + dice('entry', n, 609)
             WHEN 'legacy' THEN DATE '2012-01-01' + dice('entry', n, 1096)
             ELSE greatest(                                           -- rather of late than long ago, and not as a baby
                 present() - ((present() - DATE '2012-01-01') * dice('entry', n, 10000) // 10000
                              * dice('entry', n, 10000) // 10000)::INTEGER,
                 coalesce(born + 2557, DATE '2012-01-01')) END AS activated
    FROM counted),
placed AS (
    SELECT entered.* EXCLUDE (slot), province, carrier, carrier_kind
    FROM entered
    JOIN province ON pick = if(chance('moved', n, 80), dice('other province', n, 1000), dice('province', h, 1000))
    JOIN carrier ON carrier.slot = CASE
        WHEN class = 'several' THEN (entered.slot + i) % 3
        WHEN class <> 'ordinary' OR kind <> 'mobile' OR activated < DATE '2014-06-01' THEN entered.slot % 4
        WHEN chance('second carrier', n, 150) THEN (entered.slot + 1 + dice('which carrier', n, 3)) % 4
        ELSE entered.slot END),
-- Found without registration: in the ladder's first year or lately, and, of lines older than the duty to register, some
-- whose users came forward.
found AS (
    SELECT *, CASE
        WHEN class = 'nobody' AND chance('old ladder', n, 600) THEN DATE '2016-01-11' + dice('found', n, 400)
        WHEN class = 'nobody' THEN present() - 50 - dice('found', n, if(chance('new ladder', n, 500), 40, 600))
        WHEN activated < DATE '2013-09-01' AND chance('came forward', n, 120)
            THEN DATE '2016-01-11' + dice('found', n, 300) END AS found
    FROM placed),
reminded AS (SELECT *, found + 2 + dice('reminded', n, 80) AS reminded FROM found),
suspended AS (
    SELECT *, CASE WHEN class = 'nobody' OR chance('late to come', n, 500)
                   THEN reminded + 25 + dice('suspended', n, 20) END AS suspended
    FROM reminded),
registered AS (
    SELECT *,
        CASE WHEN class = 'nobody' THEN suspended + 10 + dice('again', n, 60) END AS again,
        CASE WHEN class = 'nobody' THEN suspended + 105 + dice('terminated', n, 60) END AS terminated,
        CASE WHEN class = 'nobody' THEN NULL
             WHEN found IS NOT NULL THEN coalesce(suspended, reminded) + 1 + dice('registered', n, 40)
             WHEN activated < DATE '2013-09-01' AND chance('late name', n, 300)
                 THEN DATE '2013-09-01' + dice('registered', n, 800)
             ELSE activated END AS registered
    FROM suspended),
cancelled AS (
    SELECT *, registered + 60 AS settled,
        CASE WHEN registered + 60 < present() AND chance('cancelled', n, 130)
             THEN registered + 60 + dice('cancelled on', n, present() - registered - 60) END AS cancelled
    FROM registered),
billed AS (
    SELECT *, present() - 1 - dice('due', n, 900) AS bill,
        CASE WHEN cancelled IS NULL AND kind IN ('mobile', 'fixed') AND chance('arrears', n, 60) AND bill > settled
             THEN bill END AS due,
        CASE WHEN kind = 'mobile' AND chance('agreed', n, 150) THEN 10 + dice('agreed on', n, 20) END AS agreed_days,
        CASE WHEN chance('way', n, 500) THEN 'late' WHEN chance('way', n, 750) THEN 'restored'
             WHEN chance('way', n, 900) THEN 'unpaid' ELSE 'ended' END AS way
    FROM cancelled),
stopped AS (
    SELECT *, CASE WHEN way <> 'late' THEN due + agreed_days END AS agreed,
        CASE WHEN way <> 'late' THEN due + coalesce(agreed_days + dice('stopped', n, 4), 45 + dice('stopped', n, 15))
             END AS stopped
    FROM billed),
paid AS (
    SELECT *,
        past(CASE way WHEN 'late' THEN due + 2 + dice('paid', n, 25)
                      WHEN 'restored' THEN stopped + 1 + dice('paid', n, 40) END + clock('paid at', n)) AS paid_at,
        past(CASE WHEN way = 'ended'
                  THEN stopped + if(agreed IS NULL, 75 + dice('dead', n, 30), 40 + dice('dead', n, 5)) END) AS dead,
        2000 + dice('bill', n, 58000) AS cents
    FROM stopped)
SELECT *, coalesce(past(terminated), cancelled, dead) AS ended FROM paid;

CREATE TABLE line AS
SELECT n::BIGINT AS id, phone(n, kind) AS msisdn, holder AS holder_id,
    CASE WHEN NOT chance('no carrier', n, 2) THEN carrier END AS carrier,
    CASE WHEN NOT chance('no province', n, 5) THEN province END AS province,
    CASE WHEN class <> 'ordinary' OR ended IS NOT NULL OR due IS NOT NULL OR NOT chance('no kind', n, 5)
         THEN kind END AS kind,
    activated AS activated_on, cancelled AS cancelled_on,
    CASE WHEN kind = 'mobile' AND chance('released', n, 600)
         THEN past(ended + 105 + dice('released on', n, 500)) END AS released_on,
    CASE WHEN chance('deleted', n, 500) THEN past(ended + 740 + dice('deleted on', n, 300)) END AS file_deleted_on,
    NULL::DATE AS lent_on, NULL::DECIMAL(12, 2) AS lent_for, NULL::DATE AS rented_on,
    NULL::DECIMAL(12, 2) AS rented_for,
    NULL::DATE AS sold_on, NULL::DECIMAL(12, 2) AS sold_for, NULL::DATE AS found_illegal_on,
    CASE WHEN activated < DATE '2016-11-07' AND holder IS NOT NULL
         THEN DATE '2016-11-10' + dice('stock checked', n, 40) END AS stock_checked_on,
    CASE WHEN kind = 'iot' AND NOT chance('no functions', n, 5) THEN true END AS functions_limited,
    registered AS registered_on, found AS found_unregistered_on,
    CASE WHEN activated < DATE '2013-09-01' THEN DATE '2013-09-02' + dice('informed', n, 90) END AS informed_on,
    past(reminded) AS first_reminded_on, past(suspended) AS suspended_on,
    past(terminated) AS terminated_on,
    CASE WHEN past(suspended) IS NOT NULL THEN yuan(0) END AS suspension_fees,
    due AS payment_due_on, agreed AS agreed_suspension_on,
    CASE WHEN way = 'ended' AND agreed IS NOT NULL THEN stopped + 40 END AS agreed_termination_on,
    CASE WHEN way = 'late' AND chance('way', n, 40) THEN past(due + 3) END AS fee_disputed_on,
    past(stopped) AS arrears_suspended_on, dead AS arrears_terminated_on, paid_at,
    CASE WHEN way = 'restored' THEN past(paid_at + to_minutes(dice('restored', n, 2700))) END AS restored_at,
    CASE WHEN due IS NOT NULL AND NOT chance('no amount', n, 10) THEN yuan(cents) END AS amount_owed,
    CASE WHEN due IS NULL THEN NULL WHEN chance('no late fee', n, 300) THEN yuan(0)
         ELSE yuan(cents * 3 * (coalesce(paid_at::DATE, present()) - due) // 1000) END AS late_fee_charged,
    CASE WHEN past(terminated) IS NOT NULL THEN yuan(dice('left', n, 8000)) END AS prepaid_left,
    CASE WHEN past(terminated) IS NOT NULL THEN false END AS refund_agreed, past(terminated) AS refunded_on,
    NULL::DATE AS data_collected_on, NULL::DATE AS cancel_refused_on
FROM card;

CREATE TABLE reminder AS
WITH sent AS (
    SELECT n, past(reminded) AS sent_on FROM card WHERE past(reminded) IS NOT NULL
    UNION ALL SELECT n, past(again) FROM card WHERE past(again) IS NOT NULL)
SELECT row_number() OVER (ORDER BY n, sent_on) AS id, n::BIGINT AS line_id, sent_on,
    CASE WHEN sent_on >= DATE '2016-05-24' AND chance('time set', n, 800) THEN sent_on + 20 END AS set_until
FROM sent;
"""

SCRIPTS = (HOLDERS, LINES, APPLICATIONS, COMPANIES, MESSAGES, SENDERS, TROUBLES, UPKEEP)
