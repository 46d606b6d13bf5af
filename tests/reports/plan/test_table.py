"""A plan for people at a terminal."""

import pytest
from rich.cells import cell_len
from rich.text import Text
from syrupy.assertion import SnapshotAssertion

from mcpsweep.model.decision import Decision, Do
from mcpsweep.model.plan import Action, Confirm, Limits
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.plan.table import left_alone, render, summarise
from tests.reports.inventories import TEXTS
from tests.reports.runs import departure, hostile_plan, plan, to_do


def test_looks(snapshot: SnapshotAssertion) -> None:
    assert render(departure(), Canvas(80)) == snapshot


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("text", [*TEXTS, "東京" * 60, "/very/long" * 40])
def test_no_hostile_text_makes_a_line_wider(width: int, text: str) -> None:
    lines = [line for line in render(hostile_plan(text), Canvas(width)).splitlines() if not line.startswith("digest")]
    assert max(cell_len(line) for line in lines) <= width


def test_colour_adds_nothing_but_colour() -> None:
    plain, coloured = (render(departure(), Canvas(120, has_colour)) for has_colour in (False, True))
    assert "\x1b" not in plain
    assert "\x1b[1m" in coloured
    assert [line.rstrip() for line in Text.from_ansi(coloured).plain.splitlines()] == plain.splitlines()


def test_steps_keep_their_order_even_where_an_action_comes_twice() -> None:
    actions = (Action.REVOKE, Action.CHECK, Action.REVOKE)
    steps = tuple(to_do(f"s{number}", action=action) for number, action in enumerate(actions))
    text = render(plan(steps=steps), Canvas(80))
    assert text.count("revoke by id · 1") == 2
    assert text.index("s0  ") < text.index("s1  ") < text.index("s2  ")


def test_what_no_step_is_about_is_left_alone_whatever_was_decided() -> None:
    decisions = (Decision("h-s1", "rule 1", Do.REVOKE), Decision("h-other", "rule 1", Do.REVOKE))
    made = plan(steps=(to_do("s1"),), decisions=decisions)
    assert left_alone(made) == [decisions[1]]


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(), "limits  none"),
        (Limits(max_steps=5), "limits  at most 5 steps that change something"),
        (Limits(max_share=0.025), "limits  at most 2.50% of a service's grants"),
    ],
)
def test_limits_are_said_in_words(limits: Limits, words: str) -> None:
    assert f"\n{words}\n" in render(plan(limits=limits), Canvas(120))


def test_one_sentence_says_all() -> None:
    assert summarise(plan()) == "no steps"
    assert summarise(plan(steps=(to_do("s1", confirm=Confirm.ASK),))) == "1 step: 1 asked about one by one"


def test_instructions_for_the_case_of_failure_are_not_shown_before_it() -> None:
    text = render(plan(steps=(to_do("s1", instructions=departure().steps[-1].instructions),)), Canvas(80))
    assert "github.com/settings/tokens" not in text
