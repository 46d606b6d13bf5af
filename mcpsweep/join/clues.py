"""What is known of values that a service's record may show too: by it a grant among a million finds its finding."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from mcpsweep.join.answers import Answer
from mcpsweep.join.kinds import APPS
from mcpsweep.join.values import Value, padded
from mcpsweep.model.event import Event
from mcpsweep.model.grant import Grant

_LABEL = 6
"""Shorter names are alike by accident."""


class Clues:
    """Indexes over values. Small where little was asked: only what a grant could be compared with is kept."""

    def __init__(
        self,
        values: Sequence[Value],
        answers: Mapping[Value, Answer],
        events: Iterable[Event],
        key_fingerprints: Mapping[str, str],
    ) -> None:
        self.answers = answers
        self._hashes: dict[str, Value] = {}
        self._suffixes: dict[str, tuple[Value, ...]] = {}
        self._keys: dict[str, Value] = {}
        self._token_ids: dict[str, tuple[tuple[str, str, Value], ...]] = {}
        """Token id → of which service, who says so, and of which value."""
        self._ids_of: dict[Value, tuple[tuple[str, str], ...]] = {}
        self._apps: set[tuple[str, str]] = set()
        self._accounts: dict[str, set[str]] = {}
        """Id or login of an account that some value named → its services."""
        self._labels: dict[str, dict[str, Value | None]] = {}
        """Name → service → the only value that stands under it; None where there are several."""
        for value in values:
            if value.fingerprints:
                self._add(value, key_fingerprints)
        for value, answer in answers.items():
            self._add_answer(value, answer)
        for event in events:
            value_of_event = self._hashes.get(padded(event.sha256)) if event.sha256 else None
            if value_of_event is not None and event.token_id:
                self._add_token_id(event.service, event.connector, event.token_id, value_of_event)

    def touch(self, grant: Grant) -> bool:
        """Whether anything that is known of any value is said of the grant, too: `False` is certain, and quickly said.

        Nearly all of an organisation's grants end here, so the indexes have bare strings for keys, and this is one
        expression.
        """
        account = grant.account
        return (
            grant.last_eight in self._suffixes
            or grant.token_id in self._token_ids
            or (grant.sha256 is not None and padded(grant.sha256) in self._hashes)
            or (grant.key_fingerprint is not None and plain_key(grant.key_fingerprint) in self._keys)
            or _plain(grant.label) in self._labels
            or (grant.app_id is not None and self.is_of_app(grant))
            or (account is not None and (account.id in self._accounts or account.login.casefold() in self._accounts))
        )

    def concern(self, grant: Grant) -> bool:
        """Whether some value may be what the grant records."""
        if grant.last_eight is not None and grant.last_eight in self._suffixes:
            return True
        if self.prove(grant):
            return True
        account = grant.account
        if account is None:
            return False
        return any(grant.service in self._accounts.get(name, ()) for name in (account.id, account.login.casefold()))

    def prove(self, grant: Grant) -> bool:
        """Whether something that leaves no doubt says that the grant is of some value."""
        if grant.token_id is not None and any(
            service == grant.service for service, _, _ in self._token_ids.get(grant.token_id, ())
        ):
            return True
        if grant.sha256 is not None and padded(grant.sha256) in self._hashes:
            return True
        return grant.key_fingerprint is not None and plain_key(grant.key_fingerprint) in self._keys

    def is_of_app(self, grant: Grant) -> bool:
        """Whether the grant is about an app that some value was issued to."""
        return grant.app_id is not None and grant.kind in APPS and (grant.connector, grant.app_id) in self._apps

    def by_hash(self, grant: Grant) -> Value | None:
        """The value with the hash that the service keeps."""
        return self._hashes.get(padded(grant.sha256)) if grant.sha256 is not None else None

    def by_key(self, grant: Grant) -> Value | None:
        """The private key whose public half the service keeps."""
        return self._keys.get(plain_key(grant.key_fingerprint)) if grant.key_fingerprint is not None else None

    def by_token_id(self, grant: Grant) -> tuple[Value, ...]:
        """The values that the grant's own connector says have its token id."""
        if grant.token_id is None:
            return ()
        named = self._token_ids.get(grant.token_id, ())
        values = (
            value
            for service, connector, value in named
            if service == grant.service and connector in ("", grant.connector)
        )
        return tuple(dict.fromkeys(values))

    def by_last_eight(self, grant: Grant) -> tuple[Value, ...]:
        """The values that end like the grant."""
        return self._suffixes.get(grant.last_eight, ()) if grant.last_eight is not None else ()

    def by_label(self, grant: Grant) -> Value | None:
        """The only value that stands under the grant's name somewhere."""
        return self._labels.get(_plain(grant.label), {}).get(grant.service)

    def token_ids(self, value: Value, connector: str) -> frozenset[str]:
        """What the connector's log, or the value itself, says is its token id."""
        return frozenset(one for by, one in self._ids_of.get(value, ()) if by in ("", connector))

    def _add(self, value: Value, key_fingerprints: Mapping[str, str]) -> None:
        if (suffix := value.suffix) is not None:
            self._suffixes[suffix] = (*self._suffixes.get(suffix, ()), value)
        if (sha256 := value.sha256) is not None:
            self._hashes[padded(sha256)] = value
        if key_fingerprints:
            for fingerprint in value.fingerprints:
                if fingerprint in key_fingerprints:
                    self._keys[plain_key(key_fingerprints[fingerprint])] = value
        for one in value.found:
            finding = one.finding
            if finding.fingerprint is None:
                continue
            for sighting in finding.sightings:
                if len(sighting.name) >= _LABEL:
                    named = self._labels.setdefault(_plain(sighting.name), {})
                    if named.setdefault(finding.service, value) is not value:
                        named[finding.service] = None

    def _add_answer(self, value: Value, answer: Answer) -> None:
        service = value.best.service
        if answer.account is not None:
            for name in {answer.account.id, answer.account.login.casefold()} - {""}:
                self._accounts.setdefault(name, set()).add(service)
        if answer.app_id is not None:
            self._apps.add((answer.connector, answer.app_id))
        if answer.token_id is not None:
            self._add_token_id(service, answer.connector, answer.token_id, value)

    def _add_token_id(self, service: str, connector: str, token_id: str, value: Value) -> None:
        self._token_ids[token_id] = (*self._token_ids.get(token_id, ()), (service, connector, value))
        self._ids_of[value] = (*self._ids_of.get(value, ()), (connector, token_id))


def plain_key(fingerprint: str) -> str:
    """A public key's fingerprint without what some writers put around it."""
    return fingerprint.removeprefix("SHA256:").rstrip("=")


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    return name.casefold().replace("_", "-").replace(" ", "-")
