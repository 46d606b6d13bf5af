"""Slack keeps the contract, on every plan."""

import pytest

from mcpsweep.model.held import Held
from mcpsweep.model.secret import Secret
from tests.connectors.contract import ConnectorContract, Scene
from tests.connectors.slack.conftest import Make
from tests.connectors.slack.workspace import ALICE, DEAD, EMAIL, FOREIGN, NAME, ORG, OWN, TEAM, USER

ENTERPRISE = frozenset({f"A0ALICE@{TEAM}", f"77@{TEAM}", f"A0ORG@{ORG}", "11", "12"})
SMALL = frozenset({"A0ALICE", "77"})


class TestContract(ConnectorContract):
    @pytest.fixture(params=["basic", "business", "enterprise"])
    def scene(self, request: pytest.FixtureRequest, make: Make) -> Scene:
        connector, workspace = make(request.param)
        return Scene(
            connector=connector,
            service=workspace.service,
            email=EMAIL,
            account_id=ALICE,
            login=ALICE,
            display_name=NAME,
            mine=ENTERPRISE if request.param == "enterprise" else SMALL,
            live=Held("slack-user-token", Secret(USER)),
            foreign=Held("slack-user-token", Secret(FOREIGN)),
            dead=Held("slack-user-token", Secret(DEAD)),
            ended=lambda: frozenset(workspace.ended),
            changes=workspace.changes,
            canaries=(OWN, USER, FOREIGN, DEAD),
        )
