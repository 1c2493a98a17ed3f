"""A key is long, random and nobody else's; what is hashed with it tells nothing to who has it not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dsl.place import Refused
from interpreter.receipts import keys
from interpreter.receipts.keys import Key
from tests.interpreter.receipts.issued import KEY, OTHER


def test_a_new_key_is_for_its_owner_alone_and_no_file_is_overwritten(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        made = keys.made(tmp_path / "key")
    finally:
        os.umask(before)
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert keys.opened(tmp_path / "key") == made
    assert len(made.secret) == keys.LEAST
    with pytest.raises(FileExistsError):
        keys.made(tmp_path / "key")
    assert keys.made(tmp_path / "other") != made


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "fewer than 32 bytes"),
        (bytes(range(31)), "fewer than 32 bytes"),
        (bytes(range(31)).hex().encode(), "fewer than 32 bytes"),
        (b"0" * 64, "not random"),
        (b"password" * 8, "not random"),
        (b"x" * 5000, "too large"),
    ],
)
def test_what_is_no_key_is_refused(tmp_path: Path, data: bytes, why: str) -> None:
    file = tmp_path / "key"
    file.write_bytes(data)
    file.chmod(0o600)
    with pytest.raises(Refused) as told:
        keys.opened(file)
    assert told.value.code == "RC105"
    assert why in told.value.about("").message("en")


def test_other_random_bytes_are_a_key_too(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_bytes(bytes(range(100, 140)))
    file.chmod(0o600)
    assert keys.opened(file).secret == bytes(range(100, 140))


@pytest.mark.skipif(os.name != "posix", reason="rights are those of POSIX")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o620, 0o604])
def test_a_key_that_others_may_read_or_write_is_refused(tmp_path: Path, mode: int) -> None:
    keys.made(tmp_path / "key")
    (tmp_path / "key").chmod(mode)
    with pytest.raises(Refused) as told:
        keys.opened(tmp_path / "key")
    assert "0600" in told.value.about("").message("zh")


def test_hashes_of_two_uses_or_of_two_keys_are_different() -> None:
    data = b"13800138000"
    uses = ("name", "facts", "identity", "chain")
    assert len({key.hash(use, data) for key in (KEY, OTHER) for use in uses}) == 8  # type: ignore[arg-type]
    assert KEY.name != OTHER.name
    assert KEY.secret.hex() not in KEY.name
    assert "secret" not in repr(Key(b"secret" * 8))
