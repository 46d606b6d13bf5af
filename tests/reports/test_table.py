"""The report for people."""

import re

import pytest
from rich.cells import cell_len
from rich.text import Text
from syrupy.assertion import SnapshotAssertion

from mcpsweep.model.account import AccountHint
from mcpsweep.model.finding import Confidence
from mcpsweep.model.inventory import Home
from mcpsweep.model.source import SourceState
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.table import render
from tests.reports.inventories import TEXTS, finding, hostile, inventory, laptop, sighting, source


@pytest.mark.parametrize("width", [80, 120])
def test_looks(width: int, snapshot: SnapshotAssertion) -> None:
    assert render(laptop(), Canvas(width)) == snapshot


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_canvas(width: int) -> None:
    text = render(laptop(), Canvas(width))
    *lines, sentence = text.splitlines()
    assert max(cell_len(line) for line in lines) <= width
    assert sentence.endswith("read")
    assert all(line == line.rstrip() for line in text.splitlines())


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("text", [*TEXTS, "東京" * 60, "/very/long" * 40])
def test_no_hostile_text_makes_a_line_wider(width: int, text: str) -> None:
    *lines, _ = render(hostile(text), Canvas(width)).splitlines()
    assert max(cell_len(line) for line in lines) <= width


def test_colour_adds_nothing_but_colour() -> None:
    plain, coloured = (render(laptop(), Canvas(120, has_colour)) for has_colour in (False, True))
    assert "\x1b" not in plain
    assert "\x1b[1m" in coloured
    assert [line.rstrip() for line in Text.from_ansi(coloured).plain.splitlines()] == plain.splitlines()


def test_an_empty_scan_says_so() -> None:
    assert render(inventory(), Canvas()).splitlines()[-1] == "no credentials; 1 file fully read"


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
    assert "and 15 more notes; --format json has all" in text


def test_what_was_read_the_least_is_never_cut_for_what_was_left_alone() -> None:
    skipped = tuple(source(f"/a/{number:02}", SourceState.SKIPPED, "a device") for number in range(20))
    text = render(inventory(sources=(*skipped, source("/z", SourceState.UNREADABLE, "permission denied"))), Canvas())
    assert text.index("unreadable  /z") < text.index("skipped     /a/00")
    assert "and 6 more files; --format json has all" in text


def test_the_reason_is_given_where_there_is_doubt() -> None:
    sure, unsure = (finding("f", confidence=confidence) for confidence in (Confidence.HIGH, Confidence.LOW))
    assert "has the form of" not in render(inventory(findings=(sure,)), Canvas())
    assert "why    has the form of github-pat" in render(inventory(findings=(unsure,)), Canvas())


def test_an_account_is_told_once_with_all_that_say_so() -> None:
    hints = tuple(AccountHint("github", "al", source) for source in ("GITHUB_USER", "url"))
    text = render(inventory(findings=(finding("f", accounts=hints),)), Canvas())
    assert "whose  al (GITHUB_USER, url)\n" in text


def test_a_long_path_is_broken_after_a_slash_and_keeps_its_line() -> None:
    names = ["Library", "Application Support", "a-rather-long-name-with-hyphens", "another.name.with.dots", "mcp.json"]
    found = finding("f", sightings=(sighting("/home/alice/" + "/".join(names), server=""),))
    lines = render(inventory(findings=(found,)), Canvas(60)).splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith("    in "))
    assert [line.strip() for line in lines[start : start + 4]] == [
        "in     ~/Library/Application Support/",
        "a-rather-long-name-with-hyphens/",
        "another.name.with.dots/mcp.json:12",
        "env GITHUB_TOKEN, claude-code",
    ]


def test_a_file_without_lines_says_the_way_inside() -> None:
    text = render(laptop(), Canvas(120))
    assert "state.vscdb  oauth, /secret:~1~1github, vscode" in text


def test_the_signs_of_homes_are_explained() -> None:
    assert "\n~ is /home/alice\n" in render(inventory(), Canvas())
    assert "\n~alice is /home/alice\n~bob is /home/bob\n" in render(laptop(), Canvas())


def test_what_has_no_value_at_hand_stands_apart() -> None:
    lost = finding("lost", fingerprint=None, preview="", length=0, reason="set nowhere")
    text = render(inventory(findings=(lost, finding("f"))), Canvas())
    assert text.index("value not at hand · 1") > text.index("written out")
    assert "why    set nowhere" in text
