"""What a stranger may throw at it: each gets a message with a place, at once, and never an exception."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from dsl.diagnose import draw
from dsl.load import load_book
from tests.dsl.folders import PARAMETERS, RULEBOOK, SOURCES, VOCABULARY, Change, book, codes, drawn, loaded, write
from tests.dsl.mistakes import Book, case, fact, figure, law, manifest, rule, when, words

MANY = 100_000
_ALIASES = "a: &a [x]\n" + "".join(
    f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefghi", "bcdefghij", strict=True)
)
_CHAIN = "fact line.f0: line.good\n" + "".join(f"fact line.f{n}: line.f{n - 1}\n" for n in range(1, 1000))
_CIRCLE = "".join(
    f"rule r{n}\n source law\n for each line\n may close\n overrides r{(n + 1) % 500}\n" for n in range(500)
)

BAD: Mapping[str, tuple[Book, set[str]]] = {
    # ── names, units, times ──
    "an unknown name": (when("line.no_such_field"), {"RB202"}),
    "a wrong unit": (when("3 hours has passed since line.told_on"), {"RB307"}),
    "hours on a date": (when("line.told_on + 24 hours < today"), {"RB307"}),
    "money of another currency": (when("line.owed > 100 USD"), {"RB311"}),
    "cyclic facts": (fact("fact line.a: line.b\nfact line.b: line.a"), {"RB212"}),
    "circular overrides": (fact(_CIRCLE), {"RB213"}),
    "overlapping dates": (figure("until: 2019-12-31", "until: 2020-06-30"), {"RB406"}),
    "a gap": (figure("until: 2019-12-31", "until: 2019-06-30"), {"RB407"}),
    "from after until": (rule("from 2020-01-01", "until 2019-01-01", "for each line", "may close"), {"RB405"}),
    "a day that is none": (when("today > 2026-02-30"), {"RB137"}),
    "a day that is none, in YAML": (figure("until: 2019-12-31", "until: 2026-02-30"), {"RB137"}),
    "an action declared twice": (words("  renew: {zh: 续期", "  close: {zh: 关闭之二, on: line, default: denied}\n  renew: {zh: 续期"), {"RB121"}),
    "an action declared twice in Chinese": (words("  renew: {zh: 续期", "  renew: {zh: 关闭"), {"RB210"}),
    "a relation declared twice": (words("    relations:\n      line: {", "    relations:\n      line: {zh: 号, to: line, on: line_id}\n      line: {"), {"RB121"}),
    "a relation declared twice by its inverse": (words("inverse: lines, inverse_zh: 名下号卡", "inverse: name, inverse_zh: 名下号卡"), {"RB210"}),
    "a rule without a source": (rule("for each line", "may close", source=""), {"RB403"}),
    "an article that does not exist": (rule("for each line", "may close", source="source law art 99"), {"RB501"}),
    "a scenario of nothing": (case("close: permitted", "nothing: permitted"), {"RB601"}),
    "a time zone that does not exist": (manifest("Asia/Shanghai", "../../etc/passwd"), {"RB138"}),
    # ── text ──
    "an empty manifest": ({"rulebook.yaml": b""}, {"RB107"}),
    "an empty vocabulary": ({"vocabulary.yaml": b""}, {"RB107"}),
    "a file that is not there": ({"sources.yaml": None}, {"RB101"}),
    "a file that is a folder": ({"rules/folder.rules/x": "x"}, {"RB101"}),
    "NUL bytes": ({"rules/more.rules": "fact line.a: yes\0"}, {"RB106"}),
    "NUL bytes in YAML": (words("zh: 良好", "zh: 良\0好"), {"RB106"}),
    "invalid UTF-8": ({"rules/more.rules": b"fact line.a: yes # \xff\xfe"}, {"RB106"}),
    "UTF-16": ({"vocabulary.yaml": VOCABULARY.encode("utf-16")}, {"RB106"}),
    "UTF-16 without a mark": ({"vocabulary.yaml": VOCABULARY.encode("utf-16-be")}, {"RB106"}),
    "GB18030": ({"vocabulary.yaml": VOCABULARY.encode("gb18030")}, {"RB106"}),
    "bidi controls": (when("line.good \u202e\u2066 and line.status"), {"RB103"}),
    "bidi controls in YAML": (words("zh: 良好", "zh: 良\u202e好"), {"RB103"}),
    "ten thousand bidi controls": (when("line.good" + "\u202e" * 10_000), {"RB103"}),
    "an escape sequence": (when("line.good \x1b[2J"), {"RB103"}),
    "an unclosed quote": (fact('fact line.a "甲: yes'), {"RB111"}),
    "an unclosed Chinese quote": (fact("事实 号卡.甲 “甲：是"), {"RB111"}),
    "a thousand unclosed quotes": (fact('rule "\n' * 1000), {"RB111"}),
    "nothing but signs": (fact("rule ( ) ] { @ ！？\nrule @\n" * 150), {"RB110", "RB112"}),
    # ── depth and size ──
    "100,000 nested parentheses": (when("(" * MANY + "yes" + ")" * MANY), {"RB108"}),
    "9,000 nested parentheses": (when("(" * 9000 + "yes" + ")" * 9000), {"RB104"}),
    "9,000 parentheses that never end": (when("(" * 9000), {"RB104"}),
    "100,000 nots": (when("not " * MANY + "yes"), {"RB108"}),
    "4,000 nots": (when("not " * 4000 + "yes"), {"RB104"}),
    "a sum of 100,000 terms": (when("1 < " + "+".join(["1"] * MANY)), {"RB108"}),
    "a sum of 9,000 terms": (when("1 < " + "+".join(["1"] * 9000)), {"RB104"}),
    "5,000 minus signs": (when("- " * 5000 + "1 < 1"), {"RB104"}),
    "800 quantifiers": (when("some c in a.b satisfies " * 800 + "yes"), {"RB104"}),
    "a path of 5,000 names": (when("line" + ".holder.lines" * 1200), {"RB218"}),
    "a name of 19,000 letters": (when("line." + "x" * 19_000), {"RB202"}),
    "a number of 5,000 digits": (when("line.size < " + "9" * 5000), {"RB314"}),
    "a number of 5,000 digits in YAML": (figure("{value: 5,", "{value: " + "9" * 5000 + ","), {"RB310"}),
    "a duration of ten thousand million days": (when("9999999999 days has passed since line.told_on"), {"RB314"}),
    "a chain of 1,000 facts": (fact(_CHAIN), {"RB105"}),
    "a file of 10 MB": ({"rules/more.rules": "#" * 10_000_000}, {"RB102"}),
    "YAML of 10 MB": ({"parameters.yaml": PARAMETERS + "#" * 10_000_000}, {"RB102"}),
    "YAML of 40 MB": ({"parameters.yaml": b"#" * 40_000_000}, {"RB102"}),
    "a thousand unknown names": (fact("".join(f"fact line.a{n}: line.nothing{n}\n" for n in range(1000))), {"RB202"}),
    "names that are nearly those of 400 facts": (fact("".join(f"fact line.a{n}: line.x{n} and line.y{n}\n" for n in range(400))), {"RB202"}),
    # ── YAML ──
    "tabs": (words("      told_on: ", "\ttold_on: "), {"RB126"}),
    "duplicate keys": ({"rulebook.yaml": RULEBOOK + "name: again\n"}, {"RB121"}),
    "the alias bomb": ({"rulebook.yaml": _ALIASES}, {"RB122"}),
    "a recursive alias": ({"rulebook.yaml": "&a [*a]"}, {"RB122"}),
    "a merge key": ({"rulebook.yaml": RULEBOOK + "<<: {name: x}\n"}, {"RB130"}),
    "50,000 levels": ({"vocabulary.yaml": "[" * 50_000}, {"RB104"}),
    "50,000 levels of mappings": ({"vocabulary.yaml": "{a: " * 50_000}, {"RB104"}),
    "2,000 levels by indentation": ({"vocabulary.yaml": "".join(f"{' ' * n}a:\n" for n in range(2000))}, {"RB104"}),
    "a million nodes": ({"parameters.yaml": "x: [" + "1," * 1_000_000 + "]"}, {"RB124"}),
    "several documents": ({"rulebook.yaml": RULEBOOK + "---\n" + RULEBOOK}, {"RB125"}),
    "a Python tag": ({"rulebook.yaml": "!!python/object/apply:os.system ['true']"}, {"RB123"}),
    "a Python name": (manifest("name: sample", "name: !!python/name:os.system x"), {"RB123"}),
    "a list where a mapping is wanted": ({"sources.yaml": "- law\n"}, {"RB132"}),
    "a text where a mapping is wanted": ({"vocabulary.yaml": "hello"}, {"RB132"}),
    "a comma in braces": (law("en: One,", "en: One, two and three,"), {"RB128"}),
    "binary": ({"scenarios/all.yaml": bytes(range(256)) * 100}, {"RB106"}),
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _warm(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The grammar and the schemas are read once, before anything is timed."""
    book(tmp_path_factory.mktemp("warm"))


@pytest.mark.parametrize("name", BAD)
def test_each_gets_a_message_with_a_place_at_once(name: str, tmp_path: Path) -> None:
    changes, expected = BAD[name]
    write(tmp_path, changes)
    start = time.process_time()
    found = load_book(tmp_path)
    text = "\n".join(draw(each, found.sources, lang) for each in found.diagnostics[:20] for lang in ("zh", "en"))
    took = time.process_time() - start
    assert set(codes(found)) == expected, text[:2000]
    assert all(each.span.file for each in found.diagnostics)
    assert found.book is None
    assert took < 2
    assert max(len(line) for line in text.splitlines()) < 1000, "a message is read by a person"
    assert not set("\x1b\x07\0\u202e\u2066") & set(text)


@pytest.mark.skipif(os.name == "nt", reason="links are made otherwise there")
def test_a_loop_of_links_is_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "vocabulary.yaml").unlink()
    (tmp_path / "vocabulary.yaml").symlink_to("other.yaml")
    (tmp_path / "other.yaml").symlink_to("vocabulary.yaml")
    assert codes(load_book(tmp_path)) == ["RB101"]


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "sources.yaml").chmod(0)
    assert codes(load_book(tmp_path)) == ["RB101"]


def test_a_mistake_in_each_of_many_files_is_told_in_one_run(tmp_path: Path) -> None:
    changes: dict[str, Change] = {f"rules/{n:02}.rules": f"fact line.a{n}: line.nothing" for n in range(30)}
    changes |= {f"scenarios/{n:02}.yaml": "- 5\n" for n in range(30)}
    found = loaded(tmp_path, changes)
    assert codes(found) == ["RB202"] * 30 + ["RB132"] * 30, drawn(found)[:2000]


def test_cost_grows_in_proportion_to_the_mistakes(tmp_path: Path) -> None:
    """Four times the mistakes may not cost sixteen times the work, in rules or in YAML."""

    def took(number: int) -> float:
        folder = tmp_path / str(number)
        rules = "".join(f"fact line.a{n}: line.nothing{n} and line.a{n + 1}\n" for n in range(number))
        sources = SOURCES + "".join(f"s{n}: {{zh: 源{n}, title: {{zh: 甲}}, rnak: law}}\n" for n in range(number))
        write(folder, {"rules/more.rules": rules, "sources.yaml": sources})
        start = time.process_time()
        assert len(load_book(folder).diagnostics) >= number
        return time.process_time() - start

    small = min(took(400), took(401))
    assert took(1600) < 9 * small + 0.5
