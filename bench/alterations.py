"""`make alter-bundles`: editions altered at random and put to the reader; none may be accepted, into docs/status.md.

Some alterations are damage: a byte changed, put in or taken out, two blocks swapped, the file cut off. Others are what
a forger does who knows the form and has no key: content changed and all hashes mended, the signature taken away, put on
by another key, or kept from another edition. A forger can only be told by a signature, so that these are put to a
reader who requires the publisher's key; damage also to one who requires none, with and without a signature.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from time import process_time

from bench.measure import STATUS, machine, put
from dsl.edition import Manifest, body, gathered, read, sealed
from dsl.load import load_book
from dsl.place import Refused
from dsl.seal import Signer, published, signer, verified

MARKS = "<!-- alterations:begin -->", "<!-- alterations:end -->"
BOOKS = ("cn-telecom", "cn-guangdong")


@dataclass(frozen=True)
class Sample:
    """What is published, by whom, and who else would like to have published it."""

    manifest: Manifest
    files: Mapping[str, bytes]
    ours: Signer
    theirs: Signer

    def plain(self) -> bytes:
        """Without a signature."""
        return published(self.manifest, self.files)

    def signed(self) -> bytes:
        """By its publisher."""
        return published(self.manifest, self.files, self.ours)


def key(seed: int) -> Signer:
    """A key made of a number, in the frame that PKCS 8 has for Ed25519."""
    from base64 import b64encode

    der = bytes.fromhex("302e020100300506032b657004220420") + bytes([seed]) * 32
    return signer(b"-----BEGIN PRIVATE KEY-----\n" + b64encode(der) + b"\n-----END PRIVATE KEY-----\n")


def sample(name: str) -> Sample:
    """A book as it would be published."""
    loaded = load_book(name)
    assert loaded.book
    return Sample(Manifest(loaded.book.name, loaded.book.edition), gathered(loaded.files), key(1), key(2))


# ── damage ───────────────────────────────────────────────────────────────────────────────────────────────────────────

Damage = Callable[[bytes, Random], bytes]


def _place(data: bytes, random: Random) -> int:
    """Anywhere; every second time near the beginning or the end, where manifest and hashes are."""
    near = min(len(data), 8_000)
    return random.choice(
        (random.randrange(len(data)), random.randrange(near), len(data) - 1 - random.randrange(near // 8))
    )


def changed(data: bytes, random: Random) -> bytes:
    """One byte is another."""
    at = _place(data, random)
    return data[:at] + bytes([data[at] ^ random.randrange(1, 256)]) + data[at + 1 :]


def inserted(data: bytes, random: Random) -> bytes:
    """One byte too many."""
    at = random.choice((_place(data, random), len(data)))
    return data[:at] + random.randbytes(1) + data[at:]


def removed(data: bytes, random: Random) -> bytes:
    """One byte too few."""
    at = _place(data, random)
    return data[:at] + data[at + 1 :]


def swapped(data: bytes, random: Random) -> bytes:
    """Two blocks of one length have changed places."""
    size = random.choice((1, 16, 512, 4096))
    size = min(size, len(data) // 2)
    first, second = sorted((random.randrange(len(data) - 2 * size + 1), random.randrange(len(data) - 2 * size + 1)))
    second += size
    one, other = data[first : first + size], data[second : second + size]
    return data[:first] + other + data[first + size : second] + one + data[second + size :]


def cut_off(data: bytes, random: Random) -> bytes:
    """Its end is missing, or its beginning."""
    at = random.choice((_place(data, random), len(data) - random.randrange(1, 300)))
    return data[:at] if random.random() < 0.8 else data[at:]


DAMAGE: Mapping[str, Damage] = {
    "a byte changed": changed, "a byte inserted": inserted, "a byte removed": removed, "two blocks swapped": swapped,
    "cut off": cut_off,
}  # fmt: skip


def damaged_by(data: bytes, damage: Damage, random: Random) -> bytes:
    """Damaged: another one than it was, for two blocks that are swapped may be equal."""
    found = damage(data, random)
    return found if found != data else damaged_by(data, damage, random)


# ── forgery ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _other(sample: Sample, random: Random) -> Sample:
    """Another edition of the same form: of another name, with a byte changed, with one file more or less."""
    files = dict(sample.files)
    name = random.choice(sorted(set(files) - {"rulebook.yaml"}))
    match random.randrange(5):
        case 0:
            return replace(sample, manifest=replace(sample.manifest, edition=f"{random.randrange(10**6)}"))
        case 1:
            files[name] = changed(files[name] or b"\n", random)
        case 2:
            files[f"rules/{random.randrange(10**6)}.rules"] = b""
        case 3:
            del files[name]
        case _:
            files[name] += b"\n"
    return replace(sample, files=files)


def mended(sample: Sample, random: Random) -> bytes:
    """Content changed, all hashes made anew, the signature left as it was."""
    other = _other(sample, random)
    text = body(replace(other.manifest, signer=sample.ours.public), other.files)
    return sealed(text, read(sample.signed()).signature)


def stripped(sample: Sample, random: Random) -> bytes:
    """The signature taken away: from the end alone, or from the manifest too, the content as it was or another."""
    if random.random() < 0.5:
        return sealed(read(sample.signed()).signed)
    return random.choice((sample, _other(sample, random))).plain()


def taken_over(sample: Sample, random: Random) -> bytes:
    """Signed by another key, under that key's name or under the publisher's."""
    other = random.choice((sample, _other(sample, random)))
    if random.random() < 0.5:
        return published(other.manifest, other.files, sample.theirs)
    text = body(replace(other.manifest, signer=sample.ours.public), other.files)
    return sealed(text, sample.theirs.sign(text))


def botched(sample: Sample, random: Random) -> bytes:
    """A signature with a bit of it changed, and the last line mended."""
    found = read(sample.signed())
    return sealed(found.signed, changed(found.signature, random))


def damaged(sample: Sample, random: Random) -> bytes:
    """Any damage before the last line, which is mended."""
    data = random.choice(list(DAMAGE.values()))(sample.signed(), random)
    whole = re.sub(rb"sha256 [0-9a-f]*\n?\Z", b"", data)
    signature = re.search(rb"\ned25519 ([0-9a-f]{128})\n\Z", whole)
    return sealed(whole[: signature.start()], bytes.fromhex(signature[1].decode())) if signature else sealed(whole)


FORGERY: Mapping[str, Callable[[Sample, Random], bytes]] = {
    "damage, the last hash mended": damaged, "content changed, all hashes mended": mended,
    "signature stripped": stripped, "signed by another key": taken_over, "signature changed, the hash mended": botched,
}  # fmt: skip


# ── trying ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def alterations(sample: Sample, random: Random, number: int) -> Iterator[tuple[str, bytes, tuple[str, ...]]]:
    """So many: what was done, the bytes, the keys that the reader requires. None is what was published."""
    plain, signed = sample.plain(), sample.signed()
    ours: tuple[str, ...] = (sample.ours.public,)
    kinds = [*DAMAGE, *FORGERY]
    done = 0
    while done < number:
        kind = kinds[done % len(kinds)]
        if kind in FORGERY:
            data, keys = FORGERY[kind](sample, random), ours
        else:
            whole, keys = random.choice(((plain, ()), (signed, ()), (signed, ours)))
            data = DAMAGE[kind](whole, random)
        if data not in (plain, signed) or (data == plain and keys):
            yield kind, data, keys
            done += 1


def is_accepted(data: bytes, keys: Sequence[str]) -> bool:
    """Whether the reader takes it for an edition. Anything but a refusal in words goes through as it comes."""
    try:
        verified(data, keys)
    except Refused:
        return False
    return True


def table(tried: Mapping[str, int], accepted: Mapping[str, int], seconds: float) -> str:
    """What was done, how often, and how often it was taken for an edition."""
    rows = [f"| {kind} | {count:,} | {accepted.get(kind, 0):,} |" for kind, count in tried.items()]
    return "\n".join(["| alteration | tried | accepted |", "|---|---|---|", *rows, "", total(tried, accepted, seconds)])


def total(tried: Mapping[str, int], accepted: Mapping[str, int], seconds: float) -> str:
    """All of them in a sentence, and where they were tried."""
    said = f"All: {sum(tried.values()):,} alterations, {sum(accepted.values()):,} accepted, "
    return f"{said}{seconds:,.0f} s of the processor. Machine: {machine()}."


def main() -> int:
    """Alters, prints, writes down → 1 where one was accepted."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--number", type=int, default=10_000, help="alterations")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--dry", action="store_true", help="print only; docs/status.md stays as it is")
    words = asked.parse_args()
    began, tried, accepted = process_time(), Counter[str](), Counter[str]()
    for name in BOOKS:
        book = sample(name)
        if not is_accepted(book.signed(), (book.ours.public,)):
            raise SystemExit("what was published is refused: what is refused of the rest proves nothing")
        for kind, data, keys in alterations(book, Random(f"{words.seed} {name}"), words.number // len(BOOKS)):
            tried[kind] += 1
            accepted[kind] += is_accepted(data, keys)
    written = table(tried, accepted, process_time() - began)
    print(written)
    if not words.dry and STATUS.is_file():
        STATUS.write_text(put(STATUS.read_text(encoding="utf-8"), written, MARKS), encoding="utf-8")
    return int(sum(accepted.values()) > 0)


if __name__ == "__main__":
    sys.exit(main())
