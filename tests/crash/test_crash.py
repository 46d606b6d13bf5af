"""A run that is killed and resumed ends like one that nobody kills. `python -m tests.crash` kills a hundred times."""

import os

import pytest

from tests.crash.__main__ import dice, differences, undisturbed
from tests.crash.nursery import Nursery
from tests.crash.scenario import scenario

_KILLS = 4


@pytest.mark.skipif(not hasattr(os, "fork"), reason="jobs are forks")
def test_a_killed_run_ends_like_any_other() -> None:
    with Nursery() as nursery:
        expected, seconds = undisturbed(nursery)
        assert expected.effects()
        assert differences(expected, expected) == []
        with scenario() as one:
            result = one.run(nursery, dice(7), _KILLS, seconds)
        assert result.kills > 0
        assert differences(expected, result) == []
