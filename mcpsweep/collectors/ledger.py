"""The sum of what readers saw, while a scan is under way."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from mcpsweep.collectors.base import File, ReaderName
from mcpsweep.collectors.editor_state import INPUTS
from mcpsweep.collectors.observation import (
    Assigned,
    Assignment,
    Bridged,
    Contained,
    Copied,
    Guarded,
    Held,
    Listed,
    Observation,
    Opened,
    Place,
    Referred,
    Scheduled,
    Timed,
    Unclear,
)
from mcpsweep.collectors.references import Trails
from mcpsweep.model.server import Server
from mcpsweep.model.source import Source


@dataclass(slots=True)
class Ledger:
    """Every observation of a scan, sorted by what is done with it."""

    sources: list[Source] = field(default_factory=list)
    servers: dict[str, Server] = field(default_factory=dict)
    held: list[Held] = field(default_factory=list)
    referred: list[Referred] = field(default_factory=list)
    guarded: list[Guarded] = field(default_factory=list)
    folders: dict[str, None] = field(default_factory=dict)
    """Folders that somebody worked in, in the order in which they were met."""
    copies: list[tuple[File, Copied]] = field(default_factory=list)
    """Older versions that editors keep, each with the index that told of it."""
    notes: list[str] = field(default_factory=list)
    _bridges: dict[str, Server] = field(default_factory=dict)
    _by_file: dict[str, list[Assignment]] = field(default_factory=dict)
    _by_home: dict[str, list[Assignment]] = field(default_factory=dict)
    _by_system: list[Assignment] = field(default_factory=list)
    _answers: dict[str, list[Guarded]] = field(default_factory=dict)
    _whole_files: dict[str, tuple[str, Place]] = field(default_factory=dict)

    def take(self, file: File, observation: Observation) -> Unclear | None:
        """Note one observation of `file`; give back what could not be understood."""
        match observation:
            case Held():
                self.held.append(observation)
            case Referred():
                self.referred.append(observation)
            case Guarded():
                self.guarded.append(observation)
                if observation.kind == INPUTS and file.home is not None:
                    self._answers.setdefault(file.home.path, []).append(observation)
            case Listed(server=server):
                self.servers[server.id] = server
            case Assigned(assignment=assignment):
                self._assign(file, assignment)
            case Opened(folder=folder):
                self.folders[folder.replace("\\", "/").rstrip("/")] = None
            case Copied():
                self.copies.append((file, observation))
            case Bridged(digest=digest, server=server):
                self._bridges[digest] = server
            case Scheduled() | Timed() | Contained():
                pass  # The agenda's.
            case Unclear():
                return observation
        return None

    def take_whole(self, file: File, text: str) -> None:
        """Note a file that a reference named and that holds one bare value instead of assignments."""
        place = Place(file.path, 1, 1, "", file.client)
        self._whole_files[file.path] = (text.strip(), place)

    def has_assignments(self, path: str) -> bool:
        """Whether a file of variables was read at `path` and set any."""
        return path in self._by_file

    def held_by_servers(self) -> Iterator[Held]:
        """Every value, those in a bridge's cache tied to the server whose address names the file."""
        for held in self.held:
            digest = held.place.path.rpartition("/")[2].partition("_")[0]
            server = self._bridges.get(digest) if not held.place.server else None
            if server is None:
                yield held
                continue
            service = server.service if held.hit.service == "generic" else held.hit.service
            hit = replace(held.hit, service=service)
            yield replace(held, hit=hit, place=replace(held.place, server=server.id))

    def trails(self) -> Trails:
        """All assignments, for following references."""
        return Trails(self._by_file, self._by_home, self._by_system, self._whole_files, self._answers)

    def _assign(self, file: File, assignment: Assignment) -> None:
        if file.reader is ReaderName.ASSIGNMENTS:
            self._by_file.setdefault(file.path, []).append(assignment)
            if file.project is not None:
                # Counts only for those who are started in that folder, or who name the file.
                return
        if file.home is None:
            self._by_system.append(assignment)
        else:
            self._by_home.setdefault(file.home.path, []).append(assignment)
