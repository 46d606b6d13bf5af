"""From an e-mail address or id to a login, through verified sources only."""

import re
from collections.abc import Iterator, Mapping

import msgspec

from mcpsweep.connectors.github.session import SSO, Product, Session
from mcpsweep.connectors.github.shapes import License, Licenses, User
from mcpsweep.connectors.http.errors import BadAnswer, ServiceError
from mcpsweep.connectors.http.pages import cursor_pages
from mcpsweep.connectors.http.route import route
from mcpsweep.model.account import Account, AccountKind, AccountState
from mcpsweep.model.gap import Gap
from mcpsweep.model.identity import Attribution, Method

_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}(_[A-Za-z0-9]+)?(\[bot\])?")
_LETS_IN: Mapping[str, str] = {
    "members": "/orgs/{org}/members",
    "outside collaborators": "/orgs/{org}/outside_collaborators",
}
"""Who has access (docs: REST, "Organization members" and "Outside collaborators")."""
_IDENTITIES = """
query($org: String!, $name: String, $after: String) {
  organization(login: $org) { samlIdentityProvider { externalIdentities(first: 100, userName: $name, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { node { samlIdentity { nameId } scimIdentity { username } user { login databaseId } } }
  } } }
}"""
"""docs.github.com/graphql: `OrganizationIdentityProvider.externalIdentities`."""


class _Name(msgspec.Struct, frozen=True, rename="camel"):
    name_id: str | None = None
    username: str | None = None


class _Login(msgspec.Struct, frozen=True):
    login: str


class _Identity(msgspec.Struct, frozen=True, rename="camel"):
    saml_identity: _Name | None = None
    scim_identity: _Name | None = None
    user: _Login | None = None

    def names(self) -> set[str]:
        """What the identity provider calls the person."""
        saml = self.saml_identity.name_id if self.saml_identity else None
        scim = self.scim_identity.username if self.scim_identity else None
        return {name.casefold() for name in (saml, scim) if name}


class _Edge(msgspec.Struct, frozen=True):
    node: _Identity


class _PageInfo(msgspec.Struct, frozen=True, rename="camel"):
    has_next_page: bool = False
    end_cursor: str | None = None


class _Identities(msgspec.Struct, frozen=True, rename="camel"):
    edges: list[_Edge]
    page_info: _PageInfo = _PageInfo()


class _Provider(msgspec.Struct, frozen=True, rename="camel"):
    external_identities: _Identities


class _Org(msgspec.Struct, frozen=True, rename="camel"):
    saml_identity_provider: _Provider | None = None


class _Data(msgspec.Struct, frozen=True):
    organization: _Org | None = None


class _Answer(msgspec.Struct, frozen=True):
    data: _Data | None = None
    errors: list[object] | None = None


class Accounts:
    """Finds accounts. A display name is never looked at, a public e-mail address neither: anybody can set both."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, who: str) -> Iterator[Attribution]:
        """The accounts of an exact address, login or numeric id."""
        if "@" in who:
            yield from self._by_email(who.strip().casefold())
            return
        if _LOGIN.fullmatch(who) and (user := self.user(who)) is not None:
            yield Attribution(account(self._session.name, user), Method.ID, f"GitHub has the login {user.login}")
        if who.isdigit() and (user := self._by_id(who)) is not None:
            yield Attribution(account(self._session.name, user), Method.ID, f"GitHub has the account id {user.id}")

    def everybody(self) -> Iterator[Account | Gap]:
        """Who has access to the organisation, with the addresses that its identity provider or enterprise vouches for.

        Nobody else is listed: a login that is missing here left, or was taken out.
        """
        try:
            emails = self._known_emails()
        except ServiceError as error:
            emails = {}
            yield self._gap("whose address goes with which login", error, hides=False)
        for what, path in _LETS_IN.items():
            try:
                for users in self._session.pages(route(path, org=self._session.org), list[User]):
                    for user in users:
                        yield account(self._session.name, user, emails.get(user.login.casefold(), ""))
            except ServiceError as error:
                yield self._gap(what, error, hides=True)

    def user(self, login: str) -> User | None:
        """Who has this login now; None if nobody."""
        answer = self._session.read(route("/users/{login}", login=login), expect={404})
        if answer.status == 404:
            return None
        user = answer.decode(User)
        return user if user.login.casefold() == login.casefold() else None

    def still_has_its_login(self, account: Account) -> bool:
        """Whether the login still belongs to the same account: a released login can be taken by anybody."""
        user = self.user(account.login)
        return user is not None and str(user.id) == account.id

    def _by_id(self, account_id: str) -> User | None:
        answer = self._session.read(route("/user/{id}", id=account_id), expect={404})
        user = None if answer.status == 404 else answer.decode(User)
        return user if user is not None and str(user.id) == account_id else None

    def _by_email(self, email: str) -> Iterator[Attribution]:
        found: dict[str, Attribution] = {}
        for login, method, reason in self._verified_logins(email):
            user = self.user(login)
            if user is not None and str(user.id) not in found:
                found[str(user.id)] = Attribution(account(self._session.name, user, email), method, reason)
        yield from found.values()

    def _verified_logins(self, email: str) -> Iterator[tuple[str, Method, str]]:
        product = self._session.product()
        if product in SSO:
            seen = False
            for login in self._identities(email, email):
                seen = True
                yield login, Method.DIRECTORY, "the organisation's identity provider links the address to this login"
            if not seen:
                # The filter is about the SCIM or SAML user name; the address may be the name id only.
                for login in self._identities(None, email):
                    yield (
                        login,
                        Method.DIRECTORY,
                        "the organisation's identity provider links the address to this login",
                    )
        if self._session.enterprise and product is not Product.SERVER:
            for login in self._licensed(email):
                yield login, Method.EMAIL, "the enterprise's seats hold the address as verified"

    def _known_emails(self) -> Mapping[str, str]:
        """Login → the address that goes with it."""
        product, known = self._session.product(), {}
        if product in SSO:
            for identity in self._all_identities(None):
                address = next((name for name in sorted(identity.names()) if "@" in name), "")
                if identity.user is not None and address:
                    known[identity.user.login.casefold()] = address
        elif self._session.enterprise and product is not Product.SERVER:
            for seat in self._seats():
                address = next(iter(seat.github_com_verified_domain_emails or ()), "")
                if seat.github_com_login and address:
                    known[seat.github_com_login.casefold()] = address.casefold()
        return known

    def _gap(self, what: str, error: ServiceError, *, hides: bool) -> Gap:
        return Gap("github", self._session.name, what, str(error), hides)

    def _identities(self, name: str | None, email: str) -> Iterator[str]:
        for identity in self._all_identities(name):
            if identity.user is not None and email in identity.names():
                yield identity.user.login

    def _all_identities(self, name: str | None) -> Iterator[_Identity]:
        session = self._session

        def fetch(cursor: str | None) -> _Identities:
            variables = {"org": session.org, "name": name, "after": cursor}
            asked = {"query": _IDENTITIES, "variables": variables}
            answer = session.read(session.graphql, method="POST", json=asked, who=session.as_token())
            decoded = answer.decode(_Answer)
            if decoded.errors or decoded.data is None:
                raise BadAnswer("github: the identity provider's users cannot be read", request_id=answer.request_id)
            provider = decoded.data.organization.saml_identity_provider if decoded.data.organization else None
            return provider.external_identities if provider else _Identities([])

        def following(page: _Identities) -> str | None:
            return page.page_info.end_cursor if page.page_info.has_next_page else None

        for page in cursor_pages(fetch, following):
            yield from (edge.node for edge in page.edges)

    def _licensed(self, email: str) -> Iterator[str]:
        for seat in self._seats():
            names = {(seat.github_com_saml_name_id or "").casefold()}
            names |= {address.casefold() for address in seat.github_com_verified_domain_emails or ()}
            if seat.github_com_login and email in names:
                yield seat.github_com_login

    def _seats(self) -> Iterator[License]:
        path = route("/enterprises/{enterprise}/consumed-licenses", enterprise=self._session.enterprise)
        number = 1
        while users := (
            self._session.read(path, {"per_page": 100, "page": number}, who=self._session.as_token())
            .decode(Licenses)
            .users
        ):
            yield from users
            if len(users) < 100:
                return
            number += 1


def account(connector: str, user: User, email: str = "") -> Account:
    """A user as an account; `email` is one that was verified."""
    return Account(
        service="github",
        connector=connector,
        id=str(user.id),
        login=user.login,
        kind=AccountKind.BOT if user.type == "Bot" else AccountKind.PERSON,
        state=AccountState.DISABLED if user.suspended_at else AccountState.ACTIVE,
        name=user.name or "",
        emails=(email,) if email else (),
    )
