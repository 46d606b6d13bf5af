"""Conditions: what they ask, and that they ask nothing else."""

import json
from typing import Any

import pytest
from hypothesis import given

from mcpsweep.documents.base import Node
from mcpsweep.documents.read import Format, parse
from mcpsweep.model.account import AccountRef
from mcpsweep.model.finding import Confidence
from mcpsweep.model.grant import GrantState, Way
from mcpsweep.model.holding import Found, Holding, Owner, Ownership, SharedHow, Sharing
from mcpsweep.model.validity import Validity, ValidityState
from mcpsweep.playbook import expressions
from mcpsweep.playbook.expressions import Condition, Every, Not, Some
from mcpsweep.playbook.faults import Faults
from mcpsweep.playbook.fields import FIELDS
from mcpsweep.playbook.situation import Situation
from tests.playbook.holdings import HOLDINGS, NOW, ago, finding, grant, holding
from tests.playbook.reference import CHOICES, CONDITIONS, FLAGS, INSTANTS, TEXT_FIELDS, evaluate


def read(text: str) -> Condition:
    """The condition that `text` says."""
    node: Node | None = parse(text.encode(), Format.YAML).root
    faults = Faults()
    assert node is not None
    condition = expressions.read(node, "when", faults)
    assert condition is not None, faults.sorted()
    assert not faults
    return condition


def ask(text: str, about: Holding, has_value: bool = False) -> bool | None:
    """What `text` says of a holding at `NOW`."""
    return read(text).holds(Situation(about, NOW, has_value))


def test_the_reference_knows_every_field() -> None:
    assert {field.name for field in FIELDS} == {*FLAGS, *CHOICES, *TEXT_FIELDS, *INSTANTS, "age"}


@given(CONDITIONS, HOLDINGS)
def test_a_condition_says_what_the_obvious_way_says(written: dict[str, Any], about: Holding) -> None:
    assert ask(json.dumps(written), about, True) is evaluate(written, about, True)


@given(CONDITIONS, CONDITIONS, HOLDINGS)
def test_laws(first: dict[str, Any], second: dict[str, Any], about: Holding) -> None:
    situation = Situation(about, NOW, False)
    one, other = read(json.dumps(first)), read(json.dumps(second))

    def says(condition: Condition) -> bool | None:
        return condition.holds(situation)

    assert says(Not(Not(one))) is says(one)
    assert says(Not(Every((one, other)))) is says(Some((Not(one), Not(other))))
    assert says(Not(Some((one, other)))) is says(Every((Not(one), Not(other))))
    assert says(Every((one, other))) is says(Every((other, one)))
    assert says(Some((one, other))) is says(Some((other, one)))
    assert says(Every((one, Some((one, other))))) is says(one)
    assert says(Every((one,))) is says(Some((one,))) is says(one)


@given(CONDITIONS)
def test_what_is_read_twice_is_the_same(written: dict[str, Any]) -> None:
    text = json.dumps(written)
    assert read(text) == read(text)
    assert read(text).words()


LAPTOP = holding(found=(Found("lap-1", "", finding()),))
LISTED = holding(grants=(grant(created=ago(days=100), last_used=ago(days=10), expires=ago(days=-20)),))


@pytest.mark.parametrize(
    ("written", "about", "answer"),
    [
        ("{shared: true}", holding(), False),
        ("{shared: true}", holding(sharing=(Sharing(SharedHow.ROSTER, ""),)), True),
        ("{sharing: [bot, roster]}", holding(sharing=(Sharing(SharedHow.ROSTER, ""),)), True),
        ("{not: {sharing: bot}}", holding(), True),
        ("{service: slack, kind: slack-bot-token}", holding(service="slack", kind="slack-bot-token"), True),
        ("{service: slack, kind: slack-bot-token}", holding(service="slack", kind="slack-user-token"), False),
        ("{kind: '*-bot-token'}", holding(kind="slack-bot-token"), True),
        ("{kind: '*-bot-token'}", holding(kind="slack-bot-token-2"), False),
        ("{kind: 'slack-*-token'}", holding(kind="slack-token"), False),
        ("{validity: [live, unknown]}", holding(validity=Validity(ValidityState.UNKNOWN)), True),
        ("{validity: [live, unknown]}", holding(), False),
        ("{owner: unknown}", holding(ownership=Ownership(Owner.UNKNOWN, "")), True),
        ("{form: literal}", LAPTOP, True),
        ("{form: [oauth, protected]}", LAPTOP, False),
        ("{form: literal}", holding(), None),
        ("{confidence: high}", holding(found=(Found("", "", finding(confidence=Confidence.LOW)),)), False),
        ("{client: claude-code, path: '/home/*/.claude.json', machine: LAP-*}", LAPTOP, True),
        ("{on_laptop: true, listed: false}", LAPTOP, True),
        ("{on_laptop: true}", LISTED, False),
        ("{state: pending}", holding(grants=(grant(state=GrantState.PENDING),)), True),
        ("{can_revoke: id}", LISTED, True),
        ("{can_revoke: id}", holding(grants=(grant(can_revoke=()),)), False),
        ("{can_revoke: id}", holding(grants=(grant(can_revoke=(Way.VALUE, Way.ID)),)), True),
        ("{review: true}", holding(grants=(grant(review="production"),)), True),
        ("{review: true}", holding(apps=(grant(review="production"),)), True),
        ("{account: ALICE}", holding(ownership=Ownership(Owner.PERSON, "", account=AccountRef("7", "alice"))), True),
        ("{account: '7'}", holding(ownership=Ownership(Owner.PERSON, "", account=AccountRef("7", "alice"))), True),
        ("{account: '*'}", holding(), None),
        ("{label: '*prod*'}", holding(grants=(grant(label="the PROD key"),)), True),
        ("{label: '[p]*'}", holding(grants=(grant(label="prod"),)), False),
        ("{scopes: 'admin:*'}", holding(grants=(grant(scopes=("repo", "admin:org")),)), True),
        ("{age: {over: 90d}}", LISTED, True),
        ("{age: {over: 90d, under: 15w}}", LISTED, True),
        ("{age: {over: 101d}}", LISTED, False),
        ("{age: {over: 90d}}", holding(grants=(grant(),)), None),
        ("{created: {before: 2026-01-01}}", LISTED, False),
        ("{created: {after: 2026-01-01}}", LISTED, True),
        ("{created: {after: '2026-02-21T12:30:00Z'}}", LISTED, True),
        ("{created: {after: '2026-02-21T12:30:01Z'}}", LISTED, False),
        ("{created: {before: '2026-02-21T12:30:00Z'}}", LISTED, False),
        ("{created: {before: '2026-02-21T12:30:01Z'}}", LISTED, True),
        ("{created: never}", holding(grants=(grant(created="once upon a time"),)), None),
        ("{last_used: {within: 10d}}", LISTED, True),
        ("{last_used: {over: 10d}}", LISTED, False),
        ("{last_used: never}", LISTED, False),
        ("{last_used: never}", holding(grants=(grant(),)), True),
        ("{last_used: never}", holding(), None),
        ("{unknown: last_used}", holding(grants=(grant(),)), True),
        ("{unknown: [last_used, state]}", holding(grants=(grant(),)), False),
        ("{unknown: [last_used, state]}", holding(), True),
        ("{expires: {within: 30d}}", LISTED, True),
        ("{expires: {within: 19d}}", LISTED, False),
        ("{expires: {over: 19d}}", LISTED, True),
        ("{expires: {within: 30d}}", holding(validity=Validity(expires_at=ago(days=-5))), True),
        ("{expires: {within: 30d}}", holding(validity=Validity(expires_at=ago(days=5))), False),
        ("{expires: never}", holding(grants=(grant(),)), True),
        ("{any: [{shared: true}, {owner: person}]}", holding(), True),
        ("{all: [{shared: true}, {owner: person}]}", holding(), False),
    ],
)
def test_examples(written: str, about: Holding, answer: bool | None) -> None:
    assert ask(written, about) is answer


@pytest.mark.parametrize(
    "written",
    [
        "{last_used: {over: 90d}}",
        "{last_used: {within: 90d}}",
        "{last_used: {before: 2026-01-01}}",
        "{age: {over: 1d}}",
        "{account: alice}",
        "{expires: {within: 30d}}",
    ],
)
@pytest.mark.parametrize(
    "about", [holding(), holding(grants=(grant(),)), holding(grants=(grant(created="soon", last_used="?"),))]
)
def test_the_unknown_matches_neither_a_question_nor_its_opposite(written: str, about: Holding) -> None:
    assert ask(written, about) is None
    assert ask(f"{{not: {written}}}", about) is None


def test_several_records() -> None:
    about = holding(
        grants=(
            grant(created=ago(days=5), last_used=ago(days=4), expires=ago(days=-3)),
            grant(created=ago(days=50), last_used=ago(days=40), expires=ago(days=-30)),
        )
    )
    assert ask("{age: {over: 49d}, last_used: {within: 4d}, expires: {over: 29d}}", about)


def test_a_value_in_hand() -> None:
    assert ask("{value: true}", holding(), has_value=True)
    assert ask("{value: false}", holding(), has_value=False)


def test_a_clock_that_is_ahead() -> None:
    just_now = holding(grants=(grant(created=ago(hours=-1), last_used=ago(hours=-1)),))
    assert ask("{last_used: {within: 1h}, age: {under: 1h}}", just_now)


def test_a_hostile_label_costs_no_time() -> None:
    about = holding(grants=(grant(label="a" * 100_000 + "!"),))
    assert ask("{label: '*a*a*a*a*a*a*b'}", about) is False


def test_a_time_that_no_zone_can_hold() -> None:
    about = holding(grants=(grant(created="0001-01-01T00:00:00+14:00", expires="9999-12-31T23:59:59-12:00"),))
    assert ask("{age: {over: 90d}, created: {before: 2026-01-01}, expires: {over: 90d}}", about)


def test_words() -> None:
    condition = read("{any: [{shared: true}, {not: {kind: [a, b]}, last_used: {over: 2w}}], unknown: account}")
    assert condition.words() == "(shared, or (not (kind a or b), and last_used over 14d ago)), and account unknown"
