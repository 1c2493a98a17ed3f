"""JUnit XML: a suite for each book, a failure for each error, a case that passed for each sound file."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as Xml

from hypothesis import given
from hypothesis import strategies as st

from dsl.diagnose import Diagnostic
from dsl.source import Span
from tests.workbench.reports.checked import ERROR, FILE, LONG, ROOT, WARNING, checked
from workbench.reports.checked import CheckedBook
from workbench.reports.junit import junit


def _suites(*books: CheckedBook) -> Xml.Element:
    return Xml.fromstring(junit(books, ROOT, "en").encode("utf-8"))


def test_an_error_is_a_failure_at_its_place_with_the_whole_message() -> None:
    top = _suites(checked(ERROR, LONG))
    assert (top.get("tests"), top.get("failures")) == ("3", "2")
    (suite,) = top
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("a book", "3", "2")
    case = suite[0]
    assert case.attrib == {
        "name": f"{FILE}:2:8 RB205",
        "classname": "a book",
        "file": f"books/a/{FILE}",
        "line": "2",
    }
    failure = case[0]
    assert (failure.tag, failure.get("type"), failure.get("message")) == ("failure", "RB205", ERROR.message("en"))
    assert "^^^^" in (failure.text or "")


def test_a_file_without_errors_is_a_case_that_passed() -> None:
    cases = {case.get("name"): case for case in _suites(checked(ERROR))[0]}
    assert list(cases["vocabulary.yaml"]) == []
    assert (_suites(checked()).get("tests"), _suites(checked()).get("failures")) == ("2", "0")


def test_a_warning_fails_nothing_and_is_the_output_of_its_file() -> None:
    for found in ([WARNING], [WARNING, ERROR]):
        (suite,) = _suites(checked(*found))
        output = [
            (case.get("name"), case.findtext("system-out")) for case in suite if case.find("system-out") is not None
        ]
        assert len(output) == 1
        assert "RB416" in (output[0][1] or "")
        assert suite.get("failures") == str(len(found) - 1)


def test_a_file_that_could_not_be_read_is_a_failure_too() -> None:
    (suite,) = _suites(checked(Diagnostic("RB101", Span("sources.yaml", 0, 0), {"name": "x"})))
    assert [case.get("name") for case in suite if case.find("failure") is not None] == ["sources.yaml:1:1 RB101"]


def test_every_book_has_its_suite() -> None:
    top = _suites(checked(ERROR), checked(name="another", folder=Path("/b")))
    assert [suite.get("name") for suite in top] == ["a book", "another"]
    assert [suite.get("failures") for suite in top] == ["1", "0"]


_ANYTHING = st.text(st.characters() | st.characters(categories=["Cc", "Cs", "Cn", "Cf"]), min_size=1)


@given(name=_ANYTHING, file=_ANYTHING)
def test_it_is_xml_whatever_stands_in_names(name: str, file: str) -> None:
    """No character that XML cannot write, no markup, no surrogate of a file name that is no Unicode."""
    found = Diagnostic("RB205", Span(file, 0, 0), {"name": name})
    (suite,) = _suites(checked(found, name=name))
    assert suite.get("failures") == "1"
