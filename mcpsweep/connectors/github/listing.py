"""What GitHub knows of credentials, as grants."""

from collections.abc import Iterator, Mapping

import msgspec

from mcpsweep.connectors.base import Listed
from mcpsweep.connectors.github import manual
from mcpsweep.connectors.github.keys import fingerprint
from mcpsweep.connectors.github.session import SSO, Product, Session
from mcpsweep.connectors.github.shapes import (
    Authorization,
    DeployKey,
    FineGrainedToken,
    PublicKey,
    Repository,
    ServerToken,
)
from mcpsweep.connectors.http.clock import rfc3339, utc
from mcpsweep.connectors.http.errors import Absent, ServiceError
from mcpsweep.connectors.http.fan import fan_out
from mcpsweep.connectors.http.route import route
from mcpsweep.model.account import Account, AccountRef
from mcpsweep.model.gap import Gap
from mcpsweep.model.grant import Grant, GrantState, Way

FINE_GRAINED = "github-fine-grained-pat"
REQUEST = "github-fine-grained-pat-request"
CLASSIC = "github-pat"
OAUTH = "github-oauth-token"
APP_USER = "github-app-user-token"
SSH_KEY = "github-ssh-key"
AUTHORIZED_SSH_KEY = "github-authorized-ssh-key"
DEPLOY_KEY = "github-deploy-key"
OTHER = "github-credential"

AUTHORIZED_KINDS: Mapping[str, str] = {
    "personal access token": CLASSIC,
    "ssh key": AUTHORIZED_SSH_KEY,
    "oauth app token": OAUTH,
    "github app token": APP_USER,
}
"""GitHub's `credential_type` → our kind."""

_KEY_REVIEW = "a deployment or another machine may work with it"
_STAYS = "Outside this organisation the token goes on working; SSH keys that were made with it stay."


class Listing:
    """Lists grants of one organisation. Each part that fails is a gap, and the others go on."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, account: Account) -> Iterator[Listed]:
        """What one account holds."""
        yield from self._all_parts(account)

    def of_all(self) -> Iterator[Listed]:
        """What everybody holds."""
        yield from self._all_parts(None)

    def deploy_keys(self) -> Iterator[Listed]:
        """The deploy keys of every repository; one request for each."""
        session = self._session

        def read(repository: Repository) -> list[Listed]:
            owner, _, name = repository.full_name.partition("/")
            try:
                pages = session.pages(route("/repos/{owner}/{repo}/keys", owner=owner, repo=name), list[DeployKey])
                return [self._deploy_key(repository.full_name, key) for page in pages for key in page]
            except ServiceError as error:
                return [self._gap(f"deploy keys of {repository.full_name}", error)]

        repositories = (
            repository
            for page in session.pages(route("/orgs/{org}/repos", org=session.org), list[Repository])
            for repository in page
        )
        for done, listed in enumerate(fan_out(read, repositories), start=1):
            session.setup.progress.report("github", "repositories", done)
            yield from listed

    def fine_grained(self, query: Mapping[str, str | list[str]]) -> Iterator[Grant]:
        """Fine-grained tokens that may reach the organisation. GitHub tells them to Apps only."""
        path = route("/orgs/{org}/personal-access-tokens", org=self._session.org)
        for page in self._session.pages(path, list[FineGrainedToken], query):
            for token in page:
                yield self._fine_grained(token, FINE_GRAINED)

    def requests(self, query: Mapping[str, str | list[str]]) -> Iterator[Grant]:
        """Fine-grained tokens that wait for an approval."""
        path = route("/orgs/{org}/personal-access-token-requests", org=self._session.org)
        for page in self._session.pages(path, list[FineGrainedToken], query):
            for token in page:
                yield self._fine_grained(token, REQUEST)

    def authorizations(self, login: str = "") -> Iterator[Grant]:
        """Credentials that were authorised for single sign-on; those of one login where it is given."""
        path = route("/orgs/{org}/credential-authorizations", org=self._session.org)
        for page in self._session.pages(path, list[Authorization], {"login": login} if login else {}):
            for authorization in page:
                yield self._authorization(authorization)

    def ssh_keys(self, account: Account) -> Iterator[Grant]:
        """The account's own SSH keys. GitHub shows them to everybody."""
        for page in self._session.pages(route("/users/{login}/keys", login=account.login), list[PublicKey]):
            for key in page:
                yield self._ssh_key(key, account.ref())

    def server_tokens(self) -> Iterator[Grant]:
        """Everybody's personal access tokens on an Enterprise Server; for its site administrators."""
        for page in self._session.pages("/admin/tokens", list[ServerToken], who=self._session.as_token()):
            for token in page:
                yield self._server_token(token)

    def _all_parts(self, account: Account | None) -> Iterator[Listed]:
        """Deploy keys first: tokens tell in their effects which keys may die with them."""
        mine = account.ref() if account else None
        keys: dict[str, list[str]] = {}
        for listed in self._guarded("deploy keys", self.deploy_keys()):
            if isinstance(listed, Grant) and listed.account is not None:
                keys.setdefault(listed.account.login.casefold(), []).append(_described(listed))
            if mine is None or isinstance(listed, Gap) or _is_hers(listed, mine):
                yield listed
        for what, part in self._parts(account):
            for listed in self._guarded(what, part):
                if isinstance(listed, Gap):
                    yield listed
                elif mine is None or _is_hers(listed, mine):
                    yield _with_keys(listed, keys)

    def _parts(self, account: Account | None) -> Iterator[tuple[str, Iterator[Listed]]]:
        product: Product | None = None
        try:
            product = self._session.product()
        except ServiceError as error:
            yield "", iter([self._gap("tokens that only some of GitHub's products list", error)])
        if self._session.app is None:
            yield "fine-grained tokens", iter([self._no_app()])
        else:
            owned: Mapping[str, str | list[str]] = {"owner[]": [account.login]} if account else {}
            yield "fine-grained tokens", self.fine_grained(owned)
            yield "requests for fine-grained tokens", self.requests(owned)
        if product in SSO:
            yield "credentials authorised for single sign-on", self.authorizations(account.login if account else "")
        if product is Product.SERVER:
            yield "personal access tokens", self.server_tokens()
        if account:
            yield f"SSH keys of {account.login}", self.ssh_keys(account)

    def _guarded(self, what: str, part: Iterator[Listed]) -> Iterator[Listed]:
        try:
            yield from part
        except ServiceError as error:
            yield self._gap(what, error)

    def _gap(self, what: str, error: ServiceError) -> Gap:
        reason = str(error)
        if isinstance(error, Absent):
            reason += " – GitHub answers so for what one may not see, too"
        return Gap("github", self._session.name, what, reason)

    def _no_app(self) -> Gap:
        reason = "GitHub shows them to GitHub Apps only, and none is configured (app_id, app_private_key)"
        return Gap(
            "github",
            self._session.name,
            "fine-grained tokens",
            reason,
            instruction=self._session.by_hand(manual.ACTIVE_TOKENS),
        )

    def _fine_grained(self, token: FineGrainedToken, kind: str) -> Grant:
        levels = token.permissions
        scopes = [
            f"{name}:{level}"
            for part in (levels.organization, levels.repository, levels.other)
            for name, level in part.items()
        ]
        pending = kind == REQUEST
        return Grant(
            service="github",
            connector=self._session.name,
            id=str(token.id),
            kind=kind,
            account=AccountRef(str(token.owner.id), token.owner.login),
            label=token.token_name,
            can_revoke=(Way.ACCESS, Way.VALUE),
            state=GrantState.PENDING if pending else GrantState.EXPIRED if token.token_expired else GrantState.ACTIVE,
            scopes=tuple(sorted(scopes)),
            created=utc(token.created_at if pending else token.access_granted_at),
            last_used=utc(token.token_last_used_at),
            expires=utc(token.token_expires_at),
            token_id=None if token.token_id is None else str(token.token_id),
            target={"org": self._session.org},
            effects=() if pending else (_STAYS,),
        )

    def _authorization(self, seen: Authorization) -> Grant:
        kind = AUTHORIZED_KINDS.get(seen.credential_type.casefold(), OTHER)
        expires = utc(seen.authorized_credential_expires_at)
        return Grant(
            service="github",
            connector=self._session.name,
            id=str(seen.credential_id),
            kind=kind,
            account=AccountRef(login=seen.login),
            label=seen.authorized_credential_note or seen.authorized_credential_title or "",
            can_revoke=(Way.ACCESS,) if kind == AUTHORIZED_SSH_KEY else (Way.ACCESS, Way.VALUE),
            state=self._state_of_authorization(kind, expires),
            scopes=tuple(seen.scopes or ()),
            created=utc(seen.credential_authorized_at),
            last_used=utc(seen.credential_accessed_at),
            expires=expires,
            token_id=None if seen.authorized_credential_id is None else str(seen.authorized_credential_id),
            last_eight=seen.token_last_eight,
            key_fingerprint=seen.fingerprint,
            target={"org": self._session.org},
            effects=(
                "The same credential can never be authorised again; outside this organisation it goes on working.",
            ),
        )

    def _deploy_key(self, repository: str, key: DeployKey) -> Grant:
        return Grant(
            service="github",
            connector=self._session.name,
            id=str(key.id),
            kind=DEPLOY_KEY,
            account=AccountRef(login=key.added_by) if key.added_by else None,
            label=key.title,
            can_revoke=(Way.ID,),
            state=GrantState.ACTIVE if key.enabled else GrantState.BLOCKED,
            scopes=("read" if key.read_only else "write",),
            created=utc(key.created_at),
            last_used=utc(key.last_used),
            key_fingerprint=fingerprint(key.key),
            target={"repository": repository},
            review=_KEY_REVIEW,
            effects=(f"Whatever fetches from {repository} with this key stops.",),
        )

    def _ssh_key(self, key: PublicKey, owner: AccountRef) -> Grant:
        on_server = self._session.product() is Product.SERVER
        return Grant(
            service="github",
            connector=self._session.name,
            id=str(key.id),
            kind=SSH_KEY,
            account=owner,
            label=key.title,
            can_revoke=(Way.ID,) if on_server else (Way.MANUAL, Way.ACCOUNT),
            created=utc(key.created_at),
            last_used=utc(key.last_used),
            key_fingerprint=fingerprint(key.key),
            instruction=None if on_server else self._session.by_hand(manual.OWN_KEYS),
        )

    def _state_of_authorization(self, kind: str, expires: str | None) -> GrantState:
        """Nothing says that GitHub drops one whose token's end has passed, or that it does not serve the token that its
        owner makes anew: it is ended like any other. An app renews its tokens by itself.
        """
        return GrantState.UNKNOWN if kind == CLASSIC and self._has_passed(expires) else GrantState.ACTIVE

    def _has_passed(self, moment: str | None) -> bool:
        """By GitHub's own clock."""
        return moment is not None and moment < rfc3339(self._session.client.now())

    def _server_token(self, token: ServerToken) -> Grant:
        expires = utc(token.expires_at)
        return Grant(
            service="github",
            connector=self._session.name,
            id=str(token.id),
            kind=CLASSIC,
            account=AccountRef(str(token.user.id), token.user.login) if token.user else None,
            label=token.note or token.app.name,
            can_revoke=(Way.ID, Way.VALUE),
            state=GrantState.EXPIRED if self._has_passed(expires) else GrantState.ACTIVE,
            scopes=tuple(token.scopes or ()),
            created=utc(token.created_at),
            expires=expires,
            token_id=str(token.id),
            last_eight=token.token_last_eight,
        )


def _is_hers(grant: Grant, owner: AccountRef) -> bool:
    """GitHub's own filters are not relied on: a filter that it ignores would show everybody's."""
    return grant.account is not None and grant.account.could_be(owner)


def _described(key: Grant) -> str:
    return f"{key.target['repository']} “{key.label}” ({key.id})"


_DIES_WITH = "Deploy keys that were made with it die with the token itself, among them perhaps: "
_MAKES_KEYS = frozenset({CLASSIC, FINE_GRAINED, OAUTH})


def _with_keys(grant: Grant, keys: Mapping[str, list[str]]) -> Grant:
    """Deploy keys made with a personal or OAuth token are deleted along with it (docs: REST, "Deploy keys")."""
    made = keys.get(grant.account.login.casefold(), []) if grant.account else []
    if grant.kind not in _MAKES_KEYS or not made:
        return grant
    return msgspec.structs.replace(grant, dies_with=(_DIES_WITH + ", ".join(made),))
