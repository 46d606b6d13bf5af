"""Scripts that a schedule starts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcpsweep.collectors.base import File, ReaderName
from mcpsweep.collectors.observation import Contained, Held, Observation
from mcpsweep.collectors.schedules.scripts import is_script, read
from mcpsweep.model.server import Scope
from tests.collectors.scanning import token

ENDINGS = ("sh", "fish", "ps1", "bat", "py", "js")


def seen(name: str, text: str) -> list[Observation]:
    """Everything in a script."""
    file = File(f"/home/alice/{name}", "", Scope.USER, ReaderName.SCRIPT, None)
    return list(read(file, text.encode("utf-8", "surrogatepass")))


@pytest.mark.parametrize(
    ("path", "beginning", "expected"),
    [
        ("/x/a.sh", b"", True),
        ("/x/a.PY", b"", True),
        ("/x/a", b"#!/bin/sh", True),
        ("/x/a", b"\x7fELF", False),
        ("/x/a.txt", b"hello", False),
    ],
)
def test_a_script_is_told_by_its_ending_or_its_first_line(path: str, beginning: bytes, expected: bool) -> None:
    assert is_script(path, beginning) is expected


def test_headers_and_assignments_hold_credentials() -> None:
    first, second = token(), token("gh" + "o_")
    text = f"export GITHUB_TOKEN={first}\n# a comment\ncurl -H 'Authorization: Bearer {second}' https://x\n"
    places = [(one.place.line, one.hit.name) for one in seen("n.sh", text) if isinstance(one, Held)]
    assert places == [(1, "GITHUB_TOKEN"), (3, "Authorization")]


def test_what_is_shown_of_a_command_holds_no_value() -> None:
    value = token()
    (found,) = (one for one in seen("n.sh", f"GITHUB_TOKEN={value} claude -p x\n") if isinstance(one, Contained))
    assert value not in found.script.command


def test_an_unclosed_quote_hides_its_own_line_only() -> None:
    text = "# don't\nspawn('claude', ['-p', 'x'])\n"
    assert [one.script.line for one in seen("n.js", text) if isinstance(one, Contained)] == [2]


HOSTILE = ["'\\", "`$(", "\"'`", "sh -c '", "['claude',", "$(claude -p `"]


@pytest.mark.parametrize("ending", ["sh", "py"])
@pytest.mark.parametrize("unit", HOSTILE)
def test_much_hostile_text_ends(unit: str, ending: str) -> None:
    """Square time would not end at this size."""
    seen(f"n.{ending}", unit * (100_000 // len(unit)))


@given(st.text(alphabet="'\"`$()[],;\\ \nclaude-p", max_size=80), st.sampled_from(ENDINGS))
def test_reading_never_raises(text: str, ending: str) -> None:
    seen(f"n.{ending}", text)
