"""Whether a single value is a credential, and of what kind."""

import re
from dataclasses import replace

from mcpsweep.detection.base import Hit, Syntax, Use
from mcpsweep.detection.fingerprint import MASK
from mcpsweep.detection.issuer import GENERIC, Issuer, kind_of, known_words, service_of, vendor_of, vendor_of_hint
from mcpsweep.detection.jwt import jwt_claims
from mcpsweep.detection.names import Meaning, understand
from mcpsweep.detection.piece import Doubt, Piece
from mcpsweep.detection.references import Reference
from mcpsweep.detection.values import (
    is_email,
    is_made_of_words,
    is_model,
    is_number,
    is_path,
    is_plain_word,
    is_stand_in,
    is_uuid,
    is_variable_name,
    is_worded_password,
    is_worn_password,
    looks_random,
)
from mcpsweep.detection.vendors.table import Form, form_of
from mcpsweep.detection.vocabulary import TEMPLATE_PASSWORDS, WEAK_PASSWORDS
from mcpsweep.model.account import AccountHint
from mcpsweep.model.finding import Confidence
from mcpsweep.model.place import Slot
from mcpsweep.model.secret import Secret

MINIMUM_KEY = 8
"""Shorter values under a key's name are switches or dummies."""
MINIMUM_PASSWORD = 3
_OWNER = {"obot-key": re.compile(r"ok1-([0-9]+)-")}
"""Kind → its owner's id within the credential. Source: docs.obot.ai/functionality/api-keys."""
_PLAIN_WORDS = re.compile(r"[a-z]+(?:[-_.][a-z]+)*|[A-Z]+(?:[-_.][A-Z]+)*")
_FREE_TEXT = frozenset({Meaning.PASSWORD, Meaning.SECRET})
_SHELTERED = frozenset({Slot.ENV, Slot.HEADER, Slot.ARG, Slot.URL, Slot.OAUTH, Slot.COMMAND})
"""Slots that a server's own settings stand in; elsewhere a name alone must be plainer and a value more random."""


def judge(piece: Piece) -> Hit | Doubt | None:
    """What the piece is, taken as one value."""
    view = piece.view.strip().strip("\"'`")
    value = view.text
    if not value:
        return None
    form = form_of(value)
    meaning = understand(piece.name).meaning
    known = known_words(piece.name, (hint for hint in piece.hints if value not in hint))
    if form is not None and _form_counts(form, value, piece, meaning):
        return _shaped(piece.inner(view), form, meaning)
    expected = piece.is_held or meaning not in (None, Meaning.FILE, Meaning.VARIABLE)
    if not expected:
        return None
    if piece.is_password or meaning is Meaning.PASSWORD:
        return _password(piece.inner(view), known)
    if _is_ordinary(value) or is_stand_in(value, known) or is_variable_name(value):
        return Doubt(*view.span)
    if meaning is Meaning.UNCLEAR and not piece.is_held:
        return _named(piece.inner(view), meaning) if looks_random(value) or is_uuid(value) else None
    if piece.slot not in _SHELTERED and not piece.is_held and not (looks_random(value, 12) or is_uuid(value)):
        return Doubt(*view.span)
    if not is_key_like(value, meaning in _FREE_TEXT):
        return Doubt(*view.span)
    return _named(piece.inner(view), meaning)


def is_key_like(value: str, is_free: bool = False) -> bool:
    """Whether a value that is no stand-in may be a key: long enough, and more than one plain word."""
    if any(character.isspace() for character in value):
        return is_free and len(value) <= 64
    if len(value) < MINIMUM_KEY:
        return is_free and len(value) >= 6 and any(character.isdigit() for character in value)
    if _PLAIN_WORDS.fullmatch(value):
        return len(value) >= 16
    return True


def _form_counts(form: Form, value: str, piece: Piece, meaning: Meaning | None) -> bool:
    body = value[len(form.shape.prefix) :]
    if is_stand_in(body, ()) and (len(body) < 60 or not looks_random(body)):
        return False
    return form.shape.is_distinctive or piece.is_held or meaning not in (None, Meaning.FILE, Meaning.VARIABLE)


def _is_ordinary(value: str) -> bool:
    return (
        is_plain_word(value)
        or is_number(value)
        or is_path(value)
        or is_email(value)
        or is_model(value)
        or ("://" in value[:30])
        or value.startswith(
            ("ssh-rsa ", "ssh-ed25519 ", "ecdsa-", "-----BEGIN PUBLIC", "-----BEGIN CERT", "npx ", "node ")
        )
    )


def _password(piece: Piece, known: frozenset[str]) -> Hit | Doubt | None:
    value = piece.view.text
    lower = value.lower()
    doubt = Doubt(*piece.view.span)
    if lower in TEMPLATE_PASSWORDS:
        return _weak(piece) if piece.is_local and piece.is_password else doubt
    if lower in WEAK_PASSWORDS or is_worn_password(value, known):
        return _weak(piece)
    if piece.is_local and piece.is_password and is_worded_password(value):
        return _weak(piece)
    if len(value) < MINIMUM_PASSWORD or len(value) > 1024 or is_variable_name(value):
        return doubt
    if piece.slot not in _SHELTERED and not piece.is_held and (" " in value or value.isalpha()):
        return doubt
    if is_plain_word(value) or (is_path(value) and not looks_random(value, 12)):
        return doubt
    if is_stand_in(value) or (not piece.is_password and is_made_of_words(value, known)):
        return doubt
    return _named(piece, Meaning.PASSWORD)


def _weak(piece: Piece) -> Hit:
    return _hit(piece, _issuer(piece, Meaning.PASSWORD), Confidence.LOW, "a well-known default password")


def _named(piece: Piece, meaning: Meaning | None) -> Hit:
    value = piece.view.text
    strong = looks_random(value) or is_uuid(value)
    where = f"stands under {piece.name}" if piece.name else "stands where a credential is expected"
    how = "looks random" if strong else "is no known stand-in"
    confidence = Confidence.HIGH if strong and (meaning is not Meaning.UNCLEAR) else Confidence.MEDIUM
    return _hit(piece, _issuer(piece, meaning), confidence, f"{where} and {how}")


def _issuer(piece: Piece, meaning: Meaning | None) -> Issuer:
    found = service_of(piece.name, piece.hints, meaning)
    return Issuer(piece.service or found.service, piece.kind or found.kind)


def _shaped(piece: Piece, form: Form, meaning: Meaning | None) -> Hit:
    value = piece.view.text
    if form.shape.kind == "jwt":
        return _signed(piece, meaning)
    holds = form.shape.checksum is None or form.shape.checksum(value)
    issuer = Issuer(form.vendor.service, form.shape.kind)
    if form.shape.is_shared or form.shape.prefix == "":
        named = vendor_of(piece.name) or next((v for hint in piece.hints if (v := vendor_of_hint(hint))), None)
        if named is not None and (form.shape.prefix or named is form.vendor):
            issuer = Issuer(
                named.service, form.shape.kind if form.shape.kind != "api-key" else kind_of(named, Meaning.API_KEY)
            )
        elif form.shape.kind == "api-key":
            issuer = Issuer(GENERIC, "api-key")
    reason = f"has the form of {issuer.kind}" + ("" if holds else ", but its checksum fails")
    return _hit(
        replace(piece, accounts=(*piece.accounts, *_owner(value, issuer))),
        issuer,
        Confidence.HIGH if holds else Confidence.LOW,
        reason,
        is_issued=form.shape.is_issued and holds,
        preview=form.shape.prefix + MASK if value.startswith(form.shape.prefix) else MASK,
    )


def _owner(value: str, issuer: Issuer) -> tuple[AccountHint, ...]:
    """Whom the credential itself names."""
    pattern = _OWNER.get(issuer.kind)
    named = pattern.match(value) if pattern is not None else None
    return (AccountHint(issuer.service, named[1], "key"),) if named else ()


def _signed(piece: Piece, meaning: Meaning | None) -> Hit:
    claims = jwt_claims(piece.view.text)
    issuer = service_of(piece.name, piece.hints, meaning)
    kind = "jwt"
    if claims is not None:
        said = vendor_of_hint(claims.issuer) if not any(map(str.isdigit, claims.issuer)) else None
        if said is not None:
            issuer = Issuer(said.service, issuer.kind)
        kind = {"anon": "jwt-anon", "service_role": "jwt-service-role"}.get(claims.role, kind)
        if claims.issuer == "mcpgateway":
            issuer, kind = Issuer("contextforge", issuer.kind), "contextforge-token"
    hit = _hit(piece, Issuer(issuer.service, kind), Confidence.HIGH, "is a signed token (JWT)", preview="eyJ" + MASK)
    if claims is None:
        return hit
    accounts = (*hit.accounts, *claims.accounts(hit.service))
    return replace(hit, accounts=accounts, expires_at=claims.expires_at)


def _hit(
    piece: Piece, issuer: Issuer, confidence: Confidence, reason: str, is_issued: bool = False, preview: str = ""
) -> Hit:
    start, end = piece.view.span
    return Hit(
        secret=Secret(piece.view.text),
        start=start,
        end=end,
        service=issuer.service,
        kind=issuer.kind,
        confidence=confidence,
        reason=reason,
        slot=piece.slot,
        name=piece.name,
        is_issued=is_issued,
        preview=preview or piece.preview + MASK,
        accounts=piece.accounts,
    )


def refer(piece: Piece, reference: Reference) -> Use | None:
    """The use that a reference is, if what it refers to would be a credential."""
    own = understand(piece.name).meaning
    target = understand(reference.target).meaning if reference.syntax is not Syntax.HELPER else None
    named = piece.is_held or own not in (None, Meaning.UNCLEAR)
    aimed = target not in (None, Meaning.UNCLEAR)
    if not named and not aimed and not (own and target) and reference.syntax is not Syntax.VAULT:
        return None
    issuer = service_of(piece.name, (reference.target, *piece.hints), own if named else target)
    start, end = piece.view.cut(reference.start, reference.end).span
    return Use(
        syntax=reference.syntax,
        target=reference.target,
        start=start,
        end=end,
        service=piece.service or issuer.service,
        kind=piece.kind or issuer.kind,
        confidence=Confidence.HIGH if named and aimed else Confidence.MEDIUM,
        reason=f"refers to a credential kept elsewhere ({reference.syntax.value})",
        slot=piece.slot,
        name=piece.name,
    )
