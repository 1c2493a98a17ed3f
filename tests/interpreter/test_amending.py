"""Why a text is not in force: the amendment that ended it, or the text that was in force before it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from dsl.core import Language
from dsl.load import load_book
from interpreter.amending import why_not
from interpreter.ask import Interpreter
from interpreter.derivation import Line
from interpreter.explain import Explainer
from interpreter.phrase import Speaker
from tests.pages import HOUSE

LOADED = load_book(HOUSE / "docs" / "examples" / "revision")
ACT = "Decision amending the Lines Act (an example)"
OLD = "life/suspension/before_2026_07_01"


@pytest.mark.parametrize(
    ("path", "day", "lang", "said"),
    [
        ("answer", date(2026, 7, 1), "en", f" (repealed from 2026-07-01 by {ACT}, art 2)"),
        ("answer", date(2026, 7, 1), "zh", "（2026-07-01 起废止：《关于修改《号卡管理办法》的决定（示例）》第2条）"),
        ("answer", date(2019, 1, 1), "en", ""),
        (OLD, date(2026, 7, 1), "en", f" (replaced from 2026-07-01 by {ACT}, art 1, art 5)"),
        ("life/suspension", date(2026, 6, 30), "en", f" (before that: {OLD})"),
        ("life/suspension", date(2026, 6, 30), "zh", f"（此前的条文：{OLD}）"),
        ("life/identity", date(2026, 6, 30), "en", ""),
        ("life/ending", date(2019, 6, 30), "en", ""),
    ],
)  # fmt: skip
def test_a_text_says_what_ended_it_or_was_before_it(path: str, day: date, lang: Language, said: str) -> None:
    assert LOADED.book
    assert why_not(LOADED.book.rules[path], day, Speaker(LOADED.book, lang)) == said


def test_an_explanation_cites_the_amending_act() -> None:
    assert LOADED.book
    book = Interpreter(LOADED.book, LOADED.sources)
    facts = {"line": {"id": "L1", "plan": "prepaid", "opened_on": "2026-07-02", "notices": [{"sent_on": "2026-07-02"}]}}
    case = book.case(facts)
    evaluator, action = book.evaluator(case, date(2026, 8, 1)), LOADED.book.vocabulary.actions["suspend"]
    verdict = evaluator.decide(action, case.row)
    explained = "\n".join(texts(Explainer(evaluator, "en").verdict(action, case.row, verdict)))
    assert f"{ACT}, art 1" in explained
    assert OLD not in explained, "a text that is over says nothing"


def texts(line: Line) -> Iterator[str]:
    yield line.text
    for each in line.under:
        yield from texts(each)
