"""Read a script that a schedule starts: for an agent's command in it, and for credentials. It is never run."""

import re
from collections.abc import Iterator
from dataclasses import replace

from mcpsweep.collectors import assignments, left_over
from mcpsweep.collectors.base import File
from mcpsweep.collectors.observation import Assigned, Contained, Held, Observation, Place
from mcpsweep.collectors.schedules.commands import Run, powershell, started_by, started_by_words
from mcpsweep.collectors.schedules.programs import KITS, base_name
from mcpsweep.detection.base import Context
from mcpsweep.detection.inspection import inspect
from mcpsweep.detection.redaction import redact
from mcpsweep.documents.base import Document
from mcpsweep.documents.read import Format, parse
from mcpsweep.documents.reading import Reading
from mcpsweep.documents.words import Flavour
from mcpsweep.model.agent import Script
from mcpsweep.model.place import Slot
from mcpsweep.model.secret import Secret

MAX_SCRIPT = 1024 * 1024
"""In bytes. Longer files are programs, not scripts that anybody wrote."""

_SHELLS = {
    **dict.fromkeys(("sh", "bash", "zsh", "ksh", "dash", "ash", "csh"), (Format.SHELL, Flavour.POSIX)),
    "fish": (Format.FISH, Flavour.FISH),
    "ps1": (Format.POWERSHELL, Flavour.WINDOWS),
    "pwsh": (Format.POWERSHELL, Flavour.WINDOWS),
    **dict.fromkeys(("bat", "cmd"), (Format.SHELL, Flavour.WINDOWS)),
}
"""Ending of a file, or the interpreter that its first line names → how its assignments and its commands are written."""
_PROGRAM = (Format.TEXT, Flavour.POSIX)
_OTHERS = frozenset(["py", "pyw", "js", "mjs", "cjs", "ts", "mts", "rb", "pl", "php", "lua"])
_FIRST_LINE = re.compile(r"#![ \t]*(\S+)(?:[ \t]+(?:-\S+[ \t]+)*(\S+))?")
_STRING = re.compile(r"""(["'`])((?:(?!\1)[^\\\n]|\\.)*+)(\1)?""", re.DOTALL)
"""One that does not end swallows its line, so that no quote is searched for twice."""
_BETWEEN = re.compile(r"[\s,\[\w.]{0,200}")
"""What may stand between two strings of one command: other arguments, without their values."""
_MAX_WORDS = 40
"""So many strings behind a program's name are taken for its arguments."""
_MAX_LINE = 64 * 1024


def is_script(path: str, beginning: bytes) -> bool:
    """Whether a file is one that this module can read."""
    return beginning.startswith(b"#!") or _ending(path) in _SHELLS or _ending(path) in _OTHERS


def read(file: File, data: bytes) -> Iterator[Observation]:
    """The agents that the script starts, the first of each client, and every credential in it."""
    language, flavour = _language(file.path, data)
    document = parse(data, language)
    yield from _credentials(file, document, language)
    text = powershell(document.text) if language is Format.POWERSHELL else document.text
    lines = Reading(text)
    told: set[str] = set()
    for run in _in_program(text) if language is Format.TEXT else started_by(text, flavour):
        # One is enough to tell that a client is started here.
        if isinstance(run, Run) and run.client not in told:
            told.add(run.client)
            command = redact(document.text[run.start : run.end], Context(Slot.COMMAND))
            yield Contained(run, Script(file.path, lines.position(run.start)[0], command))


def _ending(path: str) -> str:
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""


def _language(path: str, data: bytes) -> tuple[Format, Flavour]:
    first = _FIRST_LINE.match(data[:200].decode("latin-1"))
    if first is not None:
        program = base_name(first[1])
        return _SHELLS.get(base_name(first[2] or "") if program == "env" else program, _PROGRAM)
    return _PROGRAM if _ending(path) in _OTHERS else _SHELLS.get(_ending(path), _SHELLS["sh"])


def _credentials(file: File, document: Document, language: Format) -> Iterator[Observation]:
    seen: set[Secret] = set()
    if language is Format.TEXT:
        yield from left_over.read(file, document, seen)
        return
    for number, line in enumerate(document.text.split("\n"), 1):
        # Headers and addresses in the script's commands, which are no assignments.
        if line.strip() and not line.lstrip().startswith("#") and len(line) <= _MAX_LINE:
            place = Place(file.path, number, 1, "")
            for hit in inspect(line, Context(Slot.COMMAND)).hits:
                seen.add(hit.secret)
                yield Held(hit, place.within(line, hit.start))
    for observation in assignments.read(file, document):
        # What a script sets counts inside it alone.
        if isinstance(observation, Assigned) or (isinstance(observation, Held) and observation.hit.secret in seen):
            continue
        yield observation


def _in_program(text: str) -> Iterator[Run]:
    """What a program in Python or JavaScript starts: its strings, in rows (`["claude", "-p", prompt]`) or as one."""
    for pattern, client in KITS:
        kit = pattern.search(text)
        if kit is not None:
            yield Run(client, (), kit.start(), kit.end())
    row: list[str] = []
    start = end = 0
    for string in _STRING.finditer(text):
        if not string[3]:
            continue
        if not row or _BETWEEN.fullmatch(text, end, string.start()) is None or len(row) == _MAX_WORDS:
            yield from _placed(row, start, end)
            row, start = [], string.start()
        row.append(string[2])
        end = string.end()
    yield from _placed(row, start, end)


def _placed(row: list[str], start: int, end: int) -> Iterator[Run]:
    for one in started_by_words(row):
        if isinstance(one, Run):
            yield replace(one, start=start, end=end)
