"""How one string of a configuration holds others, and what stands in the parts.

Each reader takes a piece and returns its parts, to be read in turn; nothing at all if the piece is what the reader
knows but of no interest; and None if it is not of that structure.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeAlias

from mcpsweep.detection.arguments import read_arguments
from mcpsweep.detection.base import Hit, Syntax, Use
from mcpsweep.detection.fingerprint import MASK
from mcpsweep.detection.hints import hint
from mcpsweep.detection.issuer import service_of
from mcpsweep.detection.judging import judge, refer
from mcpsweep.detection.names import Meaning, understand
from mcpsweep.detection.piece import Doubt, Piece
from mcpsweep.detection.references import Reference, references
from mcpsweep.detection.structures import (
    address,
    assignment,
    basic_pair,
    fields,
    header_line,
    header_scheme,
    json_strings,
    key_block,
    shell_words,
)
from mcpsweep.detection.urls import read_address
from mcpsweep.detection.values import is_password_hash, is_path, is_stand_in, is_variable_name
from mcpsweep.detection.view import View
from mcpsweep.model.account import AccountHint
from mcpsweep.model.finding import Confidence
from mcpsweep.model.place import Slot
from mcpsweep.model.secret import Secret

Part: TypeAlias = Piece | Hit | Use | Doubt
Reader: TypeAlias = Callable[[Piece], Iterable[Part] | None]


def _key_block(piece: Piece) -> Iterable[Part] | None:
    view = key_block(piece.view)
    if view is None or len(view.text) < 100:
        return None
    start, end = view.span
    issuer = service_of(piece.name, piece.hints, Meaning.PRIVATE_KEY)
    reason = "is a private key in PEM form"
    return (
        Hit(
            secret=Secret(view.text),
            start=start,
            end=end,
            service=piece.service or issuer.service,
            kind=piece.kind or Meaning.PRIVATE_KEY.value,
            confidence=Confidence.HIGH,
            reason=reason,
            slot=piece.slot,
            name=piece.name,
            is_issued=False,
            preview=MASK,
            accounts=piece.accounts,
        ),
    )


def _password_hash(piece: Piece) -> Iterable[Part] | None:
    """What a server keeps of a password. Its `$` look like references."""
    return (Doubt(*piece.view.span),) if is_password_hash(piece.view.text) else None


def _json(piece: Piece) -> Iterable[Part] | None:
    found = json_strings(piece.view)
    if found is None:
        return None
    accounts: tuple[AccountHint, ...] = tuple(
        said
        for named in found
        if (said := hint(named.name, named.value.text, service_of(named.name, piece.hints).service))
    )
    slot = Slot.HEADER if "header" in piece.name.lower() else piece.slot
    return [
        piece.inner(
            named.value, slot=slot, name=named.name, hints=_around(piece), accounts=(*piece.accounts, *accounts)
        )
        for named in found
        if named.value.text
    ]


_NO_FILE = frozenset(
    {
        None,
        Meaning.CONNECTION,
        Meaning.PASSWORD,
        Meaning.WEBHOOK,
        Meaning.SESSION,
        Meaning.VARIABLE,
        Meaning.AUTHORIZATION,
    }
)
"""Names under which a path is no file that holds the credential."""


def _around(piece: Piece) -> tuple[str, ...]:
    """The hints for what stands inside the piece: its own name comes first."""
    return (piece.name, *piece.hints) if piece.name else piece.hints


def _named_variable(piece: Piece) -> Iterable[Part] | None:
    meaning = understand(piece.name).meaning
    text = piece.view.text
    if meaning is Meaning.VARIABLE and understand(piece.name).words[0] == "env" and understand(text).meaning is None:
        return ()
    if meaning is Meaning.VARIABLE or (
        is_variable_name(text) and meaning is Meaning.TOKEN and piece.slot is Slot.OAUTH
    ):
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{1,127}", text):
            return None
        return (_use(piece, Syntax.VARIABLE, text, "the setting names the variable that holds it"),)
    if meaning not in _NO_FILE and is_path(text) and "://" not in text:
        return (_use(piece, Syntax.FILE, text, "the file at this path holds it"),)
    # A wrapper that looks the credential up by the name it is given; `API_KEY=YOUR_API_KEY` is a stand-in.
    own, said = understand(piece.name), understand(text)
    is_lookup = is_variable_name(text) and text != piece.name and not is_stand_in(text, own.words)
    if is_lookup and piece.slot is Slot.ENV and own.meaning and said.meaning not in (None, Meaning.UNCLEAR):
        reason = "a program looks the variable up by this name"
        return (_use(piece, Syntax.VARIABLE, text, reason, Confidence.LOW),)
    return None


def _use(piece: Piece, syntax: Syntax, target: str, reason: str, confidence: Confidence = Confidence.HIGH) -> Use:
    start, end = piece.view.span
    issuer = service_of(target if syntax is Syntax.VARIABLE else piece.name, (piece.name, *piece.hints))
    return Use(syntax, target, start, end, issuer.service, issuer.kind, confidence, reason, piece.slot, piece.name)


def _references(piece: Piece) -> Iterable[Part] | None:
    """A string that is one reference, or several with little between them."""
    text = piece.view.text
    found = list(references(text)) if any(sign in text for sign in "${%`:") else []
    if not found:
        return None
    covered = sum(reference.end - reference.start for reference in found)
    if found[0].start != 0 or covered < len(text) * 0.6:
        return None
    return list(_resolved(piece, found))


def _resolved(piece: Piece, found: Iterable[Reference]) -> Iterator[Part]:
    for reference in found:
        use = refer(piece, reference)
        if reference.default is not None and reference.default[0] < reference.default[1]:
            default = piece.view.cut(*reference.default)
            name = piece.name if understand(piece.name).meaning else reference.target
            yield piece.inner(default, name=name)
        if use is not None:
            yield use


def _scheme(piece: Piece) -> Iterable[Part] | None:
    named = header_scheme(piece.view)
    expected = piece.slot is Slot.HEADER or understand(piece.name).meaning is not None or piece.is_held
    if named is None or not (expected or named.name in ("Bearer", "Basic")):
        return None
    if " " in named.value.text and named.name.lower() != "digest" and "$" not in named.value.text:
        return None
    if named.name.lower() == "basic" and (pair := basic_pair(named.value)):
        return _basic(piece, *pair)
    return (piece.inner(named.value, is_held=True, name=piece.name),)


def _basic(piece: Piece, user: View, password: View) -> Iterable[Part]:
    service = service_of("", piece.hints).service
    if not password.text:
        return (piece.inner(user, is_held=True, kind="basic-credentials"),)
    accounts = (AccountHint(service, user.text, "basic-auth"),) if user.text and not is_stand_in(user.text) else ()
    return (
        piece.inner(
            password, is_held=True, is_password=True, kind="basic-credentials", accounts=(*piece.accounts, *accounts)
        ),
    )


def _address(piece: Piece) -> Iterable[Part] | None:
    text = piece.view.text
    if "://" not in text[:64] or re.search(r"\s", text):
        return None
    parts = address(piece.view, loose=not text.lower().startswith(("http", "ws")))
    return None if parts is None else list(read_address(piece, parts))


def _raw(piece: Piece) -> Iterable[Part] | None:
    """Passwords and held values have no structure of their own."""
    if piece.is_held or understand(piece.name).meaning is Meaning.PASSWORD:
        verdict = judge(piece)
        return () if verdict is None else (verdict,)
    return None


def _cookies(piece: Piece) -> Iterable[Part] | None:
    found = fields(piece.view)
    if found is None:
        if understand(piece.name).meaning is not Meaning.SESSION or (one := assignment(piece.view)) is None:
            return None
        found = [one]
    is_cookie = "cookie" in piece.name.lower()
    accounts = tuple(
        said
        for named in found
        if (said := hint(named.name, named.value.text, service_of(piece.name, piece.hints).service))
    )
    parts = []
    for named in found:
        name = named.name
        if named.value.text:
            parts.append(
                piece.inner(
                    named.value, name=f"{name} cookie" if is_cookie else name, accounts=(*piece.accounts, *accounts)
                )
            )
    return parts


def _header(piece: Piece) -> Iterable[Part] | None:
    if (
        piece.name
        and piece.slot is not Slot.COMMAND
        and piece.slot is not Slot.ARG
        and understand(piece.name).meaning is not None
    ):
        return None
    named = header_line(piece.view)
    if named is None or not named.value.text or understand(named.name).meaning is None:
        return None
    if " " in named.value.text and header_scheme(named.value) is None:
        return None
    return (piece.inner(named.value, slot=Slot.HEADER, name=named.name),)


def _assignment(piece: Piece) -> Iterable[Part] | None:
    if re.search(r"\s", piece.view.text.split("=", 1)[0].strip()):
        return None
    if piece.slot not in (Slot.ARG, Slot.COMMAND) and understand(piece.name).meaning is not None:
        return None
    named = assignment(piece.view)
    if named is None or not named.value.text:
        return None
    if (
        re.search(r"\s", named.value.text)
        and piece.view.text[-1] not in "\"'"
        and understand(named.name).meaning is not Meaning.PASSWORD
    ):
        return None
    return (piece.inner(named.value, name=named.name),)


def _command(piece: Piece) -> Iterable[Part] | None:
    text = piece.view.text
    if not re.search(r"\s", text) and piece.slot is not Slot.COMMAND:
        return None
    view = piece.view
    if rule := re.fullmatch(r"[A-Za-z_]\w*\((.*)\)", text, re.DOTALL):
        view = view.cut(*rule.span(1))
    commands = shell_words(view)
    if len(commands) == 1 and len(commands[0]) == 1 and commands[0][0].text == text:
        return None
    setting = replace(
        piece, name="", depth=piece.depth + 1, slot=Slot.COMMAND if piece.slot is Slot.ARG else piece.slot
    )
    return [part for words in commands for part in read_arguments(words, setting)]


READERS: tuple[Reader, ...] = (
    _json,
    _key_block,
    _password_hash,
    _named_variable,
    _references,
    _scheme,
    _raw,
    _address,
    _cookies,
    _header,
    _assignment,
    _command,
)
"""In the order in which they are asked: the first that knows the structure reads the piece."""
