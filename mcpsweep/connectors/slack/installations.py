"""What is installed now, by whom, told from logs of what was done: pure.

Slack lists no installations on most plans. Its logs must be folded per app over everybody's entries: an app that one
person added and another removed shows as added, if only the first one's entries are looked at.
"""

import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mcpsweep.connectors.slack.shapes import AuditEntry, LogEntry


class Step(enum.Enum):
    """What an entry says of an app."""

    INSTALLED = "installed"
    """It is there from now on, and this person put it there."""
    SEEN = "seen"
    """It is there; who put it there is not told."""
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class AppKey:
    """An app, or a legacy integration, in one workspace or organisation."""

    place: str
    """Id of the workspace (T…) or organisation (E…)."""
    id: str
    is_legacy: bool = False
    """A legacy integration, which has a service id instead of an app id."""


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of a log."""

    key: AppKey
    moment: float
    """Seconds since 1970."""
    step: Step
    actor: str
    """Id of the user who did it."""
    label: str = ""
    scopes: tuple[str, ...] = ()
    channel: str = ""
    """The channel that an incoming webhook posts to."""


@dataclass(frozen=True, slots=True)
class Installation:
    """An app that is there."""

    key: AppKey
    installer: str
    """Id of the user who put it there; empty if the log does not tell."""
    installed: float | None
    """Seconds since 1970; None if the log does not tell."""
    label: str
    scopes: tuple[str, ...]
    channels: tuple[str, ...]
    others: tuple[str, ...]
    """Who else had put it there before, in the same life of the app: each may hold a token of it."""

    def has_webhook(self) -> bool:
        """Whether a URL exists somewhere that posts for this app."""
        return "incoming-webhook" in self.scopes or bool(self.channels)


_CHANGE_TYPES: Mapping[str, Step] = {
    "added": Step.INSTALLED,
    "enabled": Step.INSTALLED,
    "updated": Step.SEEN,
    "expanded": Step.SEEN,
    "removed": Step.GONE,
    "disabled": Step.GONE,
}
"""docs.slack.dev: `team.integrationLogs`. A word that is not here says at least that the app is there."""

ACTIONS: Mapping[str, Step] = {
    "app_installed": Step.INSTALLED,
    "org_app_installed": Step.INSTALLED,
    "cli_app_install": Step.INSTALLED,
    "app_scopes_expanded": Step.SEEN,
    "app_uninstalled": Step.GONE,
    "org_app_uninstalled": Step.GONE,
    "app_deleted": Step.GONE,
}
"""docs.slack.dev: "Audit logs API methods & actions reference"."""


def from_log(entries: Iterable[LogEntry], place: str) -> list[Change]:
    """The entries of one workspace's integration log, oldest first."""
    changes = []
    for entry in entries:
        scopes = tuple(scope.strip() for scope in (entry.scope or "").split(",") if scope.strip())
        step = _CHANGE_TYPES.get(entry.change_type, Step.SEEN)
        if entry.app_id:
            key, label = AppKey(place, entry.app_id), entry.app_type or ""
        elif entry.service_id is not None:
            key, label = AppKey(place, str(entry.service_id), is_legacy=True), entry.service_type or ""
        else:
            continue
        changes.append(Change(key, entry.date, step, entry.user_id or "", label, scopes, entry.channel or ""))
    return in_order(changes)


def from_audit(entries: Iterable[AuditEntry], places: Sequence[str]) -> list[Change]:
    """The entries of the audit log that are about apps of `places`, oldest first."""
    changes = []
    for entry in entries:
        app, step, place = entry.entity.app, ACTIONS.get(entry.action), entry.context.location.id
        if app is None or not app.id or step is None or place not in places:
            continue
        scopes = (*(app.scopes or ()), *(app.bot_scopes or ()))
        changes.append(Change(AppKey(place, app.id), entry.date_create, step, entry.actor.user.id, app.name, scopes))
    return in_order(changes)


def in_order(changes: Sequence[Change]) -> list[Change]:
    """Oldest first, whichever way the log runs; entries of one second stay in the log's own order."""
    runs_backwards = bool(changes) and changes[0].moment > changes[-1].moment
    return sorted(reversed(changes) if runs_backwards else changes, key=lambda change: change.moment)


def installed(changes: Iterable[Change]) -> Iterator[Installation]:
    """What is there after all `changes`, which come oldest first."""
    by_app: dict[AppKey, list[Change]] = {}
    for change in changes:
        by_app.setdefault(change.key, []).append(change)
    for key, history in by_app.items():
        if (found := _fold(key, history)) is not None:
            yield found


def _fold(key: AppKey, history: Sequence[Change]) -> Installation | None:
    alive: list[Change] = []
    for change in history:
        if change.step is Step.GONE:
            alive = []
        else:
            alive.append(change)
    if not alive:
        return None
    installs = [change for change in alive if change.step is Step.INSTALLED]
    last = installs[-1] if installs else None
    return Installation(
        key=key,
        installer=last.actor if last else "",
        installed=last.moment if last else None,
        label=next((change.label for change in reversed(alive) if change.label), ""),
        scopes=next((change.scopes for change in reversed(alive) if change.scopes), ()),
        channels=tuple(dict.fromkeys(change.channel for change in alive if change.channel)),
        others=tuple(dict.fromkeys(c.actor for c in installs[:-1] if last and c.actor != last.actor)),
    )
