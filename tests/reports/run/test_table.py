"""The report of a run for people at a terminal."""

import re

import pytest
from rich.cells import cell_len
from rich.text import Text
from syrupy.assertion import SnapshotAssertion

from mcpsweep.reports.base import Canvas
from mcpsweep.reports.run.table import render
from tests.reports.inventories import TEXTS
from tests.reports.runs import counts, holding, hostile_report, offboarding, report, seen


def test_looks(snapshot: SnapshotAssertion) -> None:
    assert render(offboarding(), Canvas(80)) == snapshot


@pytest.mark.parametrize("width", [60, 80, 120])
def test_only_the_counters_may_be_wider_than_the_canvas(width: int) -> None:
    lines = render(offboarding(), Canvas(width)).splitlines()
    wide = [line for line in lines if cell_len(line) > width]
    assert all(re.search(r" (manual|\d+)$", line) for line in wide)
    assert all(cell_len(line) < 80 for line in wide)


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("text", [*TEXTS, "東京" * 60, "/very/long" * 40])
def test_no_hostile_text_makes_a_line_wider(width: int, text: str) -> None:
    lines = render(hostile_report(text), Canvas(width)).splitlines()
    assert max(cell_len(line) for line in lines) <= max(width, 79)


def test_colour_adds_nothing_but_colour() -> None:
    plain, coloured = (render(offboarding(), Canvas(120, has_colour)) for has_colour in (False, True))
    assert "\x1b" not in plain
    assert "\x1b[1m" in coloured
    assert [line.rstrip() for line in Text.from_ansi(coloured).plain.splitlines()] == plain.splitlines()


def test_every_service_has_every_counter_in_the_same_column() -> None:
    lines = render(report(counts={"github": counts(done=12), "a" * 60: counts(manual=3)}), Canvas(80)).splitlines()
    start = next(index for index, line in enumerate(lines) if line.endswith("manual"))
    header, *rows = lines[start : start + 3]
    assert header.split() == ["done", "already", "accepted", "failed", "unknown", "skipped", "manual"]
    assert {len(row) for row in rows} == {len(header)}
    assert rows[1].split()[1:] == ["12", "0", "0", "0", "0", "0", "0"]


def test_a_dry_run_says_so_before_all_else() -> None:
    text = render(report(dry_run=True, holdings=(holding("h1"),)), Canvas(80))
    assert text.index("This was a dry run: nothing was changed.") < text.index("claude-desktop")


def test_a_run_that_has_not_ended_says_how_to_go_on() -> None:
    assert "mcpsweep revoke --resume r-20261120-100000-alice" in render(report(ended_at=None), Canvas(120))


def test_many_places_are_cut_and_say_so() -> None:
    text = render(report(holdings=(holding("h1", sightings=(seen(),) * 5),)), Canvas(80))
    assert text.count("/Users/alice/.cursor/mcp.json:12") == 4
    assert "and 1 more place; --format json has all" in text


def test_machines_are_named_where_there_are_several() -> None:
    one, other = seen(), seen(machine="old-thinkpad")
    assert "on alice-mbp" not in render(report(holdings=(holding("h1", sightings=(one,)),)), Canvas(120))
    text = render(report(holdings=(holding("h1", sightings=(one, other)),)), Canvas(120))
    assert "on alice-mbp" in text
    assert "on old-thinkpad" in text
