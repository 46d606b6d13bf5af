"""Webhooks, secrets, runners and apps: GitHub does not say whose they are, so a person has to look.

With an audit log, what the leaver set up is told from the rest; the answer names a place, the place is asked whether
the thing still stands. Nothing here is ended by us: others may depend on it, and nobody can see what a secret holds.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from mcpsweep.connectors.base import Listed
from mcpsweep.connectors.github import manual
from mcpsweep.connectors.github.audit import AuditLog
from mcpsweep.connectors.github.manual import Page
from mcpsweep.connectors.github.session import Session
from mcpsweep.connectors.github.shapes import Hook, Installations, LogEvent, Runners, Secrets
from mcpsweep.connectors.http.clock import rfc3339, utc
from mcpsweep.connectors.http.errors import ServiceError
from mcpsweep.connectors.http.route import route
from mcpsweep.documents.address import split
from mcpsweep.model.account import Account, AccountRef
from mcpsweep.model.gap import Gap
from mcpsweep.model.grant import Grant, GrantState, Way

WEBHOOK = "github-webhook"
STORED_SECRET = "github-actions-secret"  # noqa: S105 - a kind, not a value
RUNNER = "github-runner"
INSTALLATION = "github-app-installation"


@dataclass(frozen=True, slots=True)
class Found:
    """A thing that stands somewhere."""

    id: str
    name: str
    label: str
    created: str | None
    is_on: bool = True
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    """Things of one kind: where they are listed, and which events tell who made them."""

    kind: str
    list_path: str
    """Below an organisation (`/orgs/…`) or repository (`/repos/…`)."""
    read: Callable[[Session, str], Iterator[Found]]
    made_by: tuple[str, ...]
    """Actions of the audit log (docs.github.com: "Audit log events for your organization")."""
    named_by: Callable[[LogEvent], str]
    """What an event calls the thing; empty where it does not tell."""
    page: Page
    review: str


def _hooks(session: Session, path: str) -> Iterator[Found]:
    for page in session.pages(path, list[Hook]):
        for hook in page:
            yield Found(
                str(hook.id), str(hook.id), _host(hook.config.url), hook.created_at, hook.active, tuple(hook.events)
            )


def _secrets(session: Session, path: str) -> Iterator[Found]:
    for page in session.pages(path, Secrets):
        for secret in page.secrets:
            yield Found(f"{path}/{secret.name}", secret.name, secret.name, secret.created_at)


def _runners(session: Session, path: str) -> Iterator[Found]:
    for page in session.pages(path, Runners):
        for runner in page.runners:
            yield Found(str(runner.id), runner.name, f"{runner.name} ({runner.os})", None, runner.status == "online")


def _installations(session: Session, path: str) -> Iterator[Found]:
    for page in session.pages(path, Installations):
        for app in page.installations:
            scopes = tuple(sorted(f"{name}:{level}" for name, level in app.permissions.items()))
            yield Found(str(app.id), app.app_slug, app.app_slug, app.created_at, app.suspended_at is None, scopes)


FAMILIES: tuple[Family, ...] = (
    Family(
        WEBHOOK,
        "/hooks",
        _hooks,
        ("hook.create",),
        lambda event: "" if event.hook_id is None else str(event.hook_id),
        manual.HOOKS,
        "a webhook sends what happens here to another host",
    ),
    Family(
        STORED_SECRET,
        "/actions/secrets",
        _secrets,
        ("org.create_actions_secret", "repo.create_actions_secret"),
        lambda event: event.key or "",
        manual.SECRETS,
        "its value may be a token of the person's; nobody can read it",
    ),
    Family(
        RUNNER,
        "/actions/runners",
        _runners,
        ("org.register_self_hosted_runner", "repo.register_self_hosted_runner"),
        lambda event: event.name or "",
        manual.RUNNERS,
        "the machine may be the person's own",
    ),
    Family(
        INSTALLATION,
        "/installations",
        _installations,
        ("integration_installation.create",),
        lambda event: event.name or "",
        manual.APPS,
        "GitHub does not tell who installed it, and others may use it",
    ),
)


class Review:
    """Lists what a person has to look at."""

    def __init__(self, session: Session, audit: AuditLog) -> None:
        self._session = session
        self._audit = audit

    def of(self, account: Account) -> Iterator[Listed]:
        """What the audit log says the account set up, as far as it still stands."""
        try:
            if not self._audit.is_there():
                return
        except ServiceError as error:
            yield Gap("github", self._session.name, "what the person set up", str(error), hides=False)
            return
        for family in FAMILIES:
            try:
                yield from self._made_by(family, account)
            except ServiceError as error:
                yield self._gap(family, error)

    def of_all(self) -> Iterator[Listed]:
        """What stands in the organisation itself. What stands in repositories is looked up per person only: a request
        for each repository and kind would eat the hourly limit.
        """
        place = route("/orgs/{org}", org=self._session.org)
        for family in FAMILIES:
            try:
                for found in family.read(self._session, place + family.list_path):
                    yield self._grant(family, found, None, {"org": self._session.org})
            except ServiceError as error:
                yield self._gap(family, error)

    def _made_by(self, family: Family, account: Account) -> Iterator[Listed]:
        events = [event for action in family.made_by for event in self._audit.by_actor(account.login, action)]
        by_place: dict[str, list[LogEvent]] = {}
        for event in events:
            by_place.setdefault(event.repo or "", []).append(event)
        for repository, made in by_place.items():
            standing = {
                found.name: found for found in family.read(self._session, self._place(repository) + family.list_path)
            }
            target = {"repository": repository} if repository else {"org": self._session.org}
            for name in dict.fromkeys(family.named_by(event) for event in made):
                if name in standing:
                    grant = self._grant(family, standing[name], account.ref(), target)
                    when = rfc3339(_moment(next(event for event in made if family.named_by(event) == name)))
                    yield msgspec.structs.replace(grant, review=f"{grant.review}; the audit log has it made on {when}")
                elif not name and standing:
                    reason = "the audit log says that the person made one, but not which"
                    page = self._session.by_hand(family.page)
                    yield Gap(
                        "github",
                        self._session.name,
                        f"{family.kind} in {repository or self._session.org}",
                        reason,
                        False,
                        page,
                    )

    def _place(self, repository: str) -> str:
        if not repository:
            return route("/orgs/{org}", org=self._session.org)
        owner, _, name = repository.partition("/")
        return route("/repos/{owner}/{repo}", owner=owner, repo=name)

    def _grant(self, family: Family, found: Found, owner: AccountRef | None, target: Mapping[str, str]) -> Grant:
        return Grant(
            service="github",
            connector=self._session.name,
            id=found.id,
            kind=family.kind,
            account=owner,
            label=found.label,
            can_revoke=(Way.MANUAL,),
            state=GrantState.ACTIVE if found.is_on else GrantState.BLOCKED,
            scopes=found.scopes,
            created=utc(found.created),
            target=target,
            review=family.review,
            instruction=self._session.by_hand(family.page),
        )

    def _gap(self, family: Family, error: ServiceError) -> Gap:
        page = self._session.by_hand(family.page)
        return Gap("github", self._session.name, f"{family.kind} to review", str(error), hides=False, instruction=page)


def _host(url: str) -> str:
    """The host that a webhook sends to: all of its URL that is safe to show."""
    return split(url).hostname or ""


def _moment(event: LogEvent) -> datetime:
    return datetime.fromtimestamp((event.time or event.created_at) / 1000, UTC)
