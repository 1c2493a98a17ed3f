"""What an audit may use of a machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

UNITS = {f"{letter}{middle}B": base**power for power, letter in enumerate("KMGT", 1) for middle, base in
         (("", 1000), ("i", 1024))}  # fmt: skip
"""The units of sizes, in bytes: GB, GiB, …"""


@dataclass(frozen=True, slots=True)
class Limits:
    """Memory (a number and a unit: `4GB`), threads (0: all cores), where is spilled, and how much at most."""

    memory: str = "4GB"
    threads: int = 0
    temporary: Path | None = None
    spill: str = "100GB"

    @property
    def mebibytes(self) -> int:
        """The memory in whole MiB, for who does not know all units."""
        number = self.memory.rstrip("KMGTiB")
        return int(float(number) * UNITS[self.memory.removeprefix(number)]) >> 20


USUAL = Limits()
"""What is used where nothing else is asked for."""
