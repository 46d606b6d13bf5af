"""The Atlassian connector: the Cloud or a Data Center behind one face."""

from collections.abc import Iterator, Sequence

from mcpsweep.connectors.atlassian.cloud import Cloud
from mcpsweep.connectors.atlassian.data_center import DataCenter
from mcpsweep.connectors.base import Connector, Listed, Setup
from mcpsweep.connectors.claim import Claim
from mcpsweep.errors import UsageError
from mcpsweep.model.account import Account, AccountRef
from mcpsweep.model.capability import Ability, Capability
from mcpsweep.model.event import Event
from mcpsweep.model.gap import Gap
from mcpsweep.model.grant import Grant
from mcpsweep.model.held import Held, Identification
from mcpsweep.model.identity import Attribution
from mcpsweep.model.instruction import Instruction
from mcpsweep.model.outcome import Outcome
from mcpsweep.model.rights import Checkup


class Atlassian:
    """An organisation in the Cloud, or one Data Center server.

    Cloud: settings `org_id`, `site_url`, `api_url`, `bitbucket_url`, `cloud_id`, `own_keys` (ids of the keys that the
    connector works with, so that others may be revoked); secrets `org_key` (without scopes), `scoped_key`.
    Data Center: settings `site_url`, `application` (`jira` or `confluence`, found out unless given); secret `dc_token`.
    """

    service = "atlassian"

    def __init__(self, setup: Setup) -> None:
        """Sends nothing. Raises `UsageError` for settings that cannot be, `NotAuthorised` for a missing credential."""
        self.name = setup.name
        self.rehearses = setup.wire.rehearses
        is_server = "dc_token" in setup.secrets
        if is_server and "org_id" in setup.settings:
            raise UsageError(
                f"connectors.{setup.name}: a Data Center (dc_token) and the Cloud (org_id) need a table each"
            )
        self._product: Connector = DataCenter(setup) if is_server else Cloud(setup)
        self.host = self._product.host

    def capabilities(self) -> tuple[Capability, ...]:
        """What the product can and cannot do."""
        return self._product.capabilities()

    def check(self) -> Checkup:
        """Who the connector is, what it may do, what is left of its limits."""
        return self._product.check()

    def find_accounts(self, who: str) -> Iterator[Attribution]:
        """The accounts of an address, an id or, on a server, a user name."""
        return self._product.find_accounts(who)

    def list_accounts(self) -> Iterator[Account | Gap]:
        """Everybody whom the organisation knows; of a server's users, those who hold tokens."""
        return self._product.list_accounts()

    def list_grants(self, account: Account) -> Iterator[Listed]:
        """What the account holds, and what a person has to look at."""
        return self._product.list_grants(account)

    def list_all_grants(self) -> Iterator[Listed]:
        """What everybody holds."""
        return self._product.list_all_grants()

    def claim(self, held: Held) -> Claim:
        """Whether a credential is of this product's place."""
        return self._product.claim(held)

    def verify(self, held: Held) -> Identification:
        """Who a credential is."""
        return self._product.verify(held)

    def revoke(self, grant: Grant) -> Outcome:
        """End one grant by its id."""
        return self._product.revoke(grant)

    def revoke_values(self, held: Sequence[Held], owner: AccountRef) -> tuple[Outcome, ...]:
        """What is to be done with credentials in hand: Atlassian ends none by its value."""
        return self._product.revoke_values(held, owner)

    def end_sessions(self, account: Account) -> tuple[Outcome, ...]:
        """By hand, on both products."""
        return self._product.end_sessions(account)

    def remove_access(self, account: Account) -> tuple[Outcome, ...]:
        """Take the account out, where there is an API for it."""
        return self._product.remove_access(account)

    def disable_account(self, account: Account) -> tuple[Outcome, ...]:
        """Keep the account from signing in, where there is an API for it."""
        return self._product.disable_account(account)

    def trace(self, sha256: str, account: AccountRef | None = None) -> Iterator[Event | Gap]:
        """What the account did; Atlassian's logs name no tokens."""
        return self._product.trace(sha256, account)

    def instructions(self, ability: Ability, kind: str = "") -> Instruction | None:
        """What a person does where Atlassian has no API."""
        return self._product.instructions(ability, kind)

    def requests_sent(self) -> int:
        """How many requests went out so far."""
        return self._product.requests_sent()

    def close(self) -> None:
        """Let the connections go."""
        self._product.close()
