"""The account as a whole: its sessions, its workspaces, and whether it may sign in."""

from collections.abc import Callable

from mcpsweep.connectors.http.answer import Answer
from mcpsweep.connectors.http.errors import BadAnswer, ServiceError
from mcpsweep.connectors.http.route import route
from mcpsweep.connectors.proof import Presence, by_hand, end, skipped
from mcpsweep.connectors.slack import manual, methods
from mcpsweep.connectors.slack.accounts import Accounts
from mcpsweep.connectors.slack.ending import not_tried
from mcpsweep.connectors.slack.listing import Listing
from mcpsweep.connectors.slack.session import Plan, Session
from mcpsweep.connectors.slack.shapes import ScimUser
from mcpsweep.model.account import Account, AccountKind
from mcpsweep.model.instruction import Instruction
from mcpsweep.model.outcome import Outcome, OutcomeState, Verified

_DEACTIVATE = {
    "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
    "Operations": [{"op": "replace", "path": "active", "value": False}],
}
"""RFC 7644, section 3.5.2; docs.slack.dev: "SCIM API"."""


class Access:
    """Acts on one account."""

    def __init__(self, session: Session, accounts: Accounts, listing: Listing) -> None:
        self._session = session
        self._accounts = accounts
        self._listing = listing

    def end_sessions(self, account: Account) -> tuple[Outcome, ...]:
        """Sign the account out everywhere, browsers and so their `xoxc-` tokens included; API tokens stay."""
        return self._tried(self._end_sessions, account, manual.SESSIONS)

    def remove_access(self, account: Account) -> tuple[Outcome, ...]:
        """Take the account out of every workspace that the token covers; one outcome for each."""
        return self._tried(self._remove_access, account, manual.MEMBERS)

    def disable_account(self, account: Account) -> tuple[Outcome, ...]:
        """Deactivate the account through the provisioning API; reversible, and its own user tokens end with it.

        Bots, webhooks and slash commands of the apps that it installed stay (slack.com/help: "Deactivate a member's
        account"), so they have to be ended on their own.
        """
        return self._tried(self._disable_account, account, manual.MEMBERS)

    def _tried(
        self, act: Callable[[Account], tuple[Outcome, ...]], account: Account, page: Instruction
    ) -> tuple[Outcome, ...]:
        try:
            return act(account)
        except ServiceError as error:
            return (not_tried(error, page),)

    def _end_sessions(self, account: Account) -> tuple[Outcome, ...]:
        if self._session.plan() is not Plan.ENTERPRISE:
            return (by_hand(manual.SESSIONS, "only Enterprise organisations have an API for it"),)
        if (refusal := self._refusal(account, manual.SESSIONS)) is not None:
            return (refusal,)

        def look() -> Presence:
            return Presence.PRESENT if any(self._listing.sessions_of(account.id)) else Presence.GONE

        arguments = {"user_id": account.id}
        return (self._end(look, lambda: self._session.act(methods.SESSIONS_RESET, arguments), manual.SESSIONS),)

    def _remove_access(self, account: Account) -> tuple[Outcome, ...]:
        if self._session.plan() is not Plan.ENTERPRISE:
            return (by_hand(manual.MEMBERS, "off Enterprise, leaving a workspace means deactivating the account"),)
        if (refusal := self._refusal(account, manual.MEMBERS)) is not None:
            return (refusal,)
        covered = frozenset(self._session.teams())
        teams = [team for team in self._accounts.teams_of(account.id) if team in covered]
        outcomes = tuple(self._leave(account, team) for team in teams)
        return outcomes or (Outcome(OutcomeState.ALREADY, Verified.YES, "it is in no workspace of ours"),)

    def _disable_account(self, account: Account) -> tuple[Outcome, ...]:
        if self._session.plan() is Plan.BASIC:
            return (by_hand(manual.MEMBERS, "this plan has no provisioning API"),)
        if (refusal := self._refusal(account, manual.MEMBERS)) is not None:
            return (refusal,)
        path = route("Users/{id}", id=account.id)

        def look() -> Presence:
            user = self._session.provision(path).decode(ScimUser)
            if user.id != account.id:
                return Presence.CHANGED
            if user.active is None:
                raise BadAnswer("slack: the provisioning API does not tell whether the account is active")
            return Presence.PRESENT if user.active else Presence.GONE

        def act() -> Answer:
            return self._session.scim.write("PATCH", path, json=_DEACTIVATE, endpoints="scim")

        return (self._end(look, act, manual.MEMBERS),)

    def _leave(self, account: Account, team: str) -> Outcome:
        def look() -> Presence:
            return Presence.PRESENT if team in self._accounts.teams_of(account.id) else Presence.GONE

        arguments = {"team_id": team, "user_id": account.id}
        return self._end(look, lambda: self._session.act(methods.USER_REMOVE, arguments), manual.MEMBERS)

    def _refusal(self, account: Account, page: Instruction) -> Outcome | None:
        """Why nothing is done to the account; None if it is there, is what was planned, and is not our own."""
        if account.id in self._session.own_users():
            return skipped("it is the account whose token this connector works with")
        user = self._accounts.user(account.id) if account.id else None
        if user is None:
            return self._failed(f"not tried: Slack has no user {account.id!r}", page)
        if self._accounts.account(user).kind is AccountKind.BOT and account.kind is not AccountKind.BOT:
            return self._failed(f"not tried: {account.id} is a bot, not a person", page)
        return None

    def _failed(self, reason: str, page: Instruction) -> Outcome:
        return Outcome(OutcomeState.FAILED, Verified.NO, reason, page)

    def _end(self, look: Callable[[], Presence], act: Callable[[], Answer], page: Instruction) -> Outcome:
        return end(look, act, clock=self._session.api.clock, by_hand=page)
