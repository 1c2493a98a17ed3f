"""Editions for tests: the sound book published, and forged by somebody who knows the form and has no key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dsl.edition import Manifest, sealed
from dsl.seal import Signer, published, signer
from tests.dsl.folders import SOUND

FILES: Mapping[str, bytes] = {name: text.encode() for name, text in SOUND.items()}
MANIFEST = Manifest("sample", "1")
HEAD = b"guiju edition 1\n"
_PEM, _RAW = serialization.Encoding.PEM, serialization.NoEncryption()


def private(seed: int = 1, passphrase: bytes = b"") -> bytes:
    """A private key as a PEM file, the same for the same seed."""
    secret = serialization.BestAvailableEncryption(passphrase) if passphrase else _RAW
    return _key(seed).private_bytes(_PEM, serialization.PrivateFormat.PKCS8, secret)


def public(seed: int = 1) -> bytes:
    """Its public key as a PEM file."""
    return _key(seed).public_key().public_bytes(_PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def _key(seed: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)


def who(seed: int = 1) -> Signer:
    """Who has that key."""
    return signer(private(seed))


def edition(files: Mapping[str, bytes] = FILES, seed: int | None = None, manifest: Manifest = MANIFEST) -> bytes:
    """The sound book as it is published, signed where a key's seed is given."""
    return published(manifest, files, who(seed) if seed else None)


def forged(contents: list[tuple[str, bytes]] | None = None, /, **manifest: Any) -> bytes:
    """An edition whose hashes are right and whose manifest says what it likes; what is None in it is not there."""
    files = sorted(FILES.items()) if contents is None else contents
    listed = [{"name": name, "sha256": sha256(data).hexdigest(), "size": len(data)} for name, data in files]
    said: dict[str, Any] = {"book": "sample", "edition": "1", "files": listed, "language": 1, **manifest}
    return forged_line(written({key: value for key, value in said.items() if value is not None}), files)


def forged_line(line: bytes, files: list[tuple[str, bytes]] | None = None) -> bytes:
    """An edition with this line for a manifest."""
    contents = b"".join(data for _, data in (sorted(FILES.items()) if files is None else files))
    return sealed(HEAD + line + b"\n" + contents)


def written(data: object) -> bytes:
    """JSON in its one form."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
