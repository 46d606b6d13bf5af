"""What `revoke` does between its options and its exit code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from mcpsweep import config as configuration
from mcpsweep import vault
from mcpsweep.cli import casework
from mcpsweep.cli.canvas import canvas_for, canvas_for_questions
from mcpsweep.cli.casework import Desk
from mcpsweep.cli.deciding import AtTheKeyboard, DecidedBefore, Narrator
from mcpsweep.cli.evidence import Finished
from mcpsweep.cli.evidence import write as write_evidence
from mcpsweep.cli.progress import progress
from mcpsweep.cli.streams import Write, tell
from mcpsweep.cli.waiting import lines
from mcpsweep.collectors import sweep
from mcpsweep.collectors.request import Request
from mcpsweep.connectors.http.client import Wire
from mcpsweep.errors import ExitCode, Incomplete, Unfinished, UsageError
from mcpsweep.executor import runner
from mcpsweep.executor.casework import Scanned
from mcpsweep.executor.crew import Crew, Unwatched
from mcpsweep.executor.entries import RunEntry
from mcpsweep.executor.journal import Journal
from mcpsweep.executor.reporting import UNPLANNED
from mcpsweep.executor.runner import Finish, Ran
from mcpsweep.model.case import Case
from mcpsweep.model.held import Held
from mcpsweep.model.outcome import OutcomeState
from mcpsweep.model.plan import Confirm, Plan
from mcpsweep.planner import file
from mcpsweep.planner.drift import drift
from mcpsweep.reports import registry
from mcpsweep.reports.hostile import terminal
from mcpsweep.reports.registry import RunFormat

_ENDS = {
    Finish.QUIT: "left before its end",
    Finish.INTERRUPTED: "interrupted",
    Finish.BROKEN: "stopped: its journal takes no more",
}


@dataclass(frozen=True, slots=True)
class Laptops:
    """What is known of the person's machines."""

    scanned: Sequence[Scanned]
    held: Mapping[str, Held]
    """The values in hand, by fingerprint."""
    fault: Exception | None = None
    """Of ours, while a file was scanned; the run goes on with all that others hold."""


def read(inventories: Sequence[str], unseal_with: str | None) -> Laptops:
    """Inventories from files, and the values that were sealed into them. Raises `UsageError`."""
    scanned = casework.read_inventories(inventories)
    return Laptops(scanned, casework.unseal(scanned, unseal_with))


def scan(homes: Sequence[str], root: str | None, config: str | None, is_quiet: bool) -> Laptops:
    """This machine, homes or a mounted disk, just now, with all values. Raises `UsageError`."""
    key = vault.fingerprint_key(configuration.load(config).org.fingerprint_key)
    with progress(is_quiet) as watcher:
        swept = sweep.sweep(Request(homes=tuple(homes), root=root, fingerprint_key=key), watcher)
    return Laptops([Scanned.of(swept.inventory)], swept.held, swept.fault)


def desk(config: str | None, who: str, services: Sequence[str], is_dry: bool, is_quiet: bool) -> Desk:
    """The connectors and the person; in a dry run they keep every change back. Raises `UsageError`, `NotAuthorised`."""
    return Desk.open(config, who, services, lines(is_quiet), Wire(rehearses=is_dry))


def approved(path: str, user: str | None) -> Plan:
    """A plan that somebody approved. Raises `UsageError` for one that was altered, is too old, or about another."""
    plan = file.read(Path(path).expanduser())
    file.check_age(plan, datetime.now(UTC))
    if user is not None and user not in (plan.subject.who, plan.subject.id, *plan.subject.emails):
        raise UsageError(
            f"the plan is about {plan.subject.id}, not about {user}", "leave --user out, or make a new plan"
        )
    return plan


def new_folder(path: str | None) -> Path | None:
    """Where evidence will go, looked at before the run: afterwards is too late. Raises `UsageError`."""
    if path is None:
        return None
    folder = Path(path).expanduser()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"the evidence cannot go to {folder}: there is something already", "name a new folder")
    if not folder.parent.is_dir():
        raise UsageError(f"the evidence cannot go to {folder}: there is no folder {folder.parent}")
    return folder


@dataclass(frozen=True, slots=True)
class Delivery:
    """What somebody wants to have of a run."""

    format: RunFormat
    output: str | None
    evidence: Path | None
    """The folder for it; None if it was not asked for."""
    is_quiet: bool


@dataclass(frozen=True, slots=True)
class Work:
    """One run, from what is known to what became of it."""

    desk: Desk
    laptops: Laptops
    journal: Journal
    is_dry: bool
    is_decided: bool
    """Whether `--yes` was said."""
    is_quiet: bool

    def plan_and_carry_out(self, playbook: str) -> tuple[Ran, ExitCode]:
        """Let a playbook plan, and carry that out."""
        case = self.desk.gather(self.laptops.scanned, self.laptops.held)
        return self._carry_out(self.desk.plan(case, playbook, self.laptops.held), case)

    def carry_out(self, plan: Plan) -> tuple[Ran, ExitCode]:
        """Carry out a plan as it was approved; what has changed since is told first."""
        case = self.desk.gather(self.laptops.scanned, self.laptops.held)
        changes = list(drift(plan, case))
        tell("since the plan was made, " + ("this has changed:" if changes else "nothing has changed"))
        for change in changes:
            tell(terminal(f"  {change}"))
        return self._carry_out(plan, case)

    def resume(self, left: RunEntry) -> tuple[Ran, ExitCode]:
        """Go on with a run that was left; the services are asked about what was under way."""
        ran = runner.resume(self.journal, left.run.run, self._crew(left.run.plan))
        return ran, _exit_code(ran, left.case)

    def _carry_out(self, plan: Plan, case: Case) -> tuple[Ran, ExitCode]:
        ran = runner.begin(self.journal, plan, case, self._crew(plan))
        return ran, _exit_code(ran, case)

    def _crew(self, plan: Plan) -> Crew:
        if self.is_decided and not self.is_dry:
            _refuse_questions(plan)
        return Crew(
            self.desk.connectors,
            rehearses=self.is_dry,
            absent={one.connector: one.reason for one in self.desk.locked},
            values=self.laptops.held,
            own=self.desk.own,
            decider=DecidedBefore() if self.is_decided or self.is_dry else AtTheKeyboard(canvas_for_questions()),
            watcher=Unwatched() if self.is_quiet else Narrator(),
            clock=self.desk.clock,
        )


def _exit_code(ran: Ran, case: Case) -> ExitCode:
    """What was left open has to be done, whatever else could not be seen; that goes for a resumed run as well."""
    return ran.exit_code or casework.exit_code(case) or _beyond_the_plan(ran)


def _beyond_the_plan(ran: Ran) -> ExitCode:
    """4 if something of hers is alive that the plan does not speak of."""
    left = any(one.decision.action == UNPLANNED and one.outcome is OutcomeState.SKIPPED for one in ran.report.holdings)
    return ExitCode.INCOMPLETE if left else ExitCode.DONE


def _refuse_questions(plan: Plan) -> None:
    asked = [step for step in plan.steps if step.confirm is Confirm.ASK]
    if asked:
        named = "; ".join(f"{step.id} {step.service} {step.words()}" for step in asked)
        raise UsageError(
            f"--yes, but the plan leaves {len(asked)} steps to be asked about: {named}",
            "run it on a terminal, or take a playbook whose rules decide about these (do: manual, rotate or report)",
        )
    if plan.unmet:
        raise UsageError(f"--yes, but not everything is at hand: {'; '.join(plan.unmet)}", "run it on a terminal")


def render(ran: Ran, report_format: RunFormat, output: str | None) -> str:
    """The report of the run."""
    return registry.load(report_format).render(ran.report, canvas_for(output))


def hand_over(write: Write, journal: Journal, ran: Ran, delivery: Delivery) -> None:
    """Write the report, and the evidence if it was asked for, and say what can be done next, whatever else fails.

    Raises `Incomplete` where one of them cannot be written, `Unfinished` where that is so and the run can be resumed.
    """
    run, folder = ran.report.run, delivery.evidence
    try:
        write(render(ran, delivery.format, delivery.output))
        if folder is not None:
            entry = journal.read(run)
            sha256 = write_evidence(folder, Finished(entry.run.plan, ran.report, journal.records(run)))
            tell(f"evidence: {folder}; keep the SHA-256 of its manifest elsewhere: {sha256}")
    except Incomplete as error:
        kind = Incomplete if ran.finish is Finish.COMPLETE and ran.exit_code is ExitCode.DONE else Unfinished
        raise kind(error.message, f"what was done is in the journal: mcpsweep runs show {run}") from None
    finally:
        _point_onwards(ran, folder is not None, delivery.is_quiet)


def _point_onwards(ran: Ran, has_evidence: bool, is_quiet: bool) -> None:
    run = ran.report.run
    if not (has_evidence or is_quiet) and ran.finish is Finish.COMPLETE and not ran.report.dry_run:
        tell(f"the proof of it: mcpsweep runs evidence {run}")
    if ran.finish is not Finish.COMPLETE:
        tell(f"the run was {_ENDS[ran.finish]}; to go on: mcpsweep revoke --resume {run}")
    elif ran.exit_code is ExitCode.UNFINISHED:
        tell(f"not everything ended; to try that again: mcpsweep revoke --resume {run}")
