"""A Data Center server as a connector."""

from collections.abc import Iterator, Sequence

import msgspec

from mcpsweep.connectors.atlassian import manual
from mcpsweep.connectors.atlassian.capabilities import DATA_CENTER
from mcpsweep.connectors.atlassian.ending import confirmed
from mcpsweep.connectors.atlassian.identify_server import ServerIdentifier, account_of
from mcpsweep.connectors.atlassian.server import Application, Server
from mcpsweep.connectors.atlassian.shapes import ServerToken
from mcpsweep.connectors.atlassian.values import revoke_values
from mcpsweep.connectors.base import Listed, Setup, instruction_for
from mcpsweep.connectors.claim import Claim
from mcpsweep.connectors.http.clock import rfc3339, utc
from mcpsweep.connectors.http.errors import Forbidden, ServiceError
from mcpsweep.connectors.proof import Presence, by_hand, end, skipped
from mcpsweep.model.account import Account, AccountRef
from mcpsweep.model.capability import Ability, Capability
from mcpsweep.model.event import Event
from mcpsweep.model.gap import Gap
from mcpsweep.model.grant import Grant, GrantState, Way
from mcpsweep.model.held import Held, Identification
from mcpsweep.model.identity import Attribution, Method
from mcpsweep.model.instruction import Instruction
from mcpsweep.model.outcome import Outcome
from mcpsweep.model.rights import Checkup, Right, RightState

TOKEN = "atlassian-personal-access-token"  # noqa: S105 - a kind, not a value
_NEVER = "9999"
"""The year that a token without an end expires in."""
_COMES_BACK = "Deactivating the user does not delete it: it may work again when the user comes back."


class DataCenter:
    """One Jira or Confluence Data Center server."""

    service = "atlassian"

    def __init__(self, setup: Setup) -> None:
        """Sends nothing. Raises `UsageError` without an address, `NotAuthorised` without a token."""
        self.name = setup.name
        self.rehearses = setup.wire.rehearses
        self._server = Server(setup)
        self.host = self._server.host
        self._identifier = ServerIdentifier(self._server)

    def capabilities(self) -> tuple[Capability, ...]:
        """What a server can and cannot do."""
        return DATA_CENTER

    def check(self) -> Checkup:
        """Whose token it is, and whether it may see everybody's."""
        me = self._server.me()
        if me is None:
            raise Forbidden("atlassian: the server takes the dc_token for nobody's")
        state = RightState.PRESENT
        try:
            next(self._server.tokens(), None)
        except Forbidden:
            state = RightState.MISSING
        except ServiceError:
            state = RightState.UNKNOWN
        abilities = (Ability.LIST, Ability.LIST_ALL, Ability.REVOKE)
        right = Right(
            "administrator",
            state,
            "list and revoke everybody's personal access tokens (needs a Data Center licence)",
            abilities,
            "the server's user management: make the token's owner an administrator",
        )
        is_jira = self._server.application() is Application.JIRA
        return Checkup(
            service="atlassian",
            connector=self.name,
            account=account_of(self.name, me),
            acts_as=f"a personal access token of {me.name} at {self._server.url}",
            product=f"{'Jira' if is_jira else 'Confluence'} Data Center",
            rights=(right,),
        )

    def find_accounts(self, who: str) -> Iterator[Attribution]:
        """The user of this name or key."""
        who = who.strip()
        if not who:
            return
        for found, what in ((self._server.user(who), "name"), (self._server.user(who, by_key=True), "key")):
            if found is not None:
                yield Attribution(account_of(self.name, found), Method.ID, f"the server has a user of this {what}")
                return

    def list_accounts(self) -> Iterator[Account | Gap]:
        """Those who hold tokens: a server lists no more than its first hundred users (Jira REST API, "Find users")."""
        try:
            for name in sorted({token.user_profile_resource.username for token in self._server.tokens()}):
                found = self._server.user(name) if name else None
                if found is not None:
                    yield account_of(self.name, found)
        except ServiceError as error:
            yield Gap("atlassian", self.name, "users", str(error))
        reason = "the server does not list all its users; whoever holds a token was looked up"
        yield Gap("atlassian", self.name, "users without tokens", reason, hides=False)

    def list_grants(self, account: Account) -> Iterator[Listed]:
        """The account's personal access tokens."""
        for listed in self.list_all_grants():
            if isinstance(listed, Gap) or (listed.account is not None and listed.account.could_be(account.ref())):
                yield listed if isinstance(listed, Gap) else self._of(listed, account.ref())

    def list_all_grants(self) -> Iterator[Listed]:
        """Everybody's personal access tokens."""
        try:
            for token in self._server.tokens():
                yield self._grant(token)
        except ServiceError as error:
            yield Gap("atlassian", self.name, "personal access tokens", str(error), instruction=manual.SERVER_TOKENS)

    def claim(self, held: Held) -> Claim:
        """Whether a token is of this server."""
        return self._identifier.claim(held)

    def verify(self, held: Held) -> Identification:
        """Who a personal access token is, at this server only."""
        return self._identifier.verify(held)

    def revoke(self, grant: Grant) -> Outcome:
        """End one token by its id."""
        if grant.kind != TOKEN or Way.ID not in grant.can_revoke:
            return by_hand(grant.instruction or manual.SERVER_TOKENS)
        owner = grant.account
        if owner is None:
            return skipped("the server does not tell whose it is")
        try:
            me = self._server.me()
        except ServiceError as error:
            return by_hand(manual.SERVER_TOKENS, f"not tried: the connector's own account could not be read: {error}")
        if me is None or AccountRef(me.key, me.name).could_be(owner):
            return skipped("it may be the token that this connector works with")

        def look() -> Presence:
            found = next((token for token in self._server.tokens() if _id(token) == grant.id), None)
            if found is None:
                return Presence.GONE
            same = found.user_profile_resource.username.casefold() == owner.login.casefold() != ""
            return Presence.PRESENT if same else Presence.CHANGED

        return end(
            look,
            lambda: confirmed(self._server.delete(grant.id)),
            clock=self._server.client.clock,
            by_hand=manual.SERVER_TOKENS,
        )

    def revoke_values(self, held: Sequence[Held], owner: AccountRef) -> tuple[Outcome, ...]:
        """What is to be done with each token: no server ends one by its value."""
        return revoke_values(
            held, owner, self.verify, lambda value: value == self._server.token, lambda one, owner: True
        )

    def end_sessions(self, account: Account) -> tuple[Outcome, ...]:
        """By hand."""
        return (by_hand(manual.SERVER_PEOPLE),)

    def remove_access(self, account: Account) -> tuple[Outcome, ...]:
        """By hand."""
        return (by_hand(manual.SERVER_PEOPLE),)

    def disable_account(self, account: Account) -> tuple[Outcome, ...]:
        """By hand."""
        return (by_hand(manual.SERVER_PEOPLE),)

    def trace(self, sha256: str, account: AccountRef | None = None) -> Iterator[Event | Gap]:
        """A server's log names no tokens."""
        reason = "the server's audit log names no tokens"
        yield Gap("atlassian", self.name, "what the token did", reason, hides=False, instruction=manual.SERVER_LOG)

    def instructions(self, ability: Ability, kind: str = "") -> Instruction | None:
        """What a person does where the server has no API."""
        return instruction_for(self.capabilities(), ability, kind)

    def requests_sent(self) -> int:
        """How many requests went out so far."""
        return self._server.client.sent

    def close(self) -> None:
        """Let the connections go."""
        self._server.client.close()

    def _of(self, grant: Grant, owner: AccountRef) -> Grant:
        return msgspec.structs.replace(grant, account=owner)

    def _grant(self, token: ServerToken) -> Grant:
        name, expiring = token.user_profile_resource.username, token.expiring_at or ""
        expires = None if expiring.startswith(_NEVER) else utc(expiring)
        ended = expires is not None and expires < rfc3339(self._server.client.now())
        can_end = bool(_id(token) and name)
        return Grant(
            service="atlassian",
            connector=self.name,
            id=_id(token) or f"{name}/{token.name}/{token.created_at}",
            kind=TOKEN,
            account=AccountRef(login=name) if name else None,
            label=token.name,
            can_revoke=(Way.ID,) if can_end else (Way.MANUAL,),
            state=GrantState.EXPIRED if ended else GrantState.ACTIVE,
            created=utc(token.created_at),
            last_used=utc(token.last_accessed_at),
            expires=expires,
            target={"server": self._server.url},
            effects=(_COMES_BACK,),
            instruction=None if can_end else manual.SERVER_TOKENS,
        )


def _id(token: ServerToken) -> str:
    return "" if token.id is None else str(token.id)
