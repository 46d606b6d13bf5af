"""Sum up what the readers saw: one finding a credential and form, with every place it was seen. Pure."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mcpsweep.collectors.observation import Guarded, Held, Place
from mcpsweep.collectors.references import Found, Kept, Lost, Resolution
from mcpsweep.detection.base import Hit
from mcpsweep.detection.fingerprint import fingerprint, sha256_base64, suffix
from mcpsweep.model.account import AccountHint
from mcpsweep.model.finding import Confidence, Finding, Form
from mcpsweep.model.place import Role, Sighting, Slot
from mcpsweep.model.secret import Secret
from mcpsweep.model.validity import Validity

_RANK = {Confidence.HIGH: 0, Confidence.MEDIUM: 1, Confidence.LOW: 2}


@dataclass(frozen=True, slots=True)
class Assembled:
    """What a scan found."""

    findings: tuple[Finding, ...]
    """In a stable order."""
    secrets: Mapping[str, Secret]
    """The values that were read, by fingerprint; for the caller's memory only."""


@dataclass(slots=True)
class _Verdict:
    """What a credential is, as its best-founded sighting says: sure before unsure, named before generic."""

    service: str = "generic"
    kind: str = "credential"
    confidence: Confidence = Confidence.LOW
    reason: str = ""

    def weigh(self, service: str, kind: str, confidence: Confidence, reason: str) -> None:
        """Hear one more sighting."""
        rank = (service == "generic", _RANK[confidence], service, kind, reason)
        if not self.reason or rank < (
            self.service == "generic",
            _RANK[self.confidence],
            self.service,
            self.kind,
            self.reason,
        ):
            self.service, self.kind, self.confidence, self.reason = service, kind, confidence, reason


@dataclass(slots=True)
class _Draft:
    """A finding while its sightings are being gathered."""

    identity: str
    form: Form
    verdict: _Verdict
    """Shared by all findings of one credential."""
    hits: list[Hit] = field(default_factory=list)
    sightings: set[Sighting] = field(default_factory=set)
    accounts: set[AccountHint] = field(default_factory=set)


class _Drafts:
    """All findings of a scan in the making."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._verdicts: dict[str, _Verdict] = {}
        self._drafts: dict[tuple[str, Form], _Draft] = {}

    def add_value(self, hit: Hit, form: Form, place: Place, accounts: Iterable[AccountHint]) -> _Draft:
        """A credential's value, seen at `place`."""
        draft = self._draft(fingerprint(hit.secret, self._key), form)
        draft.hits.append(hit)
        draft.verdict.weigh(hit.service, hit.kind, hit.confidence, hit.reason)
        draft.sightings.add(_sighting(place, hit.slot, hit.name, Role.VALUE))
        draft.accounts |= {*hit.accounts, *_of_service(accounts, hit.service)}
        return draft

    def add_guarded(self, guarded: Guarded) -> None:
        """A credential that lies encrypted."""
        draft = self._draft(_identity(guarded.place.path, guarded.place.pointer), Form.PROTECTED)
        draft.verdict.weigh(guarded.service, guarded.kind, Confidence.HIGH, guarded.reason)
        draft.sightings.add(_sighting(guarded.place, Slot.FILE, guarded.name, Role.VALUE))
        draft.accounts |= set(guarded.accounts)

    def add_kept(self, kept: Kept) -> _Draft:
        """A reference to one of the answers that an editor keeps encrypted, all of them in one place."""
        use, guarded = kept.referred.use, kept.guarded
        draft = self._draft(_identity(guarded.place.path, guarded.place.pointer, use.target), Form.PROTECTED)
        draft.verdict.weigh(use.service, use.kind, Confidence.HIGH, guarded.reason)
        draft.sightings.add(_sighting(guarded.place, Slot.FILE, use.target, Role.VALUE))
        return draft

    def add_lost(self, lost: Lost) -> _Draft:
        """A reference whose value was not found."""
        use, home = lost.referred.use, lost.referred.surroundings.home
        draft = self._draft(_identity(home, use.syntax, use.target), Form.REFERENCE)
        draft.verdict.weigh(use.service, use.kind, use.confidence, "; ".join(filter(None, (use.reason, lost.reason))))
        return draft

    def secrets(self) -> dict[str, Secret]:
        """The values that were read, by fingerprint."""
        return {fingerprint(hit.secret, self._key): hit.secret for one in self._drafts.values() for hit in one.hits}

    def finish(self) -> tuple[Finding, ...]:
        """The findings in a stable order."""
        findings = [_finish(draft, self._key) for draft in self._drafts.values()]
        return tuple(sorted(findings, key=lambda one: (one.service, one.kind, one.sightings, one.id)))

    def _draft(self, identity: str, form: Form) -> _Draft:
        verdict = self._verdicts.setdefault(identity, _Verdict())
        return self._drafts.setdefault((identity, form), _Draft(identity, form, verdict))


def assemble(
    held: Iterable[Held], resolutions: Iterable[Resolution], guarded: Iterable[Guarded], key: bytes
) -> Assembled:
    """The findings of a scan. `key` is the secret key behind the fingerprints."""
    drafts = _Drafts(key)
    answers: set[Place] = set()
    asked: set[Place] = set()
    for resolution in resolutions:
        referred = resolution.referred
        match resolution:
            case Found(hit=hit, place=place):
                answers.add(place)
                draft = drafts.add_value(hit, Form.REFERENCE, place, referred.accounts)
            case Kept(guarded=guard):
                asked.add(guard.place)
                draft = drafts.add_kept(resolution)
            case Lost():
                draft = drafts.add_lost(resolution)
        draft.sightings.add(_sighting(referred.place, referred.use.slot, referred.use.name, Role.USE))
        draft.accounts |= set(_of_service(referred.accounts, referred.use.service))
    for one in held:
        # A variable of a shell file that a configuration refers to is that reference's value, not a finding of its own.
        if one.place.client or one.place not in answers:
            drafts.add_value(one.hit, one.form, one.place, one.accounts)
    for guard in guarded:
        if guard.place not in asked:
            drafts.add_guarded(guard)
    return Assembled(drafts.finish(), drafts.secrets())


def _of_service(accounts: Iterable[AccountHint], service: str) -> Iterable[AccountHint]:
    return (one for one in accounts if service in ("", "generic") or one.service in ("", "generic", service))


def _sighting(place: Place, slot: Slot, name: str, role: Role) -> Sighting:
    return Sighting(place.path, place.line, place.column, place.pointer, slot, name, place.client, place.server, role)


def _finish(draft: _Draft, key: bytes) -> Finding:
    hit = min(draft.hits, key=lambda one: (_RANK[one.confidence], not one.is_issued), default=None)
    may_show = hit is not None and hit.is_issued
    return Finding(
        id="f-" + _identity(draft.identity, draft.form)[:16],
        fingerprint=fingerprint(hit.secret, key) if hit else None,
        service=draft.verdict.service,
        kind=draft.verdict.kind,
        confidence=draft.verdict.confidence,
        form=draft.form,
        reason=draft.verdict.reason,
        preview=hit.preview if hit else "",
        length=len(hit.secret) if hit else 0,
        suffix=suffix(hit.secret) if hit and may_show else None,
        sha256=sha256_base64(hit.secret) if hit and may_show else None,
        sightings=tuple(sorted(draft.sightings)),
        accounts=tuple(sorted(draft.accounts)),
        validity=Validity(expires_at=next((one.expires_at for one in draft.hits if one.expires_at), None)),
    )


def _identity(*parts: str) -> str:
    text = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=16).hexdigest()
