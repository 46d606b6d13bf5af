"""`mcpsweep client`."""

from typing import Annotated

import typer

from mcpsweep.errors import ExitCode
from mcpsweep.reports.registry import CoverageFormat

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Show which AI tools a scan knows.")


@app.callback()
def client() -> None:
    """Show which AI tools a scan knows."""


@app.command("list")
def list_clients(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="What to show in full; everything, in brief, without one."),
    ] = None,
    report_format: Annotated[
        CoverageFormat | None,
        typer.Option("--format", help="How the result is written.", show_default="table; places for a NAME"),
    ] = None,
    output: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write the result to FILE (mode 0600), not to stdout.")
    ] = None,
) -> int:
    """List the clients, schedulers and stores that a scan knows, and where it looks for each on each system.

    It is told how well each place is known, and for clients who says so.
    """
    from mcpsweep.cli.canvas import canvas_for
    from mcpsweep.cli.streams import destination
    from mcpsweep.collectors.coverage import coverage
    from mcpsweep.reports import registry as reports

    covered = coverage(names or ())
    report = reports.load(report_format or (CoverageFormat.PLACES if names else CoverageFormat.TABLE))
    with destination(output, ()) as write:
        write(report.render(covered, canvas_for(output)))
    return ExitCode.DONE
