"""Killed and resumed, or through bad weather: a sweep ends like any other. `python -m tests.crash` has the figures."""

import os
from collections.abc import Iterator

import pytest

from mcpsweep.errors import ExitCode
from mcpsweep.sandbox.faults import Fault, Rule, Weather
from tests.canary import assert_absent
from tests.crash.books import Blow, deadly
from tests.crash.judging import Tally
from tests.crash.nursery import Nursery
from tests.crash.program import Death, Moment
from tests.crash.scenario import Result, Scenario, scenario
from tests.rehearsal.scene import WHO

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forks")

_ENDS = (Blow("github", 1, Moment.AFTER), Death(20, Moment.WITHIN), Blow("slack", 3, Moment.BEFORE))
_ROUGH = Weather(
    (
        Rule(Fault.ERROR_AFTER, share=0.1),
        Rule(Fault.CUT_AFTER, share=0.1),
        Rule(Fault.HTML_AFTER, share=0.05),
        Rule(Fault.REDIRECT, share=0.02),
    )
)


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    """Where all processes come from."""
    with Nursery() as made:
        yield made


@pytest.fixture(scope="module")
def undisturbed(nursery: Nursery) -> Result:
    """A sweep that nothing happens to."""
    with scenario() as one:
        return one.killed(nursery)


def assert_like(expected: Result, result: Result) -> None:
    """It ended in the same state, did nothing twice, and told the truth."""
    tally = Tally()
    tally.add("it", expected, result)
    assert tally.trouble == []


def written(one: Scenario) -> bytes:
    """All that its processes left behind."""
    files = [path for path in one.folder.rglob("*") if path.is_file() and "laptop" not in path.parts]
    return b"\n".join(path.read_bytes() for path in files if path.name != "typed")


def test_a_sweep_at_the_command_line_ends_what_is_hers(undisturbed: Result) -> None:
    assert undisturbed.codes == [ExitCode.INCOMPLETE], "a file on the laptop cannot be read"
    assert {deed.service for deed in undisturbed.deeds if deed.counts} == {"github", "slack", "atlassian"}
    assert_like(undisturbed, undisturbed)


def test_killed_again_and_again_it_ends_like_any_other(nursery: Nursery, undisturbed: Result) -> None:
    with scenario(deadly(undisturbed.deeds)) as one:
        result = one.killed(nursery, *_ENDS)
        assert_absent(written(one), [secret.secret.reveal() for secret in WHO.credentials])
    assert result.kills == len(_ENDS)
    assert result.cut_off
    assert_like(undisturbed, result)


def test_in_rough_weather_it_ends_like_any_other(nursery: Nursery, undisturbed: Result) -> None:
    with scenario(deadly(undisturbed.deeds)) as one:
        result = one.through(nursery, _ROUGH, starts=1)
    assert result.faults > 10
    assert_like(undisturbed, result)


def test_two_at_once_do_each_other_no_harm(nursery: Nursery, undisturbed: Result) -> None:
    with Nursery() as other, scenario() as one:
        result = one.at_once(nursery, other)
    assert len(result.reports) == 2
    assert (result.changes, result.foreign, result.lost) == (undisturbed.changes, [], [])
