"""What a scheduler is: data on where it keeps its schedules, and a function that reads one of its files.

Adding one is one new file with a `SCHEDULER` and one line in `registry.py`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from mcpsweep.collectors.base import File, Location, ProjectFile, ReaderName
from mcpsweep.collectors.observation import Held, Observation, Place, Referred, Surroundings
from mcpsweep.detection.base import Context, Inspection, Syntax
from mcpsweep.detection.inspection import inspect, inspect_arguments
from mcpsweep.documents.sqlite.database import Database
from mcpsweep.model.place import Slot
from mcpsweep.model.server import Scope


@dataclass(frozen=True, slots=True)
class Input:
    """One file of a scheduler."""

    file: File
    data: bytes = b""
    """Empty for a database."""
    database: Database = field(default_factory=lambda: Database.of(b""))
    """Empty for every other file."""


@dataclass(frozen=True, slots=True)
class Scheduler:
    """Something that starts commands with nobody at the keyboard."""

    name: str
    """`cron`: what `Agent.kind` says."""
    title: str
    read: Callable[[Input], Iterator[Observation]]
    """Everything that one of its files shows. Pure; raises nothing for what the file holds."""
    locations: tuple[Location, ...] = ()
    folders_of_accounts: tuple[str, ...] = ()
    """Folders in which each file is named after the account that it belongs to."""
    project_files: tuple[ProjectFile, ...] = ()
    links: tuple[str, ...] = ()
    """Links whose being there says that the unit of their name is switched on; patterns as in `Location`."""


def location(scheduler: str, pattern: str, scope: Scope = Scope.USER) -> Location:
    """A place where a scheduler keeps schedules."""
    return Location(pattern, scope, ReaderName.SCHEDULE, scheduler=scheduler)


def in_shell_line(text: str, place: Place) -> list[Held | Referred]:
    """The credentials in a command as a shell is given it."""
    return list(_seen(text, inspect(text, Context(Slot.COMMAND)), place))


def in_words(words: Sequence[tuple[str, Place]]) -> list[Held | Referred]:
    """The credentials in a command as its words, each with its place."""
    found = inspect_arguments([text for text, _ in words], Context(Slot.ARG))
    return [one for index, inspection in found for one in _seen(*_with(words[index], inspection))]


def in_variable(name: str, text: str, place: Place) -> list[Held | Referred]:
    """The credentials in a variable that a schedule starts its command with."""
    return list(_seen(text, inspect(text, Context(Slot.ENV, name)), place))


def hands(found: Sequence[Held | Referred]) -> tuple[Place, ...]:
    """Where the credentials stand, for `Scheduled.hands`."""
    return tuple(one.place for one in found)


def _with(word: tuple[str, Place], inspection: Inspection) -> tuple[str, Inspection, Place]:
    return word[0], inspection, word[1]


def _seen(text: str, inspection: Inspection, place: Place) -> Iterator[Held | Referred]:
    for hit in inspection.hits:
        yield Held(hit, place.within(text, hit.start))
    for use in inspection.uses:
        # Schedulers expand no variables in what they hand over, so only a vault's address is a reference.
        if use.syntax is Syntax.VAULT:
            yield Referred(use, place.within(text, use.start), Surroundings())
