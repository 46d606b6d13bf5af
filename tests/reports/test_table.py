"""The report for people."""

import re

import pytest
from rich.cells import cell_len
from rich.text import Text
from syrupy.assertion import SnapshotAssertion

from mcpsweep.model.inventory import Home
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.table import render
from tests.reports.inventories import finding, inventory, laptop, sighting


@pytest.mark.parametrize("width", [80, 120])
def test_looks(width: int, snapshot: SnapshotAssertion) -> None:
    assert render(laptop(), Canvas(width)) == snapshot


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_canvas(width: int) -> None:
    text = render(laptop(), Canvas(width))
    *lines, sentence = text.splitlines()
    assert max(cell_len(line) for line in lines) <= width
    assert sentence.endswith("read.")
    assert all(line == line.rstrip() for line in text.splitlines())


def test_colour_adds_nothing_but_colour() -> None:
    plain, coloured = (render(laptop(), Canvas(120, has_colour)) for has_colour in (False, True))
    assert "\x1b" not in plain
    assert "\x1b[1m" in coloured
    assert [line.rstrip() for line in Text.from_ansi(coloured).plain.splitlines()] == plain.splitlines()


def test_an_empty_scan_says_so() -> None:
    assert render(inventory(), Canvas()).splitlines()[-1] == "no credentials; 1 file looked at, everything was read."


def test_one_home_is_a_tilde() -> None:
    text = render(inventory(findings=(finding("f"),)), Canvas())
    assert " ~/.claude.json:12  " in text


def test_a_home_inside_a_home_gives_its_own_name() -> None:
    homes = (Home("win", "/Users/win"), Home("wsl", "/Users/win/wsl/home/al"))
    found = finding(
        "f", sightings=(sighting("/Users/win/wsl/home/al/.zshrc"), sighting("/Users/win/x"), sighting("/Users/winner"))
    )
    text = render(inventory(homes=homes, findings=(found,)), Canvas())
    assert " ~wsl/.zshrc:12  " in text
    assert " ~win/x:12  " in text
    assert " /Users/winner:12  " in text


def test_homes_of_one_user_name_are_told_apart() -> None:
    homes = (Home("al", "/home/al"), Home("al", "/Users/al"), Home("bo", "/home/bo"))
    paths = ("/home/al/x", "/Users/al/x", "/home/bo/x")
    found = finding("f", sightings=tuple(sighting(path) for path in paths))
    text = render(inventory(homes=homes, findings=(found,)), Canvas())
    assert re.findall(r"(\S+:12)  ", text) == ["/Users/al/x:12", "/home/al/x:12", "~bo/x:12"]
    assert "in 3 files (/Users/al, /home/al, ~bo)" in text


def test_what_stands_at_one_spot_is_told_once() -> None:
    found = finding("f", sightings=(sighting(), sighting(server="", pointer="/other")))
    text = render(inventory(findings=(found,)), Canvas(200))
    assert text.count("~/.claude.json:12") == 1


def test_long_lists_are_cut_and_say_so() -> None:
    spots = tuple(sighting(f"/home/al/{number:03}") for number in range(20))
    text = render(
        inventory(findings=(finding("f", sightings=spots),), notes=tuple("note" for _ in range(30))), Canvas()
    )
    assert "and 12 more places; --format json has all" in text
    assert "and 15 more; --format json has all" in text


def test_what_has_no_value_at_hand_stands_apart() -> None:
    lost = finding("lost", fingerprint=None, preview="", length=0, reason="set nowhere")
    text = render(inventory(findings=(lost, finding("f"))), Canvas())
    assert text.index("value not at hand · 1") > text.index("written out")
    assert "why    set nowhere" in text
