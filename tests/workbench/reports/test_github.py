"""Workflow commands: one line for each finding, escaped as the runner unescapes it."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from dsl.diagnose import Diagnostic
from dsl.source import Span
from tests.workbench.reports.checked import ERROR, LONG, ROOT, WARNING, checked
from workbench.reports.github import github

COMMAND = re.compile(r"::(?P<level>error|warning) (?P<properties>[^:]*)::(?P<data>.*)")


def _read(line: str) -> tuple[str, dict[str, str], str]:
    """What the runner makes of a line: the other way round than it was written."""
    match = COMMAND.fullmatch(line)
    assert match
    pairs = dict(each.split("=", 1) for each in match["properties"].split(","))
    undo = [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")]
    return match["level"], {name: _undone(value, undo) for name, value in pairs.items()}, _undone(match["data"], undo)


def _undone(text: str, undo: list[tuple[str, str]]) -> str:
    for sign, char in undo:
        text = text.replace(sign, char)
    return text


def test_a_finding_is_a_command_with_its_place_as_seen_from_the_repository() -> None:
    assert github([checked(ERROR)], ROOT, "en") == (
        "::error file=books/a/rules/规则 1.rules,line=2,endLine=2,col=8,endColumn=10,title=RB205::"
        "there is no action `停几`%0Aperhaps `停机`\n"
    )
    assert github([checked(ERROR)], ROOT, "zh").endswith("::没有名为“停几”的行为%0A或为“停机”\n")


def test_columns_are_left_out_where_a_finding_spans_lines() -> None:
    """GitHub refuses an annotation with columns on more than one line."""
    _, properties, _ = _read(github([checked(LONG)], ROOT, "en").rstrip("\n"))
    assert {name: properties[name] for name in ("line", "endLine")} == {"line": "3", "endLine": "5"}
    assert not {"col", "endColumn"} & set(properties)


def test_a_warning_is_a_warning_and_nothing_in_it_can_end_the_command() -> None:
    level, _, told = _read(github([checked(WARNING)], ROOT, "en").rstrip("\n"))
    assert level == "warning"
    assert "`a,b:50%`" in told


def test_a_book_elsewhere_is_named_from_the_top() -> None:
    _, properties, _ = _read(github([checked(ERROR, folder=Path("/else where/b"))], ROOT, "en").rstrip("\n"))
    assert properties["file"] == "/else where/b/rules/规则 1.rules"


def test_a_file_that_could_not_be_read_has_a_first_line() -> None:
    found = Diagnostic("RB101", Span("no, such: 100%.yaml", 0, 0), {"name": "x"})
    _, properties, _ = _read(github([checked(found)], ROOT, "en").rstrip("\n"))
    assert properties["file"] == "books/a/no, such: 100%.yaml"
    assert (properties["line"], properties["col"]) == ("1", "1")


def test_nothing_found_says_nothing() -> None:
    assert github([checked()], ROOT, "en") == ""


@given(name=st.text(min_size=1), file=st.text(min_size=1).filter(lambda text: not text.startswith("/")))
def test_whatever_a_message_or_a_path_holds_one_line_comes_back_whole(name: str, file: str) -> None:
    found = Diagnostic("RB205", Span(file, 0, 0), {"name": name})
    book = checked(found)
    text = github([book], ROOT, "en")
    assert text.count("\n") == 1
    assert "\r" not in text
    _, properties, told = _read(text.removesuffix("\n"))
    assert properties["file"] == book.path(file, ROOT).as_posix()
    assert told == found.message("en")
