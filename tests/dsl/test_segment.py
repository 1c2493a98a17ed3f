"""Chinese without blanks: cut by the names of the book, told of where it can be read in two ways."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.format import format_file
from dsl.keywords import TERMINALS
from dsl.load import load_book
from dsl.segment import MOST, Lexicon, space, stated
from dsl.shelf import SHIPPED
from tests.dsl.folders import book

PAIRS = Path(__file__).parent / "pairs"
NAMES = frozenset(
    {"号卡", "停机", "停机日", "停机期限", "在网", "未实名", "催告", "机主", "号卡上限", "有效期", "自有营业厅", "c"}
)
_GAP = re.compile(r'“[^”\n]*”|"[^"\n]*"|#[^\n]*|(?<=\w) +(?=\w)')


def words(text: str, *more: str) -> str:
    spaced, unclear = space("a.rules", text, Lexicon(NAMES | set(more)))
    assert not unclear, unclear
    return spaced.text


def squeezed(text: str) -> str:
    """The text without the blanks that Chinese does not need: between two words, one of which is Chinese."""

    def gap(match: re.Match[str]) -> str:
        around = text[match.start() - 1] + text[match.end() : match.end() + 1]
        return match[0] if match[0].strip() or around.isascii() else ""

    return _GAP.sub(gap, text)


@pytest.mark.parametrize(
    ("run", "cut"),
    [
        ("自号卡.停机日起已满停机期限", "自 号卡.停机日 起已满 停机期限"),
        ("适用于每个号卡其中号卡.在网且号卡.未实名", "适用于每个 号卡 其中 号卡.在网 且 号卡.未实名"),
        ("在号卡.停机日后15日内发生号卡.停机日", "在 号卡.停机日 后 15 日 内 发生 号卡.停机日"),
        ("自今日起15个工作日届满之日早于今日", "自 今日 起 15 个工作日 届满之日 早于 今日"),
        ("存在c属于号卡.催告满足c.停机日为从未", "存在 c 属于 号卡.催告 满足 c.停机日 为 从未"),
        ("不得停机除非非号卡.在网", "不得 停机 除非 非 号卡.在网"),
        ("号卡.自有营业厅", "号卡.自有营业厅"),
        ("依据电信条例第三十四条第二款、第40条", "依据 电信条例 第三十四条第二款、第40条"),
        ("依据电信条例第十条(一)项", "依据 电信条例 第十条(一)项"),
        ("至2016-09-22止", "至 2016-09-22 止"),
        ("每个c属于号卡.催告满足c.在网", "每个 c 属于 号卡.催告 满足 c.在网"),
        ("号卡上限达到5", "号卡上限 达到 5"),
        ("不少于0.5元且1", "不少于 0.5 元 且 1"),
        ("and号卡.在网", "and 号卡.在网"),
    ],
)
def test_the_longest_known_words_are_taken(run: str, cut: str) -> None:
    assert words(run, "电信条例") == cut


@pytest.mark.parametrize(
    ("run", "cut"),
    [
        ("号卡.未实各", "号卡.未实各"),
        ("自号卡.停机曰起已满停机期限", "自 号卡.停机曰 起已满 停机期限"),
        ("自号卡.停机日起已蛮停机期限", "自 号卡.停机日 起已蛮 停机期限"),
        ("且自有营业亭", "且 自有营业亭"),
        ("停机期现", "停机期现"),
        ("没见过的名字", "没见过的名字"),
        ("属于日号卡.催告", "属于 日号卡.催告"),
        ("日号卡.催告", "日号卡.催告"),
        ("15 日号卡.催告", "15 日 号卡.催告"),
    ],
)
def test_a_run_with_an_unknown_word_is_cut_around_it(run: str, cut: str) -> None:
    assert words(run) == cut


@pytest.mark.parametrize("quoted", ["“停机日起已满停机期限”", '"停机日起已满停机期限"', "# 停机日起已满停机期限\n"])
def test_text_and_comments_are_left_alone(quoted: str) -> None:
    assert words(quoted) == quoted


@pytest.mark.parametrize(
    ("run", "names", "readings"),
    [
        ("甲或乙或丙", ("甲或乙", "甲", "乙或丙", "丙"), {"甲或乙 或 丙", "甲 或 乙或丙"}),
        ("自有效期起满期", ("自有", "满期"), {"自 有效期 起 满期"}),
        ("在网期内停机", ("网期", "网期内停"), {"在网 期内停机"}),
    ],
)
def test_a_run_is_ambiguous_where_two_words_overlap_and_either_reading_is_whole(
    run: str, names: tuple[str, ...], readings: set[str]
) -> None:
    _, unclear = space("a.rules", f"且 {run}", Lexicon(NAMES | set(names)))
    if len(readings) == 1:
        assert not unclear
    else:
        (found,) = unclear
        assert set(found.readings) == readings
        assert (found.span.start, found.span.end) == (2, 2 + len(run))


def test_a_longer_word_hides_the_words_inside_it() -> None:
    """停机日 is 停机 and 日 as well; 自有营业厅 begins like `自`: neither is a second reading."""
    assert words("停机日等于自有营业厅") == "停机日 等于 自有营业厅"


def test_places_are_those_of_the_text_without_blanks() -> None:
    text = "自号卡.停机日起已满停机期限"
    spaced, _ = space("a.rules", text, Lexicon(NAMES))
    for word in ("自", "号卡", "停机日", "起已满", "停机期限"):
        start = spaced.text.index(word)
        span = spaced.span(start, start + len(word))
        assert text[span.start : span.end] == word


def test_rules_bring_names_of_their_own() -> None:
    text = '规则宽限/停机 “甲”\n事实号卡.在网“live”：是\nfact line.open "未终止": no\n且存在催属于号卡.催告满足是'
    assert stated([text]) >= {"宽限", "停机", "在网", "live", "open", "未终止", "催"}


def test_without_blanks_every_form_of_the_language_is_the_same_core(tmp_path: Path) -> None:
    text = (PAIRS / "chinese.rules").read_text(encoding="utf-8")
    assert squeezed(text) != text
    first, second = (
        book(tmp_path / name, {"rules/all.rules": each, "scenarios/all.yaml": None})
        for name, each in (("spaced", text), ("squeezed", squeezed(text)))
    )
    assert (first.facts, first.rules, first.invariants) == (second.facts, second.rules, second.invariants)


def test_the_shipped_book_in_chinese_without_blanks_is_the_same_book(tmp_path: Path) -> None:
    english = load_book("cn-telecom")
    shutil.copytree(SHIPPED / "cn-telecom", tmp_path / "book")
    for name, statements in english.statements.items():
        chinese = format_file(english.sources[name], statements, english.glossary, "zh")
        (tmp_path / "book" / name).write_text(squeezed(chinese), encoding="utf-8")
    found = load_book(tmp_path / "book")
    assert found.diagnostics == english.diagnostics
    assert english.book
    assert found.book
    assert (found.book.rules, found.book.facts) == (english.book.rules, english.book.facts)


_PIECES = st.lists(
    st.sampled_from(sorted({word for each in TERMINALS for word in each.spellings if not word.isascii()} | NAMES)) | st.text("日自有期网第条1a之", max_size=4),
    max_size=12,
)  # fmt: skip


@given(_PIECES)
def test_any_run_is_cut_into_the_same_characters(pieces: list[str]) -> None:
    text = "".join(pieces).replace(" ", "")
    spaced, unclear = space("a.rules", text, Lexicon(NAMES))
    assert spaced.text.replace(" ", "") == text
    assert all(set(each.readings[0].replace(" ", "")) == set(each.readings[1].replace(" ", "")) for each in unclear)
    for cut in spaced.cuts:
        assert spaced.text[cut] == " "


def _pace() -> float:
    """The seconds that a million small steps take on this machine as it is now: a fortieth of one on a common one."""
    paces = []
    for _ in range(3):
        start = time.process_time()
        sum(number * number for number in range(1_000_000))
        paces.append(time.process_time() - start)
    return max(paces)


@pytest.mark.parametrize("unit", ["期", "停机期号", "一二三四五", "存在每个没有", "有效期停机日号卡上限", "甲乙丙丁"])
def test_a_file_of_runs_that_nobody_can_read_costs_no_more_than_reading_it(unit: str) -> None:
    """The first of them are looked into; a file that has nothing else is not searched to its end."""
    runs = [(unit * MOST)[:at] for at in range(MOST - 50, MOST)] * 20
    limit = 40 * _pace()  # a second
    start = time.process_time()
    spaced, _ = space("a.rules", " ".join(runs), Lexicon(NAMES))
    assert time.process_time() - start < limit
    assert spaced.text.replace(" ", "") == "".join(runs)


def test_what_is_known_is_cut_behind_any_number_of_unknown_words() -> None:
    text = " ".join(["甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸"] * 1000)
    assert words(f"{text} 不得停机").endswith(" 不得 停机")


def test_a_part_has_the_places_of_the_whole() -> None:
    text = "# 一\n事实 号卡.甲：号卡.在网且号卡.未实名\n"
    spaced, _ = space("a.rules", text, Lexicon(frozenset({"号卡", "在网", "未实名", "甲"})))
    start = spaced.text.index("事实")
    part = spaced.part(start, len(spaced.text))
    for at in range(len(part.text)):
        assert part.span(at, at + 1) == spaced.span(start + at, start + at + 1)
