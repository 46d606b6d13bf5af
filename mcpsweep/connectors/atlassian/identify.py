"""Credentials in hand, asked who they are: at Atlassian's own hosts only, with reads only.

A token with scopes is refused by the site although it lives, and answers at the gateway; the gateway in turn answers
401 "scope does not match" for a token that lives and lacks a scope. So a token is dead only when the site, the gateway
and Bitbucket refuse it, and when nothing but its death explains that (see `doubts`).
"""

import enum
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from mcpsweep.connectors.asking import asked_how
from mcpsweep.connectors.atlassian.credentials import Form, form_of
from mcpsweep.connectors.atlassian.doors import Doors, hosts_beside
from mcpsweep.connectors.atlassian.shapes import Myself, Organisation, Page, Site
from mcpsweep.connectors.claim import Claim
from mcpsweep.connectors.http.answer import Answer
from mcpsweep.connectors.http.auth import Auth, Basic, Bearer
from mcpsweep.connectors.http.client import Client
from mcpsweep.connectors.http.clock import rfc3339
from mcpsweep.connectors.http.errors import BadAnswer, ServiceError
from mcpsweep.connectors.http.route import route
from mcpsweep.model.account import Account, AccountKind, AccountState
from mcpsweep.model.held import Asked, Held, Identification
from mcpsweep.model.validity import Validity, ValidityState

_SETTLED = {401, 403, 404}
_JIRA = "rest/api/3/myself"
_CONFLUENCE = "rest/api/user/current"
_BITBUCKET = "2.0/user"
_ADDRESSES = 2
"""More addresses than this beside one token are not all tried: failed sign-ins are counted."""
_SCOPE = b"scope"
_UNMARKED: Mapping[Form, Claim] = {Form.OLD: Claim.ANOTHER, Form.APP: Claim.POSSIBLE}
"""What does not say that Atlassian made it, and whose it is where no address stands beside it."""


class Door(enum.Enum):
    """Who is asked. Not every token is let in at every door."""

    SITE = "site"
    """Takes tokens without scopes only: a 403 here may be anything."""
    GATEWAY = "gateway"
    BITBUCKET = "Bitbucket"


@dataclass(frozen=True, slots=True)
class Probe:
    """One place to ask at."""

    client: Client
    path: str
    where: str
    door: Door


class Doubter(Protocol):
    """Knows what else than its death may be behind the refusal of a token."""

    def about(self, address: str) -> str | None:
        """Why a token that is refused together with `address` may live; None where nothing speaks for it."""


class Identifier:
    """Asks credentials who they are."""

    def __init__(self, doors: Doors, doubter: Doubter) -> None:
        self._doors = doors
        self._doubter = doubter

    def claim(self, held: Held) -> Claim:
        """Whether a credential is the Cloud's: by Atlassian's own mark, or by a site that stood beside it."""
        form, named = form_of(held.secret), hosts_beside(held.hints)
        ours = {host for host in named if self._doors.is_ours(host)}
        if form is Form.SERVER:
            return Claim.ANOTHER
        if form not in _UNMARKED:
            return Claim.NAMED if ours else Claim.USUAL
        if named:
            return Claim.NAMED if ours == named else Claim.DIVIDED if ours else Claim.ANOTHER
        return _UNMARKED[form]

    def verify(self, held: Held) -> Identification:
        """Who a credential is. Raises nothing that a service can cause."""
        try:
            return _ASKED[form_of(held.secret)](self, held)
        except ServiceError as error:
            return self._unknown(str(error), [error.request_id], asked_how(error))

    def ask_user(self, held: Held) -> Identification:
        """A person's token: at the site, the gateway and Bitbucket, with each address that stood beside it."""
        addresses = addresses_beside(held)
        if not addresses:
            reason = "Atlassian takes an API token only together with its owner's address, and none stands beside it"
            return self._unknown(reason, asked=Asked.NOT_ASKED)
        seen = _NOTHING
        for address in addresses:
            seen = self._ask_everywhere(held, Basic(address, held.secret))
            if seen.validity.state is not ValidityState.DEAD:
                return seen
        for address in addresses:
            if (doubt := self._doubter.about(address)) is not None:
                return self._unknown(f"{seen.reason}; {doubt}", seen.request_ids)
        return self._said(ValidityState.DEAD, f"{seen.reason} together with {' or '.join(addresses)}", seen.request_ids)

    def ask_old(self, held: Held) -> Identification:
        """What bears no mark may be some other server's password: it goes to a site only if that stood beside it."""
        if self.claim(held) is Claim.ANOTHER:
            reason = "it bears no mark of Atlassian's, and no site stands beside it"
            return self._unknown(reason, asked=Asked.NOT_ASKED)
        return self.ask_user(held)

    def ask_service(self, held: Held) -> Identification:
        """A service account's token: it has scopes always, so the gateway is the place."""
        return self._ask_everywhere(held, Bearer(held.secret), at_gateway_alone=True)

    def ask_key(self, held: Held) -> Identification:
        """A key of an organisation, or a Bitbucket access token: the prefix is the same."""
        auth = Bearer(held.secret)
        answer = self._doors.admin.read("/admin/v1/orgs", auth=auth, endpoints="verify", expect=_SETTLED)
        ids = [answer.request_id]
        if answer.status == 200:
            named = [org.attributes.name or org.id for org in answer.decode(Page[Organisation]).data]
            return self._said(ValidityState.LIVE, f"it is a key of the organisation {', '.join(named)}", ids)
        if answer.status == 403:
            return self._said(ValidityState.LIVE, "it is a key of an organisation, with other scopes", ids)
        if self._doors.bitbucket is None:
            return self._unknown("it is no organisation's key; Bitbucket is not configured", ids)
        answer = self._doors.bitbucket.read(_BITBUCKET, auth=auth, endpoints="verify", expect=_SETTLED)
        ids.append(answer.request_id)
        if answer.status == 401:
            return self._said(ValidityState.DEAD, "neither the organisation's API nor Bitbucket knows it", ids)
        if answer.status in (200, 403):
            answer.json()
            reason = "it is an access token of a Bitbucket repository, project or workspace"
            return self._said(ValidityState.LIVE, reason, ids)
        return self._unknown(f"Bitbucket answered {answer.status}, which settles nothing", ids)

    def ask_app(self, held: Held) -> Identification:
        """An access token that a person's consent gave to an app; it says which sites it reaches, then who it is."""
        if self.claim(held) is Claim.ANOTHER:
            return self._unknown(
                "it stands beside another server's address; Atlassian was not asked", asked=Asked.NOT_ASKED
            )
        auth = Bearer(held.secret)
        answer = self._doors.admin.read(
            "/oauth/token/accessible-resources", auth=auth, endpoints="verify", expect=_SETTLED
        )
        ids = [answer.request_id]
        if answer.status == 401:
            reason = "it has ended; a refresh token beside it may still make new ones"
            return self._said(ValidityState.DEAD, reason, ids)
        if answer.status != 200:
            return self._unknown(f"Atlassian answered {answer.status}, which settles nothing", ids)
        sites = answer.decode(list[Site])
        scopes = tuple(sorted({scope for site in sites for scope in site.scopes}))
        account: Account | None = None
        for site in sites[:1]:
            path = route("/ex/jira/{site}/", site=site.id) + _JIRA
            me = self._doors.admin.read(path, auth=auth, endpoints="verify", expect=_SETTLED)
            ids.append(me.request_id)
            account = self._account(me) if me.status == 200 else None
        return self._said(ValidityState.LIVE, "an app works with it", ids, account, scopes)

    def ask_server(self, held: Held) -> Identification:
        """A Data Center's token: this connector knows no server."""
        reason = "it is a Data Center's token: configure that server with site_url and dc_token in a table of its own"
        return self._unknown(reason, asked=Asked.NOT_ASKED)

    def ask_nobody(self, held: Held) -> Identification:
        """What cannot be asked without an effect."""
        return self._unknown("it can only be tested by making new tokens with it", asked=Asked.NOT_ASKED)

    def _ask_everywhere(self, held: Held, auth: Auth, *, at_gateway_alone: bool = False) -> Identification:
        sites = self._doors.sites(held.hints)
        if not sites:
            return self._unknown("no site is known to ask at (site_url)", asked=Asked.NOT_ASKED)
        kind = AccountKind.SERVICE if at_gateway_alone else AccountKind.PERSON
        refused: list[str] = []
        unclear: list[str] = []
        ids: list[str] = []
        asked: set[Door] = set()
        refusing: set[Door] = set()
        for probe in self._probes(sites, at_gateway_alone):
            answer = probe.client.read(probe.path, auth=auth, endpoints="verify", expect=_SETTLED)
            ids.append(answer.request_id)
            asked.add(probe.door)
            if answer.status == 200:
                return self._said(ValidityState.LIVE, f"{probe.where} knows it", ids, self._account(answer, kind))
            if probe.door is not Door.SITE and _lacks_scope(answer):
                reason = f"{probe.where} knows it, but it lacks the scope to say whose"
                return self._said(ValidityState.LIVE, reason, ids)
            if answer.status == 401:
                refused.append(probe.where)
                refusing.add(probe.door)
            elif answer.status == 403:
                unclear.append(f"{probe.where} answered 403")
        if unclear or asked != refusing:
            silent = " and ".join(sorted(door.value for door in asked - refusing))
            reason = "; ".join(unclear) or f"{silent} did not refuse it"
            return self._unknown(f"{reason}, which settles nothing", ids)
        return self._said(ValidityState.DEAD, f"{' and '.join(refused)} refuse it", ids)

    def _probes(self, sites: Sequence[str], at_gateway_alone: bool) -> Iterator[Probe]:
        """Jira first at the site; both products at the gateway, since a token with scopes may be for one alone."""
        for url in sites:
            site = self._doors.site(url)
            if not at_gateway_alone:
                yield Probe(site, _JIRA, "the site", Door.SITE)
            cloud = self._doors.cloud_id(url)
            for product, path in (("jira", _JIRA), ("confluence", f"wiki/{_CONFLUENCE}")):
                where = route("/ex/{product}/{cloud}/", product=product, cloud=cloud) + path
                yield Probe(self._doors.admin, where, f"the gateway of {product.capitalize()}", Door.GATEWAY)
            if not at_gateway_alone:
                yield Probe(site, f"wiki/{_CONFLUENCE}", "the site's Confluence", Door.SITE)
        if self._doors.bitbucket is not None and not at_gateway_alone:
            yield Probe(self._doors.bitbucket, _BITBUCKET, "Bitbucket", Door.BITBUCKET)

    def _account(self, answer: Answer, kind: AccountKind = AccountKind.PERSON) -> Account:
        me = answer.decode(Myself)
        account_id = me.account_id or me.bitbucket_id
        if not account_id:
            raise BadAnswer(f"atlassian: {answer.path} answered somebody without a name", request_id=answer.request_id)
        address = (me.email_address or me.email).casefold()
        return Account(
            service="atlassian",
            connector=self._doors.name,
            id=account_id,
            login=account_id,
            kind=AccountKind.BOT if me.account_type == "app" and kind is AccountKind.PERSON else kind,
            state=AccountState.ACTIVE if me.active else AccountState.DISABLED,
            name=me.display_name,
            emails=(address,) if address else (),
        )

    def _unknown(self, reason: str, request_ids: Sequence[str] = (), asked: Asked = Asked.ANSWERED) -> Identification:
        now = None if asked is Asked.NOT_ASKED else rfc3339(self._doors.admin.clock.now())
        ids = tuple(filter(None, request_ids))
        return Identification(Validity(ValidityState.UNKNOWN, now), None, reason, asked=asked, request_ids=ids)

    def _said(
        self,
        state: ValidityState,
        reason: str,
        request_ids: Sequence[str] = (),
        account: Account | None = None,
        scopes: tuple[str, ...] = (),
    ) -> Identification:
        now = rfc3339(self._doors.admin.clock.now())
        validity = Validity(state, now, account.login if account else None, scopes)
        return Identification(validity, account, reason, request_ids=tuple(filter(None, request_ids)))


def addresses_beside(held: Held) -> Sequence[str]:
    """The addresses that stand beside a token, as many of them as are tried."""
    return list(dict.fromkeys(hint.value.strip() for hint in held.hints if "@" in hint.value))[:_ADDRESSES]


def _lacks_scope(answer: Answer) -> bool:
    return answer.status == 403 or (answer.status == 401 and _SCOPE in answer.body.lower())


_NOTHING = Identification(Validity(), None, "")

_ASKED: Mapping[Form, Callable[[Identifier, Held], Identification]] = {
    Form.USER: Identifier.ask_user,
    Form.OLD: Identifier.ask_old,
    Form.SERVICE: Identifier.ask_service,
    Form.KEY: Identifier.ask_key,
    Form.SERVER: Identifier.ask_server,
    Form.APP: Identifier.ask_app,
    Form.UNASKABLE: Identifier.ask_nobody,
}
