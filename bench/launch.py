"""A command in, its seconds, processor time and peak memory out, by a process that is small itself.

A child's peak memory starts from that of the process that started it. Run by its path, without the house: REPORT
WORDS…; what the command says goes on to where this process says it.
"""

import json
import os
import subprocess
import sys
import time


def main() -> int:
    """Runs the command, writes the figures to the report → the command's status."""
    report, *words = sys.argv[1:]
    began = time.perf_counter()
    child = subprocess.Popen(words)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    with open(report, "w", encoding="utf-8") as file:
        json.dump([seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit], file)
    return child.returncode


if __name__ == "__main__":
    sys.exit(main())
