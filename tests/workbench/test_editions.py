"""`guiju pack` and `unpack`, and editions in the place of folders: the same answers, or one line why there are none."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from dsl.core import Language
from dsl.edition import MOST, Manifest, read
from dsl.messages.page import page, pages
from tests.dsl import editions
from tests.dsl.editions import FILES, edition, forged
from tests.dsl.examples import LANGUAGES, as_yaml
from tests.dsl.folders import OVER, SOUND, Change, write
from tests.pages import HOUSE, blocks, keep, play
from tests.workbench.running import Done, environment, facts_file, guiju, process, refused

FACTS = {"line": {"id": "L1", "opened_on": "2015-01-01", "told_on": "2016-01-04"}}
ON = ("--on", "2016-03-01")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sound book in a folder of this name, its edition, signed and not, and two public keys; one stands there."""
    write(tmp_path / "sample")
    for name, data in {
        "sample.guiju": edition(), "signed.guiju": edition(seed=1), "altered.guiju": _altered(),
        "publisher.pem": editions.public(1), "other.pem": editions.public(2), "key.pem": editions.private(1),
    }.items():  # fmt: skip
        (tmp_path / name).write_bytes(data)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _altered() -> bytes:
    return edition().replace(b"value: 10 days", b"value: 11 days")


# ── pack ──


def test_the_same_book_gives_the_same_bytes_wherever_it_lies(here: Path) -> None:
    write(here / "elsewhere" / "other name", dict(reversed(list(SOUND.items()))))
    for file in (here / "elsewhere").rglob("*"):
        os.utime(file, (1, 1))
        file.chmod(0o700)
    (here / "elsewhere" / "other name" / "notes.txt").write_text("kept out", encoding="utf-8")
    done = guiju("pack", "sample", "-o", "a.guiju")
    assert (done.status, done.out) == (0, f"{read((here / 'a.guiju').read_bytes()).hash}\n")
    assert done.err == "a.guiju: sample 1, 6 files, not signed\n"
    assert (
        process("pack", "elsewhere/other name", "-o", "b.guiju", env={"TZ": "Asia/Shanghai"}, umask=0).returncode == 0
    )
    assert (here / "a.guiju").read_bytes() == (here / "b.guiju").read_bytes() == edition()
    assert (here / "b.guiju").stat().st_mode & 0o777 == 0o644


def test_what_is_said_of_it_is_what_was_asked_for(here: Path) -> None:
    words = ("--edition", "2026 第一版", "--on", "2026-11-20", "--key", "key.pem")
    done = guiju("pack", "sample", "-o", "a.guiju", *words, "--format", "json")
    who = editions.who(1).public
    assert done.data == {
        "file": "a.guiju", "book": "sample", "edition": "2026 第一版", "on": "2026-11-20", "language": 1, "files": 6,
        "hash": done.data["hash"], "sha256": read((here / "a.guiju").read_bytes()).hash,
        "signer": who, "signature": "good",
    }  # fmt: skip
    zh = guiju("unpack", "a.guiju", "--lang", "zh", "--key", "publisher.pem")
    assert zh.err == f"a.guiju: sample 2026 第一版 2026-11-20，6 个文件，由 {who[:16]}… 签署\n"
    told = guiju("show", "a.guiju", "--format", "json").data
    assert told["edition"] == "2026 第一版"


@pytest.mark.parametrize("name", ["", "a\nb", "x" * 201])
def test_a_name_that_cannot_be_one_is_refused(name: str) -> None:
    refused(guiju("pack", "sample", "-o", "a.guiju", "--edition", name), "[ED103]", "name")


def test_a_book_with_errors_is_not_published(here: Path) -> None:
    (here / "sample" / "sources.yaml").unlink()
    refused(guiju("pack", "sample", "-o", "a.guiju"), "rulebook sample: ", "[RB101]", "guiju check sample")
    assert not (here / "a.guiju").exists()


def test_nothing_is_left_where_it_cannot_be_written(here: Path) -> None:
    refused(guiju("pack", "sample", "-o", "none/a.guiju"), "none")
    (here / "there").mkdir()
    assert guiju("pack", "sample", "-o", "there").status == 2
    assert sorted(os.listdir(here / "there")) == []


def test_a_passphrase_is_asked_for_on_a_terminal_alone(here: Path) -> None:
    (here / "locked.pem").write_bytes(editions.private(1, b"secret"))
    refused(guiju("pack", "sample", "-o", "a.guiju", "--key", "locked.pem"), "passphrase", "terminal")
    refused(guiju("pack", "sample", "-o", "a.guiju", "--key", "publisher.pem"), "[ED105]", "private")
    refused(guiju("pack", "sample", "-o", "a.guiju", "--key", "none.pem", "--lang", "zh"), "[ED105]", "读不到")
    assert not (here / "a.guiju").exists()


# ── what is imported goes with it ──


def test_an_edition_stands_alone(here: Path) -> None:
    own: dict[str, Change] = {**dict.fromkeys(SOUND), "rulebook.yaml": OVER.replace("./base", "../sample")}
    write(here / "top", own)
    before = guiju("decide", "close", "--facts", facts_file(here, FACTS), "--book", "top", *ON, "--format", "json")
    assert guiju("pack", "top", "-o", "top.guiju", "-q").status == 0
    assert set(read((here / "top.guiju").read_bytes()).files) == {
        "rulebook.yaml",
        *(f"imports/sample/{n}" for n in FILES),
    }
    shutil.rmtree(here / "top")
    shutil.rmtree(here / "sample")
    after = guiju("decide", "close", "--facts", "facts.json", "--book", "top.guiju", *ON, "--format", "json")
    assert (after.status, after.data) == (0, before.data)
    assert guiju("unpack", "top.guiju", "-o", "again", "-q").status == 0
    assert guiju("pack", "again", "-o", "again.guiju", "-q").out == guiju("unpack", "top.guiju", "-q").out
    assert (here / "again.guiju").read_bytes() == (here / "top.guiju").read_bytes()


def test_a_shipped_book_that_is_imported_is_in_it_and_not_taken_from_where_it_is_read(here: Path) -> None:
    """Or the edition would change its meaning with what is installed."""
    own: dict[str, Change] = {**dict.fromkeys(SOUND), "rulebook.yaml": OVER.replace("./base", "cn-telecom")}
    write(here / "top", own)
    assert guiju("pack", "top", "-o", "top.guiju", "-q").status == 0
    assert "imports/cn-telecom/rules/grace.rules" in read((here / "top.guiju").read_bytes()).files
    (here / "bare.guiju").write_bytes(edition({"rulebook.yaml": OVER.replace("./base", "cn-telecom").encode()}))
    refused(guiju("show", "bare.guiju"), "[RB150]")


def test_two_imports_of_one_name_cannot_be_kept_in_one_file(here: Path) -> None:
    write(here / "a" / "law")
    for place, below in (("b/law", "../../a/law"), ("top", "../b/law")):
        own: dict[str, Change] = {**dict.fromkeys(SOUND), "rulebook.yaml": OVER.replace("./base", below)}
        write(here / place, own)
    refused(guiju("pack", "top", "-o", "top.guiju"), "[ED103]", "imports/law/rulebook.yaml", "twice")


def test_an_import_without_a_name_cannot_be_kept(here: Path) -> None:
    """`..` is a folder, whose name the book does not say."""
    own: dict[str, Change] = {**dict.fromkeys(SOUND), "rulebook.yaml": OVER.replace("./base", "..")}
    write(here / "sample" / "top", own)
    refused(guiju("pack", "sample/top", "-o", "top.guiju"), "[ED103]")


# ── in the place of a folder ──


def _asked(book: str, here: Path) -> list[list[str | Path]]:
    facts = facts_file(here, FACTS)
    (here / "snapshot").mkdir(exist_ok=True)
    (here / "snapshot" / "line.csv").write_text("id,opened_on\nL1,2015-01-01\n", encoding="utf-8")
    return [
        ["check", book], ["test", book, "--coverage"], ["show", book], ["show", book, "grace/notice"],
        ["decide", "close", "--facts", facts, "--book", book, *ON],
        ["explain", "grace/notice", "--facts", facts, "--book", book, *ON],
        ["audit", "snapshot", "--book", book, *ON, "--engine", "reference"],
        ["prove", book, "no_silent_closing", "--no-findings", *ON],
    ]  # fmt: skip


def _told(done: Done) -> tuple[int, str]:
    return done.status, re.sub(r'"seconds": [0-9.]+', "", done.out)


def test_every_command_answers_of_an_edition_as_of_its_folder(here: Path) -> None:
    for folder, published in zip(_asked("sample", here), _asked("signed.guiju", here), strict=True):
        wanted, found = (guiju(*words, "--format", "json") for words in (folder, published))
        assert _told(found) == _told(wanted), published
        assert found.out


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_command_refuses_one_that_was_altered(lang: Language, here: Path) -> None:
    said = "校验值不符" if lang == "zh" else "it is not what its hash says"
    asked: list[list[str | Path]] = [
        *_asked("altered.guiju", here),
        ["unpack", "altered.guiju"],
        ["pack", "altered.guiju", "-o", "x"],
    ]
    for words in asked:
        refused(guiju(*words, "--lang", lang), "altered.guiju: [ED101]", said)


def test_every_command_refuses_one_that_is_not_signed_where_a_key_is_required(here: Path) -> None:
    for words in _asked("sample.guiju", here):
        refused(guiju(*words, env={"GUIJU_KEY": "publisher.pem"}), "[ED105]", "not signed")
    for words in _asked("signed.guiju", here):
        refused(guiju(*words, env={"GUIJU_KEY": "other.pem"}), "[ED105]", "another key")
    assert guiju("check", "signed.guiju", env={"GUIJU_KEY": "publisher.pem"}).status == 0


def test_an_answer_about_an_edition_is_not_remembered(here: Path) -> None:
    kept = {"GUIJU_CACHE": "on", "XDG_CACHE_HOME": str(here / "cache")}
    assert guiju("check", "sample.guiju", env=kept).status == 0
    (here / "sample.guiju").write_bytes(_altered())
    refused(guiju("check", "sample.guiju", env=kept), "[ED101]")


def test_an_edition_is_not_changed(here: Path) -> None:
    before = (here / "sample.guiju").read_bytes()
    for words in (["check", "--fix"], ["check", "--diff"], ["fmt"]):
        assert guiju(*words, "sample.guiju").status == 2
    refused(guiju("check", "--fix", "sample.guiju", "--lang", "zh"), "不予改写")
    assert (here / "sample.guiju").read_bytes() == before


def test_reading_one_writes_nothing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(here / "temporary"))
    before = sorted(here.rglob("*"))
    for book in ("sample.guiju", "altered.guiju"):
        guiju("show", book)
        guiju("unpack", book)
    assert sorted(here.rglob("*")) == before


def test_a_file_that_bears_the_name_of_a_rule_is_no_book(here: Path) -> None:
    (here / "grace").mkdir()
    (here / "grace" / "notice").write_text("notes", encoding="utf-8")
    assert guiju("show", "grace/notice").status == 0


# ── unpack ──


def test_its_files_are_those_of_the_folder(here: Path) -> None:
    done = guiju("unpack", "signed.guiju", "-o", "out/of it", "--format", "json", "--key", "publisher.pem")
    assert (done.status, done.data["folder"], done.data["signature"]) == (0, "out/of it", "good")
    found = {file.relative_to(here / "out/of it").as_posix(): file for file in (here / "out").rglob("*.*")}
    assert {name: file.read_bytes() for name, file in found.items()} == dict(FILES)


def test_it_is_written_into_nothing_that_is_there(here: Path) -> None:
    refused(guiju("unpack", "sample.guiju", "-o", "sample"), "new or empty")
    refused(guiju("unpack", "sample.guiju", "-o", "key.pem", "--lang", "zh"), "新的或空的")
    (here / "empty").mkdir()
    assert guiju("unpack", "sample.guiju", "-o", "empty").status == 0


def test_nothing_is_written_of_one_that_is_refused(here: Path) -> None:
    for number, name in enumerate(("../out.yaml", "/out.yaml", "rules/../../out.yaml")):
        (here / "forged.guiju").write_bytes(forged(sorted([*FILES.items(), (name, b"")])))
        refused(guiju("unpack", "forged.guiju", "-o", f"in{number}/deep"), "[ED103]", "is no name of a file")
        assert not (here / f"in{number}").exists()
    refused(guiju("unpack", "sample.guiju", "-o", "no", "--key", "publisher.pem"), "[ED105]")
    refused(guiju("unpack", "none.guiju", "-o", "no"), "none.guiju: cannot be read, or is no edition")
    refused(guiju("unpack", "sample", "-o", "no"))
    assert not (here / "no").exists()


# ── the pages of the codes ──

CODES = [code for hundred in ("ED1", "ED2") for code in pages(hundred)]
Look = Callable[[str, str, Language], Done]


@pytest.fixture
def look(here: Path) -> Look:
    """What the command of an example prints: the files that it names lie there."""
    manifest = Manifest("sample", "1", language=2)
    (here / "later.guiju").write_bytes(edition(manifest=manifest))
    (here / "notes.guiju").write_text("guiju\n", encoding="utf-8")
    with (here / "large.guiju").open("wb") as file:
        file.write(b"guiju edition 1\n")
        file.truncate(MOST + 1)
    _repository(here)

    @cache
    def look(code: str, which: str, lang: Language) -> Done:
        found = page(code)
        assert found
        example = found.wrong if which == "wrong" else found.right
        return guiju(*example.text.say(lang).split()[1:], "--lang", lang)

    return look


def _repository(here: Path) -> None:
    """One that has the sample at v1."""
    from tests.dsl.repositories import committed

    committed(here, "sample", tag="v1")


def test_examples_give_their_code_and_none(look: Look, golden: Callable[[str, str], None]) -> None:
    shown: dict[str, dict[str, dict[Language, str]]] = {}
    for code in CODES:
        for lang in LANGUAGES:
            line = refused(look(code, "wrong", lang), f"[{code}]")
            shown.setdefault(code[:3], {}).setdefault(code, {})[lang] = line.removeprefix("guiju: ").strip()
            assert look(code, "right", lang).status == 0, look(code, "right", lang)
    for hundred, said in shown.items():
        golden(f"../../dsl/messages/pages/drawn/{hundred}.yaml", as_yaml(said))


# ── the page ──

PAGES = [HOUSE / "docs" / name for name in ("editions.md", "editions.zh.md")]


@pytest.mark.parametrize("document", PAGES, ids=lambda file: file.name)
def test_the_page_shows_what_the_commands_print(document: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    (tmp_path / "page").mkdir()
    keep(document, play(document, tmp_path / "page"), bool(request.config.getoption("--golden-update")))


def test_the_commands_of_the_page_for_keys_do_what_it_says(here: Path) -> None:
    """By the openssl of the machine: what it verifies has nothing of ours in it."""
    missing = [name for name in ("openssl", "xxd") if not shutil.which(name)]
    if missing:
        pytest.skip(f"not on this machine: {', '.join(missing)}")
    shutil.copytree(here / "sample", here / "book")
    script = "\n".join(block.text for block in blocks(PAGES[0].read_text(encoding="utf-8"), "sh"))
    head = f'guiju() {{ "{sys.executable}" -m workbench "$@"; }}\nset -e\n'
    done = subprocess.run(
        ["bash", "-c", head + script], cwd=here, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Signature Verified Successfully" in done.stdout
    said, written = re.findall(r"([0-9a-f]{64})  -\nsha256 ([0-9a-f]{64})", done.stdout)[0]
    assert said == written
