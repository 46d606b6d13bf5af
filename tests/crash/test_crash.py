"""Killed and resumed, or through bad weather: a run ends like any other. `python -m tests.crash` has the figures."""

import os

import pytest

from mcpsweep.sandbox.faults import Fault, Rule, Weather
from tests.crash.__main__ import dice, differences, undisturbed
from tests.crash.nursery import Nursery
from tests.crash.scenario import scenario

_KILLS = 4
_ROUGH = Weather((Rule(Fault.ERROR_AFTER, share=0.1), Rule(Fault.CUT_AFTER, share=0.1), Rule(Fault.HTML, share=0.05)))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="jobs are forks")
def test_whatever_happens_to_a_run_it_ends_like_any_other() -> None:
    with Nursery() as nursery:
        expected, seconds = undisturbed(nursery)
        assert expected.effects()
        assert differences(expected, expected) == []
        with scenario() as one:
            result = one.run(nursery, dice(7), _KILLS, seconds)
        assert result.kills > 0
        assert differences(expected, result) == []
        with scenario() as one:
            result = one.run_through(nursery, _ROUGH)
        assert result.faults > 10
        assert differences(expected, result) == []
