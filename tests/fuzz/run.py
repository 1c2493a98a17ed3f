"""One target under atheris: `python tests/fuzz/run.py TARGET CPU_SECONDS [what libFuzzer understands]`.

A process of its own, for atheris rewrites modules as they are imported and never returns. It ends by itself when it
has used its seconds of the processor; `bench/fuzz.py` runs it and reads what it prints.
"""

from __future__ import annotations

import os
import random
import re
import shlex
import signal
import sys
import time
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
with atheris.instrument_imports(include=["dsl", "interpreter", "workbench.findings"]):
    from tests.fuzz import targets
    from tests.fuzz.seeds import FILES, SAMPLE, words

targets.SECONDS *= 3
"""Code that counts where it goes takes twice or thrice its time; `test_corpus.py` asks for the second itself."""
_PIECE = re.compile(r"\w+|\s+|[^\w\s]")


def main() -> None:
    """Runs until the seconds are used or something breaks."""
    name, seconds, *asked = sys.argv[1:]
    target, known, budget = targets.TARGETS[name], words(name), float(seconds)
    target(SAMPLE[FILES[name]])  # the grammar and the schemas are read before anything is timed
    slowest = 0.0

    def one(data: bytes) -> None:
        nonlocal slowest
        began = time.process_time()
        target(targets.decoded(data))
        ended = time.process_time()
        slowest = max(slowest, ended - began)
        if 0 < budget < ended:
            print(f"\nslowest: {slowest:.3f}", file=sys.stderr, flush=True)
            os.kill(os.getpid(), signal.SIGUSR1)  # libFuzzer ends after this input, and prints its figures

    def change(data: bytes, most: int, seed: int) -> bytes:
        """Half of the changes are of bytes, libFuzzer's own; half are of words, which keeps Chinese whole."""
        dice = random.Random(seed)
        if dice.random() < 0.5:
            return bytes(atheris.Mutate(data, most))
        return _reworded(targets.decoded(data), known, dice).encode()[:most]

    # libFuzzer starts itself anew to merge: by its first argument, through a shell
    itself = shlex.join([sys.executable, str(Path(__file__).resolve()), name, "0"])
    atheris.Setup([itself, *asked], one, custom_mutator=change)
    atheris.Fuzz()


def _reworded(text: str, known: list[str], dice: random.Random) -> str:
    """The text with one to three of its words deleted, doubled, replaced, moved, or others put in."""
    parts = _PIECE.findall(text)
    for _ in range(dice.randint(1, 3)):
        at, other = (dice.randrange(len(parts) + 1) for _ in range(2))
        length = dice.choice((1, 1, 1, 2, 5, 20))
        match dice.randrange(5):
            case 0:
                del parts[at : at + length]
            case 1:
                parts[at:at] = parts[other : other + length]
            case 2:
                parts[at : at + 1] = [dice.choice(known)]
            case 3:
                parts[at:at] = [dice.choice(known), " "]
            case _:
                moved = parts[at : at + length]
                del parts[at : at + length]
                parts[other:other] = moved
    return "".join(parts)


if __name__ == "__main__":
    main()
