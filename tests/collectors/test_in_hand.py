"""Values are handed out beside the inventory, each with what belongs to it and nothing that does not."""

from pathlib import Path

import msgspec

from mcpsweep.collectors.in_hand import in_hand
from mcpsweep.collectors.request import Request, Silent
from mcpsweep.collectors.sweep import sweep
from mcpsweep.model.finding import Confidence, Finding, Form
from mcpsweep.model.place import Role, Sighting, Slot
from mcpsweep.model.secret import Secret
from mcpsweep.sandbox import laptop
from mcpsweep.sandbox.organisation import organisation


def finding(mark: str, kind: str, *pointers: str, server: str = "", role: Role = Role.VALUE) -> Finding:
    places = tuple(Sighting("/home/a/x.json", 1, 1, one, Slot.ENV, "N", "c", server, role) for one in pointers)
    return Finding(mark, mark, "slack", kind, Confidence.HIGH, Form.LITERAL, "r", "", 9, None, None, places)


def hands(*findings: Finding) -> dict[str, list[str]]:
    """Fingerprint → the values of what was put with it."""
    marks = {one.fingerprint: Secret(f"value of {one.fingerprint}") for one in findings if one.fingerprint}
    held = in_hand(findings, marks)
    return {
        mark: [secret.reveal().removeprefix("value of ") for _, secret in one.companions] for mark, one in held.items()
    }


def test_a_session_and_the_cookie_beside_it_belong_together() -> None:
    assert hands(
        finding("t", "slack-session-token", "/servers/slack/env/T"),
        finding("c", "slack-session-cookie", "/servers/slack/env/D"),
        finding("b", "slack-bot-token", "/servers/slack/env/B"),
    ) == {"t": ["c"], "c": ["t"], "b": []}


def test_of_two_that_could_be_meant_neither_is() -> None:
    assert hands(
        finding("t", "slack-session-token", "/env/T"),
        finding("u", "slack-session-token", "/env/U"),
        finding("c", "slack-session-cookie", "/env/D"),
    ) == {"t": [], "u": [], "c": []}
    assert hands(
        finding("b", "slack-rotating-bot-token", "/env/B"),
        finding("u", "slack-rotating-user-token", "/env/U"),
        finding("r", "slack-refresh-token", "/env/R"),
    ) == {"b": [], "u": [], "r": []}


def test_what_stands_elsewhere_in_the_file_or_is_only_used_there_does_not_belong_to_it() -> None:
    assert hands(
        finding("t", "slack-session-token", "/one/env/T"),
        finding("c", "slack-session-cookie", "/other/env/D"),
    ) == {"t": [], "c": []}
    assert hands(
        finding("t", "slack-session-token", "/env/T"),
        finding("c", "slack-session-cookie", "/env/D", role=Role.USE),
    ) == {"t": [], "c": []}


def test_what_one_server_entry_has_belongs_together_wherever_the_values_lie() -> None:
    assert hands(
        finding("t", "slack-session-token", "/slack/env/T", server="s"),
        finding("c", "slack-session-cookie", "/slack/env/D", server="s", role=Role.USE),
    ) == {"t": ["c"], "c": ["t"]}
    assert hands(
        finding("t", "slack-session-token", "/slack/env/T", server="s"),
        finding("c", "slack-session-cookie", "/other/env/D", server="o", role=Role.USE),
    ) == {"t": [], "c": []}


def test_the_sample_laptop_hands_out_every_value_and_writes_none_down(tmp_path: Path) -> None:
    laptop.build(tmp_path)
    swept = sweep(Request(root=str(tmp_path), fingerprint_key=b"made up"), Silent())
    values = {held.secret.reveal() for held in swept.held.values()}
    text = msgspec.json.encode(swept.inventory).decode()
    assert {one.fingerprint for one in swept.inventory.findings} - {None} == set(swept.held)
    for label in ("github-classic", "slack-bot", "jira", "warehouse-pool"):
        value = organisation().credential(label).secret.reveal()
        assert value in values
        assert value not in text
    access, refresh = (organisation().credential(f"notion-{name}").secret for name in ("access", "refresh"))
    (renewed,) = [one for one in swept.held.values() if one.secret == access]
    assert [secret for _, secret in renewed.companions] == [refresh]
    jira = organisation().credential("jira").secret
    (held,) = [one for one in swept.held.values() if one.secret == jira]
    assert "alice@acme.example" in {hint.value for hint in held.hints}
