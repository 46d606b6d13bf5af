"""The Slack connector: one face for the parts beside it."""

from collections.abc import Iterator, Sequence

from mcpsweep.connectors.base import Listed, Setup, instruction_for
from mcpsweep.connectors.claim import Claim
from mcpsweep.connectors.slack.access import Access
from mcpsweep.connectors.slack.accounts import Accounts
from mcpsweep.connectors.slack.audit import AuditLog
from mcpsweep.connectors.slack.capabilities import capabilities
from mcpsweep.connectors.slack.ending import Endings
from mcpsweep.connectors.slack.identify import Identifier
from mcpsweep.connectors.slack.ledger import Ledger
from mcpsweep.connectors.slack.listing import Listing
from mcpsweep.connectors.slack.rights import Rights
from mcpsweep.connectors.slack.session import Session
from mcpsweep.connectors.slack.values import Values
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


class Slack:
    """One workspace, or an Enterprise organisation.

    Settings: `api_url`, `audit_url`, `scim_url`, `team_id` (one workspace of an organisation), `plan` (one of
    `session.Plan`; found out unless given). Secrets: `token` (a user token of an admin, on Enterprise of an app that is
    installed for the organisation), `scim_token` and `audit_token` where those are other ones.
    """

    service = "slack"

    def __init__(self, setup: Setup) -> None:
        """Sends nothing. Raises `UsageError` for settings that cannot be, `NotAuthorised` for a missing credential."""
        self.name = setup.name
        self.rehearses = setup.wire.rehearses
        self._session = Session(setup)
        self.host = self._session.host
        self._accounts = Accounts(self._session)
        self._audit = AuditLog(self._session)
        self._ledger = Ledger(self._session, self._audit)
        self._listing = Listing(self._session, self._accounts, self._ledger)
        self._identifier = Identifier(self._session, (self._session.bot,))
        self._values = Values(self._session, self._identifier, self._ledger)
        self._endings = Endings(self._session, self._listing, self._ledger)
        self._access = Access(self._session, self._accounts, self._listing)

    def capabilities(self) -> tuple[Capability, ...]:
        """What this plan can and cannot do."""
        return capabilities(self._session.plan())

    def check(self) -> Checkup:
        """Who the connector is, what it may do, and which APIs answer."""
        return Rights(self._session, self._accounts, self._audit).check()

    def find_accounts(self, who: str) -> Iterator[Attribution]:
        """The accounts of an exact address or user id, deactivated ones too."""
        return self._accounts.find(who)

    def list_accounts(self) -> Iterator[Account | Gap]:
        """Every member, guest and bot of the workspaces, deactivated ones too."""
        return self._accounts.everybody()

    def list_grants(self, account: Account) -> Iterator[Listed]:
        """The apps that the account installed, and its sessions."""
        return self._listing.of(account)

    def list_all_grants(self) -> Iterator[Listed]:
        """Everybody's."""
        return self._listing.of_all()

    def claim(self, held: Held) -> Claim:
        """Whether the token is of this Slack."""
        return self._identifier.claim(held)

    def verify(self, held: Held) -> Identification:
        """Who the token is, and of which app."""
        return self._identifier.verify(held)

    def revoke(self, grant: Grant) -> Outcome:
        """Uninstall an app or end a session by its id."""
        return self._endings.revoke(grant)

    def revoke_values(self, held: Sequence[Held], owner: AccountRef) -> tuple[Outcome, ...]:
        """End tokens in hand that answer for `owner`, or for the bot of an app that `owner` installed."""
        return self._values.revoke(held, owner)

    def end_sessions(self, account: Account) -> tuple[Outcome, ...]:
        """Sign the account out everywhere."""
        return self._access.end_sessions(account)

    def remove_access(self, account: Account) -> tuple[Outcome, ...]:
        """Take the account out of every workspace."""
        return self._access.remove_access(account)

    def disable_account(self, account: Account) -> tuple[Outcome, ...]:
        """Deactivate the account."""
        return self._access.disable_account(account)

    def trace(self, sha256: str, account: AccountRef | None = None) -> Iterator[Event | Gap]:
        """What the account did in the last 30 days; Slack's log knows no tokens."""
        return self._audit.trace(account)

    def instructions(self, ability: Ability, kind: str = "") -> Instruction | None:
        """What a person does where Slack has no API."""
        return instruction_for(self.capabilities(), ability, kind)

    def requests_sent(self) -> int:
        """How many requests went out so far."""
        return sum(client.sent for client in self._session.clients)

    def close(self) -> None:
        """Let the connections go."""
        for client in self._session.clients:
            client.close()
