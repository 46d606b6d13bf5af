"""A plan as YAML: read back as it was, whatever it says."""

import string
from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mcpsweep.model.canonical import sayable
from mcpsweep.model.plan import Plan
from mcpsweep.planner import file
from mcpsweep.planner.digest import is_intact, sign
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.plan.yaml import render
from tests.reports.inventories import HOSTILE, TEXTS
from tests.reports.runs import departure, hostile_plan, plan, to_do

TEXT = (
    st.text()
    | st.text(string.digits + "+-_.:eExXoObBaAfFnN~=<>!&*?|%@`'\"#,[]{} \n\t", max_size=12)
    | st.sampled_from(
        ["yes", "no", "on", "off", "y", "n", "null", "~", "2026-11-20", "1_000", "0o17", "1:30", "=", "<<"]
    )
)


def read(text: str, folder: Path) -> Plan:
    """The plan in `text`, read as the program reads it."""
    path = folder / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    return file.read(path)


@pytest.mark.parametrize("made", [plan(), departure()], ids=["empty", "departure"])
def test_it_is_read_back_as_it_was(made: Plan, tmp_path: Path) -> None:
    assert read(render(sign(made), Canvas()), tmp_path) == sign(made)


@pytest.mark.parametrize("text", TEXTS)
def test_a_hostile_one_is_read_back_and_its_digest_holds(text: str, tmp_path: Path) -> None:
    made = sign(hostile_plan(text))
    found = read(render(made, Canvas()), tmp_path)
    assert is_intact(found)
    assert found == msgspec.convert(sayable(msgspec.to_builtins(made)), Plan)


@given(TEXT, TEXT)
def test_no_text_is_taken_for_anything_else(label: str, reason: str) -> None:
    step = to_do("s1", reason=reason)
    made = plan(steps=(msgspec.structs.replace(step, target=msgspec.structs.replace(step.target, label=label)),))
    tree = yaml.load(render(made, Canvas()), yaml.CSafeLoader)
    assert msgspec.convert(tree, Plan) == made


def test_people_can_read_it() -> None:
    text = render(hostile_plan(HOSTILE), Canvas())
    assert text.isascii()
    events = list(yaml.parse(text, yaml.SafeLoader))
    starts = [event for event in events if isinstance(event, yaml.CollectionStartEvent)]
    assert all(event.anchor is None and event.tag is None for event in starts)
    assert not any(event.flow_style for event in starts)
    assert not any(isinstance(event, yaml.AliasEvent) for event in events)


def test_what_says_nothing_is_left_out() -> None:
    text = render(departure(), Canvas())
    assert "null" not in text
    assert "[]" not in text
    assert "needs:" in text
    assert text.count("risk:") == 3


def test_it_says_what_it_is_for() -> None:
    assert render(plan(), Canvas()).startswith("# What would be done")
