"""Editions: one book, one form; what was published is read as it was meant, and nothing else is read at all."""

from __future__ import annotations

import json
import re
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl import edition as module
from dsl.core import Words
from dsl.edition import LANGUAGE, Edition, Manifest, body, gathered, read, sealed
from dsl.load import load_book, load_edition
from dsl.place import Refused
from dsl.seal import verified
from interpreter.ask import Interpreter
from interpreter.coverage import Coverage
from interpreter.scenarios import check
from tests.dsl.editions import FILES, edition, forged, forged_line, written
from tests.dsl.examples import LANGUAGES
from tests.dsl.folders import SOUND, write

KEPT = Path(__file__).parent.parent / "golden" / "editions"


def why(data: bytes) -> str:
    """The code of why these bytes are refused, and what is said of it in English."""
    with pytest.raises(Refused) as caught:
        read(data)
    told = caught.value.about("x").message("en")
    assert caught.value.about("x").message("zh") != told
    return f"{caught.value.code} {told}"


# ── the form ──


def test_the_form_is_the_one_that_is_laid_down() -> None:
    """Byte for byte: a change of this test is another form."""
    made = sealed(body(Manifest("b", "第一版", date(2026, 11, 20)), {"rulebook.yaml": b"name: b\n"}))
    listed = (
        b'{"book":"b","edition":"\xe7\xac\xac\xe4\xb8\x80\xe7\x89\x88","files":[{"name":"rulebook.yaml",'
        b'"sha256":"' + sha256(b"name: b\n").hexdigest().encode() + b'","size":8}],"language":1,"on":"2026-11-20"}'
    )
    whole = b"guiju edition 1\n" + listed + b"\nname: b\n\n"
    assert made == whole + b"sha256 " + sha256(whole).hexdigest().encode() + b"\n"


def test_what_is_read_is_what_was_written() -> None:
    found = read(edition(manifest=Manifest("sample", "2026.11", date(2026, 11, 20))))
    assert found.files == FILES
    assert found.manifest == Manifest("sample", "2026.11", date(2026, 11, 20), "", LANGUAGE)
    assert found.hash == sha256(edition(manifest=found.manifest)).hexdigest()


def test_the_order_in_which_files_are_given_changes_nothing() -> None:
    assert edition(dict(reversed(list(FILES.items())))) == edition()


def test_names_are_in_the_order_of_their_bytes_in_utf8() -> None:
    """Not of their UTF-16, as in some languages: 豈 (U+F900) comes before 𠀀 (U+20000)."""
    made = edition({**FILES, "rules/\U00020000.rules": b"", "rules/豈.rules": b""})
    assert made.index("豈".encode()) < made.index("\U00020000".encode())


def test_an_edition_is_the_book_of_its_folder(tmp_path: Path) -> None:
    folder = load_book(write(tmp_path / "book"))
    (tmp_path / "sample.guiju").write_bytes(edition(manifest=Manifest("sample", "as published")))
    published = load_book(tmp_path / "sample.guiju")
    assert folder.book
    assert published.book
    assert published.book.hash == folder.book.hash
    assert published.book.edition == "as published"
    assert published.book.rules == folder.book.rules
    assert set(published.sources) == set(SOUND)
    assert (published.rules, published.parameters, published.scenarios) == (1, 2, 1)


def test_its_mark_does_not_count_so_that_an_editor_cannot_change_an_edition(tmp_path: Path) -> None:
    """A byte order mark is left out, as the reader leaves it out; line breaks stay as they are written."""
    marked = load_book(write(tmp_path, {"rules/all.rules": b"\xef\xbb\xbf" + SOUND["rules/all.rules"].encode()}))
    assert gathered(marked.files) == dict(FILES)


# ── what was published stays what it was ──


@pytest.mark.parametrize("file", sorted(KEPT.glob("*.guiju")), ids=lambda file: file.name)
def test_an_edition_that_was_published_is_read_as_it_was_meant(file: Path) -> None:
    """These files are never written again: each has its answers in it, as scenarios, and says the same for ever.

    Where a change of the language makes one of them answer otherwise, `LANGUAGE` is to be the next number, and the
    file of the number before is refused in words.
    """
    data = file.read_bytes()
    found = verified(data)
    assert file.name == f"{found.manifest.book}-{found.manifest.language}.guiju"
    loaded = load_edition(found)
    assert loaded.book, loaded.diagnostics
    book = Interpreter(loaded.book, loaded.sources)
    assert loaded.book.scenarios
    for scenario in loaded.book.scenarios:
        assert check(book, scenario, Coverage()).ok, scenario.name
    assert sealed(body(found.manifest, found.files), found.signature) == data


def test_there_is_a_kept_edition_of_the_present_language() -> None:
    assert list(KEPT.glob(f"*-{LANGUAGE}.guiju"))


@pytest.mark.parametrize("language", [0, 2, -1, 10**30, "1", None, [1], 1.5])
def test_an_edition_in_another_version_of_the_language_is_refused_in_words(language: Any) -> None:
    manifest = json.loads(edition().split(b"\n")[1])
    said = why(forged_line(written({**manifest, "language": language})))
    assert said.startswith("ED104")
    assert "reads version 1" in said


def test_so_it_is_whatever_else_a_later_version_may_say() -> None:
    assert why(forged_line(written({"language": 2, "books": []}))).startswith("ED104")


# ── what is no edition ──

STRAYS = [
    "../rulebook.yaml", "/etc/passwd", "rules/../x.rules", "rules/a/../../x.rules", "C:/x.yaml", "rules\\x.rules",
    "rules//x.rules", "./rulebook.yaml", "rules/.", "", "rules/x.rules/", "README.md", "rules/x.yaml", "x.yaml",
    "scenarios/x.rules", "rules/a\n.rules", "rules/a\0.rules", "rules/a\u202e.rules", "rules/a:b.rules",
    "imports/rulebook.yaml", "imports//rulebook.yaml", "imports/../rulebook.yaml", "imports/./rulebook.yaml", "imports/a/b/rulebook.yaml",
    "imports/a/imports/b/rulebook.yaml", "imports/a./rulebook.yaml", "~/rulebook.yaml", "Rulebook.yaml",
]  # fmt: skip


@pytest.mark.parametrize("name", STRAYS)
def test_a_name_that_is_not_one_of_a_book_is_refused(name: str) -> None:
    """So nothing leads out of the folder: neither written nor read."""
    assert "is no name of a file" in why(forged(sorted([*FILES.items(), (name, b"")])))
    with pytest.raises(Refused):
        body(Manifest("b", "1"), {**FILES, name: b""})


def test_a_name_that_is_no_text_is_refused_when_it_is_packed() -> None:
    """As one in Latin-1 comes from the file system."""
    with pytest.raises(Refused):
        body(Manifest("b", "1"), {**FILES, "rules/\udce9.rules": b""})


@pytest.mark.parametrize(
    "names", [("rules/all.rules",), ("rules/ALL.rules",), ("rules/é.rules", "rules/e\u0301.rules")]
)
def test_two_files_of_one_name_are_refused(names: tuple[str, ...]) -> None:
    """On a machine that does not tell capitals apart as well."""
    files = sorted([*FILES.items(), *((name, b"") for name in names)], key=lambda each: each[0].encode())
    assert "twice" in why(forged(files))


FORGED: dict[str, bytes] = {
    "no manifest": forged_line(b"{"),
    "not JSON": forged_line(b"\xff"),
    "nested without end": forged_line(b"[" * 1_000_000),
    "a number without end": forged_line(b'{"language":' + b"1" * 5000 + b"}"),
    "a list": forged_line(b"[]"),
    "no language": forged(language=None),
    "no files": forged(files=None),
    "files that are none": forged(files=[1, 2]),
    "files that are text": forged(files="rulebook.yaml"),
    "no book": forged(book=None),
    "a book without a name": forged(book=""),
    "a name of many lines": forged(edition="1\n2"),
    "an edition that is a number": forged(edition=1),
    "an endless name": forged(edition="x" * 201),
    "no day": forged(on="2026-02-30"),
    "a day in another form": forged(on="20261120"),
    "a day that is a number": forged(on=1),
    "more than is known": forged(more=1),
    "a signer that is no key": forged(signer="\x1b[2J"),
    "no signer": forged(signer=""),
    "language as yes": forged(language=True),
    "not the one form": forged_line(edition().split(b"\n")[1].replace(b":", b": ")),
    "a member twice": forged_line(edition().split(b"\n")[1].replace(b'{"book"', b'{"book":"x","book"')),
    "files in another order": forged(sorted(FILES.items(), reverse=True)),
    "no rulebook.yaml": forged([("sources.yaml", b"")]),
    "nothing": b"",
    "something else": b"PK\x03\x04" + bytes(100),
    "its beginning in capitals": edition().replace(b"guiju edition", b"GUIJU EDITION", 1),
}


@pytest.mark.parametrize("name", FORGED)
def test_what_is_not_in_the_form_is_refused_in_words(name: str) -> None:
    assert re.match("ED103|ED104", why(FORGED[name]))


def test_an_edition_of_a_later_form_says_so() -> None:
    assert "newer than this guiju" in why(b"guiju edition 2\n...")


@pytest.mark.parametrize("size", [-1, 10**12, 1.0, "5", None])
def test_sizes_that_cannot_be_are_refused(size: Any) -> None:
    listed = json.loads(edition().split(b"\n")[1])["files"]
    listed[0]["size"] = size
    assert re.match("ED101|ED103", why(forged(files=listed)))


def test_a_file_that_is_not_what_its_hash_says_is_named() -> None:
    listed = json.loads(edition().split(b"\n")[1])["files"]
    listed[0]["sha256"] = "0" * 64
    assert f"`{listed[0]['name']}` is not what its hash says" in why(forged(files=listed))


def test_what_is_cut_off_or_altered_is_refused() -> None:
    whole = edition()
    assert "not whole" in why(whole[:-1])
    assert "not whole" in why(whole + b"\n")
    assert "not whole" in why(whole[:40])
    assert "what its hash says" in why(whole.replace(b"10 days", b"11 days"))


def test_a_signature_that_is_promised_and_not_there_is_missed() -> None:
    """Stripped by somebody who mends the hash; and one that nobody is said to have made."""
    signed = edition(seed=1)
    stripped = re.sub(rb"ed25519 \w+\nsha256 \w+\n$", b"", signed)
    assert "names a signer" in why(sealed(stripped.removesuffix(b"\n")))
    assert "names a signer" in why(sealed(edition()[: -len(b"\nsha256 \n") - 64], b"\0" * 64))


def test_what_is_too_large_is_refused_before_it_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 5000)
    monkeypatch.setattr(module, "MOST_FILES", 7)
    assert why(b"guiju edition 1\n" + bytes(5000)).startswith("ED102")
    many = {f"rules/{n}.rules": b"" for n in range(7)}
    with pytest.raises(Refused, match="ED102"):
        body(Manifest("b", "1"), {**many, "rulebook.yaml": b""})
    with pytest.raises(Refused, match="ED102"):
        body(Manifest("b", "1"), {"rulebook.yaml": bytes(5001)})


def test_reasons_are_in_both_languages() -> None:
    reasons = [each for each in vars(module).values() if isinstance(each, Words)]
    assert len(reasons) > 5
    assert all(each.zh and each.en and each.zh != each.en for each in reasons)


# ── whatever it says ──

WORDS = st.sampled_from(
    [
        "book",
        "edition",
        "files",
        "language",
        "on",
        "signer",
        "name",
        "sha256",
        "size",
        "rulebook.yaml",
        "1",
        "2026-11-20",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS | st.text(max_size=3), inner, max_size=4),
    max_leaves=8,
)
MANIFEST = json.loads(edition().split(b"\n")[1])


@given(st.dictionaries(st.sampled_from(sorted({*MANIFEST, "on", "signer"})), JSON, max_size=3), st.data())
def test_no_manifest_makes_the_reader_do_anything_but_read_or_refuse(
    changes: dict[str, Any], data: st.DataObject
) -> None:
    """Whoever makes up a manifest can mend the hash; what is read nevertheless is written again as the same bytes."""
    manifest = {**MANIFEST, **changes}
    if data.draw(st.booleans()):
        files = [dict(each) for each in MANIFEST["files"]]
        data.draw(st.sampled_from(files)).update(data.draw(st.dictionaries(WORDS, JSON, max_size=2)))
        manifest["files"] = files
    made = forged_line(json.dumps(manifest, sort_keys=True, separators=(",", ":")).encode())
    found = _read_or_refused(made)
    if isinstance(found, Refused):
        assert all(found.about("x").message(lang) for lang in LANGUAGES)
    else:
        assert sealed(body(found.manifest, found.files), found.signature) == made


def _read_or_refused(data: bytes) -> Edition | Refused:
    try:
        return read(data)
    except Refused as refused:
        return refused


@given(st.binary(max_size=400), st.booleans())
def test_no_bytes_do(data: bytes, begun: bool) -> None:
    whole = (b"guiju edition 1\n" if begun else b"") + data
    for made in (whole, sealed(whole)):
        with pytest.raises(Refused):
            read(made)
