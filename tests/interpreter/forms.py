"""The same data in every form that is read, the rules it is judged by, and what may stand in it instead."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st

from dsl import core
from tests.books import FACT, rule

SHANGHAI = ZoneInfo("Asia/Shanghai")
RULES = (
    FACT
    + rule("must line.good", "a/good")
    + rule("must line.owed <= line.charged", "b/paid")
    + rule("must happen line.told_on within notice after line.opened_on", "c/told")
    + rule("may close\n    when some c in line.calls satisfies c.late", "a/late")
    + rule("must line.province is guangdong and line.size > 3 and line.wait > 5 days", "b/more")
    + rule("must (count of l in line.holder.lines where l.open) <= 2", "c/many")
)
DAY = date(2018, 3, 1)
Cells = Mapping[str, object]
LINES: list[Cells] = [
    {"id": "L1", "holder_id": "H1", "opened_on": date(2018, 1, 2), "told_on": date(2018, 1, 9), "good": True},
    {"id": "L2", "holder_id": "H1", "opened_on": date(2018, 2, 3), "closed_on": date(2018, 2, 20), "good": False},
    {
        "id": "L3",
        "holder_id": "H2",
        "province": "guangdong",
        "size": 12,
        "owed": Decimal("12.50"),
        "charged": Decimal("12.5"),
    },
    {"id": "L4", "owed": Decimal("1234.56"), "charged": Decimal("1000"), "wait": 10, "size": -3, "province": "beijing"},
    {"id": "L5", "closed_on": date(2018, 2, 1), "asked_at": datetime(2018, 1, 1, 9, 30, tzinfo=SHANGHAI)},
]
HOLDERS: list[Cells] = [{"id": "H1", "kind": '一, "二"\n三'}, {"id": "H2", "kind": "个人"}]
CALLS: list[Cells] = [
    {"id": "C1", "line_id": "L2", "late": True, "fee": Decimal("0.1"), "rate": Decimal("0.003")},
    {"id": "C2", "line_id": "L5", "late": False, "made_on": date(2018, 2, 14)},
]
DATA: dict[str, list[Cells]] = {"line": LINES, "holder": HOLDERS, "call": CALLS}

# ── the forms ────────────────────────────────────────────────────────────────────────────────────────────────────────

Say = Callable[[object], str]


def iso(value: object) -> str:
    """A cell as an engineer's export writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def office(value: object) -> str:
    """A cell as an office program in Chinese writes it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value.year}/{value.month}/{value.day} {value:%H:%M}"
    if isinstance(value, date):
        return f"{value.year}/{value.month}/{value.day}"
    if isinstance(value, Decimal):
        return f"￥{value:,}" if value > Decimal("0.01") else f"{value.scaleb(3):f}‰"
    return {"guangdong": "广东", "beijing": "北京"}.get(str(value), iso(value))


def chinese(value: object) -> str:
    """Dates in characters, full-width digits."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value).translate(str.maketrans("0123456789-", "０１２３４５６７８９－"))
    return office(value)


def midnight(value: object) -> str:
    """Dates as moments at midnight, as spreadsheets export them."""
    return f"{value} 00:00:00" if isinstance(value, date) and not isinstance(value, datetime) else iso(value)


def columns(rows: Iterable[Cells]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def as_csv(rows: list[Cells], say: Say = iso, names: Mapping[str, str] | None = None, **how: str) -> str:
    """The rows as CSV text; `names` gives other names to the columns."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=how.get("end", "\n"), delimiter=how.get("between", ","))
    heads = columns(rows)
    writer.writerow([(names or {}).get(head, head) for head in heads])
    writer.writerows([[say(row.get(head)) for head in heads] for row in rows])
    return out.getvalue()


def zh(book: core.Book, entity: str) -> dict[str, str]:
    return {name: field.names.zh for name, field in book.vocabulary.entities[entity].fields.items()}


def plain(folder: Path, book: core.Book) -> None:
    for entity, rows in DATA.items():
        (folder / f"{entity}.csv").write_text(as_csv(rows), encoding="utf-8")


def zipped(folder: Path, book: core.Book) -> None:
    for entity, rows in DATA.items():
        (folder / f"{entity}.csv.gz").write_bytes(gzip.compress(as_csv(rows).encode()))


def gb18030(folder: Path, book: core.Book) -> None:
    for entity, rows in DATA.items():
        name = book.vocabulary.entities[entity].names.zh
        text = as_csv(rows, office, zh(book, entity), end="\r\n")
        (folder / f"{name}.csv").write_bytes(text.encode("gb18030"))


def marked_utf8(folder: Path, book: core.Book) -> None:
    for entity, rows in DATA.items():
        text = as_csv(rows, chinese, zh(book, entity), end="\r\n", between=";")
        (folder / f"{entity}.CSV").write_bytes(b"\xef\xbb\xbf" + text.encode())


def utf16(folder: Path, book: core.Book) -> None:
    for entity, rows in DATA.items():
        (folder / f"{entity}.csv").write_bytes(as_csv(rows, midnight, end="\r\n", between="\t").encode("utf-16"))


def json_lines(folder: Path, book: core.Book) -> None:
    def say(value: object) -> object:
        return float(value) if isinstance(value, Decimal) else iso(value) if isinstance(value, date) else value

    for entity, rows in DATA.items():
        lines = (json.dumps({name: say(cell) for name, cell in row.items()}, ensure_ascii=False) for row in rows)
        (folder / f"{entity}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def parquet(folder: Path, book: core.Book) -> None:
    for entity, rows in DATA.items():
        table = {head: [row.get(head) for row in rows] for head in columns(rows)}
        pq.write_table(pa.table(table), folder / f"{entity}.parquet")


def parts(folder: Path, book: core.Book) -> None:
    """A folder for each table, one row in each part, in several forms, with the notes that engines leave."""
    for entity, rows in DATA.items():
        (folder / entity).mkdir()
        (folder / entity / "_SUCCESS").touch()
        for n, row in enumerate(rows):
            if n % 2:
                (folder / entity / f"part-{n}.csv").write_text(as_csv([row]), encoding="utf-8")
            else:
                pq.write_table(
                    pa.table({name: [cell] for name, cell in row.items()}), folder / entity / f"part-{n}.parquet"
                )


FORMS = [plain, zipped, gb18030, marked_utf8, utf16, json_lines, parquet, parts]


# ── what may stand in it instead ─────────────────────────────────────────────────────────────────────────────────────

PHONES = ("13800138000", "+8615912345678", "861391234-5678", "199 0000 0001", "１３８００１３８０００", "010-62351234")
IDENTITIES = ("11010119900307123X", "110101 19900307 1233", "110101900307123")
TELLING = st.sampled_from((*PHONES, *IDENTITIES))
JUNK = st.one_of(
    st.sampled_from(
        ["", '"', '""', "'", ",", ";", "\t", "\0", "unknown", "never", "L1", "H1", "2018-01-02", "是", "x" * 300]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=8),
    TELLING,
)
BYTES = st.one_of(
    st.binary(min_size=1, max_size=6), st.sampled_from([b"\n", b"\r", b'"', b",", b"\xff", b"\x81\x30", b"\xc3"])
)
