"""Take files into the ledger, one by one: what each holds, what of it is unclear, and which others it leads to."""

from collections.abc import Iterator
from dataclasses import replace

from mcpsweep.collectors import custody, readers
from mcpsweep.collectors.base import File, ReaderName
from mcpsweep.collectors.disk import MAX_BYTES, MAX_DATABASE, Content, Disk, Missing, Refused
from mcpsweep.collectors.ledger import Ledger
from mcpsweep.collectors.observation import Contained, Held, Referred, Scheduled, Timed, Unclear
from mcpsweep.collectors.projects import ProjectFiles
from mcpsweep.collectors.prose import MAX_TRANSCRIPT
from mcpsweep.collectors.references import Lost, Resolution, resolve
from mcpsweep.collectors.request import Progress
from mcpsweep.collectors.schedules.agenda import Agenda
from mcpsweep.collectors.schedules.scripts import MAX_SCRIPT
from mcpsweep.collectors.written_path import absolute
from mcpsweep.detection.base import Syntax
from mcpsweep.model.secret import Secret

_LIMITS = {
    **dict.fromkeys(readers.DATABASES, MAX_DATABASE),
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
        match self._disk.read(file.path, _LIMITS.get(file.reader, MAX_BYTES)):
            case Missing():
                return []
            case Refused() as refused:
                self._ledger.sources.append(custody.was_refused(file, refused))
                return []
            case Content(is_blank=True) as content:
                self._ledger.sources.append(custody.was_blank(file, content))
                return []
            case Content() as content:
                return self._take_content(file, content)

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

    def _take_content(self, file: File, content: Content) -> list[File]:
        unclear: list[str] = [] if content.is_whole else [f"only the first {len(content.data)} bytes were read"]
        named: list[File] = []
        try:
            named += self._understand(file, content, unclear)
        except Exception as error:  # noqa: BLE001 - one file that trips us up must not hide what all others hold
            unclear.insert(0, f"its reading was broken off by {self._admit(error)}")
        reason = "; ".join(unclear[:_MAX_REASONS])
        if len(unclear) > _MAX_REASONS:
            reason += f"; and {len(unclear) - _MAX_REASONS} more"
        self._ledger.sources.append(custody.was_read(file, content, reason))
        return named

    def _understand(self, file: File, content: Content, unclear: list[str]) -> Iterator[File]:
        """Take down what a file holds, and into `unclear` what cannot be understood of it."""
        for observation in readers.read(file, content.data, self._write_ahead_log(file)):
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
        is_bare = file.reader is ReaderName.ASSIGNMENTS and not self._ledger.has_assignments(file.path)
        if is_bare or file.reader is ReaderName.KEY_FILE:
            self._ledger.take_whole(file, content.data.decode("utf-8", "replace"))

    def _write_ahead_log(self, file: File) -> bytes | None:
        if file.reader not in readers.DATABASES:
            return None
        log = replace(file, path=file.path + "-wal")
        match self._disk.read(log.path, MAX_DATABASE):
            case Content() as content:
                self._ledger.sources.append(custody.was_read(log, content))
                return content.data
            case Refused() as refused:
                self._ledger.sources.append(custody.was_refused(log, refused))
        return None

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


def _in_words(problem: Unclear) -> str:
    return f"line {problem.line}: {problem.reason}" if problem.line else problem.reason
