"""Signatures: whose edition it is, and that nobody else's passes for it where a key is required."""

from __future__ import annotations

import builtins
import re
from pathlib import Path
from typing import Any

import pytest

from dsl import seal
from dsl.edition import read, sealed
from dsl.load import load_book
from dsl.place import Refused
from dsl.seal import check, opened, verified
from tests.dsl import editions
from tests.dsl.editions import edition, forged, who
from tests.dsl.folders import codes, drawn

OURS, THEIRS = who(1).public, who(2).public
EC = b"""-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEfrezICUhoYeNe1ITgJNgRkuXTq+e
c7HRqCUMT24uAkMqHGyZ8qUEHVvkyHuAF3zqLl4DpZ9UgkEFFbpYA2iKRQ==
-----END PUBLIC KEY-----
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The sound book, signed by us."""
    (tmp_path / "sample.guiju").write_bytes(edition(seed=1))
    (tmp_path / "ours.pem").write_bytes(editions.public(1))
    (tmp_path / "theirs.pem").write_bytes(editions.public(2))
    return tmp_path / "sample.guiju"


def refused(data: bytes, *keys: str) -> str:
    with pytest.raises(Refused) as caught:
        verified(data, keys)
    assert caught.value.code == "ED105"
    return caught.value.about("x").message("en")


def test_the_same_key_gives_the_same_bytes() -> None:
    assert edition(seed=1) == edition(seed=1) != edition(seed=2)


def test_a_signed_edition_passes_for_its_signer_alone() -> None:
    assert verified(edition(seed=1), [OURS]).manifest.signer == OURS
    assert "another key" in refused(edition(seed=1), THEIRS)
    assert "another key" in refused(edition(seed=1), OURS, THEIRS)


def test_an_unsigned_one_passes_only_where_no_key_is_required() -> None:
    assert check(verified(edition())) is False
    assert "not signed" in refused(edition(), OURS)


def test_another_s_signature_under_our_name_is_refused_though_nobody_requires_one() -> None:
    found = read(edition(seed=1))
    assert "not that of its content" in refused(sealed(found.signed, who(2).sign(found.signed)))
    assert "not that of its content" in refused(sealed(found.signed, bytes(64)))


def test_a_signature_of_other_content_is_refused() -> None:
    changed = forged(signer=OURS, edition="2")
    body = re.sub(rb"\nsha256 \w+\n$", b"", changed)
    assert "not that of its content" in refused(sealed(body, read(edition(seed=1)).signature))


def test_a_key_that_is_no_point_is_refused() -> None:
    body = re.sub(rb"\nsha256 \w+\n$", b"", forged(signer="f" * 64))
    assert "not that of its content" in refused(sealed(body, bytes(64)))


@pytest.mark.parametrize("pem", [b"", b"no key", EC, editions.private(1), editions.public(1)[:60]])
def test_what_is_no_public_key_is_refused_in_words(pem: bytes) -> None:
    with pytest.raises(Refused, match="ED105"):
        seal.public(pem)


@pytest.mark.parametrize("pem", [b"", EC, editions.public(1), editions.private(1)[:60]])
def test_what_is_no_private_key_is_refused_in_words(pem: bytes) -> None:
    with pytest.raises(Refused, match="ED105"):
        seal.signer(pem)


def test_a_key_with_a_passphrase_wants_it() -> None:
    pem = editions.private(1, b"secret")
    assert seal.signer(pem, b"secret").public == OURS
    with pytest.raises(TypeError):
        seal.signer(pem)
    with pytest.raises(Refused, match="ED105"):
        seal.signer(pem, b"wrong")


def test_the_environment_requires_a_key_of_every_edition(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever door it comes by: this is the one that all commands and Python share."""
    monkeypatch.setenv(seal.REQUIRED, str(file.parent / "ours.pem"))
    assert load_book(file).book
    monkeypatch.setenv(seal.REQUIRED, str(file.parent / "theirs.pem"))
    assert codes(load_book(file)) == ["ED105"]
    monkeypatch.setenv(seal.REQUIRED, str(file.parent / "nobody.pem"))
    assert "key file cannot be read" in drawn(load_book(file))
    monkeypatch.setenv(seal.REQUIRED, "")
    assert load_book(file).book


def test_both_keys_must_have_signed_where_two_are_named(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(seal.REQUIRED, str(file.parent / "theirs.pem"))
    with pytest.raises(Refused, match="ED105"):
        opened(file, file.parent / "ours.pem")


def test_a_file_of_another_kind_is_no_edition(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("guiju\n", encoding="utf-8")
    assert opened(tmp_path / "notes.txt") is None
    assert opened(tmp_path / "none.guiju") is None
    assert codes(load_book(tmp_path / "notes.txt")) == ["RB101"]


def test_without_the_library_hashes_are_checked_and_a_required_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.startswith("cryptography"):
            raise ImportError(name)
        return real(name, *rest)

    signed = edition(seed=1)
    monkeypatch.setattr(builtins, "__import__", without)
    assert check(verified(signed)) is False
    assert "pip install 'guiju[editions]'" in refused(signed, OURS)
    with pytest.raises(Refused, match="ED101"):
        verified(signed.replace(b"ed25519 ", b"ed25519 0", 1))
