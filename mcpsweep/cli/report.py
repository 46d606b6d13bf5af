"""`mcpsweep report`."""

import enum
from typing import TYPE_CHECKING, Annotated

import typer

from mcpsweep.cli.options import Config, Inventories, Output, Quiet, Services
from mcpsweep.errors import ExitCode
from mcpsweep.model.concern import Topic
from mcpsweep.reports.registry import TokensFormat

if TYPE_CHECKING:
    from mcpsweep.model.tokens import TokenReport

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Report credentials that somebody has to do something about."
)


class FailOn(enum.StrEnum):
    """When a report that is whole ends with exit code 1."""

    NEVER = "never"
    NEW = "new"
    """It names something that the baseline does not; without a baseline everything is new."""
    ANY = "any"


Baseline = Annotated[
    str | None,
    typer.Option(
        metavar="FILE",
        help="An earlier report of the same kind, as JSON: says what is new, changed and gone from here.",
    ),
]
DormantDays = Annotated[
    int, typer.Option(metavar="N", min=1, help="Days without use after which a credential counts as dormant.")
]
Fail = Annotated[FailOn, typer.Option(help="End with exit code 1 if the report names anything, or anything new.")]
ReportFormat = Annotated[TokensFormat, typer.Option("--format", help="How the report is written.")]


@app.command()
def orphans(
    baseline: Baseline = None,
    dormant_days: DormantDays = 90,
    inventory: Inventories = None,
    service: Services = None,
    fail_on: Fail = FailOn.NEVER,
    report_format: ReportFormat = TokensFormat.TABLE,
    output: Output = None,
    config: Config = None,
    quiet: Quiet = False,
) -> int:
    """Report credentials that nobody answers for.

    Their owner has left, or passed the last day of a contract; their service no longer lets the owner in; nothing says
    whose they are; or several people use them and the roster names nobody who looks after them. Every configured
    service is asked about everybody, and nothing is changed. A service that does not answer is named, and the exit
    code is 4.

    \b
    Examples:
      mcpsweep report orphans
      mcpsweep report orphans --format json --output this-week.json
      mcpsweep report orphans --baseline last-week.json --fail-on new
    """
    return _report(
        Topic.ORPHANS, baseline, dormant_days, inventory, service, fail_on, report_format, output, config, quiet
    )


@app.command()
def dormant(
    baseline: Baseline = None,
    dormant_days: DormantDays = 90,
    inventory: Inventories = None,
    service: Services = None,
    fail_on: Fail = FailOn.NEVER,
    report_format: ReportFormat = TokensFormat.TABLE,
    output: Output = None,
    config: Config = None,
    quiet: Quiet = False,
) -> int:
    """Report credentials that nobody needs as they are.

    They were last used long ago, never expire, or connect a laptop directly to what the organisation's MCP gateway
    should carry. What nobody tells the last use of is counted, and not taken for dormant. Every configured service is
    asked about everybody, and nothing is changed.

    \b
    Examples:
      mcpsweep report dormant --dormant-days 60
    """
    return _report(
        Topic.DORMANT, baseline, dormant_days, inventory, service, fail_on, report_format, output, config, quiet
    )


@app.command()
def show(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A report that report orphans or report dormant wrote as JSON.")
    ],
    report_format: ReportFormat = TokensFormat.TABLE,
    output: Output = None,
) -> int:
    """Write a report in another format. Asks no service.

    So that one run, whose JSON is kept as the next baseline, serves the job's summary and code scanning too.

    \b
    Examples:
      mcpsweep report show this-week.json --format markdown
    """
    from mcpsweep.cli import standing
    from mcpsweep.cli.canvas import canvas_for
    from mcpsweep.cli.streams import destination
    from mcpsweep.reports import registry

    report = standing.read(file)
    with destination(output, ()) as write:
        write(registry.load(report_format).render(report, canvas_for(output)))
    return ExitCode.DONE


def exit_code(report: "TokenReport", fail_on: FailOn) -> ExitCode:
    """How a report ends. What could not be seen outranks what was found: the answer could be another one."""
    if not report.is_whole():
        return ExitCode.INCOMPLETE
    new = report.items if report.comparison is None else report.comparison.new
    is_match = {FailOn.NEVER: False, FailOn.NEW: bool(new), FailOn.ANY: bool(report.items)}
    return ExitCode.FAIL_ON if is_match[fail_on] else ExitCode.DONE


def _report(
    topic: Topic,
    baseline: str | None,
    dormant_days: int,
    inventory: list[str] | None,
    service: list[str] | None,
    fail_on: FailOn,
    report_format: TokensFormat,
    output: str | None,
    config: str | None,
    quiet: bool,
) -> int:
    from mcpsweep.cli import standing
    from mcpsweep.cli.canvas import canvas_for
    from mcpsweep.cli.streams import destination, tell
    from mcpsweep.cli.waiting import waiting
    from mcpsweep.reports import registry
    from mcpsweep.reports.tokens.view import summarise

    wanted = standing.Wanted(topic, dormant_days, inventory or [], service or [], baseline, config)
    with destination(output, ()) as write:
        with waiting(quiet) as progress:
            report = standing.report(wanted, progress)
        write(registry.load(report_format).render(report, canvas_for(output)))
    if not quiet and (report_format is not TokensFormat.TABLE or output is not None):
        tell(summarise(report))
    return exit_code(report, fail_on)
