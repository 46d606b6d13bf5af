"""The sweep at the command line, in processes of its own that are killed or kept in bad weather until it is over."""

import os
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from mcpsweep.config import VARIABLE as CONFIG_VARIABLE
from mcpsweep.errors import ExitCode
from mcpsweep.executor.entries import RunEntry, StepState
from mcpsweep.executor.journal import FOLDER_VARIABLE, Journal
from mcpsweep.executor.reporting import report
from mcpsweep.model.case import OriginKind
from mcpsweep.model.run import RunReport
from mcpsweep.sandbox import laptop
from mcpsweep.sandbox.estate import KEY_VARIABLE, Estate
from mcpsweep.sandbox.faults import FAIR, Weather
from tests.crash.books import Address, Blow, Books, Deed, UnderWay
from tests.crash.clock import FileClock
from tests.crash.nursery import Nursery
from tests.crash.program import Death, Start
from tests.crash.truth import SURE, exit_code, untold, untrue
from tests.rehearsal.scene import ALICE, KEY
from tests.rehearsal.whose import foreign
from tests.rehearsal.world import Effects, State, effects, state_of

_YES = "a\n" + "y\n" * 100
"""All of it, and yes to whatever is asked about."""
_STARTS = 12
"""More starts than any scenario takes."""
_KILLED = -9


class Process(NamedTuple):
    """One that runs."""

    number: int
    folder: Path
    """What it leaves."""


@dataclass
class Result:
    """What one scenario came to."""

    codes: list[int] = field(default_factory=list)
    """How each process ended."""
    cut_off: list[UnderWay] = field(default_factory=list)
    faults: int = 0
    """How many requests something went wrong with."""
    writes: int = 0
    """To the journal, by the last process."""
    reports: list[RunReport] = field(default_factory=list)
    """Of each run, the first one first."""
    deeds: Sequence[Deed] = ()
    changes: Effects = frozenset()
    foreign: Sequence[str] = ()
    """What changed and is not hers."""
    forbidden: int = 0
    lost: list[str] = field(default_factory=list)
    """What the journal or the evidence does not tell, or tells wrongly."""

    @property
    def kills(self) -> int:
        """How often it was killed."""
        return self.codes.count(_KILLED)


class Scenario:
    """A fresh organisation, and what a person has at hand who sweeps after alice."""

    def __init__(self, estate: Estate, clock: FileClock, folder: Path, deadly: Collection[Address]) -> None:
        """`deadly` are the addresses that change something."""
        self.estate = estate
        self.clock = clock
        self.folder = folder
        self._state = folder / "state"
        self._disk = folder / "laptop"
        laptop.build(self._disk)
        (folder / "typed").write_text(_YES)
        self._environment = {
            "HOME": str(folder),
            "NO_COLOR": "1",
            "PATH": os.environ["PATH"],
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            CONFIG_VARIABLE: str(estate.write_config(folder)),
            FOLDER_VARIABLE: str(self._state),
            KEY_VARIABLE: KEY,
            **{name: secret.reveal() for name, secret in estate.secrets().items()},
        }
        self._processes = 0
        self._before = self.state()
        self.books = Books(estate, clock, self._under_way, deadly)

    def killed(self, nursery: Nursery, *ends: Blow | Death) -> Result:
        """Every process meets its end at one of `ends`, until there are no more; then the run may end."""
        result = Result()
        for end in (*ends, *[None] * _STARTS):
            blow, death = (end, None) if isinstance(end, Blow) else (None, end)
            self.sweep(nursery, result, blow, death)
            if result.codes[-1] == _KILLED:
                result.cut_off += self._under_way()
            elif result.codes[-1] != ExitCode.UNFINISHED:
                break
        return self._concluded(nursery, result)

    def through(self, nursery: Nursery, weather: Weather, *, hurry: float = 1.0, starts: int) -> Result:
        """`starts` processes in bad weather; then the sun comes out, and whoever goes on finds all well.

        What was said not to be whole is done again: a run is resumed, and a plan that lacks a service is made anew.
        """
        result = Result()
        served = len(self.estate.server.log.entries)
        self.estate.server.set_weather(weather)
        for number in range(_STARTS):
            if number == starts:
                self.estate.server.set_weather(FAIR)
            is_whole = self.sweep(nursery, result, hurry=hurry if number < starts else 1.0)
            if number >= starts and is_whole:
                break
        result.faults = sum(entry.fault is not None for entry in self.estate.server.log.entries[served:])
        return self._concluded(nursery, result)

    def at_once(self, *nurseries: Nursery) -> Result:
        """A process from each of them, all at the same time."""
        started = [self._start(nursery, self._words()) for nursery in nurseries]
        codes = [nursery.wait() for nursery, _process in zip(nurseries, started, strict=True)]
        return self._concluded(nurseries[0], Result(codes))

    def sweep(
        self, nursery: Nursery, result: Result, blow: Blow | None = None, death: Death | None = None, hurry: float = 1.0
    ) -> bool:
        """One process: it begins, or goes on where the one before it ended. Whether nothing is left to try then."""
        process = self._start(nursery, self._words(), death, hurry)
        self.books.aim(process.number, blow)
        result.codes.append(nursery.wait())
        if result.codes[-1] == _KILLED:
            return False
        result.writes = int((process.folder / "writes").read_text())
        entries = self._entries()
        if not entries:
            return False
        told = report(entries[-1])
        result.lost += [f"then: {one}" for one in untrue(entries[-1], self.estate)]
        if result.codes[-1] != (code := exit_code(told)):
            result.lost.append(f"a process ended with {result.codes[-1]}, and its run with {code}")
        return is_over(told) and saw_all(told)

    def state(self) -> State:
        """All that the three services know, once all that is due is done."""
        self.clock.sleep(5)
        return state_of(self.estate)

    def _start(
        self, nursery: Nursery, argv: tuple[str, ...], death: Death | None = None, hurry: float = 1.0
    ) -> Process:
        self._processes += 1
        folder = self.folder / f"process-{self._processes}"
        folder.mkdir()
        return Process(
            nursery.start(Start(argv, self._environment, str(self.folder), str(folder), hurry, death)), folder
        )

    def _words(self) -> tuple[str, ...]:
        """What is typed. A run is gone on with, unless it is over and its plan was made without seeing all."""
        reports = [report(one) for one in self._entries()]
        is_new = not reports or (is_over(reports[-1]) and not saw_all(reports[-1]))
        which = ("--user", ALICE.id) if is_new else ("--resume", reports[-1].run)
        return ("revoke", *which, "--scan", "--root", str(self._disk), "--format", "json")

    def _entries(self) -> list[RunEntry]:
        """All runs, the first one first."""
        with Journal(self._state) as journal:
            return [journal.read(one.run) for one in reversed(journal.runs())]

    def _under_way(self, service: str = "") -> list[UnderWay]:
        with Journal(self._state) as journal:
            return [
                UnderWay(run.run, step.id, len(journal.records(run.run)))
                for run in journal.runs()
                for step, entry in zip(run.plan.steps, journal.read(run.run).steps, strict=True)
                if entry.state is StepState.INTENT and service in ("", step.connector)
            ]

    def _concluded(self, nursery: Nursery, result: Result) -> Result:
        after = self.state()
        result.reports = [report(one) for one in self._entries()]
        result.deeds = tuple(self.books.deeds)
        result.changes = effects(self._before, after)
        result.foreign = foreign(self._before, after, ALICE)
        result.forbidden = self.estate.server.log.forbidden
        with Journal(self._state) as journal:
            records = {one.run: journal.records(one.run) for one in journal.runs()}
        result.lost += untold(records, result.cut_off, result.deeds)
        for entry in self._entries():
            result.lost += untrue(entry, self.estate)
            result.lost += self._unproved(nursery, entry.run.run)
        return result

    def _unproved(self, nursery: Nursery, run: str) -> list[str]:
        folder = str(self.folder / f"evidence-{run}")
        for argv in (("runs", "evidence", run, "--output", folder), ("runs", "evidence", "--check", folder)):
            process = self._start(nursery, argv)
            if nursery.wait() != ExitCode.DONE:
                return [f"{' '.join(argv)}: {(process.folder / 'err').read_text()}"]
        return []


def is_over(run: RunReport) -> bool:
    """Whether each step has an end that somebody can rely on."""
    return run.ended_at is not None and {one.outcome.state for one in run.steps} <= SURE


def saw_all(run: RunReport) -> bool:
    """Whether every service had told all when the plan was made."""
    return all(one.is_whole for one in run.sources if one.kind is OriginKind.SERVICE)


@contextmanager
def scenario(deadly: Collection[Address] = ()) -> Iterator[Scenario]:
    """A fresh organisation, on the network. `deadly` are the addresses that change something."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with FileClock(folder / "clock") as clock, Estate(now=clock) as estate:
            yield Scenario(estate, clock, folder, deadly)
