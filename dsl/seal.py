"""Who published an edition: Ed25519 signatures. Alone imports cryptography, which the extra `editions` brings."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from dsl.core import Words
from dsl.edition import MOST, Edition, Manifest, body, read, sealed
from dsl.place import Refused
from dsl.shelf import is_edition

REQUIRED = "GUIJU_KEY"
"""The environment variable that names the file of the public key by which every edition must be signed."""
_MOST_KEY = 10_000


@dataclass(frozen=True)
class Signer:
    """Who signs: the public key as an edition names it, and bytes → their signature."""

    public: str
    sign: Callable[[bytes], bytes]


def opened(path: Path, key: Path | None = None) -> Edition | None:
    """The edition in a file, verified; None where the file is of another kind. Raises Refused.

    It must be signed by `key`, and by that which `GUIJU_KEY` names.
    """
    if not is_edition(path):
        return None
    with path.open("rb") as file:
        data = file.read(MOST + 1)
    required = os.environ.get(REQUIRED)
    return verified(data, [public(key_bytes(Path(each))) for each in (key, required) if each])


def verified(data: bytes, keys: Iterable[str] = ()) -> Edition:
    """The edition in these bytes, which each of these public keys must have signed. Raises Refused."""
    edition = read(data)
    check(edition)
    for each in keys:
        check(edition, each)
    return edition


def published(manifest: Manifest, files: Mapping[str, bytes], signer: Signer | None = None) -> bytes:
    """The file of an edition, signed if anybody signs. Raises Refused where there can be none."""
    if signer is None:
        return sealed(body(manifest, files))
    signed = body(replace(manifest, signer=signer.public), files)
    return sealed(signed, signer.sign(signed))


def check(edition: Edition, wanted: str | None = None) -> bool:
    """Whether its signature was looked at and is good; without a wanted key an unsigned one passes. Raises Refused."""
    if wanted and not edition.signature:
        raise Refused("ED105", why=UNSIGNED)
    if wanted and edition.manifest.signer != wanted:
        raise Refused("ED105", why=another(edition.manifest.signer))
    if wanted:
        _need()
    if not edition.signature or not is_able():
        return False
    if not is_good(edition.manifest.signer, edition.signature, edition.signed):
        raise Refused("ED105", why=BAD)
    return True


def is_good(signer: str, signature: bytes, signed: bytes) -> bool:
    """Whether this is the signature of these bytes by the key of that name; cryptography is known to be there."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(signer)).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def is_able() -> bool:
    """Whether signatures can be looked at here."""
    try:
        import cryptography.hazmat.primitives.asymmetric.ed25519  # noqa: F401 - whether it is there
    except ImportError:
        return False
    return True


def public(pem: bytes) -> str:
    """A public key in a PEM file → its 32 bytes as an edition names its signer. Raises Refused."""
    _need()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        raise Refused("ED105", why=_NO_PUBLIC_KEY) from None
    if not isinstance(key, Ed25519PublicKey):
        raise Refused("ED105", why=_NO_PUBLIC_KEY)
    return key.public_bytes_raw().hex()


def signer(pem: bytes, passphrase: bytes | None = None) -> Signer:
    """Whose private key is in a PEM file. Raises Refused, and TypeError where it wants a passphrase and has none."""
    _need()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(pem, passphrase)
    except (ValueError, UnsupportedAlgorithm):
        raise Refused("ED105", why=_NO_PRIVATE_KEY) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise Refused("ED105", why=_NO_PRIVATE_KEY)
    return Signer(key.public_key().public_bytes_raw().hex(), key.sign)


def key_bytes(path: Path) -> bytes:
    """A key's file; what is far too long for one is none. Raises Refused."""
    try:
        with path.open("rb") as file:
            return file.read(_MOST_KEY)
    except OSError as error:
        why = f"{path}: {error.strerror}"
        raise Refused("ED105", why=Words(f"读不到钥匙文件（{why}）", f"the key file cannot be read ({why})")) from None


def _need() -> None:
    if not is_able():
        raise Refused("ED105", why=UNABLE)


UNSIGNED = Words("没有签名，而此处要求签名", "it is not signed, and here it must be")
BAD = Words("签名与内容不符", "the signature is not that of its content")
_NO_PUBLIC_KEY = Words("给出的文件不是 PEM 形式的 Ed25519 公钥", "the key file holds no public Ed25519 key in PEM")
_NO_PRIVATE_KEY = Words(
    "给出的文件不是 PEM 形式的 Ed25519 私钥，或口令不对",
    "the key file holds no private Ed25519 key in PEM, or the passphrase is another",
)
UNABLE = Words(
    "缺少签名所需的库：pip install 'guiju[editions]'", "signatures need a library: pip install 'guiju[editions]'"
)


def another(signer: str) -> Words:
    """Why it is not accepted that somebody else has signed."""
    return Words(f"由另一把钥匙签署：{signer[:16]}…", f"it is signed by another key, {signer[:16]}…")
