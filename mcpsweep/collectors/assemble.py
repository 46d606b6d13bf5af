"""Sum up what the readers saw: one finding a credential and form, with every place it was seen. Pure."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from mcpsweep.collectors.observation import Guarded, Held, Place
from mcpsweep.collectors.references import Found, Kept, Lost, Resolution
from mcpsweep.detection.base import Hit
from mcpsweep.detection.fingerprint import fingerprint, sha256_base64, suffix
from mcpsweep.model.account import AccountHint
from mcpsweep.model.finding import Confidence, Finding, Form
from mcpsweep.model.place import Role, Sighting, Slot
from mcpsweep.model.validity import Validity

_RANK = {Confidence.HIGH: 0, Confidence.MEDIUM: 1, Confidence.LOW: 2}


@dataclass(slots=True)
class _Draft:
    """A finding while its sightings are being gathered."""

    form: Form
    hits: list[Hit] = field(default_factory=list)
    service: str = "generic"
    kind: str = "secret"
    confidence: Confidence = Confidence.LOW
    reason: str = ""
    sightings: set[Sighting] = field(default_factory=set)
    accounts: set[AccountHint] = field(default_factory=set)

    def weigh(self, service: str, kind: str, confidence: Confidence, reason: str) -> None:
        """Let the best-founded sighting say what the credential is: sure before unsure, named before generic."""
        rank = (_RANK[confidence], service == "generic", service, kind)
        if not self.reason or rank < (_RANK[self.confidence], self.service == "generic", self.service, self.kind):
            self.service, self.kind, self.confidence, self.reason = service, kind, confidence, reason


def assemble(
    held: Iterable[Held], resolutions: Iterable[Resolution], guarded: Iterable[Guarded], key: bytes
) -> tuple[Finding, ...]:
    """The findings of a scan in a stable order. `key` is the secret key behind the fingerprints."""
    drafts: dict[tuple[str, str], _Draft] = {}

    def draft(identity: str, form: Form) -> _Draft:
        return drafts.setdefault((identity, form.value), _Draft(form))

    for one in held:
        _add_value(draft(fingerprint(one.hit.secret, key), one.form), one.hit, one.place, one.accounts)
    for resolution in resolutions:
        referred = resolution.referred
        match resolution:
            case Found(hit=hit, place=place):
                target = draft(fingerprint(hit.secret, key), Form.REFERENCE)
                _add_value(target, hit, place, referred.accounts)
            case Kept(guarded=guard):
                target = draft(_identity(guard.place.path, guard.place.pointer), Form.PROTECTED)
                target.weigh(referred.use.service, referred.use.kind, Confidence.HIGH, guard.reason)
                target.sightings.add(_sighting(guard.place, Slot.FILE, guard.name, Role.VALUE))
            case Lost(reason=reason):
                target = draft(
                    _identity(referred.surroundings.home, referred.use.syntax, referred.use.target), Form.REFERENCE
                )
                target.weigh(
                    referred.use.service, referred.use.kind, referred.use.confidence, f"{referred.use.reason}; {reason}"
                )
        target.sightings.add(_sighting(referred.place, referred.use.slot, referred.use.name, Role.USE))
        target.accounts |= set(_of_service(referred.accounts, referred.use.service))
    for guard in guarded:
        target = draft(_identity(guard.place.path, guard.place.pointer), Form.PROTECTED)
        target.weigh(guard.service, guard.kind, Confidence.HIGH, guard.reason)
        target.sightings.add(_sighting(guard.place, Slot.FILE, guard.name, Role.VALUE))
        target.accounts |= set(guard.accounts)
    findings = [_finish(identity, one, key) for (identity, _), one in drafts.items()]
    return tuple(sorted(findings, key=lambda finding: (finding.service, finding.kind, finding.sightings, finding.id)))


def _add_value(draft: _Draft, hit: Hit, place: Place, accounts: Iterable[AccountHint]) -> None:
    draft.hits.append(hit)
    draft.weigh(hit.service, hit.kind, hit.confidence, hit.reason)
    draft.sightings.add(_sighting(place, hit.slot, hit.name, Role.VALUE))
    draft.accounts |= {*hit.accounts, *_of_service(accounts, hit.service)}


def _of_service(accounts: Iterable[AccountHint], service: str) -> Iterable[AccountHint]:
    return (
        account for account in accounts if service in ("", "generic") or account.service in ("", "generic", service)
    )


def _sighting(place: Place, slot: Slot, name: str, role: Role) -> Sighting:
    return Sighting(place.path, place.line, place.column, place.pointer, slot, name, place.client, place.server, role)


def _finish(identity: str, draft: _Draft, key: bytes) -> Finding:
    hit = min(draft.hits, key=lambda one: (_RANK[one.confidence], not one.is_issued), default=None)
    may_show = hit is not None and hit.is_issued
    ends = next((one.expires_at for one in draft.hits if one.expires_at), None)
    return Finding(
        id="f-" + _identity(identity, draft.form.value)[:16],
        fingerprint=fingerprint(hit.secret, key) if hit else None,
        service=draft.service,
        kind=draft.kind,
        confidence=draft.confidence,
        form=draft.form,
        reason=draft.reason,
        preview=hit.preview if hit else "",
        length=len(hit.secret) if hit else 0,
        suffix=suffix(hit.secret) if hit and may_show else None,
        sha256=sha256_base64(hit.secret) if hit and may_show else None,
        sightings=tuple(sorted(draft.sightings)),
        accounts=tuple(sorted(draft.accounts)),
        validity=Validity(expires_at=ends),
    )


def _identity(*parts: str) -> str:
    text = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=16).hexdigest()
