"""Whether a credential is still needed as it is."""

import msgspec
import pytest

from mcpsweep.model.account import AccountRef
from mcpsweep.model.concern import Advice, Concern, Topic
from mcpsweep.model.inventory import Inventory
from mcpsweep.model.server import Route
from tests.assess.making import assessed, concerns, grant, laptop, only
from tests.reports.inventories import server


def dormant(*grants: object, **changes: object) -> list[list[Concern]]:
    """What is wrong with the items of a report about these grants."""
    found = assessed(grants, topic=Topic.DORMANT, **changes)  # type: ignore[arg-type]
    return [concerns(item) for item in found.values()]


@pytest.mark.parametrize(
    ("used", "expected"),
    [
        ("2026-08-25T05:59:59Z", [[Concern.DORMANT]]),
        ("2026-08-25T06:00:00Z", []),
        (None, []),
        ("2026-11-23T05:00:00Z", []),
    ],
    ids=["over ninety days", "ninety days", "nobody tells", "today"],
)
def test_dormant_is_what_was_last_used_before_the_limit(used: str | None, expected: list[list[Concern]]) -> None:
    assert dormant(grant(last_used=used)) == expected


def test_the_limit_can_be_set_and_can_be_absurd() -> None:
    used = grant(last_used="2026-11-10T08:00:00Z")
    assert dormant(used, days=7) == [[Concern.DORMANT]]
    assert dormant(used, days=10**9) == []


def test_a_record_without_an_end_counts_only_where_it_would_name_one() -> None:
    assert dormant(grant(expires=None)) == [[Concern.NEVER_EXPIRES]]
    assert dormant(grant(expires=None, kind="github-deploy-key")) == []
    assert dormant(grant(expires=None, service="slack", connector="slack", kind="slack-app")) == []


def test_what_a_second_record_of_the_same_credential_tells_counts() -> None:
    """One list of GitHub's tells the last use, another the end."""
    fine = grant(
        "11",
        kind="github-fine-grained-pat",
        account=AccountRef("id-anguyen", "anguyen"),
        token_id="900",
        last_used="2026-11-20T08:00:00Z",
    )
    seldom = grant("12", token_id="900", last_used="2026-01-20T08:00:00Z", expires=None)
    assert dormant(fine, seldom) == []
    assert dormant(seldom, fine) == []
    other = msgspec.structs.replace(fine, token_id="901")
    assert dormant(other, seldom) == [[Concern.DORMANT, Concern.NEVER_EXPIRES]]
    theirs = msgspec.structs.replace(fine, account=AccountRef("id-ivy", "ivy"))
    assert dormant(theirs, seldom) == [[Concern.DORMANT, Concern.NEVER_EXPIRES]]


def test_a_leavers_dormant_token_is_ended_not_asked_about() -> None:
    found = only(assessed([grant(login="fng", last_used="2026-01-20T08:00:00Z")], topic=Topic.DORMANT))
    assert concerns(found) == [Concern.OWNER_DEPARTED, Concern.DORMANT]
    assert found.action.advice is Advice.REVOKE


def connected(host: str, route: Route, *, with_credential: bool = True) -> Inventory:
    """A laptop with one server."""
    base = laptop(host, "alice", f"fp-{host}")
    (found,) = base.findings
    place = msgspec.structs.replace(found.sightings[0], server="s1" if with_credential else "")
    return msgspec.structs.replace(
        base, servers=(server(route=route),), findings=(msgspec.structs.replace(found, sightings=(place,)),)
    )


def test_a_direct_connection_is_told_where_a_gateway_carries_the_same() -> None:
    direct, gateway = connected("l1", Route.DIRECT), connected("l2", Route.GATEWAY)
    found = only(assessed(inventories=[direct, gateway], topic=Topic.DORMANT))
    assert (found.id, concerns(found)) == ("connection/l1/s1", [Concern.DIRECT_CONNECTION])
    assert found.owner is not None
    assert found.owner.id == "alice"
    assert "carries github" in found.doubts[0].reason


def test_a_direct_connection_is_fine_without_a_gateway_or_without_a_credential() -> None:
    assert not assessed(inventories=[connected("l1", Route.DIRECT)], topic=Topic.DORMANT)
    bare = connected("l1", Route.DIRECT, with_credential=False)
    assert not assessed(inventories=[bare], topic=Topic.DORMANT, gateways=("mcp.acme.example",))
    direct = connected("l1", Route.DIRECT)
    assert assessed(inventories=[direct], topic=Topic.DORMANT, gateways=("mcp.acme.example",))
