"""The acts of the demo, one after the other, each with what the real command does."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mcpsweep.cli import casework, connecting
from mcpsweep.cli import evidence as bundle
from mcpsweep.cli.plan import DEFAULT_PLAYBOOK
from mcpsweep.cli.rehearsal import story
from mcpsweep.cli.rehearsal.truth import Truth
from mcpsweep.cli.streams import say
from mcpsweep.collectors import sweep
from mcpsweep.collectors.request import Request
from mcpsweep.collectors.request import Silent as SilentScan
from mcpsweep.config import ConnectorTable
from mcpsweep.connectors.http.budget import Silent
from mcpsweep.errors import ExitCode
from mcpsweep.executor import runner
from mcpsweep.executor.casework import Scanned
from mcpsweep.executor.crew import Crew, Decider
from mcpsweep.executor.journal import Journal
from mcpsweep.executor.runner import Finish, Ran
from mcpsweep.model.outcome import Outcome
from mcpsweep.model.plan import Step
from mcpsweep.model.secret import Secret
from mcpsweep.reports.base import Canvas
from mcpsweep.sandbox import laptop
from mcpsweep.sandbox.clock import SharedClock
from mcpsweep.sandbox.estate import Estate

WHO = "alice"
PREFIX = "mcpsweep-demo-"
KEY = b"made up: two demos tell the same story"
"""Of the fingerprints."""
_EVIDENCE = "mcpsweep-evidence-"
_ENDS = {
    # Whoever leaves a demo has seen enough of it.
    Finish.QUIT: ExitCode.DONE,
    Finish.INTERRUPTED: ExitCode.INTERRUPTED,
}


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the demo plays."""

    estate: Estate
    """Already on the network."""
    clock: SharedClock
    """The estate's."""
    folder: Path
    """For laptop, configuration and journal; it is thrown away afterwards."""
    canvas: Canvas


def perform(stage: Stage, decider: Decider) -> ExitCode:
    """All acts. What stays is one new folder with the evidence, named in the last but one."""
    canvas = stage.canvas
    say(story.opening(canvas))
    disk = stage.folder / "laptop"
    laptop.build(disk)
    swept = sweep.sweep(Request(root=str(disk), fingerprint_key=KEY), SilentScan())
    say(story.laptop(swept.inventory, canvas))
    config = stage.estate.write_config(stage.folder)
    with (
        casework.Desk.open(str(config), WHO, (), Silent(), keys=_keys(stage.estate), clock=stage.clock) as desk,
        Journal(stage.folder / "journal") as journal,
    ):
        case = desk.gather([Scanned.of(swept.inventory)], swept.held)
        say(story.services(case, canvas))
        plan = desk.plan(case, DEFAULT_PLAYBOOK, swept.held)
        say(story.plan(plan, canvas))
        say(story.run(canvas))
        crew = Crew(
            desk.connectors,
            values=swept.held,
            own=desk.own,
            decider=decider,
            watcher=_Teller(canvas),
            clock=stage.clock,
        )
        ran = runner.begin(journal, plan, case, crew)
        if ran.trouble is not None:
            raise ran.trouble
        if ran.finish is not Finish.COMPLETE:
            say(story.left(canvas))
            return _ENDS[ran.finish]
        _prove(stage, journal, ran)
    say(story.ending(canvas))
    return ran.exit_code


def _prove(stage: Stage, journal: Journal, ran: Ran) -> None:
    run = ran.report.run
    estate, log = stage.estate, stage.estate.server.log
    planted = {one.label for one in laptop.expected(estate.who).expectations}
    truth = Truth.of(estate.who, WHO, planted, estate.is_alive, len(log.entries), log.forbidden)
    say(story.result(ran.report, truth, stage.clock.monotonic(), stage.canvas))
    folder = Path(tempfile.mkdtemp(prefix=_EVIDENCE))
    finished = bundle.Finished(journal.read(run).run.plan, ran.report, journal.records(run))
    sha256 = bundle.write(folder, finished, stage.clock.now())
    say(story.proof(folder, run, sha256, stage.canvas))


def _keys(estate: Estate) -> connecting.Keys:
    """Handed over as they are: neither environment nor keyring is asked."""
    known = estate.keys()

    def keys(table: ConnectorTable) -> Mapping[str, Secret]:
        return known[table.name]

    return keys


class _Teller:
    """Tells how each step ends."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas

    def started(self, step: Step) -> None:
        """Nothing: what counts is how it ends."""

    def ended(self, step: Step, outcome: Outcome) -> None:
        """One line."""
        say(story.ended(step, outcome, self._canvas))

    def waits(self, step: Step, needs: Sequence[str]) -> None:
        """Nothing: it does not last."""

    def finishing(self, run: str) -> None:
        """Somebody pressed Ctrl-C."""
        say("interrupted: what is under way is finished\n")
