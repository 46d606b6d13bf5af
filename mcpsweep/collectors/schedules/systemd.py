"""systemd: services and timers, of accounts and of the system.

Sources: systemd.unit(5), systemd.service(5), systemd.exec(5), systemd.timer(5), systemd.syntax(7).
"""

import re
from collections.abc import Iterator

from mcpsweep.collectors import left_over
from mcpsweep.collectors.observation import Held, Observation, Place, Referred, Scheduled, Timed, Unclear, Words
from mcpsweep.collectors.schedules.base import Input, Scheduler, hands, in_variable, in_words, location
from mcpsweep.documents.base import Document, Entry, Mapping, Scalar
from mcpsweep.documents.read import Format, parse
from mcpsweep.documents.words import WordKind, split_command
from mcpsweep.model.secret import Secret
from mcpsweep.model.server import Scope

_KIND = "systemd"
_STARTS = frozenset({"ExecStart", "ExecStartPre", "ExecStartPost"})
_TIMES = (
    "OnCalendar",
    "OnActiveSec",
    "OnBootSec",
    "OnStartupSec",
    "OnUnitActiveSec",
    "OnUnitInactiveSec",
)
_PREFIX = re.compile(r"[-@:+!|]+")
"""What may stand before a command and says how it is started."""
_DROP_IN = re.compile(r"/([^/]+\.service)\.d/[^/]+\.conf\Z")


def read(source: Input) -> Iterator[Observation]:
    """What one unit, or a piece that is dropped into one, starts or times."""
    document = parse(source.data, Format.UNIT)
    dropped = _DROP_IN.search(source.file.path)
    name = dropped[1] if dropped else source.file.path.rpartition("/")[2]
    seen: set[Secret] = set()
    found = _timer(document, name) if name.endswith(".timer") else _service(document, source, name)
    for observation in found:
        if isinstance(observation, Held):
            seen.add(observation.hit.secret)
        yield observation
    yield from left_over.read(source.file, document, seen)
    yield from (Unclear(problem.line, problem.message) for problem in document.problems)


def _timer(document: Document, name: str) -> Iterator[Observation]:
    settings = _settings(document, "Timer")
    unit = next((scalar.text for key, scalar in reversed(settings) if key == "Unit" and scalar.text), "")
    times = [f"{key}={_on_one_line(scalar.text)}" for key, scalar in settings if key in _TIMES and scalar.text]
    yield Timed(unit or name.removesuffix(".timer") + ".service", name, "; ".join(times))


def _service(document: Document, source: Input, name: str) -> Iterator[Observation]:
    settings = _settings(document, "Service")
    last = {key: scalar.text for key, scalar in settings}
    variables: list[Held | Referred] = []
    for key, scalar in settings:
        if key == "Environment":
            variables += _environment(scalar, source.file.path)
    yield from variables
    wanted = [
        f"{key}={scalar.text}" for key, scalar in _settings(document, "Install") if key in ("WantedBy", "RequiredBy")
    ]
    user = source.file.home.user if source.file.home is not None else "root"
    for key, scalar in settings:
        if key not in _STARTS:
            continue
        words = list(_words(scalar, source.file.path, key))
        found = in_words(words)
        yield from found
        yield Scheduled(
            kind=_KIND,
            place=_place(source.file.path, f"/Service/{key}", scalar),
            schedule="; ".join(wanted),
            command=Words(tuple(text for text, _ in words)),
            name=name,
            user=last.get("User") or user,
            folder=last.get("WorkingDirectory", "").lstrip("-").replace("%h", "~"),
            hands=hands([*variables, *found]),
            variables_from=tuple(
                scalar.text.lstrip("-").replace("%h", "~") for key, scalar in settings if key == "EnvironmentFile"
            ),
        )


def _environment(scalar: Scalar, path: str) -> Iterator[Held | Referred]:
    for word in split_command(scalar.text):
        name, equals, value = word.text.partition("=")
        if equals:
            raw = scalar.text[word.start : word.end]
            place = _place(path, f"/Service/Environment/{name}", scalar)
            yield from in_variable(name, value, place.within(scalar.text, word.start + raw.find("=") + 1))


def _words(scalar: Scalar, path: str, key: str) -> Iterator[tuple[str, Place]]:
    """The words of a command. No shell reads them: what would be an operator there is a word here."""
    prefix = _PREFIX.match(scalar.text)
    offset = prefix.end() if prefix else 0
    for word in split_command(scalar.text[offset:]):
        if word.kind is not WordKind.COMMENT and word.text.strip():
            place = _place(path, f"/Service/{key}", scalar).within(scalar.text, offset + word.start)
            yield word.text.replace("%h", "~").replace("%%", "%").replace("$$", "$"), place


def _place(path: str, pointer: str, scalar: Scalar) -> Place:
    return Place(path, scalar.line, scalar.column, pointer)


def _settings(document: Document, section: str) -> list[tuple[str, Scalar]]:
    """Keys and values of every section of that name."""
    entries: list[Entry] = document.root.entries if isinstance(document.root, Mapping) else []
    return [
        (entry.key, entry.value)
        for heading in entries
        if heading.key == section and isinstance(heading.value, Mapping)
        for entry in heading.value.entries
        if isinstance(entry.value, Scalar)
    ]


def _on_one_line(text: str) -> str:
    return " ".join(text.replace("\\\n", " ").split())


_FOLDERS = (
    ("{home}/.config/systemd/user", Scope.USER),
    ("{home}/.local/share/systemd/user", Scope.USER),
    ("/etc/systemd/system", Scope.MANAGED),
    ("/etc/systemd/user", Scope.MANAGED),
    ("/usr/local/lib/systemd/system", Scope.MANAGED),
    ("/usr/local/lib/systemd/user", Scope.MANAGED),
)

SCHEDULER = Scheduler(
    name=_KIND,
    title="systemd",
    read=read,
    locations=tuple(
        location(_KIND, f"{folder}/{pattern}", scope)
        for folder, scope in _FOLDERS
        for pattern in ("*.timer", "*.service", "*.service.d/*.conf")
    ),
    links=tuple(f"{folder}/*.{kind}/*" for folder, _ in _FOLDERS for kind in ("wants", "requires")),
)
