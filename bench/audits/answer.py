"""What an audit of the thirteen rules comes to, in one shape for all who make one: rows counted, outcomes counted."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

RULES = (
    "notice/window", "notice/suspension", "notice/ending", "notice/refund", "identity/verified", "stops/no_ground",
    "arrears/payment", "sms/consent", "sms/withdrawal", "sms/frequency", "complaints/answer", "cards/cap",
    "cards/own_store",
)  # fmt: skip
"""In the order of their bits."""
CODES = ("not_applicable", "compliant", "breach", "late", "pending", "undetermined")
"""An outcome's number is its place; from 2 on it is a finding."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows read, judged and rejected, and the outcomes of each rule that came up."""

    read: int
    judged: int
    rejected: int
    outcomes: dict[str, dict[str, int]]

    @staticmethod
    def of(read: int, judged: int, rejected: int, counted: Iterable[tuple[int, int, int]]) -> Answer:
        """From rows of rule, code and count, both by their places."""
        outcomes: dict[str, dict[str, int]] = {rule: dict.fromkeys(CODES, 0) for rule in RULES}
        for rule, code, rows in counted:
            outcomes[RULES[rule]][CODES[code]] += rows
        return Answer(read, judged, rejected, outcomes)

    @staticmethod
    def read_from(path: Path) -> Answer:
        """From `run.json` as the command writes it."""
        run = json.loads(path.read_text(encoding="utf-8"))
        rows = run["rows"]["line"]
        outcomes = {rule: {code: run["outcomes"][rule][code] for code in CODES} for rule in RULES}
        return Answer(rows["read"], rows["judged"], rows["rejected"], outcomes)

    def write(self, path: Path) -> None:
        """As `read_from` reads it."""
        rows = {"line": {"read": self.read, "judged": self.judged, "rejected": self.rejected}}
        path.write_text(json.dumps({"rows": rows, "outcomes": self.outcomes}, indent=2) + "\n", encoding="utf-8")

    def differences(self, other: Answer) -> list[str]:
        """Each count in which the two differ, in words."""
        mine, theirs = self._counts(), other._counts()
        return [f"{name}: {mine[name]:,} against {theirs[name]:,}" for name in mine if mine[name] != theirs[name]]

    def _counts(self) -> dict[str, int]:
        counts = {"read": self.read, "judged": self.judged, "rejected": self.rejected}
        return counts | {f"{rule} {code}": n for rule, codes in self.outcomes.items() for code, n in codes.items()}


def run(audit: Callable[[Path, Path, date], Answer]) -> None:
    """A peer as a command of its own: SNAPSHOT OUT DATE; it leaves `findings.parquet` and `run.json` in OUT."""
    asked = argparse.ArgumentParser()
    asked.add_argument("snapshot", type=Path)
    asked.add_argument("out", type=Path)
    asked.add_argument("on", type=date.fromisoformat)
    words = asked.parse_args()
    words.out.mkdir(parents=True, exist_ok=True)
    audit(words.snapshot, words.out, words.on).write(words.out / "run.json")
