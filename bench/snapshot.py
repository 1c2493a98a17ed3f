"""A size and a seed in, the one table that `bench/thirteen` judges out: made-up lines of made-up holders.

Made by columns in SQL: ten million lines take half a minute on two cores. Chance is a hash of the seed, of what is
drawn and of the row's number, written out here because the engine's own may change with its version: the same seed
gives the same rows on however many threads. Days that fall after the day of the audit are left in: they have not
happened yet. One row in a thousand or so is malformed, in three ways, so that rejects are counted as well.
"""

from __future__ import annotations

import argparse
import time
from datetime import date
from pathlib import Path

DAY = date(2026, 11, 20)

CHANCE = """
CREATE MACRO low_half(x) AS x & 4294967295;
CREATE MACRO stirred(x) AS low_half(xor(x, x >> 16) * 2246822507::UBIGINT);
CREATE MACRO mixed(x) AS low_half(xor(x, x >> 13) * 3266489909::UBIGINT);
CREATE MACRO dice(what, n, sides) AS                                           -- 0 … sides - 1
    ((mixed(stirred(low_half(n::UBIGINT * 2654435761 + getvariable('seed')::UBIGINT * 40503 + what * 2246822519)))
      * sides::UBIGINT) >> 32)::INTEGER;
CREATE MACRO chance(what, n, permille) AS dice(what, n, 1000) < permille;
CREATE MACRO before(what, n, sides) AS getvariable('present')::DATE - 1 - dice(what, n, sides);
"""

LINES = """
CREATE TABLE number AS SELECT n::UBIGINT AS n FROM range(getvariable('lines')::BIGINT) AS t(n);   -- read in parallel

CREATE VIEW homes AS
    SELECT n, h,
        if(chance(2, n, 850), dice(3, h, 4), dice(4, n, 4)) AS carrier,
        if(chance(5, n, 850), dice(6, h, 31), dice(7, n, 31)) AS province,
        if(chance(8, n, 998), before(9, n, 3000), NULL) AS activated_on
    FROM (SELECT n, dice(1, n, greatest(getvariable('lines') // 2, 1)) AS h FROM number);

CREATE VIEW found AS
    SELECT *, if(chance(10, n, 970), activated_on + dice(11, n, 80), NULL) AS verified_on,
        if(chance(12, n, 40), activated_on + dice(13, n, 400), NULL) AS found_on
    FROM homes;

CREATE VIEW notified AS
    SELECT *, if(chance(14, n, 900), found_on + dice(15, n, 12), NULL) AS notified_on FROM found;

CREATE VIEW suspended AS
    SELECT *, CASE WHEN notified_on IS NOT NULL AND chance(16, n, 400) THEN notified_on + 25 + dice(17, n, 60)
                   WHEN chance(18, n, 40) THEN activated_on + dice(19, n, 1500) END AS suspended_on
    FROM notified;

CREATE VIEW ended AS
    SELECT *, CASE WHEN suspended_on IS NOT NULL AND chance(20, n, 500) THEN suspended_on + 55 + dice(21, n, 80)
                   WHEN chance(22, n, 4) THEN activated_on + 1 + dice(23, n, 2000) END AS ended_on,
        CASE WHEN suspended_on IS NULL OR chance(24, n, 10) THEN NULL
             WHEN notified_on <= suspended_on AND chance(25, n, 800) THEN 'unregistered'
             WHEN chance(26, n, 600) THEN 'arrears' WHEN chance(27, n, 900) THEN 'own_request'
             ELSE 'no_ground' END AS stop_ground
    FROM suspended;

CREATE VIEW lives AS
    SELECT *, if(chance(28, n, 850), ended_on + dice(29, n, 17), NULL) AS refunded_on,
        CASE WHEN chance(30, n, 20) THEN NULL WHEN chance(31, n, 300) THEN 0.00
             ELSE (dice(32, n, 20000) * 0.01) END::DECIMAL(10, 2) AS balance,
        if(chance(33, n, 50), before(34, n, 400), NULL) AS arrears_since,
        if(chance(35, n, 300), before(36, n, 90), NULL) AS messaged_on,
        if(chance(37, n, 40), before(38, n, 700), NULL) AS complained_on
    FROM ended;

-- Malformed, one in `fault`: a key that came before, no key, a value that no list has.
CREATE VIEW line AS
    SELECT CASE WHEN n % getvariable('fault') = 17 THEN 'L' || lpad((n - 5)::VARCHAR, 8, '0')
                WHEN n % getvariable('fault') <> 217 THEN 'L' || lpad(n::VARCHAR, 8, '0') END AS id,
        if(chance(39, n, 998), 'H' || lpad(h::VARCHAR, 8, '0'), NULL) AS holder_id,
        if(chance(40, n, 999), 'carrier-' || (carrier + 1), NULL) AS carrier,
        'province-' || lpad((province + 1)::VARCHAR, 2, '0') AS province,
        CASE WHEN n % getvariable('fault') = 417 THEN 'elsewhere' WHEN chance(41, n, 20) THEN NULL
             WHEN chance(42, n, 700) THEN 'own_store' WHEN chance(43, n, 600) THEN 'agent_shop'
             ELSE 'online' END AS channel,
        activated_on, verified_on, found_on, notified_on, suspended_on, ended_on, refunded_on, stop_ground, balance,
        arrears_since, if(chance(44, n, 750), arrears_since + 1 + dice(45, n, 100), NULL) AS paid_on,
        messaged_on, if(chance(46, n, 970), messaged_on - dice(47, n, 400), NULL) AS consented_on,
        if(chance(48, n, 40), messaged_on - 20 + dice(49, n, 120), NULL) AS withdrawn_on,
        CASE WHEN chance(50, n, 10) THEN NULL WHEN messaged_on IS NULL THEN 0
             ELSE dice(51, n, 3) * dice(52, n, 3) + dice(53, n, 2) END::INTEGER AS messages_month,
        complained_on, if(chance(54, n, 920), complained_on + dice(55, n, 32), NULL) AS answered_on
    FROM lives;
"""


def write(folder: Path, lines: int, seed: int = 1) -> Path:
    """`line.parquet` in the folder, which is made if need be → its path."""
    import duckdb

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "line.parquet"
    with duckdb.connect(":memory:", config={"autoinstall_known_extensions": False}) as tables:
        asked = {"lines": lines, "seed": seed, "present": DAY, "fault": 3001 if lines >= 100_000 else 501}
        for name, value in asked.items():
            tables.execute(f"SET VARIABLE {name} = ?", [value])
        tables.execute(CHANCE + LINES)
        tables.view("line").write_parquet(str(path))
    return path


def main() -> None:
    """The command: a folder and a size."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--lines", type=int, default=1_000_000)
    asked.add_argument("--seed", type=int, default=1)
    words = asked.parse_args()
    began = time.perf_counter()
    path = write(words.folder, words.lines, words.seed)
    print(f"{path}: {words.lines:,} lines in {time.perf_counter() - began:.1f} s, {path.stat().st_size / 1e6:,.0f} MB")


if __name__ == "__main__":
    main()
