"""`guiju pack --since`: a number that says less than the change does is refused, with what demands another."""

from __future__ import annotations

from pathlib import Path

import pytest

from interpreter.versions.size import Name
from tests.books import FACT, VOCABULARY, small_book
from tests.interpreter.versions.test_behaviour import MAY, rule
from tests.workbench.running import guiju, refused
from workbench.numbering import least, number, suffices


def test_versions_are_read_and_ordered_as_semver_has_them() -> None:
    """The order of the standard's own example, and its examples of what is none."""
    texts = "1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 1.0.1"
    found = [number(text) for text in (*texts.split(), "1.1.0", "2.0.0", "10.0.0")]
    assert None not in found
    assert found == sorted(found, key=lambda each: (each is None, each))
    assert number("1.0.0+build.7") == number("1.0.0")
    for text in (
        "2026.11",
        "1",
        "1.2",
        "01.2.3",
        "1.2.3-01",
        "v1.2.3",
        "1.2.3-",
        "1.2.3+",
        "",
        "1.2.3.4",
        "１.2.3",
        "1.2.3\n",
    ):
        assert number(text) is None, text


@pytest.mark.parametrize(
    ("before", "size", "wanted"),
    [
        ("1.2.3", "patch", "1.2.4"), ("1.2.3", "minor", "1.3.0"), ("1.2.3", "major", "2.0.0"),
        ("0.2.3", "patch", "0.2.4"), ("0.2.3", "minor", "0.2.4"), ("0.2.3", "major", "0.3.0"),
        ("2.0.0-rc.1", "major", "2.0.0"), ("2.1.0-rc.1", "minor", "2.1.0"), ("2.1.0-rc.1", "major", "3.0.0"),
        ("2.1.3-rc.1", "patch", "2.1.3"), ("2.1.3-rc.1", "minor", "2.2.0"), ("0.1.1-rc.1", "minor", "0.1.1"),
    ],
)  # fmt: skip
def test_the_least_number_that_says_so(before: str, size: Name, wanted: str) -> None:
    old, new = number(before), number(wanted)
    assert old
    assert new
    assert str(least(old, size)) == wanted
    assert suffices(new, old, size)
    assert not suffices(old, old, size)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Books `old`, `same`, `more` (minor) and `other` (major) in folders, and `old` published as 2.0.0."""
    text = FACT + MAY
    wider = VOCABULARY.replace("beijing: 北京", "beijing: 北京, hainan: 海南")
    for name, rules, vocabulary in (
        ("old", text, VOCABULARY),
        ("same", text.replace("line.good", "not (not line.good)"), VOCABULARY),
        (
            "more",
            text + rule("a/not", "must not close", "when line.province is known and line.province = hainan"),
            wider,
        ),
        ("other", text.replace("20 days", "21 days"), VOCABULARY),
    ):
        (tmp_path / name).mkdir()
        small_book(tmp_path / name, rules, vocabulary)
    monkeypatch.chdir(tmp_path)
    assert guiju("pack", "old", "-o", "old.guiju", "--edition", "2.0.0", "-q").status == 0
    return tmp_path


@pytest.mark.parametrize(
    ("book", "enough", "too_small"),
    [
        ("same", "2.0.1", "2.0.0"),
        ("more", "2.1.0", "2.0.9"),
        ("other", "3.0.0", "2.9.0"),
        ("other", "3.0.0-rc.1", "1.0.0"),
    ],
)
def test_what_understates_is_refused_and_what_does_not_is_published(
    book: str, enough: str, too_small: str, here: Path
) -> None:
    done = guiju("pack", book, "-o", "new.guiju", "--edition", too_small, "--since", "old.guiju")
    assert (done.status, done.out) == (1, "")
    assert done.err.count("\n") == 1
    assert f"at least {enough.partition('-')[0]} would do" in done.err
    assert not (here / "new.guiju").exists()
    done = guiju("pack", book, "-o", "new.guiju", "--edition", enough, "--since", "old.guiju")
    assert done.status == 0
    assert guiju("unpack", "new.guiju", "--format", "json").data["edition"] == enough


def test_what_demands_it_is_named_with_a_case(here: Path) -> None:
    words = ("pack", "other", "-o", "new.guiju", "--edition", "2.0.1", "--since", "old.guiju")
    en, zh = guiju(*words, "--lang", "en").err, guiju(*words, "--lang", "zh").err
    assert (
        "edition 2.0.1 understates the change since 2.0.0, which is major: close: stricter, for instance (asked on"
        in en
    )
    assert "told_on" in en
    assert "版本号 2.0.1 小于改动所要求的：自 2.0.0 以来为 major，因为关闭：从严，例如（所问：" in zh
    assert "至少应为 3.0.0" in zh
    data = guiju(*words, "--format", "json").data
    assert (data["refused"], data["since"], data["class"], data["least"]) == ("2.0.1", "2.0.0", "major", "3.0.0")
    assert data["because"].startswith("close: stricter")
    assert not (here / "new.guiju").exists()


@pytest.mark.usefixtures("here")
def test_without_numbers_nothing_is_compared_and_that_is_said() -> None:
    """The book's own name is `1`, and a year and a month are no version either."""
    for words, name in ((("--edition", "2026.11"), "2026.11"), ((), "1")):
        done = guiju("pack", "other", "-o", "new.guiju", *words, "--since", "old.guiju", "-q")
        assert done.status == 0
        assert f"`{name}` is no version number" in done.err
        assert "is major" in done.err
    zh = guiju("pack", "same", "-o", "new.guiju", "--edition", "3.0.0", "--since", "old", "--lang", "zh")
    assert (zh.status, "“1”不是版本号" in zh.err) == (0, True)


@pytest.mark.usefixtures("here")
def test_what_cannot_be_compared_is_refused() -> None:
    refused(guiju("pack", "other", "-o", "new.guiju", "--edition", "3.0.0", "--since", "nowhere"), "nowhere")
    said = refused(guiju("pack", "other", "-o", "new.guiju", "--edition", "3.0.0", "--since", "cn-telecom"))
    assert "this is the rulebook cn-telecom, and no edition of small" in said


def test_a_field_that_means_another_thing_is_major(here: Path) -> None:
    (here / "apart").mkdir()
    small_book(here / "apart", FACT, VOCABULARY.replace("{zh: 大小, kind: integer,", "{zh: 大小, kind: decimal,"))
    done = guiju("pack", "apart", "-o", "new.guiju", "--edition", "2.5.0", "--since", "old.guiju")
    assert (done.status, "`line.size` means another thing in each; at least 3.0.0" in done.err) == (1, True)


def test_without_since_the_book_is_published_under_any_name(here: Path) -> None:
    assert guiju("pack", "other", "-o", "new.guiju", "--edition", "0.0.1", "-q").status == 0
    assert (here / "new.guiju").exists()
