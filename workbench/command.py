"""The command `guiju`: words in, an answer on stdout, messages on stderr, an exit status that scripts can rely on.

0 nothing wrong, 1 findings, 2 the command could not do its work (one line on stderr, no traceback). Each command lives
in a module that is imported only when that command is asked for.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

import click

COMMANDS = {
    "check": "workbench.books", "show": "workbench.books", "test": "workbench.cases", "audit": "workbench.audits",
    "sample": "workbench.audits", "decide": "workbench.answers", "explain": "workbench.answers",
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
        found: click.Command = getattr(import_module(COMMANDS[cmd_name]), cmd_name)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click, with the nearest command where there is none of that name."""
        from dsl.source import nearest

        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in COMMANDS:
            meant = nearest(name, COMMANDS)
            ctx.fail(f"no such command `{name}`" + (f"; did you mean `{meant}`?" if meant else ""))
        return super().resolve_command(ctx, args)


def _version() -> str:
    try:
        return version("guiju")
    except PackageNotFoundError:
        return "unknown"


def _show_version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        click.echo(f"guiju {_version()}")
        ctx.exit()


@click.command(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="Show the version."
)
def guiju() -> None:
    """规矩 · rules of telecom law as a language: check, test, audit, decide, explain.

    BOOK is a shipped name (cn-telecom) or a rulebook folder; SNAPSHOT a folder with one table per entity.
    """


def main() -> None:
    """Runs the command; whatever goes wrong ends in one line on stderr and status 2."""
    try:
        guiju.main(prog_name="guiju", standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as error:
        _fail(error.format_message().splitlines()[0])
    except (click.Abort, KeyboardInterrupt):
        _fail("interrupted")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(2)
    except OSError as error:
        _fail(f"{error.strerror or type(error).__name__}: {error.filename or ''}".rstrip(": "))
    except MemoryError:
        _fail("out of memory")
    except Exception as error:
        if os.environ.get("GUIJU_DEBUG"):
            raise
        _fail(f"internal error ({type(error).__name__}); set GUIJU_DEBUG=1 to see where, and please report it")


def _fail(message: str) -> None:
    click.echo(f"guiju: {message}", err=True)
    sys.exit(2)
