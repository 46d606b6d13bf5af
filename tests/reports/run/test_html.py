"""The report of a run for browsers: its structure, and that no text becomes a part of it."""

import base64
import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from mcpsweep.reports.base import Canvas
from mcpsweep.reports.hostile import terminal
from mcpsweep.reports.run.html import render
from tests.reports.inventories import HOSTILE, TEXTS
from tests.reports.runs import holding, hostile_report, offboarding, report

_VOID = frozenset({"meta", "br", "hr", "img", "link", "input"})
TRAPS = [
    *TEXTS,
    "</script><script>alert(1)</script>",
    "</style><style>*{display:none}</style>",
    "</title><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x="',
    "' autofocus onfocus='alert(1)",
    "<!-- ",
    "]]>",
    "{{ 7 * 7 }} {% raw %}",
    "javascript:alert(1)",
    "&lt;b&gt;",
]


@dataclass
class Page(HTMLParser):
    """A page as a browser would read it."""

    source: str
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        assert len(attrs) == len(dict(attrs))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError("there are no comments")

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.texts.append(data)

    @property
    def text(self) -> str:
        """What a reader sees."""
        return " ".join(" ".join(self.texts).split())

    @property
    def structure(self) -> Counter[str]:
        """Every tag with its attributes, links aside."""
        return Counter(repr(tag) for tag in self.tags if tag[0] != "a")

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every `tag`."""
        return [attributes for name, attributes in self.tags if name == tag]


def page(text: str) -> Page:
    """The page of a report with `text` everywhere."""
    return Page(render(hostile_report(text), Canvas()))


def test_every_tag_is_closed() -> None:
    assert Page(render(offboarding(), Canvas())).open == []


def test_it_needs_nothing_from_elsewhere() -> None:
    shown = Page(render(offboarding(), Canvas()))
    names = {tag for tag, _ in shown.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "embed", "form", "base", "svg"}
    assert all(set(attributes) <= {"href", "rel"} for attributes in shown.all("a"))
    assert not re.search(r"url\(|@import", shown.source)
    assert not any(name.startswith("on") or name in ("src", "style") for _, found in shown.tags for name in found)


def test_the_policy_allows_our_own_style_alone() -> None:
    source = render(offboarding(), Canvas())
    style = re.search(r"<style>(.*?)</style>", source, re.DOTALL)
    assert style is not None
    sha256 = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = next(one for one in Page(source).all("meta") if one.get("http-equiv") == "Content-Security-Policy")
    assert policy["content"] == f"default-src 'none'; style-src 'sha256-{sha256}'; base-uri 'none'; form-action 'none'"


def test_a_screen_reader_finds_its_way() -> None:
    shown = Page(render(offboarding(), Canvas()))
    assert shown.all("html") == [{"lang": "en"}]
    levels = [int(tag[1]) for tag, _ in shown.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
    assert len(shown.all("caption")) == len(shown.all("table"))
    assert all(cell.get("scope") in ("col", "row") for cell in shown.all("th"))
    ids = [found["id"] for _, found in shown.tags if "id" in found]
    assert len(ids) == len(set(ids))
    assert all(section["aria-labelledby"] in ids for section in shown.all("section"))


def test_what_is_left_to_do_comes_first() -> None:
    source = render(offboarding(), Canvas())
    headings = re.findall(r'<h2 id="([^"]+)"', source)
    assert headings == ["by-hand", "unproven", "settled", "alone", "unseen", "steps", "check"]


def test_everything_that_a_reader_needs_is_there() -> None:
    run = offboarding()
    text = Page(render(run, Canvas())).text
    for one in (*run.holdings, *run.others):
        for words in (one.label, one.account, one.reason, one.owner, *one.request_ids):
            assert words in text
        for place in one.sightings:
            assert f"{place.path}:{place.line}" in text
    for words in (run.run, run.plan, run.plan_digest, run.playbook, "mcpsweep runs evidence --check", *run.remarks):
        assert words in text


def test_an_empty_run_says_that_nothing_was_done() -> None:
    shown = Page(render(report(), Canvas()))
    assert "Nothing is left to do by hand." in shown.text
    assert "Nothing was done." in shown.text
    assert shown.all("table") == []


@pytest.mark.parametrize("trap", [trap for trap in TRAPS if trap.strip()])
def test_no_text_becomes_a_part_of_the_page(trap: str) -> None:
    shown, plain = page(trap), page("x")
    assert shown.structure == plain.structure
    assert shown.open == []


@pytest.mark.parametrize("trap", TRAPS)
def test_the_only_links_are_addresses_of_the_web(trap: str) -> None:
    assert all(re.match("https?://", str(link["href"])) for link in page(trap).all("a"))


@pytest.mark.parametrize("trap", [trap for trap in TRAPS if trap.strip()])
def test_hostile_text_is_shown_as_what_it_is(trap: str) -> None:
    assert " ".join(terminal(trap, 10_000).split()) in page(trap).text


def test_a_long_instruction_is_shown_to_its_end() -> None:
    last = holding("h1", reason="x " * 2000 + "the end")
    assert "the end" in Page(render(report(holdings=(last,)), Canvas())).text


def test_text_has_no_controls() -> None:
    source = render(hostile_report(HOSTILE), Canvas())
    assert source.replace("\n", "").isprintable()
