"""Whatever is done to a snapshot, each record is judged or rejected, and no telling number of it is told."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl import core
from interpreter.ask import Interpreter
from interpreter.audit import audit
from interpreter.mask import is_personal
from interpreter.snapshot import SnapshotError
from tests.books import VOCABULARY, rule, small_book
from tests.interpreter.forms import (
    BYTES,
    DATA,
    DAY,
    IDENTITIES,
    JUNK,
    PHONES,
    RULES,
    columns,
    gb18030,
    iso,
    json_lines,
    parquet,
    plain,
    utf16,
    zipped,
)

LANGUAGES: tuple[core.Language, core.Language] = ("zh", "en")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> core.Book:
    return small_book(tmp_path_factory.mktemp("book"), RULES)


@given(data=st.data())
def test_read_is_judged_plus_rejected_whatever_is_done_to_the_cells(
    data: st.DataObject, book: core.Book, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Cells replaced, lines repeated, dropped, cut or glued together: no record is lost, and no telling number told."""
    folder = tmp_path_factory.mktemp("snapshot")
    for entity, rows in DATA.items():
        heads = columns(rows)
        lines = [[iso(row.get(head)) for head in heads] for row in rows]
        for _ in range(data.draw(st.integers(0, 3))):
            line = data.draw(st.sampled_from(lines))
            line[data.draw(st.integers(0, len(heads) - 1))] = data.draw(JUNK)
        for _ in range(data.draw(st.integers(0, 2))):
            lines.insert(data.draw(st.integers(0, len(lines))), data.draw(st.lists(JUNK, max_size=len(heads) + 1)))
        text = "\n".join(",".join(cells) for cells in [heads, *lines]) + data.draw(
            st.sampled_from(["", "\n", "\r\n", "\n\n"])
        )
        (folder / f"{entity}.csv").write_bytes(text.encode("utf-8", "surrogatepass"))
    check(book, folder)


@given(data=st.data())
def test_read_is_judged_plus_rejected_whatever_is_done_to_the_bytes(
    data: st.DataObject, book: core.Book, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("snapshot")
    form = data.draw(st.sampled_from([plain, zipped, gb18030, utf16, json_lines, parquet]))
    form(folder, book)
    for path in sorted(folder.iterdir()):
        content = bytearray(path.read_bytes())
        for _ in range(data.draw(st.integers(0, 2))):
            at = data.draw(st.integers(0, len(content)))
            content[at : at + data.draw(st.integers(0, 4))] = data.draw(BYTES)
        path.write_bytes(bytes(content))
    check(book, folder)


def check(book: core.Book, folder: Path) -> None:
    """A snapshot adds up and tells no number, or is refused as a whole with a line for each file."""
    problem: SnapshotError | None = None
    try:
        run = audit(book, folder, DAY, everything=True, engine="reference")
    except SnapshotError as error:
        problem = error
    if problem is not None:
        assert all(re.match(r"[^:]+: \[SN0[0-9]{2}\] .", line) for line in problem.lines("en"))
        assert_silent(*problem.lines("en"), *problem.lines("zh"))
        return
    for entity, counts in run.rows.items():
        rejected = [reject for reject in run.rejected if reject.entity == entity]
        assert counts["read"] == counts["judged"] + counts["rejected"]
        assert counts["rejected"] == len(rejected)
        assert len({(reject.file, reject.line) for reject in rejected}) == len(rejected)
    for name, outcomes in run.outcomes.items():
        subject = book.rules[name].subject if name in book.rules else book.vocabulary.actions[name].on
        assert sum(outcomes.values()) == run.rows.get(subject, {"judged": 0})["judged"]
    said = [reject.reason(lang) for reject in run.rejected for lang in LANGUAGES]
    assert_silent(*said, *(finding.subject for finding in run.listed), *map(str, run.findings.to_pylist()))


def assert_silent(*texts: str) -> None:
    for text in texts:
        for number in (*PHONES, *IDENTITIES):
            assert number not in text
        assert not is_personal(text), text


# ── telling numbers ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("number", [*PHONES, *IDENTITIES])
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_telling_number_in_any_place_is_never_told(number: str, form: str, tmp_path: Path) -> None:
    """As a key, a reference, a personal field, a wrong value, a column's name, a repeated member, a torn record."""
    personal = VOCABULARY.replace(
        "      size:", "      phone:       {zh: 电话, kind: text, absent: unknown, personal: yes}\n      size:"
    )
    book_folder, folder = tmp_path / "book", tmp_path / "snapshot"
    book_folder.mkdir()
    folder.mkdir()
    rules = rule('must line.phone = "1"', "a/phone") + rule(f'must line.phone = "{number}"', "b/phone")
    book = small_book(book_folder, rules, personal)
    if form == "csv":
        rows = [
            f"{number},H1,{number},",
            f"L2,{number},{number},",
            f"L3,,,{number}",
            f"L4,,{number}",
            f'L5,"{number},,',
            f"{number},,,",
        ]
        (folder / "line.csv").write_text("\n".join(["id,holder_id,phone,size", *rows]) + "\n", encoding="utf-8")
        (folder / "holder.csv").write_text(f"id,{number}\nH1,x\n", encoding="utf-8")
    else:
        twice = json.dumps({"id": "L3", number: 1}, ensure_ascii=False)[:-1] + f', "{number}": 2}}'
        rows = [
            json.dumps(each, ensure_ascii=False)
            for each in ({"id": number, "phone": number}, {"id": "L2", "size": number})
        ]
        rows += [twice, json.dumps({"id": "L4", number: [number]}, ensure_ascii=False), f'{{"id": "{number}"']
        (folder / "line.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    run = audit(book, folder, DAY, everything=True, engine="reference")
    assert sum(counts["rejected"] for counts in run.rows.values()) >= 3
    reasons = [reject.reason(lang) for reject in run.rejected for lang in LANGUAGES]
    assert_silent(*reasons, *(finding.subject for finding in run.listed))
    run.write(tmp_path / "out")
    for path in (tmp_path / "out").iterdir():
        content = path.read_bytes() if path.suffix == ".json" else str(pq.read_table(path).to_pylist()).encode()
        assert number.encode() not in content
    interpreter = Interpreter(book, {})
    for row in (finding.subject for finding in run.listed if finding.rule == "a/phone"):
        case = interpreter.find(folder, "line", row)
        assert case is not None
        for target in ("a/phone", "b/phone"):
            assert_silent(*(_explained(interpreter, target, case, lang) for lang in ("zh", "en")))


def _explained(interpreter: Interpreter, target: str, case: object, lang: str) -> str:
    from interpreter.ask import Case, Judgement

    assert isinstance(case, Case)
    return str(
        Judgement(interpreter, interpreter.book.rules[target], case, DAY).explain("zh" if lang == "zh" else "en")
    )
