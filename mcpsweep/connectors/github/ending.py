"""How each kind of grant is looked at and ended by its id."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from mcpsweep.connectors.github import listing, manual
from mcpsweep.connectors.github.listing import Listing
from mcpsweep.connectors.github.manual import Page
from mcpsweep.connectors.github.session import Session
from mcpsweep.connectors.github.shapes import DeployKey
from mcpsweep.connectors.http.answer import Answer
from mcpsweep.connectors.http.errors import BadAnswer
from mcpsweep.connectors.http.route import route
from mcpsweep.connectors.proof import Presence, by_hand, end, skipped
from mcpsweep.model.account import Account, AccountRef
from mcpsweep.model.grant import Grant, Way
from mcpsweep.model.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Ending:
    """One kind of grant: how to see it, and the one call that ends it."""

    look: Callable[["Endings", Grant, bool], Presence]
    """The flag says whether it is the look before the act, which may cost more."""
    method: str
    path: str
    selectors: Callable[[Grant], Mapping[str, str]]
    body: Mapping[str, str] | None = None
    page: Page = manual.ACTIVE_TOKENS
    as_token: bool = False
    """Closed to Apps."""


class Endings:
    """Ends grants of one organisation."""

    def __init__(self, session: Session, lists: Listing) -> None:
        self._session = session
        self._lists = lists

    def revoke(self, grant: Grant) -> Outcome:
        """End one grant by its id."""
        ending = next((_ENDINGS[grant.kind, way] for way in grant.can_revoke if (grant.kind, way) in _ENDINGS), None)
        if ending is None:
            if grant.instruction is not None:
                return by_hand(grant.instruction, grant.review or "GitHub has no API for it")
            return skipped("GitHub has no API for it")
        if grant.account is None:
            return skipped("GitHub does not tell whose it is")
        if self._is_own(grant):
            return skipped("it is, or may be, the credential that this connector works with")
        first = True

        def look() -> Presence:
            nonlocal first
            before, first = first, False
            return ending.look(self, grant, before)

        return end(
            look,
            lambda: self._act(ending, grant),
            clock=self._session.client.clock,
            by_hand=self._session.by_hand(ending.page),
        )

    def _act(self, ending: Ending, grant: Grant) -> Answer:
        path = route(ending.path, **ending.selectors(grant))
        who = self._session.as_token() if ending.as_token else self._session.as_app()
        answer = self._session.write(ending.method, path, who=who, json=ending.body)
        if answer.status != 204:
            raise BadAnswer(f"github: {answer.method} {answer.path}: {answer.status} where 204 is documented")
        return answer

    def _is_own(self, grant: Grant) -> bool:
        """Whether it may be the connector's own token: ending it would end the run in the middle."""
        token, user = self._session.token, self._session.own_account()
        if token is None or user is None or grant.account is None:
            return False
        if not grant.account.could_be(AccountRef(str(user.id), user.login)):
            return False
        if grant.last_eight is not None:
            return token.reveal().endswith(grant.last_eight)
        return grant.kind in (listing.FINE_GRAINED, listing.CLASSIC)

    def look_fine_grained(self, grant: Grant, before: bool) -> Presence:
        """GitHub filters by the token's id, whoever owns it: a renamed owner hides nothing."""
        query = {"token_id[]": [grant.token_id]} if grant.token_id else {}
        return _among(self._lists.fine_grained(query), grant)

    def look_request(self, grant: Grant, before: bool) -> Presence:
        """As for the grants themselves."""
        query = {"token_id[]": [grant.token_id]} if grant.token_id else {}
        return _among(self._lists.requests(query), grant)

    def look_authorization(self, grant: Grant, before: bool) -> Presence:
        """By login; before the act by id among everybody's, since a renamed login would look like nothing left."""
        login = grant.account.login if grant.account else ""
        seen = _among(self._lists.authorizations(login), grant) if login else Presence.GONE
        if seen is Presence.GONE and before:
            return _among(self._lists.authorizations(), grant)
        return seen

    def look_deploy_key(self, grant: Grant, before: bool) -> Presence:
        """By id. 404 may mean that the repository is out of sight, so that is asked too: before the act that is an
        error, after it there is no proof.
        """
        selectors = _in_repository(grant)
        answer = self._session.read(route("/repos/{owner}/{repo}/keys/{id}", **selectors), expect={404})
        if answer.status == 404:
            control = route("/repos/{owner}/{repo}/keys", owner=selectors["owner"], repo=selectors["repo"])
            seen = self._session.read(control, expect=() if before else {404})
            return Presence.HIDDEN if seen.status == 404 else Presence.GONE
        return _same(AccountRef(login=answer.decode(DeployKey).added_by or ""), grant)

    def look_server_token(self, grant: Grant, before: bool) -> Presence:
        """Enterprise Server lists them all and has no filter."""
        return _among(self._lists.server_tokens(), grant)

    def look_ssh_key(self, grant: Grant, before: bool) -> Presence:
        """Among the owner's keys."""
        if grant.account is None:
            return Presence.CHANGED
        owner = Account("github", self._session.name, grant.account.id, grant.account.login)
        listed = self._lists.ssh_keys(owner)
        return Presence.PRESENT if any(key.id == grant.id for key in listed) else Presence.GONE


def _same(owner: AccountRef | None, grant: Grant) -> Presence:
    is_same = owner is not None and grant.account is not None and owner.could_be(grant.account)
    return Presence.PRESENT if is_same else Presence.CHANGED


def _among(listed: Iterable[Grant], grant: Grant) -> Presence:
    for seen in listed:
        if seen.id == grant.id and seen.kind == grant.kind:
            return _same(seen.account, grant)
    return Presence.GONE


def _in_organisation(grant: Grant) -> Mapping[str, str]:
    return {"org": grant.target.get("org", ""), "id": grant.id}


def _in_repository(grant: Grant) -> Mapping[str, str]:
    owner, _, name = grant.target.get("repository", "").partition("/")
    return {"owner": owner, "repo": name, "id": grant.id}


def _alone(grant: Grant) -> Mapping[str, str]:
    return {"id": grant.id}


_AUTHORIZATION = Ending(
    Endings.look_authorization,
    "DELETE",
    "/orgs/{org}/credential-authorizations/{id}",
    _in_organisation,
    page=manual.PEOPLE,
)

_ENDINGS: Mapping[tuple[str, Way], Ending] = {
    (listing.FINE_GRAINED, Way.ACCESS): Ending(
        Endings.look_fine_grained,
        "POST",
        "/orgs/{org}/personal-access-tokens/{id}",
        _in_organisation,
        {"action": "revoke"},
    ),
    (listing.REQUEST, Way.ACCESS): Ending(
        Endings.look_request,
        "POST",
        "/orgs/{org}/personal-access-token-requests/{id}",
        _in_organisation,
        {"action": "deny", "reason": "The person is leaving the organisation."},
    ),
    (listing.CLASSIC, Way.ACCESS): _AUTHORIZATION,
    (listing.CLASSIC, Way.ID): Ending(
        Endings.look_server_token, "DELETE", "/admin/tokens/{id}", _alone, page=manual.OWN_TOKENS, as_token=True
    ),
    (listing.OAUTH, Way.ACCESS): _AUTHORIZATION,
    (listing.APP_USER, Way.ACCESS): _AUTHORIZATION,
    (listing.AUTHORIZED_SSH_KEY, Way.ACCESS): _AUTHORIZATION,
    (listing.OTHER, Way.ACCESS): _AUTHORIZATION,
    (listing.DEPLOY_KEY, Way.ID): Ending(
        Endings.look_deploy_key, "DELETE", "/repos/{owner}/{repo}/keys/{id}", _in_repository, page=manual.PEOPLE
    ),
    (listing.SSH_KEY, Way.ID): Ending(
        Endings.look_ssh_key, "DELETE", "/admin/keys/{id}", _alone, page=manual.OWN_KEYS, as_token=True
    ),
}
