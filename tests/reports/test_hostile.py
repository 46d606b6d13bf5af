"""No text from a laptop does anything in any format: rule 12 of the design."""

import csv
import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcpsweep.reports.base import Canvas
from mcpsweep.reports.hostile import cell, json_document, sarif_message, terminal, uri
from mcpsweep.reports.registry import Format, load
from tests.reports.inventories import HOSTILE, TEXTS, hostile

ANY_TEXT = st.text(st.characters(codec=None, categories=None))


def strings(tree: Any) -> Iterator[str]:
    """Every string in a document."""
    match tree:
        case str():
            yield tree
        case dict():
            for value in tree.values():
                yield from strings(value)
        case list():
            for item in tree:
                yield from strings(item)


def test_the_hostile_inventory_leaves_no_text_field_out() -> None:
    chosen_by_us = {
        "mcpsweep-inventory/1",
        "user",
        "gateway",
        "partial",
        "low",
        "literal",
        "env",
        "value",
        "use",
        "live",
        "/other",
    }
    for text in strings(msgspec.to_builtins(hostile())):
        assert text == HOSTILE or text in chosen_by_us


@pytest.mark.parametrize("name", Format)
@pytest.mark.parametrize("width", [1, 40, 80, 200])
@pytest.mark.parametrize("trap", TEXTS)
def test_every_character_prints(name: Format, width: int, trap: str) -> None:
    text = load(name).render(hostile(trap), Canvas(width=width))
    ends = {"\r\n"} if name is Format.CSV else {"\n"}
    bare = text
    for end in ends:
        bare = bare.replace(end, "")
    assert bare.isprintable()
    assert not set(bare) & set("\u3164\u115f\u2800\ufe0f\U000e0100")
    text.encode("utf-8")


def test_with_colour_the_only_escapes_are_our_own() -> None:
    text = load(Format.TABLE).render(hostile(), Canvas(width=80, has_colour=True))
    for sequence in text.split("\x1b")[1:]:
        parameters, sign, _ = sequence.partition("m")
        assert sign
        assert set(parameters[1:]) <= set("0123456789;")
        assert not parameters.startswith("[31") or parameters == "[31m"
    assert "\x07" not in text


def test_markup_is_shown_not_obeyed() -> None:
    text = load(Format.TABLE).render(hostile("[bold red]x[/] :warning: [link=http://evil.example]y"), Canvas(width=300))
    assert "[bold red]x[/] :warning: [link=http://evil.example]y" in text


@given(ANY_TEXT)
def test_text_on_a_terminal_is_one_line_that_prints(text: str) -> None:
    assert terminal(text).isprintable()


def test_what_does_not_print_is_shown_as_an_escape() -> None:
    assert terminal("a\x1b[0mb\u202ec\nd\udcff") == "a\\x1b[0mb\\u202ec\\nd\\udcff"


def test_ordinary_text_stays_as_it_is() -> None:
    assert terminal("Zoë's [café] {x} 日本 😀 C:\\Users") == "Zoë's [café] {x} 日本 😀 C:\\Users"


def test_long_text_is_cut_and_says_so() -> None:
    assert terminal("x" * 5000, limit=10) == "xxxxxxxxxx…"


@given(ANY_TEXT)
def test_no_cell_is_a_formula(text: str) -> None:
    assert not cell(text).lstrip().startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "＝1"])
def test_a_formula_becomes_text(formula: str) -> None:
    assert cell(formula) == "'" + formula


@given(st.text())
def test_json_gives_back_what_was_put_in(text: str) -> None:
    document = json_document({"x": [text]})
    assert document.isascii()
    assert json.loads(document) == {"x": [text]}


def test_json_says_bytes_that_are_no_text() -> None:
    assert json.loads(json_document({"x": "caf\udce9"})) == {"x": "caf\\udce9"}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/home/alice/a b#c?.json", "home/alice/a%20b%23c%3F.json"),
        ("C:/Users/alice/x.json", "C%3A/Users/alice/x.json"),
        ("//server/share/x", "server/share/x"),
        ("/home/zoë/100%.json", "home/zo%C3%AB/100%25.json"),
        ("/home/\udce9", "home/%ED%B3%A9"),
    ],
)
def test_a_path_is_a_relative_uri(path: str, expected: str) -> None:
    assert uri(path) == expected


def test_a_message_holds_no_link_and_no_placeholder() -> None:
    assert sarif_message("[x](http://evil.example) {0} \\") == "\\[x\\](http://evil.example) {{0}} \\\\"


def test_a_row_stays_a_row() -> None:
    text = load(Format.CSV).render(hostile(), Canvas())
    rows = list(csv.reader(StringIO(text, newline="")))
    assert len(rows) == 3
    assert len({len(row) for row in rows}) == 1
