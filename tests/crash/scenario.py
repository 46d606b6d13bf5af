"""One run of everything alice has at GitHub and Slack, killed again and again until it is over."""

import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import msgspec

from mcpsweep.connectors.survey import survey
from mcpsweep.executor.entries import StepState
from mcpsweep.executor.journal import Journal
from mcpsweep.executor.reporting import report
from mcpsweep.model.account import Account
from mcpsweep.model.case import Case
from mcpsweep.model.grant import Grant, Way
from mcpsweep.model.holding import Holding, Owner, Ownership
from mcpsweep.model.outcome import OutcomeState
from mcpsweep.model.person import Person
from mcpsweep.model.plan import Action, Plan, Step, Target
from mcpsweep.model.record import is_unbroken
from mcpsweep.model.run import RunReport
from mcpsweep.model.subject import Subject
from mcpsweep.sandbox.estate import Estate
from mcpsweep.sandbox.faults import FAIR, Weather
from tests.crash.clock import FastClock
from tests.crash.job import Job, connect
from tests.crash.nursery import Nursery
from tests.executor.plans import ending, plan, step
from tests.rehearsal.world import State, changed, rows

_SERVICES = ("github", "slack")
SURE = frozenset(
    {OutcomeState.DONE, OutcomeState.ALREADY, OutcomeState.ACCEPTED, OutcomeState.MANUAL, OutcomeState.SKIPPED}
)
"""What somebody can rely on."""
_STARTS = 40
"""More starts than any scenario takes."""
_SHORT = 0.2
"""Seconds that bad weather may hold up one answer."""


Effects: TypeAlias = frozenset[tuple[str, object, str]]
"""What changed, without when: table, row and field."""


def effects(before: State, after: State) -> Effects:
    """What is not as it was at the services."""
    found: set[tuple[str, object, str]] = set()
    for table, key in changed(before, after):
        old, new = before.get((table, key)), after.get((table, key))
        if isinstance(old, dict) and isinstance(new, dict):
            found |= {(table, key, name) for name in old if old[name] != new[name]}
        elif old is not None or table != "github.tokens":
            # A new row among the tokens is how an App signed in.
            found.add((table, key, "made" if old is None else "gone"))
    return frozenset(found)


@dataclass
class Result:
    """What one scenario came to."""

    kills: int = 0
    killed_at: list[int] = field(default_factory=list)
    """How many steps had their outcome at each kill."""
    faults: int = 0
    """How many requests something went wrong with."""
    begun_at: int = 0
    """How many kills struck between an intent and its outcome."""
    report: RunReport | None = None
    before: State = field(default_factory=dict)
    after: State = field(default_factory=dict)
    repeated: list[str] = field(default_factory=list)
    """Requests that ended the same thing twice."""
    forbidden: int = 0
    is_unbroken: bool = False

    def effects(self) -> Effects:
        """What changed at the services."""
        return effects(self.before, self.after)

    def states(self) -> list[OutcomeState]:
        """How each step ended."""
        assert self.report is not None
        return [one.outcome.state for one in self.report.steps]

    def is_whole(self) -> bool:
        """Whether each step has an end that somebody can rely on."""
        return set(self.states()) <= SURE


class Scenario:
    """A fresh organisation with a plan for alice."""

    def __init__(self, estate: Estate, clock: FastClock, folder: Path) -> None:
        settings = {name: {key: str(value) for key, value in estate.settings()[name].items()} for name in _SERVICES}
        self.estate = estate
        self.clock = clock
        self.folder = folder
        self.job = Job(
            str(folder),
            clock.start,
            clock.noon,
            settings,
            {name: {field: key.reveal() for field, key in estate.keys()[name].items()} for name in _SERVICES},
        )
        known, made = self._plan()
        (folder / "case.json").write_bytes(msgspec.json.encode(known))
        (folder / "plan.json").write_bytes(msgspec.json.encode(made))

    def run(self, nursery: Nursery, chance: random.Random, kills: int, longest: float) -> Result:
        """Kill the run up to `kills` times, each after a random part of `longest` seconds; then let it end."""
        result, served = Result(before=self.state()), len(self.estate.server.log.entries)
        for _ in range(_STARTS):
            number = nursery.start(self.job)
            if result.kills < kills:
                time.sleep(chance.uniform(0, longest))
                nursery.kill(number)
            if nursery.wait() == -9:
                result.kills += 1
                self._look(result)
            elif self._is_over():
                break
        return self._concluded(result, served)

    def run_through(self, nursery: Nursery, weather: Weather) -> Result:
        """Let something go wrong all along; then the sun comes out, and whoever resumes the run finds all well."""
        result, served = Result(before=self.state()), len(self.estate.server.log.entries)
        self.estate.server.set_weather(weather)
        nursery.start(msgspec.structs.replace(self.job, read=_SHORT))
        nursery.wait()
        self.estate.server.set_weather(FAIR)
        struck = self.estate.server.log.entries[served:]
        result.faults = sum(entry.fault is not None for entry in struck)
        for _ in range(_STARTS):
            # At least once: what "a person has to do" may have been what nobody could ask.
            nursery.start(self.job)
            nursery.wait()
            if self._is_over():
                break
        return self._concluded(result, served)

    def _concluded(self, result: Result, served: int) -> Result:
        result.after = self.state()
        with Journal(self.folder) as journal:
            (run,) = journal.runs()
            result.report = report(journal.read(run.run))
            result.is_unbroken = is_unbroken(journal.records(run.run))
        entries = self.estate.server.log.entries[served:]
        ended = Counter(one.target for one in entries if one.method in ("DELETE", "PATCH") and 200 <= one.status < 300)
        result.repeated = [target for target, times in ended.items() if times > 1]
        result.forbidden = self.estate.server.log.forbidden
        return result

    def _is_over(self) -> bool:
        """A run with an unsure step is tried once more by whoever resumes it."""
        with Journal(self.folder) as journal:
            (run,) = journal.runs()
            return (
                run.ended_at is not None and {one.outcome.state for one in report(journal.read(run.run)).steps} <= SURE
            )

    def _look(self, result: Result) -> None:
        with Journal(self.folder) as journal:
            for run in journal.runs():
                states = Counter(entry.state for entry in journal.read(run.run).steps)
                result.killed_at.append(states[StepState.OUTCOME])
                result.begun_at += bool(states[StepState.INTENT])
                assert is_unbroken(journal.records(run.run))

    def state(self) -> State:
        """All that both services know, once all that is due is done."""
        self.clock.sleep(5)
        both = (("github", self.estate.github), ("slack", self.estate.slack))
        return {(f"{name}.{table}", key): row for name, service in both for (table, key), row in rows(service).items()}

    def _plan(self) -> tuple[Case, Plan]:
        """Each value in hand, then each grant that is left, then the account: rule 8."""
        alice = self.estate.who.person("alice")
        accounts = {name: account.id for name, account in alice.accounts.items() if name in _SERVICES}
        connectors = connect(self.job, self.clock)
        with self.clock.rules():
            answers = survey(list(connectors.values()), Subject(Person("alice", accounts=accounts)))
        links = {answer.connector: answer.links[0].account for answer in answers}
        grants = [
            grant for answer in answers for grant in answer.grants if {Way.ID, Way.ACCESS} & set(grant.can_revoke)
        ]
        for connector in connectors.values():
            connector.close()
        steps: list[Step] = []
        for one in self.estate.who.held_by("alice"):
            if one.service in links:
                account = links[one.service]
                target = Target(one.kind, "", one.label, account.login, account.id)
                steps.append(_on(account, len(steps) + 1, Action.REVOKE_VALUE, target, f"fp-{one.label}"))
        steps += [ending(number, grant) for number, grant in enumerate(grants, start=len(steps) + 1)]
        tokens = {name: tuple(one.id for one in steps if one.connector == name) for name in _SERVICES}
        for action in (Action.END_SESSIONS, Action.REMOVE_ACCESS, Action.DISABLE_ACCOUNT):
            for name, account in links.items():
                target = Target("account", account.id, account.login, account.login, account.id)
                steps.append(_on(account, len(steps) + 1, action, target, None, tokens[name]))
        known = Case(
            Subject(Person("alice")),
            tuple(link for answer in answers for link in answer.links),
            tuple(map(_holding, grants)),
        )
        return known, plan(*steps)


def _on(
    account: Account, number: int, action: Action, target: Target, fingerprint: str | None, needs: tuple[str, ...] = ()
) -> Step:
    return step(
        number,
        action,
        service=account.service,
        connector=account.connector,
        target=target,
        fingerprint=fingerprint,
        needs=needs,
    )


def _holding(grant: Grant) -> Holding:
    ownership = Ownership(Owner.PERSON, "the service's record", "alice", grant.account)
    name = f"h-{grant.connector}-{grant.id}"
    return Holding(name, grant.service, grant.connector, grant.kind, None, ownership, grants=(grant,))


@contextmanager
def scenario() -> Iterator[Scenario]:
    """A fresh organisation, on the network."""
    clock = FastClock.begin()
    with tempfile.TemporaryDirectory() as folder, Estate(now=clock) as estate:
        yield Scenario(estate, clock, Path(folder))
