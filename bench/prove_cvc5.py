"""`make prove-cvc5`: what z3 answers of every invariant, asked of cvc5: the same formulas, as SMT-LIB text.

z3 is asked as `guiju prove` asks it. What it was told at the end, the pieces of the calendar that it wanted with it, is
written as text and read by cvc5, which has to say the same. The table goes into docs/status.md; ends with 1 where the
two differ, or cvc5 does not come to an end in the time it is given, and then writes nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from time import process_time

import cvc5

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))

from bench.measure import STATUS, machine, put  # noqa: E402 - the house has to be found first
from dsl import core  # noqa: E402
from dsl.load import load_book  # noqa: E402
from interpreter.proof.ask import invariant  # noqa: E402
from interpreter.proof.bounds import bounds, of_action  # noqa: E402
from interpreter.proof.question import Answer, Confirm, Question  # noqa: E402

MARKS = "<!-- cvc5:begin -->", "<!-- cvc5:end -->"
HEAD = ("| invariant | kilobytes of SMT-LIB | z3 | seconds | cvc5 | seconds |", "|---|---|---|---|---|---|")


class Written(Question):
    """A question that keeps, as text, what the solver was told when it gave its last answer."""

    text = ""

    def _step(self, confirm: Confirm, seconds: float) -> Answer | None:
        self.text = self.solver.to_smt2()
        return super()._step(confirm, seconds)


@dataclass(frozen=True, slots=True)
class Asked:
    """What both said of one invariant (`unsat`: there are no facts that break it), in seconds of the processor."""

    name: str
    size: int
    z3: str
    z3_seconds: float
    cvc5: str
    cvc5_seconds: float


def of_both(book: core.Book, asked: core.Invariant, seconds: float) -> Asked:
    """An invariant asked of both."""
    needed = bounds(book, (asked.where, asked.unless, *of_action(book, asked.action)))
    began = process_time()
    question, ask = Written(book, asked.subject, None, needed.rows), invariant(asked)
    answer = question.seek(ask.goal(question), ask.confirm, seconds)
    middle = process_time()
    said = "unknown" if not answer.sure else "sat" if answer.found else "unsat"
    other = of_cvc5(question.text, seconds)
    return Asked(asked.name, len(question.text), said, middle - began, other, process_time() - middle)


def of_cvc5(text: str, seconds: float) -> str:
    """What cvc5 says of a text of SMT-LIB: `sat`, `unsat` or `unknown`."""
    solver = cvc5.Solver(cvc5.TermManager())
    solver.setOption("tlimit-per", str(int(seconds * 1000)))
    solver.setOption("decision", "internal")  # the other order of cases does not come to an end on counts of rows
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, f"(set-logic ALL)\n{text}", "invariant")
    said = []
    while not (command := parser.nextCommand()).isNull():
        said.append(str(command.invoke(solver, parser.getSymbolManager())).strip())
    return next((word for word in said if word in ("sat", "unsat")), "unknown")


def table(asked: Sequence[Asked]) -> str:
    """The answers as a Markdown table, and where they were given."""
    rows = (
        f"| `{each.name}` | {each.size / 1024:,.0f} | {each.z3} | {each.z3_seconds:.1f} | {each.cvc5} "
        f"| {each.cvc5_seconds:.1f} |"
        for each in asked
    )
    said = f"z3 {version('z3-solver')}, cvc5 {version('cvc5')}; seconds of one processor. Machine: {machine()}."
    return "\n".join([*HEAD, *rows, "", said])


def differing(asked: Sequence[Asked]) -> Iterator[str]:
    """What the two do not say alike."""
    return (f"{each.name}: z3 {each.z3}, cvc5 {each.cvc5}" for each in asked if each.z3 != each.cvc5)


def main() -> None:
    """Asks both, prints, and writes the table down unless told not to."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("invariant", nargs="*", help="by name; all where left out")
    words.add_argument("--book", default="cn-telecom")
    words.add_argument("--timeout", type=float, default=600.0, help="seconds for each question")
    words.add_argument("--dry", action="store_true", help="print only; docs/status.md stays as it is")
    told = words.parse_args()
    book = load_book(told.book).book
    if book is None:
        raise SystemExit(f"{told.book} has errors: see `guiju check {told.book}`")
    asked = []
    for name in told.invariant or book.invariants:
        asked.append(of_both(book, book.invariants[name], told.timeout))
        print(asked[-1], file=sys.stderr, flush=True)
    print(table(asked))
    if wrong := list(differing(asked)):
        raise SystemExit("the two differ: " + "; ".join(wrong))
    if not told.dry and not told.invariant:
        STATUS.write_text(put(STATUS.read_text(encoding="utf-8"), table(asked), MARKS), encoding="utf-8")


if __name__ == "__main__":
    main()
