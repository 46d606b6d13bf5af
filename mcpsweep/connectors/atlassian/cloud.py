"""An organisation in Atlassian's Cloud as a connector."""

from collections.abc import Iterator, Sequence

from mcpsweep.connectors.atlassian.access import Access
from mcpsweep.connectors.atlassian.accounts import Accounts
from mcpsweep.connectors.atlassian.audit import AuditLog
from mcpsweep.connectors.atlassian.capabilities import capabilities
from mcpsweep.connectors.atlassian.doubts import Doubts
from mcpsweep.connectors.atlassian.ending import Endings
from mcpsweep.connectors.atlassian.identify import Identifier
from mcpsweep.connectors.atlassian.listing import Listing
from mcpsweep.connectors.atlassian.made import Made
from mcpsweep.connectors.atlassian.rights import Rights
from mcpsweep.connectors.atlassian.session import Session
from mcpsweep.connectors.atlassian.values import revoke_values
from mcpsweep.connectors.base import Listed, Setup, instruction_for
from mcpsweep.connectors.claim import Claim
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


class Cloud:
    """One organisation in the Cloud."""

    service = "atlassian"

    def __init__(self, setup: Setup) -> None:
        """Sends nothing. Raises `UsageError` for settings that cannot be, `NotAuthorised` for a missing key."""
        self.name = setup.name
        self.rehearses = setup.wire.rehearses
        self._session = Session(setup)
        self.host = self._session.host
        self._accounts = Accounts(self._session)
        self._audit = AuditLog(self._session)
        self._listing = Listing(self._session)
        self._made = Made(self._session, self._listing, self._audit)
        self._endings = Endings(self._session, self._listing, self._made)
        self._doubts = Doubts(self._session, self._accounts, self._listing)
        self._identifier = Identifier(self._session, self._doubts)
        self._access = Access(self._session, self._accounts)

    def capabilities(self) -> tuple[Capability, ...]:
        """What the Cloud can do with these keys."""
        return capabilities(self._session)

    def check(self) -> Checkup:
        """What each key may do, and what is left of the limits."""
        return Rights(self._session).check()

    def find_accounts(self, who: str) -> Iterator[Attribution]:
        """The accounts of an exact address or account id."""
        return self._accounts.find(who)

    def list_accounts(self) -> Iterator[Account | Gap]:
        """Everybody in the directories, and every managed account."""
        return self._accounts.everybody()

    def list_grants(self, account: Account) -> Iterator[Listed]:
        """The account's API tokens, and what it made for others to work with."""
        yield from self._listing.of(account)
        yield from self._made.of(account)

    def list_all_grants(self) -> Iterator[Listed]:
        """Everybody's."""
        yield from self._listing.of_all()
        yield from self._made.of_all()

    def claim(self, held: Held) -> Claim:
        """Whether a credential is the Cloud's."""
        return self._identifier.claim(held)

    def verify(self, held: Held) -> Identification:
        """Who a credential is, by the site, the gateway, the organisation's API or Bitbucket."""
        return self._identifier.verify(held)

    def revoke(self, grant: Grant) -> Outcome:
        """End one token or key by its id."""
        return self._endings.revoke(grant)

    def revoke_values(self, held: Sequence[Held], owner: AccountRef) -> tuple[Outcome, ...]:
        """What is to be done with each credential: Atlassian ends none by its value."""
        return revoke_values(held, owner, self._identifier.verify, self._session.is_own, self._doubts.is_asked_as)

    def end_sessions(self, account: Account) -> tuple[Outcome, ...]:
        """By hand."""
        return self._access.end_sessions(account)

    def remove_access(self, account: Account) -> tuple[Outcome, ...]:
        """Take a managed account out of every directory."""
        return self._access.remove_access(account)

    def disable_account(self, account: Account) -> tuple[Outcome, ...]:
        """Deactivate a managed account."""
        return self._access.disable_account(account)

    def trace(self, sha256: str, account: AccountRef | None = None) -> Iterator[Event | Gap]:
        """What the account did in the last 30 days."""
        return self._audit.trace(account)

    def instructions(self, ability: Ability, kind: str = "") -> Instruction | None:
        """What a person does where Atlassian has no API."""
        return instruction_for(self.capabilities(), ability, kind)

    def requests_sent(self) -> int:
        """How many requests went out so far."""
        return sum(client.sent for client in self._session.clients)

    def close(self) -> None:
        """Let the connections go."""
        self._session.close()
