"""`guiju diff --install-git`, `--uninstall-git`: review where a rulebook is kept in git, and merges checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import click

from dsl.core import Language, Words
from dsl.diagnose import Diagnostic
from dsl.load import load_book
from dsl.source import Source
from workbench.checks import YEAR
from workbench.clock import today
from workbench.findings import findings
from workbench.options import print_json, say, wrong
from workbench.repository import Changes, NoRepository, Repository, command

TEMPLATE = Path(__file__).parent / "template" / "review.yml"
WORKFLOW = ".github/workflows/rulebook-review.yml"
_NOTHING = Words("没有可写的：都已就绪", "nothing to write: everything is there")
_GONE = Words("没有可撤的", "nothing to take away")
_WROTE = Words("已写入：{done}", "written: {done}")
_TOOK = Words("已撤除：{done}", "taken away: {done}")
_LEFT = Words(
    "{left} 不是由此写入的，未动；钩子中加上这一行即可：{line}",
    "{left} was not written from here and stays as it is; a hook needs this line: {line}",
)
_REFUSED = Words("合并后的规则集不能通过检查：", "the merge is refused, for its rulebook does not check:")


def install(folder: Path, workflow: bool, form: str, lang: Language, quiet: bool) -> int:
    """Writes what is to be written → 1 where something of somebody else is in the way, else 0."""
    repository = _repository(folder, lang)
    if not repository.books(folder):
        raise wrong(lang, f"{folder}：其中没有规则集", f"{folder}: there is no rulebook in it")
    changes = repository.install(folder)
    if workflow:
        changes = _with_workflow(repository, changes)
    _tell(changes, _WROTE, _NOTHING, form, lang, quiet)
    return int(bool(changes.left))


def uninstall(folder: Path, form: str, lang: Language, quiet: bool) -> int:
    """Takes away what was written, and the workflow, where that is as it was written."""
    repository = _repository(folder, lang)
    changes = repository.uninstall()
    file = repository.top / WORKFLOW
    if file.is_file() and file.read_bytes() == TEMPLATE.read_bytes():
        file.unlink()
        changes = Changes((*changes.done, WORKFLOW), ())
    _tell(changes, _TOOK, _GONE, form, lang, quiet)
    return 0


def _repository(folder: Path, lang: Language) -> Repository:
    try:
        return Repository.of(folder)
    except NoRepository as error:
        raise wrong(lang, f"{folder}：{error.why.zh}", f"{folder}: {error.why.en}") from None


def _with_workflow(repository: Repository, changes: Changes) -> Changes:
    """The workflow too; one that is there and is another stays."""
    file = repository.top / WORKFLOW
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(TEMPLATE.read_bytes())
        return Changes((*changes.done, WORKFLOW), changes.left)
    if file.read_bytes() != TEMPLATE.read_bytes():
        return Changes(changes.done, (*changes.left, WORKFLOW))
    return changes


def _tell(changes: Changes, words: Words, nothing: Words, form: str, lang: Language, quiet: bool) -> None:
    comma = "、" if lang == "zh" else ", "
    if form == "json":
        print_json({"done": list(changes.done), "left": list(changes.left)})
    elif not quiet:
        click.echo(words.say(lang).format(done=comma.join(changes.done)) if changes.done else nothing.say(lang))
    if changes.left:
        line = f"{command()} diff --check-merge || exit 1"
        say(_LEFT.say(lang).format(left=comma.join(changes.left), line=line))


# ── the hook ──


def check_merge(lang: Language) -> int:
    """What is about to be committed, checked → 1 where a rulebook in it has errors: a line for the first of each."""
    repository = _repository(Path(), lang)
    try:
        commit, folders = repository.staged()
    except NoRepository as error:
        raise wrong(lang, error.why.zh, error.why.en) from None
    lines = [line for folder in folders for line in _errors(repository.top / folder, folder, commit, lang)]
    if lines:
        say("\n".join([_REFUSED.say(lang), *(f"  {line}" for line in lines)]))
    return int(bool(lines))


def _errors(place: Path, folder: str, commit: str, lang: Language) -> list[str]:
    loaded = load_book(f"{place}@{commit}")
    found = [each for each in findings(loaded, today(), timedelta(YEAR)) if each.level == "error"]
    return [_said(found[0], folder, len(found), lang, loaded.sources)] if found else []


def _said(first: Diagnostic, folder: str, count: int, lang: Language, sources: Mapping[str, Source]) -> str:
    source = sources.get(first.span.file)
    where = f"{folder}/{first.span.file}" if first.span.file else folder
    if source is not None:
        line, column = source.position(first.span.start)
        where = f"{where}:{line}:{column}"
    more = Words(f"（错误 {count} 处）", f" (errors: {count})").say(lang) if count > 1 else ""
    return f"{where}: [{first.code}] {first.message(lang)}{more}"
