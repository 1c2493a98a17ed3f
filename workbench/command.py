"""The command `guiju`: words in, an answer on stdout, messages on stderr, an exit status that scripts can rely on.

0 nothing wrong, 1 findings, 2 the command could not do its work (one line on stderr, no traceback). Each command lives
in a module that is imported only when that command is asked for.
"""

from __future__ import annotations

import codecs
import gc
import os
import sys
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper

import click

from dsl.aside import at_hand
from workbench.options import language, wrong
from workbench.version import version

COMMANDS = {
    "init": "workbench.starting",
    "check": "workbench.checks", "fmt": "workbench.formatting", "show": "workbench.books", "test": "workbench.cases",
    "audit": "workbench.audits", "sample": "workbench.audits", "decide": "workbench.answers",
    "explain": "workbench.answers", "prove": "workbench.proofs", "diff": "workbench.differences",
    "pack": "workbench.editions", "unpack": "workbench.editions",
    "replay": "workbench.replays", "log": "workbench.logs",
}  # fmt: skip
"""Command → the module that holds it."""


class Lazy(click.Group):
    """A group whose commands are imported when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order of their table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        try:
            found: click.Command = getattr(import_module(COMMANDS[cmd_name]), cmd_name)
        except ModuleNotFoundError as error:
            raise _lacking(error) from None
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click, with the nearest command where there is none of that name."""
        from dsl.source import nearest

        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in COMMANDS:
            meant = nearest(name, COMMANDS)
            ctx.fail(f"no such command `{name}`" + (f"; perhaps `{meant}`" if meant else ""))
        return super().resolve_command(ctx, args)


_EXTRAS = {"z3": "proof"}
"""Libraries that a command needs and that users have by an extra."""


def _lacking(error: ModuleNotFoundError) -> Exception:
    """What to install for a command whose library is not there."""
    if error.name not in _EXTRAS:
        return error
    said = f"pip install 'guiju[{_EXTRAS[error.name]}]'"
    return wrong(language(), f"没有安装 {error.name}：{said}", f"{error.name} is not installed: {said}")


def _show_version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        click.echo(f"guiju {version()}")
        ctx.exit()


@click.command(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="Show the version."
)
def guiju() -> None:
    """规矩 · rules of telecom law as a language: check, test, audit, decide, explain.

    BOOK is a shipped name (cn-telecom), a rulebook folder, the file of a published edition, or one of the first two at
    a revision of git (cn-telecom@v1); SNAPSHOT a folder with one table per entity.
    """


def start() -> None:
    """The command as a process of its own, which may have another beside it.

    It ends without taking apart what it holds: a book's trees, node by node, would be a tenth of a check.
    """
    kept: list[object] = []
    try:
        with at_hand():
            main(kept)
    except SystemExit as left:
        if not kept:
            raise
        with suppress(OSError):
            sys.stderr.flush()
        os._exit(left.code if isinstance(left.code, int) else 0)


def main(kept: list[object] | None = None) -> None:
    """Runs the command; whatever goes wrong ends in one line on stderr and status 2.

    What a command holds to its end goes to `kept`, if that is given.
    """
    _open_streams()
    gc.set_threshold(100_000, 50, 100)  # a command lives for moments, and looking for garbage would be a tenth of them
    try:
        status = guiju.main(
            prog_name="guiju", standalone_mode=False, obj=kept
        )  # click gives back the code of an `Exit`
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):  # the second is how click leaves when its reader has left
        _let_go_of_stdout()
        sys.exit(2)
    except click.exceptions.NoArgsIsHelpError as error:
        _fail(_no_command(error))
    except click.ClickException as error:
        _fail(next(iter(error.format_message().splitlines()), type(error).__name__))
    except (click.Abort, KeyboardInterrupt):
        _fail("interrupted")
    except OSError as error:
        if error.filename is None:  # not a file that was named: stdout itself
            _let_go_of_stdout()
        _fail(f"{error.strerror or type(error).__name__}: {error.filename or ''}".rstrip(": "))
    except MemoryError:
        _fail("out of memory")
    except Exception as error:  # the contract: one line, no traceback; GUIJU_DEBUG shows it all
        if os.environ.get("GUIJU_DEBUG"):
            raise
        if isinstance(error, ModuleNotFoundError) and isinstance(lacking := _lacking(error), click.ClickException):
            _fail(lacking.message)
        _fail(f"internal error ({type(error).__name__}); set GUIJU_DEBUG=1 to see where, and please report it")
    sys.exit(status if isinstance(status, int) else 0)


def _no_command(error: click.exceptions.NoArgsIsHelpError) -> str:
    """Which commands there are, of `guiju` or of a group in it."""
    assert error.ctx is not None  # click gives it
    group = error.ctx.command
    names = group.list_commands(error.ctx) if isinstance(group, click.Group) else []
    return f"no command given; there are {', '.join(names)}: see `{error.ctx.command_path} --help`"


def _open_streams() -> None:
    """A stream that the caller closed swallows; one in a narrow encoding (GBK, ASCII) gets plainer marks."""
    codecs.register_error("guiju.plain", _plain)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - open as long as the command
        elif isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="guiju.plain")


def _plain(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    return "".join(_PLAIN.get(char, "?") for char in error.object[error.start : error.end]), error.end


_PLAIN = {"✓": "+", "✗": "-", "·": "|", "—": "-", "–": "-", "…": "...", "“": '"', "”": '"'}


def _let_go_of_stdout() -> None:
    """Sends what is still buffered nowhere: a reader that left or a full disk must not speak again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


_LONGEST = 1_000


def _fail(message: str) -> None:
    """The one line; what a terminal would obey instead of showing is not sent to it."""
    safe = "".join(char if char.isprintable() else "\ufffd" for char in message[:_LONGEST])
    with suppress(OSError):  # where nobody listens on stderr, the status still tells
        click.echo(f"guiju: {safe}", err=True)
    sys.exit(2)
