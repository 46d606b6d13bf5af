"""Where the schedulers' files lie on a machine."""

from collections.abc import Iterator

from mcpsweep.collectors import machine
from mcpsweep.collectors.base import Client, File, ReaderName
from mcpsweep.collectors.machine import Scene
from mcpsweep.collectors.schedules import registry
from mcpsweep.collectors.schedules.base import Scheduler
from mcpsweep.model.inventory import Home
from mcpsweep.model.server import Scope


def files(scene: Scene, everybody: bool) -> Iterator[File]:
    """Every scheduler's files, in the homes and of the system.

    Of a live machine, other people's tables only if `everybody` is asked for.
    """
    for scheduler in _schedulers():
        for home in _homes(scene):
            for location in scheduler.locations:
                if location.pattern.startswith("{") == (home is not None):
                    for path in machine.expand(scene.disk, location.pattern, home):
                        yield File.at(path, location, home)
        if scene.has_system:
            yield from _of_accounts(scheduler, scene, everybody or scene.machine.image)


def switches(scene: Scene) -> Iterator[tuple[str, Home | None]]:
    """The units that a link switches on, each with the home that it counts in; None for the system."""
    for scheduler in _schedulers():
        for home in _homes(scene):
            for pattern in scheduler.links:
                if pattern.startswith("{") == (home is not None):
                    for path in machine.expand(scene.disk, pattern, home):
                        yield path.rpartition("/")[2], home


def as_client() -> Client:
    """The project files of all schedulers, as those of a client without a name."""
    found = tuple(file for scheduler in _schedulers() for file in scheduler.project_files)
    return Client(name="", title="Schedules", sources=(), project_files=found)


def _of_accounts(scheduler: Scheduler, scene: Scene, everybody: bool) -> Iterator[File]:
    owners = {home.user: home for home in reversed(scene.homes)}
    # Several names of one folder are links to each other.
    folders = dict.fromkeys(scene.disk.resolved(folder) for folder in scheduler.folders_of_accounts)
    for folder in filter(None, folders):
        # Where the folder cannot be listed, a home's own file is asked for all the same, and told of as unreadable.
        for name in sorted({*owners, *(scene.disk.names(folder) if everybody else ())}):
            path = f"{folder}/{name}"
            if scene.disk.is_file(path):
                home = owners.get(name)
                yield File(path, "", Scope.USER, ReaderName.SCHEDULE, home, scheduler=scheduler.name, user=name)


def _schedulers() -> list[Scheduler]:
    return [registry.scheduler(name) for name in registry.names()]


def _homes(scene: Scene) -> tuple[Home | None, ...]:
    """The homes, and None for the system if it belongs to the scan."""
    return (*scene.homes, *((None,) if scene.has_system else ()))
