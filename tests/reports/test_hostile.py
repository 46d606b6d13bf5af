"""No text from a laptop does anything in any format: rule 12 of the design."""

import csv
import json
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from mcpsweep.model.case import OriginKind
from mcpsweep.model.decision import Do
from mcpsweep.model.outcome import OutcomeState, Verified
from mcpsweep.model.plan import Action, Confirm, Risk
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.hostile import (
    cell,
    json_document,
    markdown,
    markdown_code,
    sarif_message,
    terminal,
    uri,
    web_address,
)
from mcpsweep.reports.registry import AnyFormat, Format, ListFormat, PlanFormat, RunFormat, TokensFormat, load
from tests.reports.inventories import HOSTILE, TEXTS, hostile
from tests.reports.listings import listing
from tests.reports.runs import hostile_plan, hostile_report
from tests.reports.token_reports import hostile_tokens

ANY_TEXT = st.text(st.characters(codec=None, categories=None))

_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


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


@pytest.mark.parametrize("document", [hostile(), hostile_plan(), hostile_report()], ids=["inventory", "plan", "run"])
def test_the_hostile_documents_leave_no_text_field_out(document: Any) -> None:
    chosen_by_us = {
        "mcpsweep-inventory/1",
        "mcpsweep-plan/1",
        "mcpsweep-run/1",
        *Action,
        *Confirm,
        *Risk,
        *OutcomeState,
        *Verified,
        *OriginKind,
        *Do,
        HOSTILE + "/x",
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
    for text in strings(msgspec.to_builtins(document)):
        assert text == HOSTILE or text in chosen_by_us


DOCUMENTS: dict[type[AnyFormat], Callable[[str], Any]] = {
    Format: hostile,
    ListFormat: listing,
    PlanFormat: hostile_plan,
    RunFormat: hostile_report,
    TokensFormat: hostile_tokens,
}
"""Each document with a given text in every field."""


@pytest.mark.parametrize("name", [name for family in DOCUMENTS for name in family], ids=repr)
@pytest.mark.parametrize("width", [1, 40, 80, 200])
@pytest.mark.parametrize("trap", TEXTS)
def test_every_character_prints(name: Any, width: int, trap: str) -> None:
    text = load(name).render(DOCUMENTS[type(name)](trap), Canvas(width=width))
    ends = {"\r\n"} if name == "csv" else {"\n"}
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


@given(ANY_TEXT)
def test_a_paragraph_of_markdown_is_that_text(text: str) -> None:
    shown = terminal(text, len(text))
    tokens = list(_MARKDOWN.parseInline(markdown(text))[0].children or [])
    assert {token.type for token in tokens} <= {"text", "text_special", "html_inline"}
    assert {token.content for token in tokens if token.type == "html_inline"} <= {"<!-- -->"}
    assert "".join(token.content for token in tokens if token.type != "html_inline") == shown


@given(ANY_TEXT | st.text("` a"))
def test_a_code_span_of_markdown_is_one_code_span(text: str) -> None:
    shown = terminal(text)
    tokens = _MARKDOWN.parseInline(markdown_code(text))[0].children or []
    assert [(token.type, token.content) for token in tokens] == ([("code_inline", shown)] if shown else [])


@pytest.mark.parametrize(
    "text", ["@acme/team", "(@acme)", "http://evil.example", "www.evil.example", "WWW.evil.example"]
)
def test_nobody_is_notified_and_nothing_is_linked_by_markdown(text: str) -> None:
    assert text not in markdown(text)


def test_an_address_and_a_name_in_markdown_stay_readable() -> None:
    assert markdown("alice@acme.example holds token_id of app_2") == "alice@acme.example holds token_id of app_2"


@pytest.mark.parametrize(
    "text",
    ["https://github.com/settings/tokens", "http://127.0.0.1:8080/x?y=1#z", "https://[::1]/", "https://a.example"],
)
def test_an_address_of_the_web_is_a_link(text: str) -> None:
    assert web_address(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "JavaScript://a.example/%0aalert(1)",
        "data:text/html,x",
        "//evil.example",
        "https://a.example/ b",
        'https://a.example/"onclick=x',
        "https://a.example/<b>",
        "https://user@evil.example/",
        "https://a.example/\u202egnp",
        "https://a.example/\n",
        "Settings > Connections",
        "",
    ],
)
def test_anything_else_is_no_link(text: str) -> None:
    assert web_address(text) is None


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
    assert len(rows) == 4
    assert len({len(row) for row in rows}) == 1
