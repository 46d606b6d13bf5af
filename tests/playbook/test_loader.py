"""What a playbook's file says, and what is said of a file that is wrong: all of it, each with its place."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcpsweep.errors import ExitCode
from mcpsweep.model.account import AccountState
from mcpsweep.model.decision import Do
from mcpsweep.model.person import PersonStatus
from mcpsweep.model.plan import Action, EvidenceFormat
from mcpsweep.playbook.expressions import ALWAYS, CAN_BE_UNKNOWN
from mcpsweep.playbook.faults import FaultyPlaybook, one_of
from mcpsweep.playbook.loader import parse
from mcpsweep.playbook.schema import (
    DEFAULT_ORDER,
    Access,
    AccountCheck,
    Ceiling,
    Evidence,
    InventoryNeed,
    ManualCheck,
    PersonNeed,
    Playbook,
    Require,
    complete,
    too_early,
)

WHOLE = """\
format: mcpsweep-playbook/1
name: offboard-somebody
description: A leaver whose laptop came back.
services: [github, slack, atlassian]
require:
  inventory: {max_age: 7d}
  person: {status: [departing, departed]}
limits: {max_steps: 200, max_share: 5%}
rules:
  - when: {shared: true}
    do: rotate
    owner: platform-team
  - when: {service: slack, kind: slack-bot-token}
    do: ask
    note: "tell the team"
  - when: {validity: [live, unknown, not-checked]}
    do: revoke
  - do: report
order: [stop-agent, revoke-value, revoke, end-sessions, remove-access, disable-account, manual]
access: {remove: [github], disable: [slack, atlassian]}
checks:
  - {service: okta, account: disabled}
  - {manual: "The laptop is wiped or in the evidence locker."}
evidence: {formats: [json]}
"""
FLAG = "right would be: true, false"
NO_PLAYBOOK = "no playbook that this version reads; it would begin with format: mcpsweep-playbook/1"
NO_YAML = "look at the lines above it, too"
HEAD = "format: mcpsweep-playbook/1\nname: own\n"


def told(text: str | bytes) -> list[str]:
    """Everything that is wrong with a playbook."""
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(FaultyPlaybook) as caught:
        parse(data, "own.yaml")
    assert caught.value.exit_code is ExitCode.USAGE
    return [fault.told("own.yaml") for fault in caught.value.faults]


def test_a_whole_one() -> None:
    playbook = parse(WHOLE.encode(), "own.yaml")
    assert [(rule.do, rule.owner, rule.note, rule.when.words()) for rule in playbook.rules] == [
        (Do.ROTATE, "platform-team", "", "shared"),
        (Do.ASK, "", "tell the team", "service slack, and kind slack-bot-token"),
        (Do.REVOKE, "", "", "validity live, unknown or not-checked"),
        (Do.REPORT, "", "", "everything"),
    ]
    assert playbook == Playbook(
        name="offboard-somebody",
        rules=playbook.rules,
        description="A leaver whose laptop came back.",
        services=("github", "slack", "atlassian"),
        require=Require(InventoryNeed(timedelta(days=7)), PersonNeed((PersonStatus.DEPARTING, PersonStatus.DEPARTED))),
        limits=Ceiling(200, 0.05),
        order=DEFAULT_ORDER,
        access=Access(("github",), ("slack", "atlassian")),
        checks=(
            AccountCheck("okta", AccountState.DISABLED),
            ManualCheck("The laptop is wiped or in the evidence locker."),
        ),
        evidence=Evidence((EvidenceFormat.JSON,)),
    )


def test_defaults() -> None:
    playbook = parse(f"{HEAD}rules: [{{do: revoke}}]\n".encode(), "own.yaml")
    assert playbook == Playbook("own", playbook.rules)
    assert playbook.rules[0].when == ALWAYS
    assert playbook.order == DEFAULT_ORDER


def test_windows_wrote_it() -> None:
    assert parse(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode(), "own.yaml").name == "offboard-somebody"
    assert parse(WHOLE.encode("utf-16"), "own.yaml").name == "offboard-somebody"


def test_json_will_do() -> None:
    data = b'{"format": "mcpsweep-playbook/1", "name": "own", "rules": [{"do": "report"}], "limits": {"max_steps": 3}}'
    assert parse(data, "own.json").limits.max_steps == 3


def test_everything_that_is_wrong_is_told_at_once() -> None:
    text = """\
format: mcpsweep-playbook/1
name: Own
limits: {max_steps: none, max_share: 0.05}
rules:
  - when: {sharde: true, kind: []}
    do: rewoke
  - when:
      age: {over: 90}
      last_used: 2026-01-01
      validity: [live, alive]
      all: {shared: true}
      not: {}
    do: revoke
    oner: platform-team
order: [revoke, revoke]
acess: {remove: [github]}
"""
    assert told(text) == [
        "own.yaml:2:7: name cannot be this text; small letters, digits and hyphens, as in offboard-employee",
        "own.yaml:3:21: max_steps cannot be none; a whole number, 1 or more",
        "own.yaml:3:38: max_share cannot be 0.05; a percentage above 0%, as in 5%",
        "own.yaml:5:12: when has no sharde; did you mean shared?",
        "own.yaml:5:32: kind is an empty list; name something, or leave the key out",
        "own.yaml:6:9: do cannot be rewoke; did you mean revoke?",
        "own.yaml:8:19: age: over cannot be 90; a length of time, as in 90d, 36h or 2w",
        "own.yaml:9:18: last_used is compared, not equal to something; "
        "write last_used: {before: 2026-01-31}, {over: 90d} or never",
        "own.yaml:10:24: validity cannot be alive; did you mean live?",
        "own.yaml:11:12: all must be a list; write it in brackets: [ … ]",
        "own.yaml:12:12: not asks for nothing; name a field, or leave the key out",
        "own.yaml:14:5: a rule has no oner; did you mean owner?",
        "own.yaml:15:17: revoke comes twice; it stands in line 15 already",
        "own.yaml:16:1: a playbook has no acess; did you mean access?",
    ]


@pytest.mark.parametrize(
    ("rest", "fault"),
    [
        ("rules: []", "3:8: rules is an empty list; name something, or leave the key out"),
        ("rules: all", "3:8: rules must be a list; write it in brackets: [ … ]"),
        ("rules: [{when: {shared: true}}]", "3:9: a rule lacks do; write do: …"),
        ("rules: [revoke]", "3:9: a rule must have keys; right would be: when, do, owner, note"),
        (
            "rules: [{do: [revoke]}]",
            "3:14: do must be a single value; " + one_of(Do),
        ),
        ("rules: [{do: revoke, do: ask}]", "3:22: do comes twice; it stands in line 3 already"),
        ("rules: [{do: revoke}, {do: ask}]", "3:23: rule 2 is never reached; rule 1 is about everything already"),
        ("rules: [{do: revoke, owner: }]", "3:29: owner is empty; a text"),
        ("rules: [{do: revoke, owner: 7}]", "3:29: owner must be a text; put it in quotes"),
        ("rules: [{do: revoke, when: {}}]", "3:28: when asks for nothing; name a field, or leave the key out"),
        (
            "rules: [{do: revoke, when: {shared: yes}}]",
            "3:37: shared is yes or no, not yes; " + FLAG,
        ),
        (
            "rules: [{do: ask, when: {shared: 'true'}}]",
            "3:35: shared is yes or no, not true; " + FLAG,
        ),
        (
            "rules: [{do: ask, when: {shared: [true]}}]",
            "3:34: shared must be a single value; " + FLAG,
        ),
        (
            "rules: [{do: ask, when: {owner: bob}}]",
            "3:33: owner cannot be bob; right would be: person, other, unknown",
        ),
        ("rules: [{do: ask, when: {kind: 7}}]", "3:32: kind must be a text; put it in quotes"),
        (
            "rules: [{do: ask, when: {age: {}}}]",
            "3:31: age is compared with nothing; right would be: over, under",
        ),
        (
            "rules: [{do: ask, when: {age: {within: 9d}}}]",
            "3:32: age has no within; right would be: over, under",
        ),
        (
            "rules: [{do: ask, when: {last_used: {before: tomorrow}}}]",
            "3:46: last_used: before cannot be tomorrow; a date, as in 2026-01-31",
        ),
        (
            "rules: [{do: ask, when: {unknown: shared}}]",
            "3:35: unknown cannot be shared; " + one_of(CAN_BE_UNKNOWN),
        ),
        ("rules: [{do: ask}]\nservices: github", "4:11: services must be a list; write it in brackets: [ … ]"),
        ("rules: [{do: ask}]\nlimits: {max_steps: 0}", "4:21: max_steps cannot be 0; a whole number, 1 or more"),
        (
            f"rules: [{{do: ask}}]\nlimits: {{max_steps: {'9' * 5000}}}",
            "4:21: max_steps cannot be this text; a whole number, 1 or more",
        ),
        (
            "rules: [{do: ask}]\nlimits: {max_share: 500%}",
            "4:21: max_share cannot be 500%; a percentage above 0%, as in 5%",
        ),
        (
            "rules: [{do: ask}]\nrequire: {inventory: {max_age: a week}}",
            "4:32: max_age cannot be this text; a length of time, as in 90d, 36h or 2w",
        ),
        (
            "rules: [{do: ask}]\norder: [disable-account, revoke]",
            "4:9: disable-account before revoke: that keeps or hides tokens on several services; "
            "put disable-account behind revoke-value, revoke and end-sessions",
        ),
        (
            "rules: [{do: ask}]\nchecks: [{service: okta, account: unknown}]",
            "4:35: account cannot be unknown; right would be: active, invited, disabled",
        ),
        ("rules: [{do: ask}]\nchecks: [{service: okta}]", "4:10: a check lacks account; write account: …"),
        (
            "rules: [{do: ask}]\nchecks: [{manual: look, service: okta}]",
            "4:25: a check has no service; right would be: manual",
        ),
        ("rules: [{do: ask}]\nevidence: {formats: [pdf]}", "4:22: formats cannot be pdf; right would be: json, html"),
    ],
)
def test_what_is_wrong(rest: str, fault: str) -> None:
    assert told(f"{HEAD}{rest}\n") == [f"own.yaml:{fault}"]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ("", ": nothing is in it; mcpsweep playbook show offboard-employee shows a whole one"),
        ("# nothing\n", ": nothing is in it; mcpsweep playbook show offboard-employee shows a whole one"),
        (
            "GITHUB_TOKEN=hunter2\n",
            ":1:1: " + NO_PLAYBOOK,
        ),
        (
            "hunter2: hunter2\nhunter3: [hunter2]\n",
            ":1:1: " + NO_PLAYBOOK,
        ),
        (
            "format: mcpsweep-playbook/2\nrules: 7\n",
            ":1:9: " + NO_PLAYBOOK,
        ),
        (
            f"{HEAD}rules: [\n",
            ":4:1: this is no YAML: did not find expected node content; " + NO_YAML,
        ),
        (
            f"{HEAD}\trules: 7\n",
            ":3:1: this is no YAML: found a tab character that violates indentation; " + NO_YAML,
        ),
        (f"{HEAD}description: a\x07b\n", ":3:15: a character that no YAML may hold; save it as plain text, in UTF-8"),
        (
            f"{HEAD}rules: !!python/object/apply:os.system [id]\n",
            ":3:8: a tag; tags mean nothing in a playbook; put what begins with ! in quotes",
        ),
        (
            f"{HEAD}rules: [{{do: ask}}]\n---\n{HEAD}",
            ":4:1: a second document begins here; write each playbook into a file of its own",
        ),
        (f"{HEAD}rules: {'[' * 1_000_000}", ":3:39: nested more than 32 deep; no condition needs that"),
        ("x" * 2**21, ": larger than 1024 KiB; a playbook is a few pages of text"),
    ],
)
def test_what_is_no_playbook_at_all(data: str, fault: str) -> None:
    assert told(data) == [f"own.yaml{fault}"]


def test_only_the_format_is_missing() -> None:
    assert told("name: own\nrules: [{do: aks}]\n") == [
        "own.yaml:1:1: a playbook lacks format; write format: …",
        "own.yaml:2:14: do cannot be aks; did you mean ask?",
    ]


def test_anchors_and_aliases() -> None:
    bomb = "".join(f"x{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9) if n else 'x'}]\n" for n in range(9))
    faults = told(HEAD + bomb)
    assert len(faults) == 9 + 8 * 9
    assert (
        faults[0]
        == "own.yaml:3:5: an anchor; write out what it stands for, so that everybody reads what the playbook says"
    )
    assert "own.yaml:4:10: an alias" in faults[2]


def test_no_text_of_a_strange_file_is_shown() -> None:
    faults = " ".join(told(f"{HEAD}rules: ['correct horse battery staple']\n'correct horse': [battery, staple]\n"))
    assert "horse" not in faults
    assert "staple" not in faults


def test_one_line_for_other_commands() -> None:
    with pytest.raises(FaultyPlaybook) as caught:
        parse(f"{HEAD}rules: [{{do: aks}}, {{do: revok}}]\n".encode(), "own.yaml")
    assert caught.value.message == "own.yaml:3:14: do cannot be aks; did you mean ask? (and 2 more)"
    assert caught.value.hint == "mcpsweep playbook check own.yaml tells all that is wrong"


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: (HEAD + text).encode()))
def test_any_bytes_are_answered(data: bytes) -> None:
    assert told(data)


@given(st.lists(st.sampled_from(Action), unique=True))
def test_an_order_is_completed(named: list[Action]) -> None:
    order = complete(named)
    assert sorted(order) == sorted(Action)
    assert [action for action in order if action in named] == named


def test_an_order_that_names_nothing_out_of_place_is_the_default() -> None:
    assert complete([]) == complete([Action.REVOKE, Action.MANUAL]) == DEFAULT_ORDER
    assert too_early(DEFAULT_ORDER) is None


def test_the_design_names_an_order() -> None:
    """Its seven actions, in its order, are part of the default."""
    named = ["stop-agent", "revoke-value", "revoke", "end-sessions", "remove-access", "disable-account", "manual"]
    assert [action for action in DEFAULT_ORDER if action in named] == named
