"""`mcpsweep client`."""

from typing import Annotated

import typer

from mcpsweep.cli import completing
from mcpsweep.cli.options import Output
from mcpsweep.errors import ExitCode
from mcpsweep.reports.registry import CoverageFormat

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Show what a scan knows.")


@app.callback()
def client() -> None:
    """Show what a scan knows."""


@app.command("list")
def list_clients(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME]...",
            help="What to show in full. Without one: all, in brief.",
            show_default=False,
            autocompletion=completing.programs,
        ),
    ] = None,
    report_format: Annotated[
        CoverageFormat | None,
        typer.Option("--format", help="How the result is written.", show_default="table; places for a NAME"),
    ] = None,
    output: Output = None,
) -> int:
    """List what a scan knows, and where it looks for it.

    AI tools, schedulers that may start an agent, and stores of logins that an agent with a shell can use. Named, one
    is shown in full: its files on Linux, macOS and Windows, and how well each place is known; of AI tools also who
    says so.

    \b
    Examples:
      mcpsweep client list
      mcpsweep client list codex cron gh
      mcpsweep client list --format csv --output places.csv
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
