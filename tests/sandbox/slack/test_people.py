"""Looking people up, and the doubles that must not be taken for alice."""

import pytest

from mcpsweep.sandbox.slack.state import Plan
from tests.sandbox.slack.caller import Caller

ALL = list(Plan)


@pytest.mark.parametrize("plan", ALL)
def test_an_address_finds_exactly_its_own_member(plan: Plan) -> None:
    caller = Caller(plan)
    for person in caller.who.people:
        assert caller.ask("users.lookupByEmail", None, email=person.email)["user"]["id"] == caller.user(person.id)
    assert caller.error("users.lookupByEmail", None, email="nobody@acme.example") == "users_not_found"
    assert caller.error("users.lookupByEmail") == "missing_argument"


def test_carol_has_alices_display_name_and_dave_her_address_with_a_tag() -> None:
    caller = Caller()
    people = {
        person: caller.ask("users.info", None, user=caller.user(person))["user"]
        for person in ("alice", "carol", "dave")
    }
    assert people["carol"]["real_name"] == people["alice"]["real_name"]
    assert people["dave"]["profile"]["email"] == "alice+dave@acme.example"
    assert people["alice"]["id"] not in (people["carol"]["id"], people["dave"]["id"])


def test_an_address_is_shown_only_to_who_may_read_it() -> None:
    caller = Caller()
    seen = caller.ask("users.info", caller.value("slack-bob"), user=caller.user("alice"))["user"]
    assert "email" not in seen["profile"]
    assert caller.error("users.lookupByEmail", caller.value("slack-bob"), email="bob@acme.example") == "missing_scope"


def test_a_deactivated_member_is_found_by_id_and_in_the_list_but_not_by_address() -> None:
    caller = Caller()
    caller.provision("DELETE", f"Users/{caller.user('alice')}")
    assert caller.error("users.lookupByEmail", None, email="alice@acme.example") == "users_not_found"
    assert caller.ask("users.info", None, user=caller.user("alice"))["user"]["deleted"] is True
    rows = {row["id"]: row for row in caller.ask("users.list")["members"]}
    assert rows[caller.user("alice")]["deleted"] is True
    assert rows[caller.user("alice")]["profile"]["email"] == "alice@acme.example"


def test_bots_are_in_the_list_and_cursors_lead_through_it() -> None:
    caller = Caller(size=40)
    whole = [row["id"] for row in caller.ask("users.list")["members"]]
    part, cursor = [], ""
    while True:
        answer = caller.ask("users.list", None, limit=7, **({"cursor": cursor} if cursor else {}))
        part += [row["id"] for row in answer["members"]]
        cursor = answer["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert part == whole
    bots = [row for row in caller.ask("users.list")["members"] if row["is_bot"]]
    assert {row["profile"]["api_app_id"] for row in bots} >= {caller.app("alice-agent"), caller.app("bob-agent")}


def test_a_large_workspace_is_listed_only_in_parts() -> None:
    caller = Caller(size=1000)
    assert caller.error("users.list") == "limit_required"
    assert len(caller.ask("users.list", None, limit=1000)["members"]) == 1000
    assert caller.error("users.list", None, limit=1001) == "invalid_limit"


def test_an_organisations_token_lists_one_workspace_at_a_time() -> None:
    caller = Caller(Plan.ENTERPRISE)
    assert caller.error("users.list") == "missing_argument"
    members = caller.ask("users.list", None, **caller.team)["members"]
    alice = next(row for row in members if row["id"] == caller.user("alice"))
    assert len(alice["enterprise_user"]["teams"]) == 2


def test_users_and_bots_that_are_not_there_or_not_in_sight() -> None:
    caller = Caller(Plan.ENTERPRISE)
    assert caller.error("users.info", None, user="U0NOBODY") == "user_not_found"
    assert caller.error("bots.info", None, bot="B0NOBODY") == "bot_not_found"
    labs = next(user for user in caller.slack.world.users.values() if user.app == caller.app("labs"))
    assert caller.error("bots.info", None, bot=labs.bot_id) == ""
    assert caller.error("bots.info", caller.value("slack-erin"), bot=labs.bot_id) == "bot_not_found"
    assert caller.error("users.info", caller.value("slack-erin"), user=labs.id) == "user_not_visible"
