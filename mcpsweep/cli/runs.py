"""`mcpsweep runs`."""

from typing import Annotated

import typer

from mcpsweep.cli import completing, evidence
from mcpsweep.cli.options import Output
from mcpsweep.errors import ExitCode
from mcpsweep.reports.registry import HistoryFormat, RunFormat

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="List the runs in the journal, and tell what each did."
)

Run = Annotated[str, typer.Argument(metavar="RUN", help="An id that runs list shows.", autocompletion=completing.runs)]


@app.command("list")
def list_runs(
    report_format: Annotated[
        HistoryFormat, typer.Option("--format", help="How the result is written.")
    ] = HistoryFormat.TABLE,
    output: Output = None,
) -> int:
    """List all runs, the latest first.

    Whom each was about, how it went, and how much is left to do. Asks no service.
    """
    from mcpsweep.cli.canvas import canvas_for
    from mcpsweep.cli.streams import destination
    from mcpsweep.executor.journal import Journal
    from mcpsweep.reports import registry

    with destination(output, ()) as write:
        with Journal() as journal:
            history = journal.history()
        write(registry.load(report_format).render(history, canvas_for(output)))
    return ExitCode.DONE


@app.command()
def show(
    run: Run,
    report_format: Annotated[RunFormat, typer.Option("--format", help="How the result is written.")] = RunFormat.TABLE,
    output: Output = None,
) -> int:
    """Tell what a run did, and what is left to do.

    For every credential of the person, and for those of others that were left alone. Asks no service.

    \b
    Examples:
      mcpsweep runs show run-20260131-1a2b3c4d
      mcpsweep runs show run-20260131-1a2b3c4d --format markdown
    """
    from mcpsweep.cli.canvas import canvas_for
    from mcpsweep.cli.streams import destination
    from mcpsweep.executor.journal import Journal
    from mcpsweep.executor.reporting import report
    from mcpsweep.reports import registry

    with destination(output, ()) as write:
        with Journal() as journal:
            entry = journal.read(run)
        write(registry.load(report_format).render(report(entry), canvas_for(output)))
    return ExitCode.DONE


def _finished(run: str) -> evidence.Finished:
    from mcpsweep.executor.journal import Journal
    from mcpsweep.executor.reporting import report

    with Journal() as journal:
        entry, records = journal.read(run), journal.records(run)
    return evidence.Finished(entry.run.plan, report(entry), records)


app.command("evidence")(evidence.command(_finished))
