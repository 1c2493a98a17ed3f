"""The thirteen rules as hand-written DuckDB SQL, by somebody who knows the engine well.

Each row is judged once: its thirteen outcomes are three bits each of one number, and are spread into findings only at
the end, with all columns that ours have; what is missing of an open outcome is told by which number it has. Cards are
counted per holder, carrier and province, and only counts that matter are joined. Keys are checked by their hash first.
What has not happened by the day of the audit is made NULL where it is read.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bench.audits.answer import CODES, RULES, Answer, run

# What a reader of the table takes for granted: a key, values of the lists, and of those with one key the first.
READ = """
CREATE MACRO happened(day) AS CASE WHEN day <= getvariable('today') THEN day END;
CREATE VIEW row AS SELECT *, file_row_number AS place FROM read_parquet(getvariable('source'), file_row_number = true);

CREATE TEMP TABLE reject AS
    WITH bad AS (
        SELECT place, id IS NOT NULL AS keyed FROM row
        WHERE id IS NULL OR channel NOT IN ('own_store', 'agent_shop', 'online')
            OR stop_ground NOT IN ('no_ground', 'unregistered', 'arrears', 'own_request')),
    crowded AS (SELECT hash(id) AS h FROM row WHERE id IS NOT NULL GROUP BY h HAVING count(*) > 1),
    repeated AS (SELECT place, row_number() OVER (PARTITION BY id ORDER BY place) AS nth
                 FROM row WHERE hash(id) IN (FROM crowded) AND place NOT IN (SELECT place FROM bad))
    SELECT place, if(keyed, 'SN301', 'SN302') AS code FROM bad
    UNION ALL SELECT place, 'SN303' FROM repeated WHERE nth > 1;
CREATE VIEW line AS SELECT * FROM row WHERE place NOT IN (SELECT place FROM reject);
"""

JUDGE = """
CREATE MACRO timely(start, done, due) AS
    CASE WHEN start IS NULL THEN 0 WHEN done <= due THEN 1 WHEN done IS NOT NULL THEN 3
         WHEN due < getvariable('today') THEN 2 ELSE 4 END;
CREATE MACRO answer_due(day) AS day + if(day < DATE '2026-01-01', 30, 15);
CREATE MACRO payment_due(day) AS (day + INTERVAL 3 MONTH)::DATE;
CREATE MACRO alive(activated, ended) AS
    activated <= getvariable('today') AND (ended > getvariable('today') OR ended IS NULL);

-- By hash first: few holders have so many cards, and only their names need to be compared.
CREATE TEMP TABLE hoard AS
    WITH crowd AS (SELECT hash(holder_id, carrier, province) AS h FROM row WHERE alive(activated_on, ended_on)
                   GROUP BY h HAVING count(*) >= 5)
    SELECT place, count(*) OVER (PARTITION BY holder_id, carrier, province) AS cards FROM line
    WHERE alive(activated_on, ended_on) AND hash(holder_id, carrier, province) IN (FROM crowd)
        AND holder_id IS NOT NULL AND carrier IS NOT NULL AND province IS NOT NULL
    QUALIFY cards >= 5;

CREATE TEMP TABLE judged AS
    WITH known AS (
        SELECT id, channel, stop_ground AS ground, balance, messages_month, cards,
            holder_id IS NULL OR carrier IS NULL OR province IS NULL AS stranger,
            happened(activated_on) AS activated, happened(verified_on) AS verified, happened(found_on) AS found,
            happened(notified_on) AS notified, happened(suspended_on) AS suspended, happened(ended_on) AS ended,
            happened(refunded_on) AS refunded, happened(arrears_since) AS arrears, happened(paid_on) AS paid,
            happened(messaged_on) AS messaged, happened(consented_on) AS consented,
            happened(withdrawn_on) AS withdrawn, happened(complained_on) AS complained,
            happened(answered_on) AS answered,
            activated IS NOT NULL AND ended IS NULL AS live
        FROM line LEFT JOIN hoard USING (place))
    SELECT id, found, ended, activated, arrears, complained,
        timely(found, notified, found + 10)::BIGINT
        + 8::BIGINT * CASE WHEN suspended IS NULL OR ground <> 'unregistered' THEN 0 WHEN ground IS NULL THEN 5
                   WHEN suspended > notified + 30 THEN 1 ELSE 2 END
        + 64::BIGINT * CASE WHEN ended IS NULL THEN 0 WHEN ended > suspended + 60 THEN 1 ELSE 2 END
        + 512::BIGINT * CASE WHEN ended IS NULL OR balance <= 0 THEN 0 WHEN balance IS NULL THEN 5
                     ELSE timely(ended, refunded, ended + 15) END
        + 4096::BIGINT * CASE WHEN NOT live THEN 0 WHEN verified IS NOT NULL THEN 1
                      WHEN activated + 90 < getvariable('today') THEN 2 ELSE 4 END
        + 32768::BIGINT * CASE WHEN suspended IS NULL OR balance <= 0 THEN 0
                       WHEN balance IS NULL THEN 5 WHEN ground IS NULL THEN 6 WHEN ground = 'no_ground' THEN 2
                       ELSE 1 END
        + 262144::BIGINT * timely(arrears, paid, payment_due(arrears))
        + 2097152::BIGINT * CASE WHEN messaged IS NULL THEN 0 WHEN consented <= messaged THEN 1 ELSE 2 END
        + 16777216::BIGINT * CASE WHEN messaged IS NULL THEN 0 WHEN withdrawn <= messaged THEN 2 ELSE 1 END
        + 134217728::BIGINT * CASE WHEN NOT live THEN 0 WHEN messages_month IS NULL THEN 5
                           WHEN messages_month <= 4 THEN 1 ELSE 2 END
        + 1073741824::BIGINT * timely(complained, answered, answer_due(complained))
        + 8589934592::BIGINT * CASE WHEN NOT live THEN 0 WHEN stranger THEN 5 WHEN cards > 5 THEN 2 ELSE 1 END
        + 68719476736::BIGINT * CASE WHEN NOT live THEN 0 WHEN stranger THEN 5 WHEN cards IS NULL THEN 0
                            WHEN channel IS NULL THEN 6 WHEN channel = 'own_store' THEN 1 ELSE 2 END AS marks
    FROM known;
"""

# Every combination of outcomes that came up, and its findings: a few thousand rows, whatever the size of the base.
SPREAD = """
CREATE TEMP TABLE pattern AS SELECT marks, count(*) AS rows FROM judged GROUP BY marks;
CREATE TEMP TABLE said AS
    SELECT marks, rows, place - 1 AS rule, (marks >> (3 * (place - 1)::INTEGER)) & 7 AS code
    FROM pattern, range(1, 14) AS t(place);

CREATE TEMP TABLE told AS
    SELECT marks, rule, code, getvariable('rules')[rule + 1] AS path,
        getvariable('codes')[least(code, 5) + 1] AS outcome,
        CASE WHEN code < 5 THEN []
             WHEN rule = 1 OR (rule = 5 AND code = 6) THEN ['line.stop_ground']
             WHEN rule IN (3, 5) THEN ['line.balance'] WHEN rule = 9 THEN ['line.messages_month']
             WHEN rule = 12 AND code = 6 THEN ['line.channel'] ELSE ['line.cards'] END::VARCHAR[] AS missing
    FROM said WHERE code > 1;

CREATE VIEW finding AS
    SELECT path AS rule, id AS subject, outcome,
        CASE WHEN code >= 5 THEN NULL WHEN rule = 0 THEN found + 10 WHEN rule = 3 THEN ended + 15
             WHEN rule = 4 THEN activated + 90 WHEN rule = 6 THEN payment_due(arrears)
             WHEN rule = 10 THEN answer_due(complained) END AS due,
        []::VARCHAR[] AS "by", missing, '1' AS edition, 'settled' AS standing, []::VARCHAR[] AS highest
    FROM judged JOIN told USING (marks);
"""

COUNTED = "SELECT rule, least(code, 5) AS code, sum(rows)::BIGINT FROM said GROUP BY ALL"
READS = "SELECT (SELECT count(*) FROM row), (SELECT count(*) FROM judged), (SELECT count(*) FROM reject)"


def audit(source: Path, out: Path, today: date) -> Answer:
    """Findings and rejects into the folder → what was counted."""
    import duckdb

    with duckdb.connect(":memory:", config={"preserve_insertion_order": False}) as engine:
        asked = {"today": today, "source": str(source / "line.parquet"), "rules": list(RULES), "codes": list(CODES)}
        for name, value in asked.items():
            engine.execute(f"SET VARIABLE {name} = ?", [value])
        engine.execute(READ)
        engine.execute(JUDGE)
        engine.execute(SPREAD)
        engine.view("finding").write_parquet(str(out / "findings.parquet"))
        engine.table("reject").write_parquet(str(out / "rejects.parquet"))
        read, judged, rejected = engine.execute(READS).fetchall()[0]
        return Answer.of(read, judged, rejected, engine.execute(COUNTED).fetchall())


if __name__ == "__main__":
    run(audit)
