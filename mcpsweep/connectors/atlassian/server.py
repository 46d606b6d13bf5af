"""One Jira or Confluence Data Center server, asked with an administrator's personal access token.

A server knows people by key and name; nobody has verified their addresses. Tokens of others are listed by a search that
the servers' own administration page uses and Atlassian does not document, so it is asked without any filter and
filtered here.
"""

import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mcpsweep.connectors.atlassian.denied import DENIED
from mcpsweep.connectors.atlassian.doors import connect, hosts_beside
from mcpsweep.connectors.atlassian.shapes import ServerToken, ServerTokens, ServerUser
from mcpsweep.connectors.base import Setup
from mcpsweep.connectors.claim import Claim
from mcpsweep.connectors.http.answer import Answer
from mcpsweep.connectors.http.auth import Auth, Bearer
from mcpsweep.connectors.http.budget import Budgets
from mcpsweep.connectors.http.client import LOOPBACK
from mcpsweep.connectors.http.errors import BadAnswer
from mcpsweep.connectors.http.pages import MAX_PAGES
from mcpsweep.connectors.http.route import route
from mcpsweep.documents.address import split
from mcpsweep.errors import NotAuthorised, UsageError
from mcpsweep.model.account import AccountHint

TOKENS = "/rest/pat/latest/tokens"
_PAGE = 100
_NO_CHECK = {"X-Atlassian-Token": "no-check"}
"""The servers refuse a POST or DELETE from elsewhere than their own pages without it."""


_NOT_HERE = {401, 403, 404}
"""Jira lets nobody see it without signing in; Confluence has no such path."""


class Application(enum.StrEnum):
    """What runs on the server."""

    JIRA = "jira"
    CONFLUENCE = "confluence"


@dataclass(frozen=True, slots=True)
class Paths:
    """Where an application answers who somebody is."""

    me: str
    user: str
    name: str
    """The parameter that names a user."""
    key: str
    """The parameter that names a user by key."""


PATHS: Mapping[Application, Paths] = {
    Application.JIRA: Paths("/rest/api/2/myself", "/rest/api/2/user", "username", "key"),
    Application.CONFLUENCE: Paths("/rest/api/user/current", "/rest/api/user", "username", "key"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """A user of the server, whatever the application calls its parts."""

    key: str
    name: str
    display_name: str
    active: bool


class Entrance:
    """One server, for whoever asks."""

    def __init__(self, setup: Setup, own: Auth) -> None:
        """Sends nothing. Raises `UsageError` without an address."""
        self.name = setup.name
        url = setup.settings.get("site_url")
        if url is None:
            raise UsageError(f"connectors.{setup.name}: site_url is missing")
        self.url = url.rstrip("/")
        self.host = (split(self.url).hostname or "").casefold()
        try:
            self._application = Application(setup.settings["application"]) if "application" in setup.settings else None
        except ValueError:
            raise UsageError(f"connectors.{setup.name}: application must be one of {', '.join(Application)}") from None
        self._own = own
        self.client = connect(setup, self.url, DENIED, Budgets(setup.clock))

    def claim(self, hints: Sequence[AccountHint]) -> Claim:
        """What stands beside a token says of this server; a rehearsal on this machine plays them all."""
        named = hosts_beside(hints)
        if self.host in LOOPBACK or named == {self.host}:
            return Claim.NAMED
        if not named:
            return Claim.POSSIBLE
        return Claim.DIVIDED if self.host in named else Claim.ANOTHER

    def application(self) -> Application:
        """What runs there; asked once. `application` in the settings wins."""
        if self._application is None:
            answer = self.client.read(PATHS[Application.JIRA].me, auth=self._own, expect=_NOT_HERE)
            self._application = Application.CONFLUENCE if answer.status == 404 else Application.JIRA
        return self._application

    def who_is(self, auth: Auth) -> Answer:
        """Ask a credential who it is; 401 and 403 are answers."""
        path = PATHS[self.application()].me
        return self.client.read(path, auth=auth, endpoints="verify", expect={401, 403})


class Server(Entrance):
    """One server, and the token of an administrator to ask it with."""

    def __init__(self, setup: Setup) -> None:
        """Sends nothing. Raises `UsageError` without an address, `NotAuthorised` without a token."""
        token = setup.secrets.get("dc_token")
        if token is None:
            raise NotAuthorised(
                f"connectors.{setup.name}: there is no dc_token",
                hint=f"Run `mcpsweep connector login {setup.name}`.",
            )
        super().__init__(setup, Bearer(token))
        self.token = token

    def me(self) -> Person | None:
        """Whose token the connector works with; None where the server takes it for nobody's."""
        answer = self.client.read(PATHS[self.application()].me, auth=self._own)
        return person(answer)

    def user(self, who: str, *, by_key: bool = False) -> Person | None:
        """The user of this very name or key; None if there is none."""
        paths = PATHS[self.application()]
        answer = self.client.read(paths.user, {paths.key if by_key else paths.name: who}, auth=self._own, expect={404})
        found = None if answer.status == 404 else person(answer)
        if found is None:
            return None
        same = found.key == who if by_key else found.name.casefold() == who.casefold()
        return found if same else None

    def tokens(self) -> Iterator[ServerToken]:
        """Everybody's tokens."""
        before: list[ServerToken] = []
        for number in range(MAX_PAGES):
            asked = {"page": number, "limit": _PAGE, "name": "", "userKeys": []}
            answer = self.client.read(f"{TOKENS}/search", method="POST", json=asked, auth=self._own, headers=_NO_CHECK)
            page = answer.decode(ServerTokens).values
            if page and page == before:
                raise BadAnswer("atlassian: the pages of the personal access tokens repeat themselves")
            yield from page
            if len(page) < _PAGE:
                return
            before = page
        raise BadAnswer("atlassian: the pages of the personal access tokens never end")

    def delete(self, token_id: str) -> Answer:
        """Revoke one token."""
        path = route(f"{TOKENS}/{{token}}", token=token_id)
        return self.client.write("DELETE", path, auth=self._own, headers=_NO_CHECK)


def person(answer: Answer) -> Person | None:
    """Who an answer names; None for Confluence's anonymous visitor, whom it greets with a 200."""
    user = answer.decode(ServerUser)
    key, name = user.key or user.user_key, user.name or user.username
    if user.type == "anonymous":
        return None
    if not name:
        raise BadAnswer(f"atlassian: {answer.path} names nobody", request_id=answer.request_id)
    return Person(key, name, user.display_name, user.active)
