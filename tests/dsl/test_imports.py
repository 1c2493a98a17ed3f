"""A book that stands on others: what it has of theirs, what stays its own, how places and hashes are named."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from dsl.load import Loaded, load_book
from dsl.shelf import SHIPPED
from interpreter.ask import Interpreter
from tests.dsl.folders import OVER, RULES, SOUND, Change, codes, drawn, over, write

RULE = "rule notice/cap\n    source law art 2\n    for each line where line.good\n    must not renew\n"


def above(folder: Path, **more: Change) -> Loaded:
    """A book that imports the sound one, with these files of its own (`a__b` is `a/b`)."""
    named = {
        name.replace("__", "/") + (".rules" if name.startswith("rules") else ".yaml"): text
        for name, text in more.items()
    }
    return load_book(write(folder, {**over(), **named}))


def sound(found: Loaded) -> Loaded:
    assert found.book, drawn(found)
    assert found.diagnostics == (), drawn(found)
    return found


# ── what it has ──


def test_what_is_imported_takes_part_and_what_is_its_own_is_counted(tmp_path: Path) -> None:
    found = sound(above(tmp_path, rules__own=RULE))
    assert found.book
    assert list(found.book.rules) == ["grace/notice", "notice/cap"]
    assert list(found.book.parameters) == ["notice", "cap"]
    assert list(found.book.sources) == ["law"]
    assert list(found.book.invariants) == ["no_silent_closing"]
    assert (found.rules, found.parameters, found.scenarios) == (1, 0, 0)
    assert found.book.scenarios == ()


def test_files_of_imported_books_are_named_by_the_way_to_them(tmp_path: Path) -> None:
    found = sound(above(tmp_path, rules__own=RULE))
    assert set(found.own) == {"rulebook.yaml", "rules/own.rules"}
    assert found.imported == {f"base/{name}" for name in SOUND}
    assert found.book
    assert found.book.rules["grace/notice"].span.file == "base/rules/all.rules"
    assert [found.book.is_own(each) for each in found.book.rules.values()] == [False, True]
    assert set(found.statements) == {"rules/own.rules"}


def test_a_neighbour_is_named_from_the_folder_of_the_book(tmp_path: Path) -> None:
    write(tmp_path / "base")
    changes: dict[str, Change] = dict.fromkeys(SOUND)
    found = sound(load_book(write(tmp_path / "top", {**changes, "rulebook.yaml": OVER.replace("./base", "../base")})))
    assert found.imported == {f"../base/{name}" for name in SOUND}


def test_vocabulary_grows_in_every_part(tmp_path: Path) -> None:
    added = """
entities:
  line:
    fields:
      hall: {zh: 营业厅, kind: hall, absent: unknown}
      visit_id: {zh: 到访编号, kind: text, absent: unknown}
    relations:
      visit: {zh: 到访, to: visit, on: visit_id}
  visit:
    zh: 到访
    key: id
    fields:
      id: {zh: 编号, kind: text, absent: refused}
enumerations:
  province:
    values: {henan: 河南}
  hall:
    zh: 厅
    values: {own: 自有, agent: 代办}
actions:
  turn_away: {zh: 拒绝, on: visit, default: denied}
parties: {hall_keeper: 厅长}
words: {halls: 厅}
"""
    found = sound(above(tmp_path, vocabulary=added)).book
    assert found
    vocabulary = found.vocabulary
    assert list(vocabulary.entities["line"].fields)[:1] == ["id"]
    assert {"hall", "visit_id", "good"} <= set(vocabulary.entities["line"].fields)
    assert vocabulary.entities["line"].relations["visit"].to == "visit"
    assert list(vocabulary.enumerations["province"].values) == ["guangdong", "beijing", "henan"]
    assert set(vocabulary.actions) == {"close", "renew", "erase", "turn_away"}
    assert set(vocabulary.parties) == {"operator", "agent", "hall_keeper"}
    assert set(vocabulary.words) == {"grace", "notice", "cap", "halls"}


def test_zone_and_calendar_are_those_of_the_first_import(tmp_path: Path) -> None:
    base = SOUND["rulebook.yaml"].replace("Asia/Shanghai", "Asia/Tokyo").replace("cn-civil-code", "plain")
    found = sound(above(tmp_path, base__rulebook=base)).book
    assert found
    assert (found.zone, found.calendar.law) == ("Asia/Tokyo", "plain")
    said = sound(above(tmp_path / "own", base__rulebook=base, rulebook=OVER + "zone: Asia/Shanghai\n")).book
    assert said
    assert (said.zone, said.calendar.law) == ("Asia/Shanghai", "plain")


def test_chinese_without_blanks_knows_the_names_of_all_the_books(tmp_path: Path) -> None:
    added = (
        "entities:\n  line:\n    fields:\n      hall: {zh: 到厅, kind: yes/no, absent: unknown}\nwords: {halls: 厅}\n"
    )
    rule = '规则 厅/通知 "到厅不得续期"\n    依据法第2条\n    适用于每个号卡其中号卡.到厅且号卡.在用\n    不得续期\n'
    found = sound(above(tmp_path, vocabulary=added, rules__own=rule)).book
    assert found
    assert list(found.rules)[-1] == "halls/notice"


def test_an_override_reaches_across_books(tmp_path: Path) -> None:
    rule = RULE.replace("must not renew", "overrides grace/notice\n    must not close")
    found = sound(above(tmp_path, rules__own=rule))
    assert found.book
    asked = Interpreter(found.book, found.sources)
    facts = {"line": {"id": "L1", "opened_on": "2015-01-01", "told_on": "2016-01-04", "good": "yes"}}
    assert asked.decide("close", facts, date(2016, 3, 1)).name == "denied"
    assert asked.decide("close", {"line": {**facts["line"], "good": "no"}}, date(2016, 3, 1)).name == "permitted"


# ── several ──


def test_a_book_that_two_others_import_is_read_once(tmp_path: Path) -> None:
    """The diamond: base below left and right, both below the top."""
    sides: dict[str, Change] = {}
    for name in ("left", "right"):
        sides[f"{name}/rulebook.yaml"] = OVER.replace("./base", "../base").replace("name: over", f"name: {name}")
        sides[f"{name}/rules/own.rules"] = RULE.replace("notice/cap", f"notice/{name}")
    found = load_book(
        write(tmp_path, {**over(), **sides, "rulebook.yaml": OVER.replace("[./base]", "[./left, ./right]")})
    )
    assert sound(found).book
    assert found.book
    assert list(found.book.rules) == ["grace/notice", "notice/left", "notice/right"]
    assert found.imported == {*(f"base/{name}" for name in SOUND), *sides}


def test_what_is_imported_twice_is_imported_once(tmp_path: Path) -> None:
    sound(above(tmp_path, rulebook=OVER.replace("[./base]", "[./base, ./base, base/../base]")))


def test_two_books_that_declare_the_same_are_told_of_at_the_second(tmp_path: Path) -> None:
    found = above(tmp_path, parameters=SOUND["parameters.yaml"])
    assert codes(found) == ["RB210", "RB210"]
    assert {each.related[0][0].file for each in found.diagnostics} == {"base/parameters.yaml"}
    assert {each.span.file for each in found.diagnostics} == {"parameters.yaml"}


@pytest.mark.parametrize(
    ("part", "text", "place"),
    [
        ("vocabulary", "entities: {line: {fields: {good: {zh: 好, kind: yes/no}}}}", "base/vocabulary.yaml"),
        ("vocabulary", "entities: {line: {zh: 号卡}}", "base/vocabulary.yaml"),
        ("vocabulary", "enumerations: {province: {values: {beijing: 京}}}", "base/vocabulary.yaml"),
        ("vocabulary", "words: {cap: 顶}", "base/vocabulary.yaml"),
        ("vocabulary", "words: {top: 上限}", "base/vocabulary.yaml"),
        ("vocabulary", "actions: {stop: {zh: 关闭, on: line, default: denied}}", "base/vocabulary.yaml"),
        ("sources", "law: {zh: 法律, title: {zh: 法律}, rank: law}", "base/sources.yaml"),
        ("rules__own", RULES[RULES.index("rule") : RULES.index("invariant")], "base/rules/all.rules"),
        ("rules__own", 'fact line.open "开着": line.good\n', "base/rules/all.rules"),
        ("rules__own", RULES[RULES.index("invariant") :], "base/rules/all.rules"),
    ],
)  # fmt: skip
def test_what_is_declared_twice_names_both_places(part: str, text: str, place: str, tmp_path: Path) -> None:
    found = above(tmp_path, **{part: text})
    assert codes(found) == ["RB210"], drawn(found)
    assert found.diagnostics[0].span.file in found.own
    assert found.diagnostics[0].related[0][0].file == place


def test_what_adds_to_nothing_has_to_be_whole(tmp_path: Path) -> None:
    found = above(tmp_path, vocabulary="entities: {visit: {fields: {id: {zh: 编号, kind: text}}}}")
    assert codes(found) == ["RB131", "RB131"]
    found = above(tmp_path / "b", vocabulary="enumerations: {size: {values: {small: 小}}}")
    assert [(each.code, each.detail["name"]) for each in found.diagnostics] == [("RB131", "zh")]


# ── whose mistakes they are ──


def test_what_is_unwise_below_is_not_told_above(tmp_path: Path) -> None:
    current = (
        RULE.replace("line.good", "line.status")
        .replace("renew", "close")
        .replace("for each", "overrides grace/notice\n    for each")
    )
    below = {"base/rules/more.rules": current}
    found = load_book(write(tmp_path, {**over(), **below}))
    assert codes(load_book(tmp_path / "base")) == ["RB416"]
    assert codes(found) == []


def test_a_mistake_above_is_told_above(tmp_path: Path) -> None:
    """The imported declaration that is close to an unknown name is not to blame: its book is sound."""
    found = above(tmp_path, rules__own=RULE.replace("line.good", "line.goods"))
    assert codes(found) == ["RB202"]
    assert found.diagnostics[0].span.file == "rules/own.rules"


def test_an_empty_or_missing_part_is_none(tmp_path: Path) -> None:
    sound(above(tmp_path, vocabulary="", parameters="# nothing\n"))


def test_a_chain_of_imports_has_an_end(tmp_path: Path) -> None:
    for number in range(30):
        name = f"b{number}/rulebook.yaml"
        write(
            tmp_path / f"b{number}",
            {**dict.fromkeys(SOUND), "rulebook.yaml": OVER.replace("./base", f"../b{number + 1}")},
        )
        assert (tmp_path / name).is_file()
    write(tmp_path / "b30")
    found = load_book(tmp_path / "b0")
    assert codes(found) == ["RB152"]
    assert codes(load_book(tmp_path / "b15")) == []


def test_a_folder_above_is_seen_in_a_copy_too(tmp_path: Path) -> None:
    """What `--fix` tries on a copy has its imports where the book has them."""
    write(tmp_path / "base")
    top = write(tmp_path / "top", {**dict.fromkeys(SOUND), "rulebook.yaml": OVER.replace("./base", "../base")})
    copytree(top, tmp_path / "deep" / "copy")
    assert codes(load_book(tmp_path / "deep" / "copy")) == ["RB150"]
    assert codes(load_book(tmp_path / "deep" / "copy", home=top)) == []


# ── the hash ──


def test_the_hash_covers_what_is_imported_and_not_where_it_lies(tmp_path: Path) -> None:
    one = sound(above(tmp_path / "one", rules__own=RULE))
    write(tmp_path / "two" / "base")
    changes: dict[str, Change] = dict.fromkeys(SOUND)
    top = {**changes, "rulebook.yaml": OVER, "rules/own.rules": RULE}
    moved = write(tmp_path / "two" / "top", top)
    (tmp_path / "two" / "top" / "base").symlink_to(tmp_path / "two" / "base")
    assert one.book
    again = sound(load_book(moved)).book
    assert again
    assert again.hash == one.book.hash
    (tmp_path / "two" / "base" / "rules" / "all.rules").write_text(RULES + "# more\n", encoding="utf-8")
    changed = sound(load_book(moved)).book
    assert changed
    assert changed.hash != one.book.hash


# ── the shipped ones ──


def test_a_shipped_book_is_imported_by_its_name_from_anywhere(tmp_path: Path) -> None:
    found = load_book(write(tmp_path, {**dict.fromkeys(SOUND), "rulebook.yaml": OVER.replace("./base", "cn-telecom")}))
    assert sound(found).book
    assert all(name.endswith((".yaml", ".rules")) for name in found.imported)
    assert SHIPPED / "cn-telecom" in found.sought


def test_what_was_looked_for_is_known_whether_it_is_there_or_not(tmp_path: Path) -> None:
    found = above(tmp_path, rulebook=OVER.replace("[./base]", "[./base, ../none, cn-nothing]"))
    assert codes(found) == ["RB150", "RB150"]
    kept = {tmp_path / "imports" / name for name in ("base", "none", "cn-nothing")}
    assert found.sought == {tmp_path / "base", tmp_path.parent / "none", SHIPPED / "cn-nothing"} | kept


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("import: [./base]", "RB130"),
        ("Imports: [./base]", "RB130"),
        ("imports: []", "RB129"),
        ("imports:", "RB129"),
        ("imports: {./base}", "RB132"),
        ("imports: [[./base]]", "RB132"),
        ("imports: [./base, '']", "RB129"),
        ("imports [./base]", "RB120"),
        ('imports: ["./a\\0b"]', "RB103"),
        (f"imports: [./{'x/' * 3000}]", "RB150"),
        ("imports: [/dev/zero]", "RB150"),
    ],
)
def test_imports_that_are_written_wrongly_are_one_mistake(written: str, code: str, tmp_path: Path) -> None:
    """What they would have brought is not complained of for being absent."""
    found = above(tmp_path, rulebook=OVER.replace("imports: [./base]", written), rules__own=RULE)
    assert codes(found) == [code], drawn(found)


def test_a_single_import_needs_no_list(tmp_path: Path) -> None:
    sound(above(tmp_path, rulebook=OVER.replace("[./base]", "./base"), rules__own=RULE))
