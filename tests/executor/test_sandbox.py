"""The runner with the real connectors on the simulated organisation."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from mcpsweep.executor.journal import Journal
from mcpsweep.executor.runner import Finish, Ran
from mcpsweep.model.outcome import OutcomeState, Verified
from mcpsweep.reports import registry
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.registry import HistoryFormat, RunFormat
from mcpsweep.sandbox.organisation import organisation
from tests.canary import assert_absent
from tests.crash.job import perform
from tests.crash.scenario import SURE, Effects, Scenario, effects, scenario

OTHERS = ("bob", "carol", "dave", "erin")


@pytest.fixture
def world() -> Iterator[Scenario]:
    """A fresh organisation with a plan for alice."""
    with scenario() as made, made.clock.rules():
        yield made
        assert made.estate.server.log.forbidden == 0


def carried_out(world: Scenario, *, rehearses: bool = False) -> tuple[Ran, Effects]:
    """A run, and what it changed."""
    before = world.state()
    with Journal(world.folder) as journal:
        ran = perform(world.job, world.clock, journal, None, rehearses=rehearses)
    return ran, effects(before, world.state())


def test_hers_ends_and_nobody_else_s_does(world: Scenario) -> None:
    ran, changes = carried_out(world)
    assert ran.finish is Finish.COMPLETE
    states = {one.outcome.state for one in ran.report.steps}
    assert states <= SURE
    assert OutcomeState.DONE in states
    for one in ran.report.steps:
        assert one.outcome.state is not OutcomeState.DONE or one.outcome.verified is Verified.YES
    theirs = {account.id for person in OTHERS for account in world.estate.who.person(person).accounts.values()}
    touched = {str(key) for _table, key, _field in changes}
    assert not theirs & touched


def test_a_dry_run_shows_every_request_and_changes_nothing(world: Scenario) -> None:
    served = len(world.estate.server.log.entries)
    ran, changes = carried_out(world, rehearses=True)
    assert changes == frozenset()
    assert ran.report.dry_run
    assert {one.outcome.state for one in ran.report.steps} <= {
        OutcomeState.SKIPPED,
        OutcomeState.MANUAL,
        OutcomeState.ALREADY,
    }
    unsent = [request for one in ran.report.steps for request in one.outcome.unsent]
    host = world.estate.server.url().removeprefix("http://")
    assert {request.partition(" ")[0] for request in unsent} >= {"DELETE", "POST"}
    assert all(request.partition(" ")[2].startswith(f"{host}/") for request in unsent)
    asked = {
        f"{entry.method} {host}{entry.target.partition('?')[0]}" for entry in world.estate.server.log.entries[served:]
    }
    assert not asked & set(unsent)
    assert not [one for one in asked if one.startswith(("DELETE ", "PUT ", "PATCH "))]


def test_two_at_once_do_each_other_no_harm(world: Scenario) -> None:
    with scenario() as alone, alone.clock.rules():
        _, expected = carried_out(alone)
    before, ran = world.state(), list[Ran]()

    def carry_out() -> None:
        with Journal(world.folder) as journal:
            ran.append(perform(world.job, world.clock, journal, None))

    threads = [threading.Thread(target=carry_out) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert effects(before, world.state()) == expected
    assert [one.finish for one in ran] == [Finish.COMPLETE] * 2
    for one in ran:
        assert {step.outcome.state for step in one.report.steps} <= SURE, one.report.steps


def test_no_value_is_in_the_journal_or_in_any_report(world: Scenario) -> None:
    ran, _ = carried_out(world)
    values = [one.secret.reveal() for one in organisation().credentials]
    values += [secret.reveal() for secret in world.estate.secrets().values()]
    written = [path.read_bytes() for path in Path(world.folder).iterdir() if path.is_file()]
    written += [registry.load(name).render(ran.report, Canvas()).encode() for name in RunFormat]
    with Journal(world.folder) as journal:
        written += [registry.load(name).render(journal.history(), Canvas()).encode() for name in HistoryFormat]
    assert b"github-classic" in b"".join(written)
    assert_absent(b"\n".join(written), values)
