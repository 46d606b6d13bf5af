"""What became of an earlier report's items, and which earlier reports are refused."""

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from mcpsweep.assess.compare import Looked, compare, remarks
from mcpsweep.assess.earlier import comparable, parse
from mcpsweep.assess.question import Question
from mcpsweep.errors import UsageError
from mcpsweep.model.case import Origin, OriginKind
from mcpsweep.model.concern import Concern, Doubt, Topic
from mcpsweep.model.tokens import Comparison, Organisation, ReportItem, TokenReport
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.tokens.json import render
from tests.assess.making import NOW
from tests.reports.token_reports import found, item, report, weekly

EVERYWHERE = Looked(frozenset({"github", "slack"}), frozenset({"frank-mbp"}))
ACME = Organisation(("acme.example",), {"github": "acme"})
QUESTION = Question(Topic.ORPHANS, NOW)


def compared(before: TokenReport, *now: ReportItem, looked: Looked = EVERYWHERE) -> Comparison:
    """The items beside an earlier report."""
    return compare(before, {one.id: one for one in now}, looked)


def ids(items: tuple[ReportItem, ...]) -> list[str]:
    """Their last letters."""
    return [one.id[-1] for one in items]


def test_new_still_there_and_gone() -> None:
    found_now = compared(report(item("1"), item("2")), item("2"), item("3"))
    assert (found_now.new, found_now.changed) == (("github/github-pat/3",), ())
    assert (ids(found_now.gone), found_now.unseen) == (["1"], ())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"last_used": "2026-11-22T09:00:00Z"}, "last use: 2026-11-20 → 2026-11-22"),
        ({"scopes": ("repo",)}, "scopes: repo read:org → repo"),
        ({"owner": None}, "owner: frank → nothing"),
        ({"state": "blocked"}, "state at the service: active → blocked"),
        ({"doubts": (*item().doubts, Doubt(Concern.DORMANT, "long ago"))}, "now dormant"),
        ({"doubts": (Doubt(Concern.TERM_ENDED, "x"),)}, "no longer owner-departed"),
    ],
)
def test_what_changed_is_told_in_words(changes: dict[str, Any], said: str) -> None:
    (change,) = compared(report(item("1")), msgspec.structs.replace(item("1"), **changes)).changed
    assert said in change.what


def test_that_a_reason_is_worded_otherwise_is_no_change() -> None:
    worded = msgspec.structs.replace(item("1"), doubts=(Doubt(Concern.OWNER_DEPARTED, "in other words"),))
    assert compared(report(item("1")), worded).changed == ()


def test_what_was_not_looked_at_is_not_gone() -> None:
    before = report(item("1"), found())
    for looked in (Looked(frozenset(), frozenset({"frank-mbp"})), Looked(frozenset({"github"}), frozenset())):
        told = compared(before, looked=looked)
        assert len(told.gone) == len(told.unseen) == 1


def test_what_was_not_looked_at_last_time_is_not_new_when_it_is_seen_again() -> None:
    first = report(item("1"))
    second = report(comparison=compared(first, looked=Looked(frozenset(), frozenset())))
    third = compared(second, item("1"))
    assert (third.new, third.gone, third.unseen) == ((), (), ())
    assert ids(compared(second).gone) == ["1"]


def test_what_its_service_no_longer_lists_and_a_laptop_still_holds_has_changed_and_is_neither_new_nor_gone() -> None:
    listed = msgspec.structs.replace(item("1"), fingerprint="f1")
    told = compared(report(listed), found("f1"))
    assert (told.new, told.gone) == ((), ())
    assert "state at the service: active → not listed" in told.changed[0].what


def test_why_a_comparison_may_mislead_is_said() -> None:
    silent = Origin(OriginKind.SERVICE, "github", "", False, "the connection broke")
    before = report(dormant_days=30, fingerprint_keys=("k0",), origins=(silent,))
    after = report(origins=(*report().origins, Origin(OriginKind.SERVICE, "slack", "", True)))
    said = list(remarks(before, after))
    assert [any(word in one for one in said) for word in ("github was not whole", "slack was not asked")] == [True] * 2
    assert any("30 days" in one for one in said)
    assert any("other fingerprint keys" in one for one in said)
    assert not list(remarks(after, after))


def written(document: TokenReport) -> bytes:
    """The report as a file holds it."""
    return render(document, Canvas()).encode()


def edited(change: Callable[[Any], None]) -> bytes:
    """A report that somebody changed by hand."""
    tree = json.loads(written(weekly()))
    change(tree)
    return json.dumps(tree).encode()


def test_a_report_comes_back_however_it_is_laid_out() -> None:
    assert parse(written(weekly()), "last.json") == weekly()
    assert parse(json.dumps(json.loads(written(weekly()))).encode(), "last.json") == weekly()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (written(weekly())[:-200], "cut off"),
        (b"<html>", "no JSON"),
        (b"[" * 100_000, "cut off, or is no JSON"),
        (b"[]", "names no format"),
        (b'{"format": "mcpsweep-tokens/2"}', "mcpsweep-tokens/2"),
        (b'{"format": "mcpsweep-inventory/1"}', "mcpsweep-inventory/1"),
        (edited(lambda tree: tree["items"].pop()), "was edited"),
        (edited(lambda tree: tree["items"][0].update(risk="low")), "was edited"),
        (edited(lambda tree: tree.pop("digest")), "was edited"),
        (edited(lambda tree: tree.update(items={})), "altered or is damaged"),
        (edited(lambda tree: tree["items"][0].update(risk="none")), "altered or is damaged"),
    ],
)
def test_what_is_no_whole_report_is_refused_in_words(data: bytes, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        parse(data, "last.json")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"topic": Topic.DORMANT}, "is about dormant, not about orphans"),
        ({"organisation": Organisation(("other.example",))}, "is of another organisation: other.example"),
        ({"organisation": Organisation((), {"github": "umbrella"})}, "github: umbrella"),
        ({"at": "2027-01-01T00:00:00Z"}, "yet to come"),
    ],
)
def test_what_is_about_something_else_is_refused(changes: dict[str, Any], says: str) -> None:
    earlier = msgspec.structs.replace(weekly(), at="2026-11-16T06:00:00Z")
    assert comparable(earlier, "last.json", QUESTION, ACME) is earlier
    with pytest.raises(UsageError, match=says):
        comparable(msgspec.structs.replace(earlier, **changes), "last.json", QUESTION, ACME)


def test_an_organisation_that_grew_is_still_the_same() -> None:
    grown = Organisation(("acme.example", "acme.test"), {"github": "acme", "slack": "T1"})
    assert ACME.could_be(grown)
    assert Organisation().could_be(ACME)
