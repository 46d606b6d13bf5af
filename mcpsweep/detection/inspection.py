"""What credentials and references a string of a configuration holds."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mcpsweep.detection.arguments import read_arguments
from mcpsweep.detection.base import Context, Hit, Inspection, Syntax, Use
from mcpsweep.detection.judging import judge
from mcpsweep.detection.masking import mask
from mcpsweep.detection.piece import Doubt, Piece
from mcpsweep.detection.readers import READERS, Part
from mcpsweep.detection.tokens import scan_tokens
from mcpsweep.detection.view import View
from mcpsweep.model.place import Slot

MAX_STRUCTURED = 64 * 1024
"""Longer strings are only searched for token shapes: no client has headers or commands that long."""
MAX_DEPTH = 6
"""Strings in strings in strings: what lies deeper is only searched for token shapes."""
MAX_PIECES = 4096


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
        for reader in READERS:
            parts = reader(piece)
            if parts is not None:
                return parts
    verdict = judge(piece)
    return () if verdict is None else (verdict,)
