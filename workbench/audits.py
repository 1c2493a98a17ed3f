"""`guiju audit` and `guiju sample`: a whole snapshot judged, and one made up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dsl.core import Language, Words
from interpreter.ask import Interpreter
from interpreter.live import is_live
from interpreter.parts import OtherRun
from workbench.ending import Ending
from workbench.limits import EVERYWHERE, limits
from workbench.opening import open_book, unusable
from workbench.options import Moment, book_option, common, meant, on_option, print_json, say, wrong
from workbench.pace import progress
from workbench.receipts import KEY_FILE, signer_of

if TYPE_CHECKING:
    from interpreter.audit import Engine
    from interpreter.run import Run


@click.command()
@click.argument("snapshot")
@book_option
@on_option
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for findings, rejects, receipt.json and run.json.",
)
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark", "reference"]),
    default="duckdb",
    show_default=True,
    help="Who computes.",
)
@click.option(
    "--master", default=EVERYWHERE, show_default=True, metavar="URL", help="Where Spark runs; see docs/spark."
)
@click.option("--rule", "rules", multiple=True, metavar="PATH", help="Only this duty or recorded action; repeatable.")
@click.option("--resume", is_flag=True, help="Take up the run that was ended before its end; with --out.")
@click.option(
    "--since",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Go by the run in DIR: judge only what it does not answer for; with --out.",
)
@click.option("--forget", is_flag=True, help="Keep nothing by which a next run could go (--since).")
@click.option("--all", "everything", is_flag=True, help="List every outcome, not only those worth a look.")
@click.option("--fail-on", type=click.Choice(["breach"]), default=None, help="Exit with 1 if there is any.")
@click.option("--memory", metavar="SIZE", help="What the engine may use: 4GB (the default), 512MB, 1.5GiB; it spills.")
@click.option("--threads", type=int, metavar="N", help="How many threads it may use; all cores where left out.")
@click.option("--sign", type=KEY_FILE, metavar="FILE", help="Private Ed25519 key (PEM) that signs the receipt.")
@click.option("--profile", is_flag=True, help="Also what each rule costs; takes several times as long.")
@common()
def audit(
    snapshot: str, book: str, on: date | datetime, out: Path | None, engine: Engine, master: str,
    rules: tuple[str, ...], resume: bool, since: Path | None, forget: bool, everything: bool, fail_on: str | None,
    memory: str | None, threads: int | None, sign: Path | None, profile: bool, form: str, lang: Language, quiet: bool,
) -> None:  # fmt: skip
    """Judge every subject of a snapshot under every duty and every recorded action.

    SNAPSHOT is a folder with one table per entity, or the address of a PostgreSQL with such tables: postgresql://…
    """
    bounds = limits(engine, master, memory, threads, lang)
    if threads and engine == "spark":
        master = f"local[{threads}]"
    day = _day(on, engine, resume, profile, lang)
    if engine == "spark" and is_live(snapshot):
        raise wrong(lang, "--engine spark 只读文件，不读数据库", "--engine spark reads files, not a database")
    if since is not None:
        _check_since(since, out, engine, resume or forget or profile, lang)
    interpreter = open_book(book, lang)
    only = [_named(interpreter, name, lang) for name in rules]
    if sign and out is None:
        raise wrong(lang, "--sign 须与 --out 同用", "--sign goes with --out")
    signer = signer_of(sign, lang)
    if out:
        out.mkdir(parents=True, exist_ok=True)  # what cannot be written is found out before the work, not after
    ending = Ending(lang, engine, bounds.memory, out)
    with ending.told(), refusals(out, lang), progress(ending, lang, quiet) as told:
        run = interpreter.audit(
            snapshot, day, only=only, everything=everything, lang=lang, progress=told, engine=engine, out=out,
            resume=resume, since=since, keeps=not forget, master=master, limits=bounds, profile=profile, signer=signer,
        )  # fmt: skip
    _show(run, out, form, lang, quiet)
    if profile and run.costs is None:
        say(_UNPROFILED.say(lang), quiet)
    breaches = sum(counts["breach"] for counts in run.outcomes.values())
    raise click.exceptions.Exit(1 if fail_on and breaches else 0)


def _day(on: date | datetime, engine: str, resume: bool, profile: bool, lang: Language) -> date:
    """The day asked about, once it is sure that this can be asked."""
    if isinstance(on, datetime):
        raise wrong(lang, "审计以日期为准，不以时刻为准", "an audit is asked on a day, not at a moment")
    if resume and engine != "duckdb":
        raise wrong(
            lang, "只有内置引擎（--engine duckdb）能以 --resume 继续", "only --engine duckdb takes up a run by --resume"
        )
    if profile and (engine != "duckdb" or resume):
        raise wrong(
            lang,
            "只有内置引擎从头做的审计（--engine duckdb，不带 --resume）能用 --profile",
            "--profile is of whole audits by --engine duckdb, without --resume",
        )
    return on


@contextmanager
def refusals(out: Path | None, lang: Language) -> Iterator[None]:
    """Why an audit cannot begin, as the one line that ends the command."""
    from interpreter.columns.session import Absent
    from interpreter.live import Unread
    from interpreter.snapshot import SnapshotError

    try:
        yield
    except SnapshotError as error:
        raise unusable(error, lang) from None
    except (Absent, Unread) as error:
        raise wrong(lang, error.words.zh, error.words.en) from None
    except OtherRun:
        raise wrong(
            lang,
            f"{out} 中未完成的审计问的是另一件事（数据、规则书、日期或选项不同）；不加 --resume 即从头开始",
            f"the unfinished audit in {out} was asked something else (other data, book, day or options);"
            " without --resume it begins anew",
        ) from None


_MOST_STRAYS = 5
_UNPROFILED = Words(
    "有内置引擎容纳不下的值，由参照实现判定，因此没有各规则的时间",
    "a value is beyond the embedded engine: the reference judged, which has no profile",
)


def _show(run: Run, out: Path | None, form: str, lang: Language, quiet: bool) -> None:
    if run.stale:
        say(f"{run.stale.zh}：已全部重新审计" if lang == "zh" else f"{run.stale.en}: everything was judged", quiet)
    if run.strays:
        more = len(run.strays) - _MOST_STRAYS
        names = ", ".join(run.strays[:_MOST_STRAYS]) + (f" … (+{more})" if more > 0 else "")
        said = (
            f"不是快照中的表，已忽略：{names}" if lang == "zh" else f"not a table of the vocabulary, ignored: {names}"
        )
        say(said, quiet)
    if form == "json":
        print_json(run.data(out))
    else:
        from workbench.draw import draw_run

        draw_run(run, lang)
        if run.costs is not None:
            from workbench.bill import draw_costs

            draw_costs(run.costs, lang)


def _check_since(since: Path, out: Path | None, engine: str, is_other: bool, lang: Language) -> None:
    """Refuses what `--since` is not asked with; a folder that is not there is a slip, and no reason to judge all."""
    if out is None or engine != "duckdb" or is_other:
        raise wrong(
            lang,
            "--since 须与 --out 同用，只用于内置引擎（--engine duckdb），且不与 --resume、--forget、--profile 同用",
            "--since is asked with --out, of --engine duckdb, and not together with --resume, --forget or --profile",
        )
    if not since.is_dir():
        raise wrong(lang, f"没有名为 {since} 的文件夹", f"there is no folder {since}")


def _named(interpreter: Interpreter, name: str, lang: Language) -> str:
    from interpreter.audit import targets

    known = targets(interpreter.book)
    rule, action = interpreter.rule(name), interpreter.action(name)
    found = action.name if action else rule.path if rule else name
    if found not in known:
        near = meant(lang, found, known)
        raise wrong(lang, f"没有名为“{name}”的义务或有记录的行为{near}", f"no duty or recorded action `{name}`{near}")
    return found


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.option("--lines", type=click.IntRange(1), required=True, help="How many lines (subscriptions).")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same snapshot.")
@click.option("--faults", is_flag=True, help="Plant known breaches and malformed rows, listed in faults.json.")
@click.option("--on", type=Moment(), default=None, metavar="DATE", help="The snapshot's day.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["parquet", "csv", "text", "json"]),
    default="parquet",
    show_default=True,
    help="Form of the tables.",
)
@click.option("--lang", type=click.Choice(["zh", "en"]), default=None, help="Language of messages.")
@click.option("-q", "--quiet", is_flag=True, help="No summary.")
def sample(
    folder: Path,
    lines: int,
    seed: int,
    faults: bool,
    on: date | datetime | None,
    form: str,
    lang: Language | None,
    quiet: bool,
) -> None:
    """Make up a snapshot that looks like an operator's; nobody real is in it."""
    from workbench.options import language
    from workbench.sample import make_sample

    if form in ("text", "json"):
        raise click.UsageError("a sample is made of `parquet` or `csv` tables")
    day = on.date() if isinstance(on, datetime) else on
    try:
        made = make_sample(folder, lines, seed, "csv" if form == "csv" else "parquet", faults, day)
    except (ValueError, FileExistsError) as error:
        raise click.ClickException(str(error)) from None
    counts = ", ".join(f"{table} {count:,}" for table, count in made.counts.items())
    planted = len(made.faults)
    if (lang or language()) == "zh":
        say(f"已生成 {folder}：{counts}" + (f"；植入错误 {planted} 处（见 faults.json）" if faults else ""), quiet)
    else:
        say(f"made {folder}: {counts}" + (f"; {planted} faults planted (see faults.json)" if faults else ""), quiet)
