"""`make demo`: a made-up snapshot with known faults is audited; status 0 if every one of them is found, else 1."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from dsl.core import Language
from interpreter import Interpreter
from interpreter.ask import Judgement
from interpreter.run import Run
from workbench.draw import draw_run
from workbench.options import language
from workbench.sample import BOOK, Planted, Sample, make_sample

LINES, SEED = 10_000, 1
SHOWN = "release"
"""The action of which one wrong is explained: a number given out again on the last day of its quarantine."""


def main() -> int:
    """Makes, audits, draws, explains and checks; the snapshot is removed afterwards."""
    lang = language()
    with TemporaryDirectory(prefix="guiju-demo-") as name:
        folder = Path(name)
        sample = make_sample(folder, LINES, SEED, "csv", faults=True)
        _say(lang, f"生成快照：{_counted(sample)}", f"a snapshot is made: {_counted(sample)}")
        book = Interpreter.load(BOOK)
        run = book.audit(folder, on=sample.on, lang=lang)
        draw_run(run, lang)
        _explain(book, folder, sample)
    return _check(sample, run, lang)


def _say(lang: Language, zh: str, en: str) -> None:
    print(zh if lang == "zh" else en)


def _counted(sample: Sample) -> str:
    return ", ".join(f"{table} {count:,}" for table, count in sample.counts.items())


def _explain(book: Interpreter, folder: Path, sample: Sample) -> None:
    """One planted fault, why it is one, in Chinese and in English."""
    planted = next(each for each in sample.faults if each.rule == SHOWN)
    case, action = book.find(folder, planted.entity, planted.subject), book.action(SHOWN)
    assert case is not None
    assert action is not None
    for lang in ("zh", "en"):
        print(f"\n{planted.subject} · {planted.why.say(lang)}\n")
        print(Judgement(book, action, case, sample.on).explain(lang))


def _check(sample: Sample, run: Run, lang: Language) -> int:
    """What was planted against what was found; says what was missed → the exit status."""
    rows = run.findings.select(["rule", "subject", "outcome"]).to_pylist()
    found = {(row["rule"], row["subject"], row["outcome"]) for row in rows}
    reported = {tuple(row.values()) for row in run.rejects.select(["entity", "file", "line", "code"]).to_pylist()}
    missed: list[object] = [each for each in sample.faults if _triple(each) not in found]
    unreported = [each for each in sample.malformed if (each.entity, each.file, each.line, each.code) not in reported]
    faults, malformed = len(sample.faults), len(sample.malformed)
    wrong = sum(row["outcome"] in ("breach", "late") for row in rows)
    print()
    _say(
        lang,
        f"植入违规 {faults} 处，查出 {faults - len(missed)} 处（审计共报违规 {wrong} 处）；"
        f"坏行 {malformed} 行，报出 {malformed - len(unreported)} 行（共拒收 {len(reported)} 行）",
        f"{faults} breaches planted, {faults - len(missed)} found ({wrong} breaches in all); "
        f"{malformed} malformed rows planted, {malformed - len(unreported)} reported ({len(reported)} rejected in all)",
    )
    for each in (*missed, *unreported):
        _say(lang, f"未查出：{each}", f"missed: {each}")
    return 1 if missed or unreported else 0


def _triple(planted: Planted) -> tuple[str, str, str]:
    return planted.rule, planted.subject, planted.outcome


if __name__ == "__main__":
    sys.exit(main())
