"""`make mutants`: which small changes of a module its tests would not notice, into docs/status.md and docs/mutants.md.

mutmut changes a module in one place at a time and runs the tests that call the changed function (its settings stand in
pyproject.toml). A mutant that fails a test is killed. The figures go into docs/status.md, the mutants that were not
killed into docs/mutants.md, where the reason that a person wrote under one is kept as long as it lives.

Ends with 1 where a module falls short of `--least` or a mutant that lives has no reason.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
STATUS, LIST = HOUSE / "docs" / "status.md", HOUSE / "docs" / "mutants.md"
FIGURES = "mutants"
"""The name of the markers in docs/status.md; in docs/mutants.md each module has its own."""
HEAD = (
    "| module | mutants | killed | survived | timed out | killed, share | seconds |",
    "|---|---|---|---|---|---|---|",
)
NO_REASON = "**No reason yet.**"
OUTCOMES = {"killed", "survived", "timeout", "no tests"}
SAME_EACH_TIME = {"HYPOTHESIS_PROFILE": "mutants", "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}
"""The examples are the same for each mutant; mutmut keeps the tests to run in sets."""


@dataclass(frozen=True, slots=True)
class Alive:
    """A mutant that was not killed: the function that it changes, the lines taken and given, and what became of it."""

    function: str
    diff: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Measured:
    """All mutants of a module by outcome, those that were not killed, and how long the run took."""

    module: str
    counts: Mapping[str, int]
    alive: Sequence[Alive]
    seconds: float

    @property
    def share(self) -> float:
        """Killed mutants, of all; one that runs out of time is not counted as killed."""
        return self.counts["killed"] / sum(self.counts.values())


def mutmut(*words: str) -> str:
    """What the command says. Raises where it fails."""
    command = [str(Path(sys.executable).parent / "mutmut"), *words]
    done = subprocess.run(
        command, cwd=HOUSE, env={**os.environ, **SAME_EACH_TIME}, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise SystemExit(f"{done.stdout}\n{done.stderr}\nmutmut {' '.join(words)} ended with {done.returncode}")
    return done.stdout


def measured(module: str, children: int) -> Measured:
    """Every mutant of a module, from nothing: what an earlier run has left in `mutants/` is removed."""
    shutil.rmtree(HOUSE / "mutants", ignore_errors=True)
    began = time.perf_counter()
    mutmut("run", "--max-children", str(children), f"{_dotted(module)}.*")
    seconds = time.perf_counter() - began
    listed = re.findall(r"^\s*(\S+): (.+)$", mutmut("results", "--all", "true"), re.MULTILINE)
    outcomes = {name: outcome for name, outcome in listed if name.startswith(f"{_dotted(module)}.")}
    if strange := set(outcomes.values()) - OUTCOMES:
        raise SystemExit(f"{module}: mutants that were not tried to the end: {', '.join(sorted(strange))}")
    alive = [shown(name, outcome) for name, outcome in outcomes.items() if outcome != "killed"]
    return Measured(module, Counter(outcomes.values()), alive, seconds)


def _dotted(module: str) -> str:
    """A module as it is imported; a folder is named `dsl/check/*`."""
    return module.removesuffix(".py").removesuffix("/*").replace("/", ".")


def shown(name: str, outcome: str) -> Alive:
    """A mutant by its name, such as `dsl.check.naming.xǁNamingǁ_bare__mutmut_3`."""
    function = re.sub(r"^x_|^xǁ", "", name.rpartition(".")[2].partition("__mutmut_")[0]).replace("ǁ", ".")
    changed = [line for line in mutmut("show", name).splitlines() if re.match(r"[-+](?![-+]{2} )", line)]
    indent = min(len(line) - len(line[1:].lstrip()) - 1 for line in changed)
    return Alive(function, "\n".join(f"{line[0]} {line[1 + indent :]}" for line in changed), outcome)


# ── what is written down ─────────────────────────────────────────────────────────────────────────────────────────────


def row(found: Measured) -> str:
    """The figures of a module as a row of the table."""
    counts, survived = found.counts, found.counts["survived"] + found.counts["no tests"]
    figures = [sum(counts.values()), counts["killed"], survived, counts["timeout"]]
    cells = [f"`{found.module}`", *(f"{each:,}" for each in figures), f"{found.share:.1%}", f"{found.seconds:.0f}"]
    return f"| {' | '.join(cells)} |"


def table(written: str, rows: Mapping[str, str]) -> str:
    """The table with these rows by module; those of other modules stay as they were written."""
    old = {module: line for line in written.splitlines() for module in re.findall(r"^\| `(.+?)`", line)}
    return "\n".join([*HEAD, *(line for _, line in sorted((old | dict(rows)).items()))])


def reasons(written: str) -> dict[tuple[str, str], str]:
    """The reasons in what was written of a module, by function and diff."""
    blocks = re.findall(
        r"^### `([^`\n]+)`[^\n]*\n\n```diff\n(.*?)\n```\n\n(.*?)(?=\n\n### |\Z)", written, re.DOTALL | re.M
    )
    return {(function, diff): reason.strip() for function, diff, reason in blocks if reason.strip() != NO_REASON}


def section(found: Measured, known: Mapping[tuple[str, str], str]) -> str:
    """A module's mutants that live, each with its reason."""
    lines = [f"## {found.module}", "" if found.alive else "\nNone lives.", ""]
    for each in found.alive:
        said = {"survived": "", "no tests": ", called by no test", "timeout": ", ran out of time"}[each.outcome]
        reason = known.get((each.function, each.diff), NO_REASON)
        lines += [f"### `{each.function}`{said}", "", "```diff", each.diff, "```", "", reason, ""]
    return "\n".join(lines).strip()


def inside(text: str, name: str) -> str:
    """What stands between the markers of that name."""
    found = re.search(rf"<!-- {re.escape(name)}:begin -->\n(.*?)\n?<!-- {re.escape(name)}:end -->", text, re.DOTALL)
    return found[1] if found else ""


def put(text: str, name: str, written: str) -> str:
    """The document with that between the markers, which are added at the end where they are not there."""
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    block = f"{begin}\n{written}\n{end}"
    if begin in text and end in text:
        return re.sub(f"{re.escape(begin)}.*?{re.escape(end)}", lambda _: block, text, count=1, flags=re.DOTALL)
    return f"{text.rstrip()}\n\n{block}\n"


def write(found: Measured) -> int:
    """Both documents anew for a module. How many of its mutants live without a reason."""
    status = STATUS.read_text(encoding="utf-8")
    figures = table(inside(status, FIGURES), {found.module: row(found)})
    STATUS.write_text(put(status, FIGURES, figures), encoding="utf-8")
    listed = LIST.read_text(encoding="utf-8")
    said = section(found, reasons(inside(listed, found.module)))
    LIST.write_text(put(listed, found.module, said), encoding="utf-8")
    return said.count(NO_REASON)


def main() -> None:
    """Measures the modules asked for, or all of them, one after the other, and writes each down when it is done."""
    settings = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument(
        "module", nargs="*", help="files and folders that [tool.mutmut] names; all of them where left out"
    )
    asked.add_argument("--children", type=int, default=1, help="mutants tried at the same time")
    asked.add_argument("--least", type=float, default=85, help="per cent of a module's mutants to be killed")
    words = asked.parse_args()
    if strange := set(words.module) - set(settings["only_mutate"]):
        asked.error(f"not among only_mutate of [tool.mutmut]: {', '.join(sorted(strange))}")
    wrong = False
    for module in words.module or settings["only_mutate"]:
        found = measured(module, words.children)
        unexplained = write(found)
        print(row(found), f"{unexplained} without a reason" if unexplained else "", flush=True)
        wrong |= unexplained > 0 or found.share * 100 < words.least
    raise SystemExit(wrong)


if __name__ == "__main__":
    main()
