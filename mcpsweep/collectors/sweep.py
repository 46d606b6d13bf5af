"""Scan a machine: every collector, every reference, one inventory."""

import os
import secrets
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from mcpsweep import __version__
from mcpsweep.collectors import custody, editor_history, environment, machine, placeholder, registry, unclaimed
from mcpsweep.collectors.assemble import assemble
from mcpsweep.collectors.base import TRANSCRIPTS, Client, File, Location
from mcpsweep.collectors.beside import stores
from mcpsweep.collectors.disk import Refused
from mcpsweep.collectors.in_hand import Swept, in_hand
from mcpsweep.collectors.intake import Intake
from mcpsweep.collectors.ledger import Ledger
from mcpsweep.collectors.paths import is_within
from mcpsweep.collectors.projects import ProjectFiles, environment_of
from mcpsweep.collectors.request import Progress, Request
from mcpsweep.collectors.route import routed
from mcpsweep.collectors.schedules import places as schedules
from mcpsweep.collectors.schedules.agenda import Agenda
from mcpsweep.collectors.walk import names_to_prune, walk
from mcpsweep.collectors.written_path import absolute
from mcpsweep.detection.fingerprint import key_id
from mcpsweep.model.inventory import FORMAT, Home, Inventory, Tool
from mcpsweep.model.server import Scope
from mcpsweep.model.source import Source, SourceState

_KEY_BYTES = 32


def sweep(request: Request, progress: Progress) -> Swept:
    """Scan what `request` says, and hand the values out. Raises `UsageError` for an unknown client, home or root."""
    clients = registry.select(request.clients)
    scene = machine.look_at(request)
    scan = _Scan(request, scene, clients, progress)
    scan.run()
    return scan.result()


class _Scan:
    """One scan under way: a work-list of files, and the ledger of what was seen in them."""

    def __init__(self, request: Request, scene: machine.Scene, clients: list[Client], progress: Progress) -> None:
        self._request = request
        self._scene = scene
        self._clients = clients
        self._progress = progress
        self._has_beside = not request.clients
        """Who asks for some clients wants nothing that belongs to none."""
        others = [schedules.as_client(), *([stores.as_client()] if self._has_beside else [])]
        self._project_files = ProjectFiles([*clients, *others], scene.homes)
        self._agenda = Agenda(scene.disk, scene.homes)
        self._queue: deque[File] = deque()
        self._late: list[File] = []
        """Transcripts: there may be gigabytes of them, and what they hold is no configuration."""
        self._taken: set[str] = set()
        self._ledger = Ledger()
        self._intake = Intake(scene.disk, self._ledger, self._agenda, self._project_files, progress)
        self._too_large = 0
        """Configurations of no known client that are larger than any."""

    def run(self) -> None:
        """Read the files that have a place of their own, then projects, then what all of these refer to."""
        for home in self._scene.homes:
            self._add_locations(environment.SHELL_FILES, "", home)
            self._add_locations(environment.HISTORY_FILES, "", home)
        if self._scene.has_system:
            self._add_locations(environment.SYSTEM_FILES, "", None)
        for client in self._clients:
            for home in self._scene.homes:
                self._add_locations(client.locations, client.name, home, client.service)
                self._add_moved(client, home)
            if self._scene.has_system:
                self._add_locations(client.locations, client.name, None, client.service)
        self._add_others()
        self._read_queue()
        self._add_older()
        if self._request.projects:
            for home in self._scene.homes:
                self._walk(home)
            self._read_queue()
            for folder in [*self._ledger.folders, *self._agenda.folders]:
                self._add_project(folder)
            self._read_queue()
        self._queue.extend(self._late)
        self._read_queue()
        self._note_gaps()

    def result(self) -> Swept:
        """What was seen, references followed and summed up."""
        ledger = self._ledger
        key = self._request.fingerprint_key or secrets.token_bytes(_KEY_BYTES)
        held = tuple(ledger.held_by_servers())
        resolutions = self._intake.resolutions()
        found = assemble(held, resolutions, ledger.guarded, key)
        servers = routed(ledger.servers.values(), held, resolutions, self._request.gateways)
        inventory = Inventory(
            format=FORMAT,
            tool=Tool("mcpsweep", __version__),
            scanned_at=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            machine=self._scene.machine,
            fingerprint_key=key_id(key),
            homes=self._scene.homes,
            sources=tuple(sorted(ledger.sources, key=lambda source: source.path)),
            servers=servers,
            findings=found.findings,
            agents=self._agenda.agents(servers, found.findings, self._request.clients),
            notes=tuple(ledger.notes),
            read_besides=custody.besides(self._scene.disk.traces, {source.path for source in ledger.sources}),
        )
        return Swept(inventory, in_hand(found.findings, found.secrets), self._intake.fault)

    def _add_locations(
        self, locations: tuple[Location, ...], client: str, home: Home | None, service: str = ""
    ) -> None:
        for location in locations:
            if location.pattern.startswith("{") == (home is None):
                continue
            # A copy of a shell file sets nothing: only clients' own files are told with their copies.
            expand = machine.expand_with_copies if client else machine.expand
            for path in expand(self._scene.disk, location.pattern, home):
                self._add(File.at(path, location, home, client, service))

    def _add_others(self) -> None:
        """What belongs to no client: schedules that may start one, and what an agent could have used."""
        for unit, home in schedules.switches(self._scene):
            self._agenda.switch_on(unit, home)
        for file in schedules.files(self._scene, self._request.all_users):
            self._add(file)
        for file in stores.files(self._scene) if self._has_beside else ():
            self._add(file)

    def _add_moved(self, client: Client, home: Home) -> None:
        """Where a variable moves a client's folder, its files are looked for there too."""
        for variable, usual in client.moved_by.items():
            for folder in self._folders_named_by(variable, home):
                for location in client.locations:
                    if not location.pattern.startswith(usual + "/"):
                        continue
                    moved = folder + location.pattern.removeprefix(usual)
                    for path in machine.expand_with_copies(self._scene.disk, moved, None):
                        self._add(File.at(path, location, home, client.name, client.service))

    def _folders_named_by(self, variable: str, home: Home) -> Iterator[str]:
        self._read_queue()
        values = [a.text for a in self._ledger.trails().by_home.get(home.path, ()) if a.name == variable]
        if not self._scene.machine.image and home == self._scene.homes[0]:
            values.append(os.environ.get(variable, ""))
        for value in dict.fromkeys(values):
            folder = absolute(value, home, "")
            if folder is not None:
                yield self._scene.disk.spelled(folder)

    def _add_older(self) -> None:
        """The versions that editors keep of files that a client reads."""
        for index, copied in self._ledger.copies:
            file = editor_history.file_of(index, copied, self._project_files.identify)
            if file is not None and self._scene.disk.is_file(file.path):
                self._add(file)
        self._read_queue()

    def _walk(self, home: Home) -> None:
        report = self._progress.report
        walked = walk(
            self._scene.disk,
            home.path,
            self._project_files.wanted,
            names_to_prune(self._scene.disk) if self._request.prune else frozenset(),
            lambda folders: report("walking", folders),
        )
        others: dict[str, File] = {}
        for path in walked.files:
            file = self._project_files.identify(path)
            if file is not None:
                self._add(file)
                self._add_environment(file.project if file.client else None)
            elif path not in self._taken and (unknown := self._project_files.unclaimed(path)) is not None:
                others[path] = unknown
        if self._has_beside:
            for folder in walked.repositories:
                self._add(stores.of_repository(folder, home))
        self._look_into(others)
        self._ledger.sources += [
            Source(path, "", Scope.USER, None, SourceState.UNREADABLE, reason) for path, reason in walked.unreadable
        ]
        self._ledger.sources += [
            Source(path, "", Scope.USER, None, SourceState.UNREADABLE, placeholder.KEPT_ELSEWHERE)
            for path in walked.placeholders
        ]
        if walked.pruned:
            most = sorted(walked.pruned.items(), key=lambda item: (-item[1], item[0]))
            names = ", ".join(f"{name} ({count})" for name, count in most[:8])
            left = f" and {len(most) - 8} more names" if len(most) > 8 else ""
            total = sum(walked.pruned.values())
            self._ledger.notes.append(
                f"{home.path}: {total} folders of other people's code and caches were left out: {names}{left};"
                " --no-prune reads them too"
            )
        self._ledger.notes += [f"{link}: a link to a folder, not followed" for link in walked.links]

    def _look_into(self, files: Mapping[str, File]) -> None:
        """Take those configurations whose names tell of no client and that hold servers all the same."""
        for path, verdict in unclaimed.look_into(self._scene.disk, tuple(files)):
            file = files[path]
            match verdict:
                case Refused() as refused:
                    self._ledger.sources.append(custody.was_refused(file, refused))
                case unclaimed.Verdict.TOO_LARGE:
                    self._too_large += 1
                case _:
                    self._add(file)

    def _add_project(self, written: str) -> None:
        folder = self._scene.disk.spelled(written)
        if not self._scene.disk.is_folder(folder):
            return
        for file in self._project_files.within(self._scene.disk, folder):
            self._add(file)
        self._add_environment(folder)

    def _add_environment(self, folder: str | None) -> None:
        if folder is None:
            return
        home = next((home for home in self._scene.homes if is_within(folder, home.path)), None)
        present = frozenset(map(self._scene.disk.folded, self._scene.disk.names(folder)))
        for file in environment_of(self._scene.disk, folder, present, home):
            self._add(file)
        for file in stores.next_to(folder, present, home) if self._has_beside else ():
            self._add(file)

    def _add(self, file: File) -> None:
        file = replace(file, path=self._scene.disk.spelled(file.path))
        if file.path in self._taken:
            return
        self._taken.add(file.path)
        # A unit that is linked to nowhere is switched off for good.
        if not file.scheduler or self._scene.disk.link(file.path) != "/dev/null":
            (self._late if file.reader in TRANSCRIPTS else self._queue).append(file)

    def _read_queue(self) -> None:
        while self._queue:
            for named in self._intake.take(self._queue.popleft()):
                self._add(named)

    def _note_gaps(self) -> None:
        sources = self._ledger.sources
        if self._too_large:
            size = f"{unclaimed.MAX_BYTES // 2**20} MiB"
            self._ledger.notes.append(
                f"{self._too_large} files larger than {size} were not searched for server entries"
            )
        if not self._scene.homes:
            sources.append(
                Source("/", "", Scope.USER, None, SourceState.PARTIAL, "no home folder was found below the root")
            )
        sources += [
            Source(left.path, "", Scope.USER, None, SourceState.SKIPPED, left.reason) for left in self._scene.left_alone
        ]
        told = {source.path for source in sources}
        sources += [
            Source(path, "", Scope.USER, None, SourceState.UNREADABLE, reason)
            for path, reason in sorted(self._scene.disk.closed.items())
            if path not in told
        ]
