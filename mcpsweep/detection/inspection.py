"""What credentials and references a string of a configuration holds."""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from mcpsweep.detection.arguments import read_arguments
from mcpsweep.detection.base import Context, Hit, Inspection, Syntax, Use
from mcpsweep.detection.fingerprint import MASK
from mcpsweep.detection.hints import hint
from mcpsweep.detection.issuer import service_of
from mcpsweep.detection.judging import judge, refer
from mcpsweep.detection.masking import mask
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
from mcpsweep.detection.tokens import scan_tokens
from mcpsweep.detection.urls import read_address
from mcpsweep.detection.values import is_path, is_stand_in, is_variable_name
from mcpsweep.detection.view import View
from mcpsweep.model.account import AccountHint
from mcpsweep.model.finding import Confidence
from mcpsweep.model.place import Slot
from mcpsweep.model.secret import Secret

MAX_STRUCTURED = 64 * 1024
"""Longer strings are only searched for token shapes: no client has headers or commands that long."""
MAX_DEPTH = 6
"""Strings in strings in strings: what lies deeper is only searched for token shapes."""
MAX_PIECES = 4096

Part: TypeAlias = Piece | Hit | Use | Doubt
Reader: TypeAlias = Callable[[Piece], Iterable[Part] | None]


@dataclass(frozen=True, slots=True)
class Survey:
    """Everything found in one string, what is not to be shown included."""

    hits: tuple[Hit, ...]
    uses: tuple[Use, ...]
    doubts: tuple[Doubt, ...]


def inspect(text: str, context: Context) -> Inspection:
    """The credentials and references in one string value of a configuration. Never raises, linear in the text."""
    found = survey(text, context)
    return Inspection(found.hits, found.uses)


def inspect_arguments(arguments: Sequence[str], context: Context) -> list[tuple[int, Inspection]]:
    """The same for a command line, where flags name the word behind them. Empty words are left out of the result."""
    found = survey_arguments(arguments, context)
    return [(index, Inspection(one.hits, one.uses)) for index, one in found if one.hits or one.uses]


def survey(text: str, context: Context) -> Survey:
    """`inspect`, with the doubtful places too."""
    piece = _piece(View.whole(text), context)
    parts: Iterable[Part] = (piece,) if len(text) <= MAX_STRUCTURED else ()
    return _settle(text, _walk(parts, context), context)


def survey_arguments(arguments: Sequence[str], context: Context) -> list[tuple[int, Survey]]:
    """`inspect_arguments`, with the doubtful places too and every word in the result."""
    words, offset = [], 0
    for argument in arguments:
        view = View(argument, range(offset, offset + len(argument)), range(offset + 1, offset + len(argument) + 1))
        words.append(view)
        offset += len(argument) + 1
    setting = _piece(View("", (), ()), replace(context, name=""))
    usable = [word if len(word.text) <= MAX_STRUCTURED else word.cut(0, 0) for word in words]
    parts = _walk(read_arguments(usable, setting), context)
    starts = list(itertools.accumulate((len(argument) + 1 for argument in arguments), initial=0))
    result = []
    for index, argument in enumerate(arguments):
        low, high = starts[index], starts[index + 1] - 1
        own = [_moved(part, -low) for part in parts if low <= part.start and part.end <= high]
        result.append((index, _settle(argument, own, context)))
    return result


def _piece(view: View, context: Context) -> Piece:
    return Piece(view, context.slot, context.name, context.hints)


def _moved(part: Hit | Use | Doubt, by: int) -> Hit | Use | Doubt:
    return replace(part, start=part.start + by, end=part.end + by)


def _walk(parts: Iterable[Part], context: Context) -> list[Hit | Use | Doubt]:
    found: list[Hit | Use | Doubt] = []
    stack = list(parts)[::-1]
    for _ in range(MAX_PIECES):
        if not stack:
            break
        part = stack.pop()
        if isinstance(part, Piece):
            stack.extend(list(_read(part))[::-1])
        elif not (isinstance(part, Use) and context.slot is Slot.COMMAND and part.syntax is not Syntax.VAULT):
            found.append(part)
    return found


def _settle(text: str, parts: Iterable[Hit | Use | Doubt], context: Context) -> Survey:
    """The parts in order, and token shapes anywhere that no reader came upon."""
    hits: list[Hit] = []
    for part in sorted((part for part in parts if isinstance(part, Hit)), key=lambda hit: (hit.start, -hit.end)):
        if not hits or part.start >= hits[-1].end or (part.secret != hits[-1].secret and part.end > hits[-1].end):
            hits.append(part)
    uses = tuple(dict.fromkeys(_clean(part) for part in parts if isinstance(part, Use)))
    for token in scan_tokens(text):
        if not any(hit.start < token.end and token.start < hit.end for hit in hits):
            view = View.whole(text).cut(token.start, token.end)
            verdict = judge(replace(_piece(view, context), is_held=True))
            if isinstance(verdict, Hit):
                hits.append(verdict)
    doubts = tuple(part for part in parts if isinstance(part, Doubt))
    return Survey(tuple(sorted(hits, key=lambda hit: hit.start)), uses, doubts)


def _clean(use: Use) -> Use:
    """With a command for its target, the secrets in the command are taken out."""
    if use.syntax not in (Syntax.HELPER, Syntax.VAULT):
        return use
    context = Context(Slot.COMMAND)
    # Not `survey`, which would clean this very use again: only what is not to be shown matters here.
    found = [part for part in _walk((_piece(View.whole(use.target), context),), context) if not isinstance(part, Use)]
    spans = [(part.start, part.end) for part in found] + [(token.start, token.end) for token in scan_tokens(use.target)]
    return replace(use, target=mask(use.target, spans, ()))


def _read(piece: Piece) -> Iterable[Part]:
    piece = replace(piece, view=piece.view.strip())
    if not piece.view.text:
        return ()
    if piece.depth < MAX_DEPTH:
        for reader in _READERS:
            parts = reader(piece)
            if parts is not None:
                return parts
    verdict = judge(piece)
    return () if verdict is None else (verdict,)


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


_READERS: tuple[Reader, ...] = (
    _json,
    _key_block,
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
