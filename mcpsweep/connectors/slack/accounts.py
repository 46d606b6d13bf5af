"""From an e-mail address or id to a member, guest or bot, deactivated ones too."""

import re
from collections.abc import Iterator, Sequence

from mcpsweep.connectors.http.errors import Absent, ServiceError
from mcpsweep.connectors.slack import methods, shapes
from mcpsweep.connectors.slack.said import code_of
from mcpsweep.connectors.slack.session import Plan, Session
from mcpsweep.model.account import Account, AccountKind, AccountState
from mcpsweep.model.gap import Gap
from mcpsweep.model.identity import Attribution, Method

_ID = re.compile(r"[UW][A-Z0-9]{2,20}")
_MEMBERS_PAGE = "999"
"""`users.list` takes at most 1,000."""
_SCIM_PAGE = 100
_BOT_OF_SLACK = "USLACKBOT"


class Accounts:
    """Finds accounts. Names and handles are never looked at: everybody can set their own."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, who: str) -> Iterator[Attribution]:
        """The accounts of an exact address, or of a user id (U… or W…)."""
        who = who.strip()
        if "@" in who:
            yield from self._by_email(who)
        elif _ID.fullmatch(who) and (user := self.user(who)) is not None:
            yield Attribution(self.account(user), Method.ID, f"Slack has the user id {user.id}")

    def everybody(self) -> Iterator[Account | Gap]:
        """Every user of the workspaces, deactivated ones, guests and bots too."""
        try:
            for user in self._members():
                yield self.account(user)
        except ServiceError as error:
            yield Gap("slack", self._session.name, "members", str(error))

    def user(self, user_id: str) -> shapes.User | None:
        """Who has this id; None if nobody."""
        try:
            user = self._session.ask(methods.USERS_INFO, {"user": user_id}).decode(shapes.UserAnswer).user
        except Absent:
            return None
        return user if user.id == user_id else None

    def teams_of(self, user_id: str) -> Sequence[str]:
        """The workspaces that a user is a member of now."""
        user = self.user(user_id)
        if user is None:
            return ()
        if user.enterprise_user is not None:
            return tuple(user.enterprise_user.teams)
        return (user.team_id,) if user.team_id else ()

    def account(self, user: shapes.User) -> Account:
        """A user as an account. Its login is its id: Slack's handles can be changed by anybody for themselves."""
        is_bot = user.is_bot or user.id == _BOT_OF_SLACK
        state = AccountState.INVITED if user.is_invited_user else AccountState.ACTIVE
        return Account(
            service="slack",
            connector=self._session.name,
            id=user.id,
            login=user.id,
            kind=AccountKind.BOT if is_bot else AccountKind.PERSON,
            state=AccountState.DISABLED if user.deleted else state,
            name=user.profile.real_name or user.real_name or user.name,
            emails=(user.profile.email,) if user.profile.email and user.is_email_confirmed else (),
        )

    def _by_email(self, email: str) -> Iterator[Attribution]:
        """Slack's own search first; it leaves deactivated members out, so the slower ways follow if it has none."""
        found = self._looked_up(email)
        if found is not None:
            yield from self._attributed(found, email, Method.EMAIL, "Slack holds the address for this user")
        elif self._is_provisioned():
            for user in self._provisioned(email):
                yield Attribution(self.account(user), Method.DIRECTORY, "the provisioning API holds the address")
        else:
            for user in self._members():
                yield from self._attributed(user, email, Method.EMAIL, "the list of members holds the address")

    def _attributed(self, user: shapes.User, email: str, method: Method, reason: str) -> Iterator[Attribution]:
        """Nothing if the address is another one, or was never confirmed by whoever set it."""
        if (user.profile.email or "").casefold() == email.casefold() and user.is_email_confirmed:
            guest = ", a guest" if user.is_restricted or user.is_ultra_restricted else ""
            yield Attribution(self.account(user), method, reason + guest)

    def _looked_up(self, email: str) -> shapes.User | None:
        try:
            return self._session.ask(methods.USERS_LOOKUP, {"email": email}).decode(shapes.UserAnswer).user
        except Absent as error:
            if code_of(error) != "users_not_found":
                raise
            return None

    def _is_provisioned(self) -> bool:
        return self._session.plan() is not Plan.BASIC and not self._session.scim_refusal()

    def _provisioned(self, email: str) -> Iterator[shapes.User]:
        quoted = email.replace("\\", "\\\\").replace('"', '\\"')
        start, total = 1, 1
        while start <= total:
            query = {"filter": f'email eq "{quoted}"', "startIndex": str(start), "count": str(_SCIM_PAGE)}
            page = self._session.provision("Users", query).decode(shapes.ScimUsers)
            for listed in page.users:
                # The filter is not relied on: one that is ignored would show everybody.
                if listed.has(email) and (user := self.user(listed.id)) is not None:
                    yield user
            if not page.users:
                return
            start, total = start + len(page.users), page.total

    def _members(self) -> Iterator[shapes.User]:
        seen: set[str] = set()
        for team in self._session.teams():
            query = {"limit": _MEMBERS_PAGE, **self._session.in_team(team)}
            for page in self._session.pages(methods.USERS_LIST, shapes.Users, query):
                for user in page.members:
                    if user.id not in seen:
                        seen.add(user.id)
                        yield user
