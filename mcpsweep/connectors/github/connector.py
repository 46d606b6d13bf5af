"""The GitHub connector: one face for the parts beside it."""

from collections.abc import Iterator, Sequence

import msgspec

from mcpsweep.connectors.base import Listed, Setup, instruction_for
from mcpsweep.connectors.claim import Claim
from mcpsweep.connectors.github.access import Access
from mcpsweep.connectors.github.accounts import Accounts
from mcpsweep.connectors.github.audit import AuditLog
from mcpsweep.connectors.github.capabilities import capabilities
from mcpsweep.connectors.github.ending import Endings
from mcpsweep.connectors.github.identify import Identifier
from mcpsweep.connectors.github.listing import Listing
from mcpsweep.connectors.github.place import Place
from mcpsweep.connectors.github.review import Review
from mcpsweep.connectors.github.rights import Rights
from mcpsweep.connectors.github.session import Session, address
from mcpsweep.connectors.github.values import Values
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
from mcpsweep.model.validity import ValidityState


class GitHub:
    """One organisation on github.com or an Enterprise Server.

    Settings: `org`, `api_url`, `enterprise`, `app_id`, `installation_id`, `product` (one of `session.Product`; managed
    users must be named, the rest is found out). Secrets: `token` (classic, of an owner), `app_private_key`.
    """

    service = "github"

    def __init__(self, setup: Setup) -> None:
        """Sends nothing. Raises `UsageError` for settings that cannot be, `NotAuthorised` for a missing credential."""
        self.name = setup.name
        self.rehearses = setup.wire.rehearses
        self._session = Session(setup)
        self._accounts = Accounts(self._session)
        self._audit = AuditLog(self._session)
        self._lists = Listing(self._session)
        self._review = Review(self._session, self._audit)
        self._endings = Endings(self._session, self._lists)
        place = Place.of(address(setup))
        self.host = place.host
        self._identifier = Identifier(self._session.client, setup.name, place)
        self._values = Values(self._session, self._identifier, self._audit)
        self._access = Access(self._session, self._accounts, self._lists)

    def capabilities(self) -> tuple[Capability, ...]:
        """What this product can and cannot do."""
        return capabilities(self._session)

    def check(self) -> Checkup:
        """Who the connector is, what it may do, what is left of its limits."""
        return Rights(self._session).check()

    def find_accounts(self, who: str) -> Iterator[Attribution]:
        """The accounts of a verified address, a login or a numeric id."""
        return self._accounts.find(who)

    def list_accounts(self) -> Iterator[Account | Gap]:
        """The members and outside collaborators of the organisation."""
        return self._accounts.everybody()

    def list_grants(self, account: Account) -> Iterator[Listed]:
        """What the account holds, and what a person has to look at."""
        yield from self._lists.of(account)
        yield from self._review.of(account)

    def list_all_grants(self) -> Iterator[Listed]:
        """What everybody holds."""
        yield from self._lists.of_all()
        yield from self._review.of_all()

    def claim(self, held: Held) -> Claim:
        """Whether the token is of this GitHub."""
        return self._identifier.claim(held)

    def verify(self, held: Held) -> Identification:
        """Who the token is; the audit log adds the token's own id where it knows its hash."""
        identified = self._identifier.verify(held)
        if identified.validity.state is not ValidityState.LIVE:
            return identified
        return msgspec.structs.replace(identified, token_id=self._values.trace_id(held))

    def revoke(self, grant: Grant) -> Outcome:
        """End one grant by its id."""
        return self._endings.revoke(grant)

    def revoke_values(self, held: Sequence[Held], owner: AccountRef) -> tuple[Outcome, ...]:
        """End tokens in hand that answer for `owner`, up to 1,000 with one request."""
        return self._values.revoke(held, owner)

    def end_sessions(self, account: Account) -> tuple[Outcome, ...]:
        """Withdraw all that the account has authorised for single sign-on."""
        return self._access.end_sessions(account)

    def remove_access(self, account: Account) -> tuple[Outcome, ...]:
        """Take the account, and the invitations it sent, out of the organisation."""
        return self._access.remove_access(account)

    def disable_account(self, account: Account) -> tuple[Outcome, ...]:
        """Suspend the account, where GitHub can."""
        return self._access.disable_account(account)

    def trace(self, sha256: str, account: AccountRef | None = None) -> Iterator[Event | Gap]:
        """What a token did in the last 30 days, by its hash."""
        return self._audit.trace(sha256, account)

    def instructions(self, ability: Ability, kind: str = "") -> Instruction | None:
        """What a person does where GitHub has no API."""
        return instruction_for(self.capabilities(), ability, kind)

    def requests_sent(self) -> int:
        """How many requests went out so far."""
        return self._session.client.sent

    def close(self) -> None:
        """Let the connections go."""
        self._session.client.close()
