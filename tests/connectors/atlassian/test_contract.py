"""Atlassian keeps the contract, in the Cloud with every set of keys, and on a Data Center."""

import pytest

from mcpsweep.model.held import Held
from mcpsweep.model.secret import Secret
from tests.connectors.atlassian.conftest import Make, MakeServer, held
from tests.connectors.atlassian.organisation import (
    ADMIN_PAT,
    ALICE,
    ALICE_PAT,
    BOTH,
    CAROL_PAT,
    CAROLS,
    CLASSIC,
    DEAD,
    DEAD_PAT,
    EMAIL,
    FOREIGN,
    NAME,
    ORG_KEY,
    SCOPED_KEY,
)
from tests.connectors.contract import ConnectorContract, Scene


class TestCloud(ConnectorContract):
    @pytest.fixture(params=[(BOTH, "k2"), (BOTH, ""), ({"org_key": ORG_KEY}, "k2")], ids=["both", "plain", "one-key"])
    def scene(self, request: pytest.FixtureRequest, make: Make) -> Scene:
        keys, own = request.param
        connector, organisation = make(keys, own_keys=own)
        return Scene(
            connector=connector,
            service=organisation.service,
            email=EMAIL,
            account_id=ALICE,
            login=ALICE,
            display_name=NAME,
            mine=frozenset({"t1", "t2", "k1", "k3", "s1"}),
            live=held(CLASSIC),
            foreign=held(FOREIGN, CAROLS),
            dead=held(DEAD),
            ended=lambda: frozenset(organisation.ended),
            changes=organisation.changes,
            canaries=(ORG_KEY, SCOPED_KEY, CLASSIC, FOREIGN, DEAD),
        )


class TestDataCenter(ConnectorContract):
    @pytest.fixture(params=["jira", "confluence"])
    def scene(self, request: pytest.FixtureRequest, make_server: MakeServer) -> Scene:
        connector, server = make_server(request.param)
        kind = "atlassian-api-token"
        return Scene(
            connector=connector,
            service=server.service,
            # A server's people are found by name: nobody has verified their addresses.
            email="alice",
            account_id="JIRAUSER1",
            login="alice",
            display_name=NAME,
            mine=frozenset({"11", "12"}),
            live=Held(kind, Secret(ALICE_PAT)),
            foreign=Held(kind, Secret(CAROL_PAT)),
            dead=Held(kind, Secret(DEAD_PAT)),
            ended=lambda: frozenset(server.ended),
            changes=server.changes,
            canaries=(ADMIN_PAT, ALICE_PAT, CAROL_PAT, DEAD_PAT),
        )
