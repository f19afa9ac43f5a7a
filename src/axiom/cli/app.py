"""The `axiom` command: its subcommands, and how errors leave it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import version as version_of
from typing import Annotated

import typer

from axiom.cli import calibrate, chain, one_option, risk, run, surface, texts, vix
from axiom.cli.desk import app as desk
from axiom.cli.desk.texts import DESK
from axiom.cli.service.admin import app as admin
from axiom.cli.service.admin.texts import ADMIN
from axiom.cli.service.mcp import mcp
from axiom.cli.service.serve import serve
from axiom.cli.service.store import app as store
from axiom.cli.service.store.texts import STORE
from axiom.cli.service.texts import MCP, SERVE
from axiom.cli.valuing import value
from axiom.core.errors import AxiomError

__all__ = ["app", "main"]

BAD_INPUT = 2
INTERRUPTED = 130
UsageError: type[Exception] = typer.BadParameter.__mro__[2]

app = typer.Typer(
    name="axiom",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=texts.APP,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("run", help=texts.RUN)(run.run)
app.command("calibrate", help=texts.CALIBRATE)(calibrate.calibrate)
app.command("chain", help=texts.CHAIN)(chain.chain)
app.command("greeks", help=texts.GREEKS)(one_option.greeks)
app.command("iv", help=texts.IV)(one_option.implied_vol)
app.command("vix", help=texts.VIX)(vix.vix)
app.command(
    "value",
    help=texts.VALUE,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)(value)
app.command("serve", help=SERVE)(serve)
app.command("mcp", help=MCP)(mcp)
app.add_typer(risk.app, name="risk", help=texts.RISK)
app.add_typer(surface.app, name="surface", help=texts.SURFACE)
app.add_typer(desk, name="desk", help=DESK)
app.add_typer(admin, name="admin", help=ADMIN)
app.add_typer(store, name="store", help=STORE)


def _show_version(wanted: bool) -> None:
    """Print the version and leave."""
    if wanted:
        typer.echo(f"axiom {version_of('axiom-quant')}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Turn an option chain into a surface free of arbitrage, prices, Greeks, quotes and risk."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit.

    Parameters
    ----------
    arguments
        Command-line arguments; those of the process when None. None at all shows the help.

    Raises
    ------
    SystemExit
        Always: 0 when done, 2 with one line on stderr for bad input, 130 when interrupted.

    Notes
    -----
    Verified by tests/unit/cli/test_app.py.
    """
    given = sys.argv[1:] if arguments is None else list(arguments)
    sys.exit(_exit_code(given or ["--help"]))


def _exit_code(arguments: list[str]) -> int:
    """Run the command and turn errors of the user's making into exit codes."""
    try:
        code = app(args=arguments, standalone_mode=False)
    except UsageError as error:
        return _refuse(error.format_message() if hasattr(error, "format_message") else str(error))
    except AxiomError as error:
        return _refuse(str(error))
    except OSError as error:
        return _refuse(f"{error.strerror}: {error.filename}" if error.filename else str(error))
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    return code if isinstance(code, int) else 0


def _refuse(message: str) -> int:
    """Say in one line on stderr what is wrong."""
    typer.echo(f"axiom: {' '.join(message.split())}", err=True)
    return BAD_INPUT
