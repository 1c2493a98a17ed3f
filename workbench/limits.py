"""`--memory` and `--threads`: what is written, and whether the engine asked for can keep to it."""

from __future__ import annotations

import re

from dsl.core import Language
from interpreter.limits import UNITS, USUAL, Limits
from workbench.options import wrong

LEAST = 100
"""In MB: less is taken for a slip of the pen."""
_MOST_THREADS = 1024
EVERYWHERE = "local[*]"
"""Where Spark runs if nothing else is said: on this machine, with all cores."""
_UNITS = {unit.lower(): unit for unit in UNITS}


def limits(engine: str, master: str, memory: str | None, threads: int | None, lang: Language) -> Limits:
    """The limits asked for. Raises what ends the command where they are none, or none for this engine."""
    given = " ".join(name for name, value in (("--memory", memory), ("--threads", threads)) if value is not None)
    if given and engine == "reference":
        raise wrong(
            lang,
            f"{given}：参照实现（--engine reference）不受此限，只用一个线程",
            f"{given}: the reference (--engine reference) keeps to no such limit, and uses one thread",
        )
    if given and engine == "spark" and not is_local(master):
        raise wrong(
            lang,
            f"{given}：集群（--master {master}）的内存与线程由 Spark 自己的设置决定",
            f"{given}: what a cluster (--master {master}) uses is said in Spark's own settings",
        )
    if threads is not None and engine == "spark" and master != EVERYWHERE:
        raise wrong(
            lang,
            f"--threads 与 --master {master} 不能并用：线程数写在方括号里",
            f"--threads does not go with --master {master}, which says it in its brackets",
        )
    return Limits(
        USUAL.memory if memory is None else _size(memory, lang),
        USUAL.threads if threads is None else _count(threads, lang),
    )


def is_local(master: str) -> bool:
    """Whether Spark runs on this machine."""
    return master.partition("[")[0] == "local"


def _size(text: str, lang: Language) -> str:
    """The size in the one form that engines read."""
    found = re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]{1,3})?) ?([kmgt]i?b)", text.strip().lower(), re.ASCII)
    if not found:
        raise wrong(
            lang,
            f"--memory：“{text}”不是大小；写作 4GB、512MB、1.5GiB 等",
            f"--memory: `{text}` is not a size; write it as 4GB, 512MB or 1.5GiB",
        )
    size = Limits(found[1] + _UNITS[found[2]])
    if size.mebibytes < LEAST * UNITS["MB"] >> 20:
        raise wrong(lang, f"--memory：至少 {LEAST}MB", f"--memory: at least {LEAST}MB")
    return size.memory


def _count(threads: int, lang: Language) -> int:
    if not 1 <= threads <= _MOST_THREADS:
        raise wrong(
            lang,
            f"--threads：1 至 {_MOST_THREADS} 之间的整数",
            f"--threads: a number from 1 to {_MOST_THREADS}",
        )
    return threads
