"""`mcpsweep runs evidence`: the bundle that proves a run, and whether one was altered."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from mcpsweep.cli import completing
from mcpsweep.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from mcpsweep.model.flaw import Flaw
    from mcpsweep.model.plan import Plan
    from mcpsweep.model.record import Record
    from mcpsweep.model.run import RunReport

_KEEP = (
    "Keep that line somewhere else. Whoever can write to the folder can make all of it anew, hashes included; "
    "only the manifest's own SHA-256, kept where they cannot write, shows that."
)
_COMPARE = (
    "This says that the files belong together, not that nobody made all of them anew: compare the manifest's SHA-256 "
    "with the one that was printed when the evidence was written."
)


class Finished(NamedTuple):
    """What the evidence of a run is made of."""

    plan: "Plan"
    report: "RunReport"
    records: "Sequence[Record]"


def command(load: Callable[[str], Finished]) -> Callable[..., int]:
    """The command `evidence`, for runs that `load` finds by their id. `load` raises `UsageError` for an unknown one."""

    def evidence(
        run: Annotated[
            str | None,
            typer.Argument(
                metavar="[RUN]",
                help="The run to prove: an id that runs list shows.",
                show_default=False,
                autocompletion=completing.runs,
            ),
        ] = None,
        output: Annotated[
            str | None,
            typer.Option(
                metavar="DIR",
                help="The new folder to write, for you alone (mode 0700). Without it: evidence-RUN.",
                show_default=False,
            ),
        ] = None,
        check: Annotated[
            str | None,
            typer.Option(metavar="DIR", help="Say whether the evidence in DIR was altered.", show_default=False),
        ] = None,
    ) -> int:
        """Write the bundle that proves what a run did, or check one.

        The bundle is a folder: the plan, every event, the report (a page and JSON, unless the playbook says which), and
        a manifest with the SHA-256 of each. The line on stdout is the manifest's own: keep it elsewhere.

        \b
        Examples:
          mcpsweep runs evidence run-20260131-1a2b3c4d --output case-17
          mcpsweep runs evidence --check case-17
        """
        if run is not None and check is None:
            folder = Path(output or f"evidence-{run}")
            write(folder, load(run))
            return tell(folder, _KEEP)
        if run is None and check is not None and output is None:
            return tell(Path(check), _COMPARE)
        raise UsageError("say either which run to prove, or --check DIR", "mcpsweep runs list names the runs")

    return evidence


def write(folder: Path, finished: Finished, at: datetime | None = None) -> str:
    """Render the reports and write the bundle, dated `at` or now; return the SHA-256 of its manifest.

    Raises `UsageError` where there is something in `folder` already, and `Incomplete` where it cannot be written.
    """
    from mcpsweep.executor import evidence
    from mcpsweep.reports.base import Canvas
    from mcpsweep.reports.registry import PlanFormat, RunFormat, load

    texts = {
        evidence.PLAN: load(PlanFormat.YAML).render(finished.plan, Canvas()),
        **{
            evidence.REPORTS[wanted]: load(RunFormat(wanted)).render(finished.report, Canvas())
            for wanted in finished.plan.evidence
        },
    }
    dated = (at or datetime.now(UTC)).isoformat(timespec="seconds").replace("+00:00", "Z")
    return evidence.write(folder, finished.report.run, finished.plan, texts, finished.records, dated)


def tell(folder: Path, advice: str) -> ExitCode:
    """Check the bundle in `folder` and say what was found: its manifest's SHA-256, then every flaw.

    The first line is what `sha256sum --check` reads. Raises `UsageError` where there is no folder that can be read.
    """
    from mcpsweep.cli import streams
    from mcpsweep.executor import evidence
    from mcpsweep.reports.hostile import terminal

    flaws = evidence.check(folder)
    sha256 = evidence.manifest_hash(folder)
    lines = [f"{sha256}  {terminal(str(folder / evidence.MANIFEST))}"] if sha256 else []
    lines += map(_line, flaws)
    with streams.destination(None, ()) as put:
        put("".join(line + "\n" for line in lines))
    if flaws:
        streams.tell(f"{len(flaws)} flaw{'s' * (len(flaws) != 1)}: this is not what was written when the run ended")
        return ExitCode.INCOMPLETE
    streams.tell(f"whole: every file is as the manifest says, and no event is missing. {advice}")
    return ExitCode.DONE


def _line(flaw: "Flaw") -> str:
    from mcpsweep.reports.hostile import terminal

    place = f"{flaw.file}:{flaw.line}" if flaw.line else flaw.file
    return terminal(f"{place}: {flaw.kind}: {flaw.reason}")
