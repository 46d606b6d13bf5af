"""Reads the logs that tell what is installed: the integration log of each workspace, and the audit log.

`team.integrationLogs` filters by who did something, so one person's entries never show that somebody else removed or
took over an app: after the person's own entries, every app in them is looked for again over everybody's.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial

from mcpsweep.connectors.http.errors import BadAnswer, ServiceError
from mcpsweep.connectors.http.fan import fan_out
from mcpsweep.connectors.slack import manual
from mcpsweep.connectors.slack.audit import AuditLog
from mcpsweep.connectors.slack.installations import (
    ACTIONS,
    AppKey,
    Change,
    Installation,
    Step,
    from_audit,
    from_log,
    installed,
)
from mcpsweep.connectors.slack.session import Session
from mcpsweep.model.gap import Gap

_ALL_ACTIONS = ",".join(ACTIONS)
_BEGINNINGS = ",".join(action for action, step in ACTIONS.items() if step is not Step.GONE)


class Ledger:
    """What is installed in the workspaces that the token covers."""

    def __init__(self, session: Session, audit: AuditLog) -> None:
        self._session = session
        self._audit = audit

    def of_user(self, user: str) -> Iterator[Installation | Gap]:
        """What is there now of all that one user ever installed or changed; also what others have taken over."""
        keys: dict[AppKey, None] = {}
        for what, read in self._touched_by(user):
            try:
                keys.update(dict.fromkeys(read()))
            except ServiceError as error:
                yield self._gap(what, error)
        whole = self._short_logs(keys)
        for done, found in enumerate(fan_out(partial(self._current, whole), keys), start=1):
            self._session.setup.progress.report("slack", "apps", done)
            if found is not None:
                yield found

    def of_all(self) -> Iterator[Installation | Gap]:
        """Everything that is there now."""
        changes: list[Change] = []
        for what, read in self._everything():
            try:
                changes += read()
            except ServiceError as error:
                yield self._gap(what, error)
        yield from installed(_by_time(changes))

    def of_app(self, key: AppKey) -> Installation | None:
        """One app as the logs have it now; None if it is gone. One log that does not answer is made up for by another.

        Raises `ServiceError` if none answers, or if none holds anything of the app: then nothing is known of it.
        """
        return self._of_app({}, key)

    def _of_app(self, whole: Mapping[str, Sequence[Change]], key: AppKey) -> Installation | None:
        changes: list[Change] = []
        problem: ServiceError | None = None
        for read in self._histories(whole, key):
            try:
                changes += read()
            except ServiceError as error:
                problem = error
        if not changes:
            raise problem or BadAnswer(f"slack: the logs hold nothing of {key.id}")
        return next(installed(_by_time(changes)), None)

    def _current(self, whole: Mapping[str, Sequence[Change]], key: AppKey) -> Installation | Gap | None:
        try:
            return self._of_app(whole, key)
        except ServiceError as error:
            return self._gap(f"whether {key.id} is still installed in {key.place}", error)

    def _touched_by(self, user: str) -> Iterator[tuple[str, Callable[[], Sequence[AppKey]]]]:
        for team in self._session.teams():
            yield f"apps in the workspace {team}", partial(self._touched_in, team, user)
        if self._audit.is_there():
            query = {"actor": user, "action": _BEGINNINGS}
            yield "apps that were installed for the whole organisation", lambda: _keys(self._audited(query), user)

    def _everything(self) -> Iterator[tuple[str, Callable[[], Sequence[Change]]]]:
        for team in self._session.teams():
            yield f"apps in the workspace {team}", partial(self._log, team)
        if self._audit.is_there():
            query = {"action": _ALL_ACTIONS}
            yield "apps that were installed for the whole organisation", lambda: self._audited(query)

    def _short_logs(self, keys: Collection[AppKey]) -> Mapping[str, Sequence[Change]]:
        """The logs of those workspaces that have fewer pages than apps to be asked for: Slack allows twenty questions
        a minute."""
        found: dict[str, Sequence[Change]] = {}
        for team, apps in Counter(key.place for key in keys if key.place != self._session.enterprise()).items():
            if apps == 1:
                continue
            try:
                entries = self._session.short_log(team, apps - 1)
            except ServiceError:
                # Who is asked about each app by itself says what is wrong.
                continue
            if entries is not None:
                found[team] = from_log(entries, team)
        return found

    def _histories(
        self, whole: Mapping[str, Sequence[Change]], key: AppKey
    ) -> Iterator[Callable[[], Sequence[Change]]]:
        if key.place in whole:
            yield lambda: [change for change in whole[key.place] if change.key == key]
        elif key.place != self._session.enterprise():
            name = "service_id" if key.is_legacy else "app_id"
            yield lambda: [change for change in self._log(key.place, {name: key.id}) if change.key == key]
        if self._audit.is_there() and not key.is_legacy:
            query = {"entity": key.id, "action": _ALL_ACTIONS}
            yield lambda: [change for change in self._audited(query) if change.key == key]

    def _touched_in(self, team: str, user: str) -> Sequence[AppKey]:
        return _keys(self._log(team, {"user": user}), user)

    def _log(self, team: str, query: Mapping[str, str] | None = None) -> Sequence[Change]:
        return from_log(self._session.log(team, query), team)

    def _audited(self, query: Mapping[str, str]) -> Sequence[Change]:
        return from_audit(self._audit.search(query), [*self._session.teams(), self._session.enterprise()])

    def _gap(self, what: str, error: ServiceError) -> Gap:
        return Gap("slack", self._session.name, what, str(error), instruction=manual.MANAGE_APPS)


def _keys(changes: Sequence[Change], user: str) -> Sequence[AppKey]:
    return [change.key for change in changes if change.actor == user and change.step is not Step.GONE]


def _by_time(changes: Sequence[Change]) -> Sequence[Change]:
    return sorted(changes, key=lambda change: change.moment)
