"""GitHub keeps the contract, on every product that can list her by address."""

import pytest

from mcpsweep.model.held import Held
from mcpsweep.model.secret import Secret
from tests.connectors.contract import ConnectorContract, Scene
from tests.connectors.github.conftest import Make
from tests.connectors.github.organisation import ALICE, CLASSIC, DEAD, EMAIL, FOREIGN, INSTALLATION, NAME, OWN

pytestmark = pytest.mark.usefixtures("signs_quickly")


class TestContract(ConnectorContract):
    @pytest.fixture(params=["saml", "emu", "cloud", "free"])
    def scene(self, request: pytest.FixtureRequest, make: Make, private_key: str) -> Scene:
        connector, organisation = make(request.param, enterprise="acme-inc")
        mine = {"501", "601", "801", "803", "901"}
        if request.param in ("saml", "emu"):
            mine |= {"701", "703"}
        return Scene(
            connector=connector,
            service=organisation.service,
            email=EMAIL,
            account_id=str(ALICE[1]),
            login=ALICE[0],
            display_name=NAME,
            mine=frozenset(mine),
            live=Held("github-pat", Secret(CLASSIC)),
            foreign=Held("github-pat", Secret(FOREIGN)),
            dead=Held("github-pat", Secret(DEAD)),
            ended=lambda: frozenset(organisation.ended),
            changes=organisation.changes,
            canaries=(OWN, CLASSIC, FOREIGN, DEAD, INSTALLATION, private_key.splitlines()[1]),
        )
