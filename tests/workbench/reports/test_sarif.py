"""SARIF: every log fits the official schema, and says where, what and how to mend it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.diagnose import Diagnostic
from dsl.messages.catalogue import CATALOGUE
from dsl.source import Span
from tests.dsl.folders import loaded
from tests.dsl.mistakes import MISTAKES
from tests.workbench.reports.checked import ERROR, LONG, ROOT, SPAN, WARNING, checked
from tests.workbench.reports.schema import validator
from workbench.reports.checked import CheckedBook
from workbench.reports.sarif import sarif


def log(*books: CheckedBook, lang: Any = "en") -> Any:
    """The log as another program reads it; it has to fit the schema."""
    data = json.loads(json.dumps(sarif(books, ROOT, lang, "1.2.3")))
    assert [f"{list(each.absolute_path)}: {each.message}" for each in validator().iter_errors(data)] == []
    return data


def _results(*found: Diagnostic, lang: Any = "en") -> Any:
    return log(checked(*found), lang=lang)["runs"][0]["results"]


def test_the_schema_is_one_that_refuses() -> None:
    data = sarif([checked(ERROR)], ROOT, "en", "1")
    data["runs"][0]["results"][0]["level"] = "fatal"
    assert list(validator().iter_errors(data))


def test_a_result_has_its_place_in_code_points_ends_exclusive() -> None:
    data = log(checked(ERROR))
    assert data["runs"][0]["columnKind"] == "unicodeCodePoints"
    (result,) = data["runs"][0]["results"]
    assert (result["ruleId"], result["level"]) == ("RB205", "error")
    assert result["message"]["text"] == "there is no action `停几`\nperhaps `停机`"
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {
                    "uri": "books/a/rules/%E8%A7%84%E5%88%99%201.rules",
                    "uriBaseId": "%SRCROOT%",
                },
                "region": {"startLine": 2, "startColumn": 8, "endLine": 2, "endColumn": 10},
            }
        }
    ]


def test_a_rule_says_what_it_is_about_and_results_point_at_it() -> None:
    run = log(checked(LONG, ERROR, WARNING, ERROR))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["RB205", "RB402", "RB416"]
    assert all(rules[each["ruleIndex"]]["id"] == each["ruleId"] for each in run["results"])
    assert rules[0]["shortDescription"]["text"] == "there is no action `…`"
    assert rules[0]["help"]["text"].startswith("guiju explain RB205")
    assert [rule["defaultConfiguration"]["level"] for rule in rules] == ["error", "error", "warning"]
    assert run["tool"]["driver"]["version"] == "1.2.3"


def test_other_places_and_fixes_come_along() -> None:
    (result,) = _results(ERROR)
    (related,) = result["relatedLocations"]
    assert related["message"]["text"] == "the action is declared here"
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "books/a/vocabulary.yaml"
    (fix,) = result["fixes"]
    assert fix["description"]["text"] == "perhaps `停机`"
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"]["uri"].startswith("books/a/rules/")
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 2, "startColumn": 8, "endLine": 2, "endColumn": 10},
            "insertedContent": {"text": "停机"},
        }
    ]
    assert not {"fixes", "relatedLocations"} & set(_results(WARNING)[0])


def test_a_book_elsewhere_has_a_uri_of_its_own() -> None:
    run = log(checked(ERROR, folder=Path("/else where")))["runs"][0]
    place = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": "file:///else%20where/rules/%E8%A7%84%E5%88%99%201.rules"}


def test_braces_are_doubled_as_the_standard_wants_them() -> None:
    (result,) = _results(Diagnostic("RB205", SPAN, {"name": "{0}"}))
    assert result["message"]["text"] == "there is no action `{{0}}`"


def test_it_speaks_chinese() -> None:
    data = log(checked(ERROR), lang="zh")
    assert data["runs"][0]["language"] == "zh-CN"
    assert "没有名为“停几”的行为" in data["runs"][0]["results"][0]["message"]["text"]


def test_nothing_found_is_a_log_too() -> None:
    run = log(checked())["runs"][0]
    assert (run["results"], run["tool"]["driver"]["rules"]) == ([], [])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_code_of_the_catalogue_makes_a_rule_that_fits(lang: Any) -> None:
    rules = log(checked(*(Diagnostic(code, SPAN) for code in CATALOGUE)), lang=lang)["runs"][0]["tool"]["driver"][
        "rules"
    ]
    assert [rule["id"] for rule in rules] == sorted(CATALOGUE)
    said = [rule[part]["text"] for rule in rules for part in ("shortDescription", "help")]
    assert [each for each in said if "{" in each.replace("{{", "")] == []


@pytest.mark.parametrize("code", MISTAKES)
def test_every_mistake_makes_a_log_that_fits(code: str, tmp_path: Path) -> None:
    found = loaded(tmp_path, next(iter(MISTAKES[code].values())))
    book = CheckedBook("x", tmp_path, found.sources, found.diagnostics)
    assert [each["ruleId"] for each in log(book)["runs"][0]["results"]] == [code]


@given(file=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1), name=st.text())
def test_a_uri_leads_back_to_its_file(file: str, name: str) -> None:
    book = checked(Diagnostic("RB205", Span(file, 0, 0), {"name": name}))
    place = log(book)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    uri = urlsplit(place["uri"])
    assert place["uri"].isascii()
    assert (uri.query, uri.fragment, uri.netloc) == ("", "", "")
    assert uri.scheme == ("" if "uriBaseId" in place else "file")
    assert unquote(uri.path) == book.path(file, ROOT).as_posix()


def test_a_file_name_that_is_no_unicode_still_has_a_uri() -> None:
    (result,) = _results(Diagnostic("RB106", Span("rules/\udcff.rules", 0, 0), {"name": "x", "byte": "1"}))
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "books/a/rules/%FF.rules"
