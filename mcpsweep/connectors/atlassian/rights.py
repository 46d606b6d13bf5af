"""What each of the organisation's keys may do, and what it lacks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mcpsweep.connectors.atlassian import manual
from mcpsweep.connectors.atlassian.session import Session
from mcpsweep.connectors.atlassian.shapes import Organisation, OrgToken, Page
from mcpsweep.connectors.http.answer import Answer
from mcpsweep.connectors.http.auth import Bearer
from mcpsweep.connectors.http.clock import utc
from mcpsweep.connectors.http.errors import ServiceError
from mcpsweep.connectors.http.route import route
from mcpsweep.model.capability import Ability
from mcpsweep.model.rights import Checkup, Limit, Right, RightState
from mcpsweep.model.secret import Secret

_LIST = (Ability.LIST, Ability.LIST_ALL)
_SKEW = 60.0
_WITH_SCOPES = f"{manual.NEW_KEY}, with this scope"
_WITHOUT = f"{manual.NEW_KEY}, without scopes"
_ANSWERS = {401, 403, 404}


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to be done, the scope that allows it, and a read that shows whether it is there."""

    scope: str
    purpose: str
    abilities: tuple[Ability, ...]
    path: str
    query: Mapping[str, str]


_ACCESS = "/admin/api-access/v1/orgs/{org}"
NEEDS: tuple[Need, ...] = (
    Need("read:tokens:admin", "list everybody's API tokens", _LIST, f"{_ACCESS}/api-tokens", {"pageSize": "1"}),
    Need("read:keys:admin", "list the organisation's keys to review", _LIST, f"{_ACCESS}/api-keys", {"pageSize": "1"}),
    Need(
        "read:service-accounts:admin",
        "list service accounts to review",
        _LIST,
        f"{_ACCESS}/service-accounts",
        {},
    ),
    Need(
        "read:events:admin",
        "search the audit log, and tell who made what",
        (*_LIST, Ability.TRACE),
        "/admin/v1/orgs/{org}/event-actions",
        {},
    ),
    Need(
        "directories",
        "find people by their address, and take them out",
        (Ability.FIND, Ability.REMOVE_ACCESS),
        "/admin/v2/orgs/{org}/directories",
        {"limit": "1"},
    ),
)


class Rights:
    """Checks up on the connector itself."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def check(self) -> Checkup:
        """Who the connector is, and what its keys may do. Only reads.

        Raises `Unauthenticated` where no key is taken at all.
        """
        session = self._session
        path = "/admin/v1/orgs"
        answers = {name: self._probe(key, path) for name, key in self._keys()}
        if all(answer.status == 401 for answer in answers.values()):
            session.ask(path)
        listed = [answer.decode(Page[Organisation]).data for answer in answers.values() if answer.status == 200]
        name = next((org.attributes.name for page in listed for org in page if org.id == session.org), "")
        last, rights = next(iter(answers.values())), []
        for need in NEEDS:
            right, last = self._right(need, last)
            rights.append(right)
        return Checkup(
            service="atlassian",
            connector=session.name,
            account=None,
            acts_as=f"{' and '.join(answers)} of the organisation {name or session.org}",
            product="Atlassian Cloud",
            rights=(*rights, self._unscoped()),
            limits=tuple(_limits(last)),
            remarks=tuple(self._remarks(answers, listed, last)),
        )

    def _keys(self) -> Iterator[tuple[str, Secret]]:
        for name, key in (("scoped_key", self._session.scoped_key), ("org_key", self._session.org_key)):
            if key is not None:
                yield name, key

    def _probe(self, key: Secret, path: str, query: Mapping[str, str] | None = None) -> Answer:
        return self._session.admin.read(path, query, expect=_ANSWERS, auth=Bearer(key))

    def _right(self, need: Need, last: Answer) -> tuple[Right, Answer]:
        state = RightState.MISSING
        for _name, key in self._keys():
            try:
                last = self._probe(key, route(need.path, org=self._session.org), need.query)
            except ServiceError:
                state = RightState.UNKNOWN
                continue
            if last.status == 200:
                state = RightState.PRESENT
                break
            if last.status == 404:
                state = RightState.UNKNOWN
        return Right(need.scope, state, need.purpose, need.abilities, _WITH_SCOPES), last

    def _unscoped(self) -> Right:
        """The management of accounts takes a key without scopes only; it is tried on whoever has a token."""
        session, state = self._session, RightState.UNKNOWN
        if session.org_key is None:
            state = RightState.MISSING
        else:
            try:
                path = route(f"{_ACCESS}/api-tokens", org=session.org)
                page = session.ask(path, {"pageSize": "1"}).decode(Page[OrgToken])
                for token in page.data[:1]:
                    answer = session.manage("/users/{account}/manage", token.user.id, expect=_ANSWERS)
                    state = _STATES.get(answer.status, RightState.UNKNOWN)
            except ServiceError:
                state = RightState.UNKNOWN
        abilities = (Ability.LIST, Ability.REVOKE, Ability.DISABLE_ACCOUNT)
        return Right(
            "org_key: a key without scopes",
            state,
            "list and delete one account's API tokens, and deactivate accounts",
            abilities,
            _WITHOUT,
        )

    def _remarks(self, answers: Mapping[str, Answer], listed: list[list[Organisation]], last: Answer) -> Iterator[str]:
        for name, answer in answers.items():
            if answer.status == 401:
                yield f"Atlassian does not take {name}: it is wrong, expired (after a year at most) or revoked."
        if listed and not any(org.id == self._session.org for page in listed for org in page):
            yield f"The keys belong to another organisation than {self._session.org}."
        if (date := last.date()) is not None:
            off = abs((self._session.admin.clock.now() - date).total_seconds())
            if off > _SKEW:
                yield f"This machine's clock is {off:.0f} s off."


_STATES: Mapping[int, RightState] = {
    200: RightState.PRESENT,
    401: RightState.MISSING,
    403: RightState.MISSING,
}


def _limits(answer: Answer) -> Iterator[Limit]:
    remaining, limit = (answer.headers.get(f"x-ratelimit-{name}", "") for name in ("remaining", "limit"))
    if remaining.isdigit() and limit.isdigit():
        yield Limit("organisation API", int(remaining), int(limit), utc(answer.headers.get("x-ratelimit-reset")))
