"""`mcpsweep playbook`."""

from typing import TYPE_CHECKING, Annotated

import typer

from mcpsweep.cli import completing
from mcpsweep.errors import ExitCode

if TYPE_CHECKING:
    from mcpsweep.playbook.library import Loaded

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Show, check and help to write playbooks.")

_TITLE = 10


@app.command("list")
def list_playbooks() -> int:
    """List the shipped playbooks, and when to take which."""
    from mcpsweep.playbook import library

    playbooks = [library.load(name).playbook for name in library.shipped()]
    width = max(len(playbook.name) for playbook in playbooks)
    _print(*(f"{playbook.name:<{width}}  {playbook.description}" for playbook in playbooks))
    return ExitCode.DONE


@app.command()
def show(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="A name that playbook list shows.", autocompletion=completing.playbooks),
    ],
) -> int:
    """Print a shipped playbook.

    As it is, comments included: a beginning for one of your own.

    \b
    Examples:
      mcpsweep playbook show offboard-employee > own.yaml
    """
    from mcpsweep.cli.streams import destination
    from mcpsweep.errors import UsageError
    from mcpsweep.playbook import library

    if name not in library.shipped():
        raise UsageError(f"{name} is no shipped playbook", f"shipped are: {', '.join(library.shipped())}")
    with destination(None, ()) as write:
        write(library.load(name).data.decode())
    return ExitCode.DONE


@app.command()
def check(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="A playbook's file, or the name of a shipped one.",
            autocompletion=completing.playbooks,
        ),
    ],
) -> int:
    """Tell what is wrong with a playbook, or what it says.

    Everything that is wrong, with line and column; else all that it says, in words. Asks no service.

    \b
    Examples:
      mcpsweep playbook check own.yaml
    """
    from mcpsweep.playbook import library
    from mcpsweep.playbook.faults import FaultyPlaybook

    try:
        loaded = library.load(file)
    except FaultyPlaybook as error:
        _print(*(fault.told(error.origin) for fault in error.faults))
        return error.exit_code
    _print(*_summary(loaded))
    return ExitCode.DONE


@app.command()
def schema() -> int:
    """Print the JSON Schema of playbooks, for editors.

    Those that know it complete and check while you write.

    \b
    Examples:
      mcpsweep playbook schema > playbook.json
    """
    from pathlib import Path

    import mcpsweep
    from mcpsweep.cli.streams import destination

    with destination(None, ()) as write:
        write((Path(mcpsweep.__file__).parent / "schemas" / "playbook-1.json").read_text("utf-8"))
    return ExitCode.DONE


def _summary(loaded: "Loaded") -> list[str]:
    from textwrap import wrap

    from mcpsweep.cli.canvas import canvas_for
    from mcpsweep.connectors.registry import CONNECTORS
    from mcpsweep.detection.vendors.table import VENDORS
    from mcpsweep.playbook.slips import slips
    from mcpsweep.playbook.wording import Line, summary
    from mcpsweep.reports.hostile import terminal

    services = {*CONNECTORS, *(vendor.service for vendor in VENDORS)}
    kinds = {kind for vendor in VENDORS for kind in (vendor.kind, *(shape.kind for shape in vendor.shapes))}
    lines = [*summary(loaded.playbook), *(Line("slip?", slip) for slip in slips(loaded.playbook, services, kinds))]
    width, indent = canvas_for(None).width, " " * _TITLE
    return [
        row
        for line in lines
        for row in wrap(f"{line.title:<{_TITLE}}{terminal(line.text)}", width, subsequent_indent=indent)
    ]


def _print(*lines: str) -> None:
    from mcpsweep.cli.streams import destination
    from mcpsweep.reports.hostile import terminal

    with destination(None, ()) as write:
        write("".join(f"{terminal(line).rstrip()}\n" for line in lines))
