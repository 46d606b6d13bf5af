"""What must hold for any bytes. Each target takes bytes, and fails if something does not hold."""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

import msgspec

from mcpsweep.collectors import readers
from mcpsweep.collectors import registry as clients
from mcpsweep.collectors.assemble import assemble
from mcpsweep.collectors.base import Client, File
from mcpsweep.collectors.beside.base import Store
from mcpsweep.collectors.beside.stores import STORES
from mcpsweep.collectors.ledger import Ledger
from mcpsweep.collectors.observation import Guarded, Held, Unclear
from mcpsweep.collectors.references import resolve
from mcpsweep.collectors.schedules import registry as schedulers
from mcpsweep.collectors.schedules.base import Scheduler
from mcpsweep.detection.base import Context, Hit, Inspection
from mcpsweep.detection.inspection import inspect, inspect_arguments
from mcpsweep.detection.masking import MINIMUM_REPEAT
from mcpsweep.detection.redaction import redact, redact_arguments
from mcpsweep.documents.base import leaves
from mcpsweep.documents.decode import decode
from mcpsweep.documents.read import Format, parse
from mcpsweep.documents.sqlite.database import Database
from mcpsweep.documents.sqlite.source import InMemory
from mcpsweep.model.coverage import Known
from mcpsweep.model.inventory import Home
from mcpsweep.model.place import Slot

_T = TypeVar("_T")

MARK = b"\1"
"""Stands for a credential in an input, so that one byte plants it anywhere."""
PLANTED = "gh" + "p_" + "Q7w2Zr9Tk4Xb1Lm6Vn3Hs8Jd5Fg0Pc2Ry4Ua"
_FRAGMENT = 12

_LOG_UNIT = 568
"""A log of an input's database is so long, or a multiple of it: header and one frame of the smallest page."""
_COLUMNS = ("key", "value")
_FORMATS = tuple(Format)
_CONTEXTS = tuple(
    Context(slot, name)
    for slot in Slot
    for name in ("", "GITHUB_TOKEN", "Authorization", "DB_PASSWORD", "url", "Cookie", "command")
)
_NAMES = (
    *("x.json", "x.toml", "x.yaml", ".env", ".zshrc", "x.ps1", "x.plist"),
    *("x.xml", "x.ini", "x.md", "x.service", "x"),
)
_HOME = Home("alice", "/home/alice")
_KEEPERS: tuple[Client | Scheduler | Store, ...] = (
    *(clients.client(name) for name in clients.names()),
    *(schedulers.scheduler(name) for name in schedulers.names()),
    *STORES,
)
_LOCATIONS = tuple(
    dict.fromkeys(
        replace(location, pattern="", known=Known.PROBED) for keeper in _KEEPERS for location in keeper.locations
    )
)
"""Every way in which a file is read, once."""


def documents(data: bytes) -> None:
    """A reader of documents takes any bytes, and its places are places in the text."""
    format_, content = _chosen(_FORMATS, data)
    document = parse(_planted(content), format_)
    lines = document.text.count("\n") + document.text.count("\r") + 1
    for leaf in leaves(document.root) if document.root is not None else ():
        assert 0 <= leaf.scalar.line <= lines, f"{format_}: line {leaf.scalar.line} of {lines}"
        assert 0 <= leaf.scalar.column <= len(document.text) + 1, f"{format_}: column {leaf.scalar.column}"
    _show_nothing(*(problem.message for problem in document.problems))


def detection(data: bytes) -> None:
    """Any text is inspected; what is found lies in it, and what is shown of it holds nothing of what was found."""
    context, content = _chosen(_CONTEXTS, data)
    text = decode(_planted(content))
    found = inspect(text, context)
    _spans_lie_in(text, found)
    shown = redact(text, context)
    words = text.split("\0")
    of_words = inspect_arguments(words, context)
    for index, one in of_words:
        _spans_lie_in(words[index], one)
    shown_words = redact_arguments(words, context)
    assert len(shown_words) == len(words)
    for hit in found.hits:
        assert not _is_in(hit.secret.reveal(), shown), "a value that was found is shown"
        _hides(hit)
    for _, one in of_words:
        for hit in one.hits:
            assert not any(_is_in(hit.secret.reveal(), word) for word in shown_words), "a value of a word is shown"


def _is_in(value: str, shown: str) -> bool:
    """Two or three characters stand anywhere by chance."""
    return len(value) >= MINIMUM_REPEAT and value in shown


def collectors(data: bytes) -> None:
    """Any file is read as any client's; no credential that it holds is in what comes of it."""
    location, rest = _chosen(_LOCATIONS, data)
    name, content = _chosen(_NAMES, rest)
    file = File.at(f"/home/alice/{name}", location, _HOME)
    ledger = Ledger()
    planted = _planted(content)
    is_database = file.reader in readers.DATABASES
    seen = readers.read_database(file, Database.of(planted)) if is_database else readers.read(file, planted)
    for observation in seen:
        ledger.take(file, observation)
        match observation:
            case Held(hit=hit):
                _hides(hit)
            case Unclear(reason=reason) | Guarded(reason=reason):
                _show_nothing(reason)
    trails = ledger.trails()
    resolutions = [one for referred in ledger.referred for one in resolve(referred, trails, {})]
    found = assemble(tuple(ledger.held_by_servers()), resolutions, ledger.guarded, b"a key of no use")
    msgspec.json.encode(found.findings)
    targets = [server.target for server in ledger.servers.values()]
    if any(PLANTED in secret.reveal() for secret in found.secrets.values()):
        _show_nothing(*targets)


def databases(data: bytes) -> None:
    """Any bytes are read as a database with its log; what is wrong with them is told once."""
    kind, content = _chosen((0, 1, 2, 4), data)
    end = len(content) - kind * _LOG_UNIT if kind * _LOG_UNIT < len(content) else len(content)
    database = Database(InMemory(content[:end]), InMemory(content[end:]) if kind else None)
    for table in ("ItemTable", "keyed"):
        assert all(len(row) == len(_COLUMNS) for row in database.rows(table, _COLUMNS))
    for cell in database.texts():
        cell.text.encode("utf-8", "surrogatepass")
    assert len(set(database.problems)) == len(database.problems)


TARGETS: MappingProxyType[str, Callable[[bytes], None]] = MappingProxyType(
    {target.__name__: target for target in (documents, detection, collectors, databases)}
)


def _chosen(choices: tuple[_T, ...], data: bytes) -> tuple[_T, bytes]:
    """What the first byte chooses, and the rest."""
    return choices[(data[0] if data else 0) % len(choices)], data[1:]


def _planted(data: bytes) -> bytes:
    """The input with credentials in place of the marks."""
    return data.replace(MARK, PLANTED.encode())


def _spans_lie_in(text: str, found: Inspection) -> None:
    spans = [(hit.start, hit.end) for hit in found.hits] + [(use.start, use.end) for use in found.uses]
    for start, end in spans:
        assert 0 <= start < end <= len(text), f"from {start} to {end} of {len(text)}"


def _hides(hit: Hit) -> None:
    """What is shown of a hit tells nothing of its value. A value may hold an address's scheme, which is public."""
    _keeps(hit.secret.reveal(), hit.preview.rpartition("://")[2], hit.reason.replace(hit.name, ""))


def _keeps(value: str, *shown: str) -> None:
    """No piece of `value` is in what is shown of it."""
    pieces = {value[start : start + _FRAGMENT] for start in range(len(value) - _FRAGMENT + 1)}
    assert not any(piece in text for piece in pieces for text in shown), "a piece of a value is shown"


def _show_nothing(*texts: str) -> None:
    """No piece of the planted credential is in any of `texts`."""
    for text in texts:
        _keeps(PLANTED, text)
