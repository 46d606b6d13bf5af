"""What a scan has seen of schedules, summed up: which of them start an agent, when, as whom and with what.

Schedules are met in one file, their timers, scripts and switches in others: only when all is read can they be joined.
"""

import hashlib
import re
import shlex
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, replace

import msgspec

from mcpsweep.collectors.base import File, ReaderName
from mcpsweep.collectors.disk import Content, Disk
from mcpsweep.collectors.observation import Command, Contained, Place, Scheduled, ShellLine, Task, Timed, Words
from mcpsweep.collectors.paths import is_within
from mcpsweep.collectors.schedules.commands import Call, Run, Started, started_by, started_by_words
from mcpsweep.collectors.schedules.programs import configurations, is_strict
from mcpsweep.collectors.schedules.scripts import is_script
from mcpsweep.collectors.written_path import absolute
from mcpsweep.detection.base import Context
from mcpsweep.detection.redaction import redact, redact_arguments
from mcpsweep.model.agent import Agent, AgentState, Script
from mcpsweep.model.finding import Finding
from mcpsweep.model.inventory import Home
from mcpsweep.model.place import Slot
from mcpsweep.model.server import Scope, Server

_MAX_COMMAND = 2000
"""Characters of a command that are kept."""
_BEGINNING = 64
"""So much of a file tells whether it is a script."""
_PROGRAMS_OF_THE_SYSTEM = (
    "/bin/", "/sbin/", "/lib/", "/usr/bin/", "/usr/sbin/", "/usr/lib/", "/usr/libexec/", "/System/", "/Windows/",
)  # fmt: skip
"""What lies here came with the system: nobody's own script, unless its name ends like one."""
_INSTANCE = re.compile(r"@[^@]*(?=\.\w+\Z)")


@dataclass(frozen=True, slots=True)
class _Start:
    """An agent that is started somewhere, everything about its place made absolute."""

    run: Run
    folder: str
    configurations: tuple[str, ...]
    """Files of servers that its command line names."""
    script: Script | None = None


@dataclass(frozen=True, slots=True)
class _Entry:
    """One schedule, and what it starts."""

    file: File
    scheduled: Scheduled
    home: Home | None
    starts: tuple[_Start, ...]
    scripts: tuple[str, ...]
    variable_files: tuple[str, ...]


class Agenda:
    """Every schedule of a scan."""

    def __init__(self, disk: Disk, homes: tuple[Home, ...]) -> None:
        self.folders: dict[str, None] = {}
        """Folders that agents are started in: their project files count."""
        self._disk = disk
        self._homes = homes
        self._entries: list[_Entry] = []
        self._timers: dict[tuple[str, str], Timed] = {}
        self._in_scripts: dict[str, list[_Start]] = defaultdict(list)
        self._switched_on: set[tuple[str, str]] = set()

    def switch_on(self, unit: str, home: Home | None) -> None:
        """Note a link that switches a unit on."""
        self._switched_on.add(_key(unit, home))

    def take(self, file: File, observation: Scheduled | Timed | Contained) -> Iterator[File]:
        """Note what was seen in `file`; give back the files that it leads to."""
        match observation:
            case Timed(unit=unit):
                self._timers[_key(unit, file.home)] = observation
            case Contained(run=run, script=script):
                start = self._start(run, file.home, file.project or _path(file.home), script)
                self._in_scripts[file.path].append(start)
                yield from self._named_by(start, file.home)
            case Scheduled():
                yield from self._plan(file, observation)

    def agents(self, servers: Iterable[Server], findings: Iterable[Finding], clients: Set[str]) -> tuple[Agent, ...]:
        """The schedules that start an agent, in a stable order. `clients` limits them to these; empty means all."""
        known = _Known(tuple(map(self._spelled, servers)), tuple(findings))
        agents = {
            agent.id: agent
            for entry in self._entries
            for agent in self._of(entry, known)
            if not clients or agent.client in clients
        }
        return tuple(sorted(agents.values(), key=lambda agent: (agent.path, agent.line, agent.pointer, agent.client)))

    def _plan(self, file: File, scheduled: Scheduled) -> Iterator[File]:
        home = file.home or self._home_of(scheduled.user)
        folder = self._absolute(scheduled.folder, home, _path(home)) or _path(home)
        starts: list[_Start] = []
        scripts: list[str] = []
        for one in _started(scheduled.command):
            match one:
                case Run():
                    start = self._start(one, home, folder)
                    starts.append(start)
                    yield from self._named_by(start, home)
                case Call():
                    here = self._absolute(one.folder, home, folder) or folder
                    path = self._absolute(one.path, home, here)
                    if path is not None and self._is_script(path):
                        scripts.append(path)
                        yield File(path, "", file.scope, ReaderName.SCRIPT, home, here or None)
        variables = [self._absolute(name, home, folder) for name in scheduled.variables_from]
        named = tuple(path for path in variables if path is not None)
        # With a folder of their own, they count for whoever names them, not for all of the home.
        yield from (File(path, "", file.scope, ReaderName.ASSIGNMENTS, home, folder or "/") for path in named)
        self._entries.append(_Entry(file, scheduled, home, tuple(starts), tuple(scripts), named))

    def _start(self, run: Run, home: Home | None, folder: str, script: Script | None = None) -> _Start:
        here = self._absolute(run.folder, home, folder) or folder
        named = (self._absolute(name, home, here) for name in configurations(run.client, run.arguments))
        if here:
            self.folders[here] = None
        return _Start(run, here, tuple(path for path in named if path is not None), script)

    def _named_by(self, start: _Start, home: Home | None) -> Iterator[File]:
        for path in start.configurations:
            yield File(path, start.run.client, Scope.USER, ReaderName.CONFIGURATION, home, start.folder or None)

    def _of(self, entry: _Entry, known: "_Known") -> Iterator[Agent]:
        """One agent for each client: what a schedule starts ends with the schedule."""
        starts = [*entry.starts, *(start for path in entry.scripts for start in self._in_scripts.get(path, ()))]
        scheduled = self._timed(entry)
        told: set[str] = set()
        for start in starts:
            if start.run.client in told:
                continue
            told.add(start.run.client)
            command = _shown(scheduled.command)
            place = scheduled.place
            identity = "\0".join((place.path, place.pointer, scheduled.schedule, command, start.run.client))
            yield Agent(
                kind=scheduled.kind,
                path=place.path,
                line=place.line,
                schedule=scheduled.schedule,
                command=command,
                client=start.run.client,
                id="a-" + hashlib.blake2b(identity.encode("utf-8", "replace"), digest_size=8).hexdigest(),
                pointer=place.pointer,
                name=scheduled.name,
                user=start.run.user or scheduled.user,
                folder=start.folder,
                state=scheduled.state,
                script=start.script,
                servers=known.servers(start, entry.home),
                findings=known.findings(scheduled.hands, entry.variable_files, start.script),
            )

    def _timed(self, entry: _Entry) -> Scheduled:
        """A unit of systemd with its timer, and whether a link switches either on."""
        scheduled = entry.scheduled
        if scheduled.kind != "systemd":
            return scheduled
        key = _key(scheduled.name, entry.file.home)
        timer = self._timers.get(key)
        names = {key} | ({_key(timer.timer, entry.file.home)} if timer is not None else set())
        state = AgentState.ENABLED if names & self._switched_on else AgentState.DISABLED
        if timer is None:
            return replace(scheduled, state=state)
        return replace(scheduled, name=timer.timer, schedule=timer.schedule or scheduled.schedule, state=state)

    def _absolute(self, written: str, home: Home | None, folder: str) -> str | None:
        path = absolute(written, home, folder)
        return self._disk.spelled(path) if path is not None else None

    def _spelled(self, server: Server) -> Server:
        """A server whose project is written as the folders are that agents are started in."""
        if server.project is None:
            return server
        return msgspec.structs.replace(server, project=self._disk.spelled(server.project))

    def _is_script(self, path: str) -> bool:
        if not self._disk.is_file(path):
            return False
        if is_script(path, b""):
            return True
        if path.startswith(_PROGRAMS_OF_THE_SYSTEM):
            return False
        match self._disk.read(path, limit=_BEGINNING):
            case Content(data=data):
                return is_script(path, data)
            case _:
                # That it could not be read is part of the result.
                return True

    def _home_of(self, user: str) -> Home | None:
        """The home of an account; Windows says `DOMAIN\\user`."""
        name = user.rpartition("\\")[2].lower()
        return next((home for home in self._homes if name and home.user.lower() == name), None)


class _Known:
    """Servers and findings of a scan, by what an agent is tied to them with."""

    def __init__(self, servers: tuple[Server, ...], findings: tuple[Finding, ...]) -> None:
        self._servers = servers
        self._loaded: dict[tuple[str, str, tuple[str, ...], bool, str], tuple[str, ...]] = {}
        """A table may start the same agent a million times."""
        self._at_place: dict[tuple[str, int, int, str], set[str]] = defaultdict(set)
        self._in_file: dict[str, set[str]] = defaultdict(set)
        for finding in findings:
            for sighting in finding.sightings:
                place = (sighting.path, sighting.line, sighting.column, sighting.pointer)
                self._at_place[place].add(finding.id)
                self._in_file[sighting.path].add(finding.id)

    def findings(self, hands: Iterable[Place], files: Iterable[str], script: Script | None) -> tuple[str, ...]:
        """What a schedule hands over: where it stands, in its files of variables, in the script that it starts."""
        found = {one for at in hands for one in self._at_place[at.path, at.line, at.column, at.pointer]}
        for path in (*files, *((script.path,) if script is not None else ())):
            found |= self._in_file[path]
        return tuple(sorted(found))

    def servers(self, start: _Start, home: Home | None) -> tuple[str, ...]:
        """What the client would load in that folder and that home."""
        strict = is_strict(start.run.client, start.run.arguments)
        key = (start.run.client, start.folder, start.configurations, strict, _path(home))
        if key not in self._loaded:
            ids = {server.id for server in self._servers if not strict and _is_loaded(server, start, home)}
            ids |= {server.id for server in self._servers if server.path in start.configurations}
            self._loaded[key] = tuple(sorted(ids))
        return self._loaded[key]


def _is_loaded(server: Server, start: _Start, home: Home | None) -> bool:
    if server.client != start.run.client:
        return False
    if server.project is not None:
        return is_within(start.folder, server.project)
    return server.scope is Scope.MANAGED or (home is not None and is_within(server.path, home.path))


def _started(command: Command) -> Iterator[Started]:
    match command:
        case ShellLine(text=text, flavour=flavour):
            yield from started_by(text, flavour)
        case Words(words=words):
            yield from started_by_words(words)
        case Task(client=client):
            yield Run(client, (), 0, 0)


def _shown(command: Command) -> str:
    """The command, every secret part redacted."""
    match command:
        case Words(words=words):
            text = shlex.join(redact_arguments(words, Context(Slot.ARG)))
        case ShellLine(text=text) | Task(text=text):
            text = redact(text, Context(Slot.COMMAND))
    return text if len(text) <= _MAX_COMMAND else text[:_MAX_COMMAND] + "…"


def _key(unit: str, home: Home | None) -> tuple[str, str]:
    """Units of one name in two homes are two; an instance of a template is switched on and timed like the template."""
    return _path(home), _INSTANCE.sub("@", unit)


def _path(home: Home | None) -> str:
    return home.path if home is not None else ""
