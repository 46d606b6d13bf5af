"""Take files into the ledger, one by one: what each holds, what of it is unclear, and which others it leads to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from mcpsweep.collectors import custody, readers
from mcpsweep.collectors.base import File, ReaderName
from mcpsweep.collectors.disk import MAX_BYTES, Content, Disk, Lent, Missing, Refused
from mcpsweep.collectors.ledger import Ledger
from mcpsweep.collectors.observation import Contained, Held, Observation, Referred, Scheduled, Timed, Unclear
from mcpsweep.collectors.projects import ProjectFiles
from mcpsweep.collectors.references import Lost, Resolution, resolve
from mcpsweep.collectors.request import Progress
from mcpsweep.collectors.schedules.agenda import Agenda
from mcpsweep.collectors.schedules.scripts import MAX_SCRIPT
from mcpsweep.collectors.transcript import MAX_TRANSCRIPT
from mcpsweep.collectors.written_path import absolute
from mcpsweep.detection.base import Syntax
from mcpsweep.documents.sqlite.database import Database
from mcpsweep.documents.sqlite.source import Bytes
from mcpsweep.model.secret import Secret

_LIMITS = {
    ReaderName.SCRIPT: MAX_SCRIPT,
    ReaderName.TRANSCRIPT: MAX_TRANSCRIPT,
}
"""How much of a file is read, where it is not the usual."""
_MAX_REASONS = 3
"""So many places that could not be understood are told of one file; more are counted."""


class Intake:
    """Reads one file after the other. What trips it up over one is told with that one, and hides no other."""

    def __init__(
        self, disk: Disk, ledger: Ledger, agenda: Agenda, project_files: ProjectFiles, progress: Progress
    ) -> None:
        self.fault: Exception | None = None
        """The first of our own that a file brought about."""
        self._disk = disk
        self._ledger = ledger
        self._agenda = agenda
        self._project_files = project_files
        self._located: dict[str, str] = {}
        """What configurations call a file or folder → its path."""
        self._progress = progress
        self._seen: set[Secret] = set()

    def take(self, file: File) -> list[File]:
        """Take down what a file holds. Returns those that are to be read for its sake."""
        self._progress.report("reading", len(self._ledger.sources))
        if file.reader in readers.DATABASES:
            return self._take_database(file)
        match self._disk.read(file.path, _LIMITS.get(file.reader, MAX_BYTES)):
            case Missing():
                return []
            case Refused() as refused:
                self._ledger.sources.append(custody.was_refused(file, refused))
                return []
            case Content(is_blank=True) as content:
                self._ledger.sources.append(custody.was_blank(file, content.custody))
                return []
            case Content() as content:
                unclear = [] if content.is_whole else [f"only the first {len(content.data)} bytes were read"]
                named: list[File] = []
                with self._fault_told(unclear):
                    self._understand(file, readers.read(file, content.data), named, unclear)
                    is_bare = file.reader is ReaderName.ASSIGNMENTS and not self._ledger.has_assignments(file.path)
                    if is_bare or file.reader is ReaderName.KEY_FILE:
                        self._ledger.take_whole(file, content.data.decode("utf-8", "replace"))
                self._ledger.sources.append(custody.was_read(file, content.custody, _told(unclear)))
                return named

    def resolutions(self) -> list[Resolution]:
        """Where the references lead that were found so far."""
        trails = self._ledger.trails()
        found: list[Resolution] = []
        for referred in self._ledger.referred:
            try:
                found += resolve(referred, trails, self._located)
            except Exception as error:  # noqa: BLE001 - one reference that trips us up must not hide all else
                found.append(Lost(referred, f"following it was broken off by {self._admit(error)}"))
        return found

    def _take_database(self, file: File) -> list[File]:
        """Take down what a database holds, together with the write-ahead log beside it."""
        match self._disk.lend(file.path):
            case Missing():
                return []
            case Refused() as refused:
                self._ledger.sources.append(custody.was_refused(file, refused))
                return []
            case Lent() as lent:
                with lent, self._write_ahead_log(file) as log:
                    if lent.is_blank:
                        self._ledger.sources.append(custody.was_blank(file, lent.custody))
                        return []
                    unclear: list[str] = []
                    named: list[File] = []
                    with self._fault_told(unclear):
                        self._understand(file, readers.read_database(file, Database(lent, log)), named, unclear)
                self._ledger.sources.append(custody.was_read(file, lent.custody, _told(unclear)))
                return named

    @contextmanager
    def _write_ahead_log(self, file: File) -> Iterator[Bytes | None]:
        log = replace(file, path=file.path + "-wal")
        match self._disk.lend(log.path):
            case Missing():
                yield None
            case Refused() as refused:
                self._ledger.sources.append(custody.was_refused(log, refused))
                yield None
            case Lent() as lent:
                with lent:
                    self._ledger.sources.append(custody.was_read(log, lent.custody))
                    yield lent

    @contextmanager
    def _fault_told(self, unclear: list[str]) -> Iterator[None]:
        """Let a fault of ours end the reading of one file, and hide nothing of what that and all others hold."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - whatever it is
            unclear.insert(0, f"its reading was broken off by {self._admit(error)}")

    def _understand(
        self, file: File, observations: Iterator[Observation], named: list[File], unclear: list[str]
    ) -> None:
        """Take down what a file shows, into `named` what it leads to, and into `unclear` what is not understood."""
        for observation in observations:
            named += self._observe(file, observation, unclear)

    def _observe(self, file: File, observation: Observation, unclear: list[str]) -> Iterator[File]:
        problem = self._ledger.take(file, observation)
        if problem is not None:
            unclear.append(_in_words(problem))
        match observation:
            case Held(hit=hit) if hit.secret not in self._seen:
                self._seen.add(hit.secret)
                self._progress.found(hit.service)
            case Referred():
                yield from self._referred(file, observation)
            case Scheduled() | Timed() | Contained():
                for found in self._agenda.take(file, observation):
                    yield self._project_files.identify(found.path) or found

    def _referred(self, file: File, referred: Referred) -> Iterator[File]:
        """Files that an entry takes its variables or its value from."""
        written = list(referred.surroundings.env_files)
        if referred.use.syntax is Syntax.FILE:
            written.append(referred.use.target)
        folders = {folder: self._disk.spelled(folder) for folder in referred.surroundings.folders}
        for folder, spelled in folders.items():
            self._located.setdefault(folder, spelled)
        for name in written:
            for folder in folders.values() or ("",):
                found = absolute(name, file.home, folder)
                if found is not None and self._disk.is_file(path := self._disk.spelled(found)):
                    self._located.setdefault(name, path)
                    # What a login names is a key as a whole, but for a service account's JSON.
                    is_key = bool(file.store) and not path.endswith(".json")
                    reader = ReaderName.KEY_FILE if is_key else ReaderName.ASSIGNMENTS
                    yield File(path, "", file.scope, reader, file.home, folder or None)

    def _admit(self, fault: Exception) -> str:
        self.fault = self.fault or fault
        return f"a fault in mcpsweep itself ({type(fault).__name__})"


def _told(unclear: list[str]) -> str:
    reason = "; ".join(unclear[:_MAX_REASONS])
    if len(unclear) > _MAX_REASONS:
        reason += f"; and {len(unclear) - _MAX_REASONS} more"
    return reason


def _in_words(problem: Unclear) -> str:
    return f"line {problem.line}: {problem.reason}" if problem.line else problem.reason
