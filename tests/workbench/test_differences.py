"""`guiju diff` as a person calls it: two versions in words and as data, one book on two days, a snapshot's subjects."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from interpreter.proof.question import Answer, Question
from interpreter.versions import behaviour
from tests.books import FACT, small_book
from tests.interpreter.versions.test_behaviour import MAY, SAME
from tests.workbench.running import guiju


@pytest.fixture(scope="module")
def longer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """cn-telecom with a reminder period that is two days longer."""
    return with_reminders_of(12, tmp_path_factory.mktemp("longer") / "book")


def with_reminders_of(days: int, folder: Path) -> Path:
    shutil.copytree(Path("rulebook") / "cn-telecom", folder)
    file = folder / "parameters.yaml"
    text = file.read_text(encoding="utf-8")
    start = text.index("\nreminder_period:")
    changed = text[:start] + text[start:].replace("value: 10 days", f"value: {days} days", 1)
    assert changed != text
    file.write_text(changed, encoding="utf-8")
    return folder


def test_one_figure_is_told_with_whom_it_concerns(longer: Path) -> None:
    done = guiju("diff", "cn-telecom", longer, "--lang", "en", "--on", "2026-11-20")
    assert done.status == 0
    head, _, rest = done.out.partition("Who is treated otherwise\n")
    assert "figure reminder_period" in head
    assert "10 days" in head
    assert "12 days" in head
    assert "suspend: stricter" in rest
    assert "asked on 2026-11-20" in rest
    assert "treat everybody alike (proved)" in rest


def test_in_chinese_too(longer: Path) -> None:
    done = guiju("diff", "cn-telecom", longer, "--lang", "zh", "--on", "2026-11-20")
    assert "对谁有别" in done.out
    assert "停机：从严" in done.out


def test_as_data(longer: Path) -> None:
    data = guiju("diff", "cn-telecom", longer, "--format", "json", "--on", "2026-11-20").data
    (written,) = data["written"]
    assert (written["kind"], written["path"]) == ("parameter", "reminder_period")
    assert "10 days" in written["old"]
    assert "12 days" in written["new"]
    by_rule = {each["rule"]: each for each in data["behaviour"]}
    assert by_rule["suspend"]["relation"] == "stricter"
    assert by_rule["suspend"]["method"] == "proof"
    assert by_rule["suspend"]["witness"]["stricter"]["facts"]["line"]
    assert by_rule["send"] == {"rule": "send", "relation": "equivalent", "method": "proof"}
    assert data["class"] == "major"


def test_a_book_beside_itself_has_no_difference() -> None:
    done = guiju("diff", "cn-telecom", "cn-telecom", "--exit-code", "--lang", "en")
    assert done.status == 0
    assert "treat everybody alike (proved)" in done.out
    assert guiju("diff", "cn-telecom", "cn-telecom", "--classify").out == "patch\n"


def test_a_difference_may_be_a_status(longer: Path) -> None:
    assert guiju("diff", "cn-telecom", longer, "--exit-code", "-q").status == 1


@pytest.fixture
def given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A solver that knows nothing, and a search that ends by its cases and not by the clock."""
    monkeypatch.setattr(Question, "seek", lambda *_: Answer(None, sure=False))
    monkeypatch.setattr(behaviour, "MOST", 1_500)


@pytest.mark.usefixtures("given_up")
def test_what_only_a_search_shows_is_said_to_be_so(longer: Path, tmp_path: Path) -> None:
    """In words, as data and in the report, in both languages; a search never says that all are treated alike."""
    report = tmp_path / "report.html"
    words = ("diff", "cn-telecom", longer, "--on", "2026-11-20", "--timeout", "600")
    en = guiju(*words, "--lang", "en", "--report", report).out
    assert "suspend: stricter (by search: the solver's time ran out; boundary cases tried: " in en
    zh = guiju(*words, "--lang", "zh").out
    assert re.search("停机：从严（搜索所得：求解器在时限内未得出结论；试了 [0-9,]+ 个边界情形", zh)
    by_rule = {each["rule"]: each for each in guiju(*words, "--format", "json").data["behaviour"]}
    found = by_rule["suspend"]
    assert (found["relation"], found["method"], found["why"], found["tried"] > 9) == (
        "stricter",
        "search",
        "time",
        True,
    )
    assert found["witness"]["stricter"]["facts"]["line"]
    assert all(each["method"] == "proof" for each in by_rule.values() if each["relation"] == "equivalent")
    page = report.read_text(encoding="utf-8")
    assert "by search: the solver&#x27;s time ran out" in page
    assert "搜索所得" in page


@pytest.mark.usefixtures("given_up")
def test_what_a_search_does_not_find_stays_unknown(tmp_path: Path) -> None:
    """A condition said twice: there is nothing to be found, and no proof of it; that counts as a large change."""
    for name, rules in {"old": MAY, "new": SAME["said twice"]}.items():
        (tmp_path / name).mkdir()
        small_book(tmp_path / name, FACT + rules)
    words = ("diff", tmp_path / "old", tmp_path / "new", "--timeout", "600")
    said = "close: unknown: the solver's time ran out; boundary cases tried: "
    assert said in guiju(*words, "--lang", "en").out
    assert re.search(
        "关闭：未决：求解器在时限内未得出结论；试了 [0-9,]+ 个边界情形，未见差别", guiju(*words, "--lang", "zh").out
    )
    data = guiju(*words, "--format", "json").data
    found = {each["rule"]: each for each in data["behaviour"]}["close"]
    assert (found["relation"], found["method"], found["tried"] > 9) == ("unknown", "search", True)
    assert "witness" not in found
    assert data["class"] == "major"


def test_one_book_on_two_days() -> None:
    data = guiju("diff", "cn-telecom", "--on", "2016-06-01", "2016-10-01", "--format", "json").data
    by_rule = {each["rule"]: each["relation"] for each in data["behaviour"]}
    assert (by_rule["cards/cap"], by_rule["cards/own_hall"]) == ("new", "gone")
    assert by_rule["activate"] == "stricter"


def test_a_figure_without_a_value_on_a_day_shows_none() -> None:
    """And not the days by which it is kept that it never has one."""
    words = ("diff", "cn-telecom", "--on", "2016-06-01", "2016-10-01")
    en, zh = (guiju(*words, "--lang", lang).out for lang in ("en", "zh"))
    assert "  figure cards_cap\n    + value: 5, sources Circular of six departments" in en
    assert "  数值 cards_cap 「号卡上限」\n    + 值：5，依据 《" in zh
    assert not re.search("9999-12-31|0001-01-01", en + zh)
    written = {each["path"]: each for each in guiju(*words, "--format", "json").data["written"]}
    assert written["cards_cap"]["old"] == ""


def test_a_draft_beside_the_law_speaks_of_acts_that_only_it_knows() -> None:
    done = guiju("diff", "cn-telecom", "cn-messages-draft-2020", "--on", "2020-09-01", "--lang", "en")
    assert done.status == 0
    assert "send: stricter" in done.out
    assert "draft_2020/no_call_list" in done.out
    back = guiju("diff", "cn-messages-draft-2020", "cn-telecom", "--on", "2020-09-01", "--lang", "en")
    assert "send: looser" in back.out
    assert "draft_2020/no_call_list" in back.out


def test_the_subjects_of_a_snapshot_are_counted_and_listed(tmp_path: Path) -> None:
    """Where a reminder has to be a year old, lines that were suspended lawfully were not."""
    longer = with_reminders_of(365, tmp_path / "book")
    guiju("sample", tmp_path / "snapshot", "--lines", "300", "--on", "2026-11-20", "-q")
    words = ("diff", "cn-telecom", longer, "--on", "2026-11-20", "--snapshot", tmp_path / "snapshot")
    report = tmp_path / "report.html"
    data = guiju(*words, "--out", tmp_path / "out", "--format", "json", "--report", report).data
    page = report.read_text(encoding="utf-8")
    assert [part["name"] for part in data["snapshot"]] == sorted(os.listdir(tmp_path / "snapshot"))
    assert all(part["sha256"] in page for part in data["snapshot"])
    assert data["engine"] in page
    listed = pq.read_table(tmp_path / "out" / "impact.parquet").to_pylist()
    counted = sum(sum(counts.values()) for counts in data["impact"].values())
    assert counted == sum(row["old"] != row["new"] for row in listed)
    assert data["impact"]["suspend"]["compliant→breach"] > 0
    assert all("→" in change for counts in data["impact"].values() for change in counts)


def test_the_report_is_a_page_of_its_own_in_both_languages(longer: Path, tmp_path: Path) -> None:
    """No network, nothing that runs; what a rulebook says stands in it as text."""
    rules = longer / "rules" / "grace.rules"
    before = rules.read_text(encoding="utf-8")
    rules.write_text(before.replace("停机期满方可销号", "停机期满<script>方可销号"), encoding="utf-8")
    report = tmp_path / "report.html"
    try:
        assert guiju("diff", "cn-telecom", longer, "--on", "2026-11-20", "--report", report, "-q").status == 0
    finally:
        rules.write_text(before, encoding="utf-8")
    page = report.read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert not re.search(r"https?://|<script|<link|<img|\son[a-z]+=", page)
    for said in (
        "对谁有别",
        "Who is treated otherwise",
        "停机：从严",
        "suspend: stricter",
        "12 days",
        "12 日",
        "guiju diff",
    ):
        assert said in page, said
    assert page.count("<main") == 2
    assert page.count("<div") == page.count("</div>")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("cn-telecom",), "give two rulebooks"),
        (("cn-telecom", "--on", "2016-06-01"), "give two rulebooks"),
        (("cn-telecom", "--on", "2016-06-01", "2016-13-01"), "is not a date"),
        (("cn-telecom", "nowhere"), "nowhere"),
        (("cn-telecom", "cn-telecom", "cn-telecom"), "give two rulebooks"),
    ],
)
def test_what_cannot_be_compared_ends_in_one_line(words: tuple[str, ...], said: str) -> None:
    done = guiju("diff", *words, "--lang", "en")
    assert done.status == 2
    assert said in done.err
    assert done.err.count("\n") == 1
