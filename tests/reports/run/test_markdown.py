"""The report of a run for a ticket."""

from collections import Counter

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from syrupy.assertion import SnapshotAssertion

from mcpsweep.reports.base import Canvas
from mcpsweep.reports.run.markdown import render
from tests.reports.inventories import TEXTS
from tests.reports.runs import hostile_report, offboarding, report

_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def tokens(text: str) -> list[Token]:
    """What a reader of GitHub's Markdown makes of `text`, the insides of paragraphs included."""
    blocks = _MARKDOWN.parse(render(hostile_report(text), Canvas()))
    return [token for block in blocks for token in (block, *(block.children or ()))]


def test_looks(snapshot: SnapshotAssertion) -> None:
    assert render(offboarding(), Canvas(80)) == snapshot


def test_what_is_left_to_do_comes_first_as_boxes_to_tick() -> None:
    lines = render(offboarding(), Canvas()).splitlines()
    headings = [line for line in lines if line.startswith("## ")]
    assert headings[:2] == ["## Left to do by hand", "## Not done, or not proven"]
    last_box = max(index for index, line in enumerate(lines) if line.startswith("- [ ] "))
    assert last_box < lines.index("## github")


def test_a_run_with_nothing_to_do_has_no_empty_sections() -> None:
    assert "## " not in render(report(), Canvas())


TRAPS = [
    *TEXTS,
    "](javascript:alert(1)) [x](http://evil.example) ![x](http://evil.example/x.png)",
    "<script>alert(1)</script> <img src=x onerror=alert(1)> <!-- ",
    "` `` ``` x",
    "**bold** _x_ ~~gone~~ # h\n## h\n- [x] done\n> quote\n| a | b |\n| --- | --- |\n```\ncode",
    "<https://evil.example> https://evil.example",
    "\\",
    "&lt;b&gt; &#60;",
]


@pytest.mark.parametrize("trap", [trap for trap in TRAPS if trap.strip()])
def test_no_text_changes_the_structure(trap: str) -> None:
    kinds, plain = (Counter(token.type for token in tokens(text)) for text in (trap, "x"))
    ignored = ("text", "text_special", "html_inline", "link_open", "link_close", "code_inline")
    for kind in {*kinds, *plain} - set(ignored):
        assert kinds[kind] == plain[kind], kind
    assert {token.content for token in tokens(trap) if token.type == "html_inline"} <= {"<!-- -->"}


@pytest.mark.parametrize("trap", TRAPS)
def test_the_only_links_are_addresses_that_are_shown_as_they_are(trap: str) -> None:
    found = tokens(trap)
    links = [(token, found[index + 1]) for index, token in enumerate(found) if token.type == "link_open"]
    assert all(link.attrGet("href") == shown.content for link, shown in links)
