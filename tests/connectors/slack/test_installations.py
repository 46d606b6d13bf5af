"""What is installed is told from everybody's entries, whichever way the log runs."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcpsweep.connectors.slack.installations import AppKey, Change, Installation, Step, from_audit, from_log, installed
from mcpsweep.connectors.slack.shapes import AuditEntry, LogEntry
from tests.connectors.slack.workspace import ALICE, APP, BOB, CAROL, entry


def folded(*entries: dict[str, Any]) -> list[Installation]:
    """What is there after these entries."""
    return list(installed(from_log(msgspec.convert(list(entries), list[LogEntry], strict=False), "T1")))


def test_the_last_to_add_or_enable_is_the_installer() -> None:
    (found,) = folded(entry(1, ALICE, "added"), entry(2, BOB, "disabled"), entry(3, CAROL, "enabled"))
    assert (found.installer, found.installed, found.others) == (CAROL, 3, ())


def test_who_added_it_before_is_still_told() -> None:
    (found,) = folded(entry(1, ALICE, "added"), entry(3, CAROL, "added"))
    assert (found.installer, found.others) == (CAROL, (ALICE,))


@pytest.mark.parametrize("change", ["removed", "disabled"])
def test_an_end_by_anybody_is_an_end(change: str) -> None:
    assert folded(entry(1, ALICE, "added"), entry(2, BOB, change)) == []


@pytest.mark.parametrize("change", ["updated", "expanded", "a word of tomorrow"])
def test_a_change_proves_existence_but_no_installer(change: str) -> None:
    (found,) = folded(entry(1, ALICE, change))
    assert (found.installer, found.installed) == ("", None)


def test_the_last_scopes_and_every_webhook_are_told() -> None:
    (found,) = folded(
        entry(1, ALICE, "added", scope="chat:write,incoming-webhook", channel="C1"),
        entry(2, ALICE, "expanded", scope="chat:write, files:read", channel="C2"),
    )
    assert found.scopes == ("chat:write", "files:read")
    assert found.channels == ("C1", "C2")
    assert found.has_webhook()


def test_a_service_id_is_one_thing_as_number_and_as_text() -> None:
    assert folded(entry(1, ALICE, "added", None, service_id=7), entry(2, ALICE, "removed", None, service_id="7")) == []


def test_entries_of_one_second_stay_in_the_order_of_the_log() -> None:
    oldest_first = [entry(1, ALICE, "added"), entry(5, BOB, "removed"), entry(5, CAROL, "added")]
    assert [found.installer for found in folded(*oldest_first)] == [CAROL]
    assert [found.installer for found in folded(*reversed(oldest_first))] == [CAROL]


def test_the_audit_log_tells_of_the_organisation_and_of_our_workspaces_only() -> None:
    def line(action: str, place: str) -> dict[str, Any]:
        app = {"id": APP, "name": "Agent", "scopes": ["a"], "bot_scopes": ["b"]}
        return {
            "id": "1",
            "date_create": 9,
            "action": action,
            "actor": {"user": {"id": ALICE}},
            "entity": {"app": app},
            "context": {"location": {"id": place}},
        }

    lines = [line("org_app_installed", "E1"), line("app_installed", "T9"), line("user_login", "E1")]
    (found,) = installed(from_audit(msgspec.convert(lines, list[AuditEntry]), ["T1", "E1"]))
    assert found.key == AppKey("E1", APP)
    assert (found.installer, found.label, found.scopes) == (ALICE, "Agent", ("a", "b"))


CHANGES = st.lists(st.tuples(st.sampled_from([ALICE, BOB]), st.sampled_from(list(Step))), max_size=12)


@given(CHANGES)
def test_something_is_there_exactly_if_the_last_word_is_not_its_end(history: list[tuple[str, Step]]) -> None:
    key = AppKey("T1", APP)
    found = list(installed(Change(key, moment, step, who) for moment, (who, step) in enumerate(history)))
    assert bool(found) == (bool(history) and history[-1][1] is not Step.GONE)
    if found:
        installs = [who for who, step in history if step is Step.INSTALLED]
        assert found[0].installer in ("", *installs[-1:])
