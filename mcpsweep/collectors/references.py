"""Follow a reference to where its value lies: entry, env file, project, client settings, shell files.

The order is the one in which clients and shells themselves look. A helper is never run, a vault never opened.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from mcpsweep.collectors.observation import Assignment, Guarded, Place, Referred
from mcpsweep.detection.base import Context, Hit, Syntax, Use
from mcpsweep.detection.declaring import declare
from mcpsweep.detection.inspection import inspect
from mcpsweep.detection.issuer import GENERIC
from mcpsweep.model.place import Slot

_MAX_STEPS = 8
"""Variables that stand for other variables are followed so far; a circle ends here."""


@dataclass(frozen=True, slots=True)
class Found:
    """The value that a reference stands for."""

    referred: Referred
    hit: Hit
    place: Place


@dataclass(frozen=True, slots=True)
class Kept:
    """The reference ends at an encrypted store."""

    referred: Referred
    guarded: Guarded


@dataclass(frozen=True, slots=True)
class Lost:
    """No value was found; `reason` says where the trail ends."""

    referred: Referred
    reason: str


Resolution = Found | Kept | Lost


@dataclass(frozen=True, slots=True)
class Trails:
    """Every assignment that a scan came across."""

    by_file: Mapping[str, list[Assignment]]
    """Path of a file of variables → its assignments in order; the last one of a name counts."""
    by_home: Mapping[str, list[Assignment]]
    """Home → assignments that count in all of it, nearest first: clients' settings, then shell files."""
    by_system: list[Assignment]
    whole_files: Mapping[str, tuple[str, Place]]
    """Path → text of a file that holds one bare value."""
    guarded: Mapping[str, list[Guarded]]
    """Home → answers to prompts, kept encrypted."""


def resolve(referred: Referred, trails: Trails, locate: Mapping[str, str]) -> Iterator[Resolution]:
    """Where the value of one reference lies. A file of variables may hold several.

    `locate` maps a file as a configuration names it to the path that was read for it.
    """
    use = referred.use
    match use.syntax:
        case Syntax.VARIABLE:
            yield _follow(referred, use.target, trails, locate)
        case Syntax.INPUT:
            yield _answer(referred, trails)
        case Syntax.OPTION:
            yield _follow(referred, f"user_config.{use.target}", trails, locate)
        case Syntax.FILE:
            yield from _read_out(referred, trails, locate)
        case Syntax.VAULT:
            yield Lost(referred, "the vault was not asked")
        case Syntax.HELPER:
            yield Lost(referred, "")


def _follow(referred: Referred, name: str, trails: Trails, locate: Mapping[str, str]) -> Resolution:
    seen: set[tuple[str, str]] = set()
    use = referred.use
    for _ in range(_MAX_STEPS):
        assignment = next(
            (a for a in _candidates(referred, name, trails, locate) if (a.place.path, a.place.pointer) not in seen),
            None,
        )
        if assignment is None:
            return Lost(referred, f"no value of {name} was found on this machine")
        seen.add((assignment.place.path, assignment.place.pointer))
        inspection = inspect(assignment.text, Context(Slot.ENV, name.rpartition(".")[2], referred.surroundings.hints))
        if inspection.hits:
            return Found(referred, inspection.hits[0], _at(assignment.place, inspection.hits[0]))
        if not inspection.uses:
            hit = _as_used(use, assignment, referred)
            if hit is not None:
                return Found(referred, hit, assignment.place)
            continue
        step = inspection.uses[0]
        if step.syntax is not Syntax.VARIABLE:
            return Lost(referred, f"{name} is set from {_SOURCES[step.syntax]}: {step.target}")
        name = step.target
    return Lost(referred, f"{name} is set through a long chain of variables")


_SOURCES = {
    Syntax.INPUT: "a prompt",
    Syntax.OPTION: "a plugin's option",
    Syntax.FILE: "a file",
    Syntax.VAULT: "a vault, which was not asked",
    Syntax.HELPER: "a command, which was not run",
}


def _as_used(use: Use, assignment: Assignment, referred: Referred) -> Hit | None:
    """What the variable's own name does not give away, the place of its use may: `Authorization: Bearer ${X}`."""
    hits = inspect(assignment.text, Context(use.slot, use.name, referred.surroundings.hints)).hits
    if hits:
        return hits[0]
    bearer = inspect(f"Bearer {assignment.text}", Context(Slot.HEADER, "Authorization", referred.surroundings.hints))
    if use.slot is not Slot.HEADER or not bearer.hits:
        return None
    context = Context(Slot.ENV, use.target, referred.surroundings.hints)
    return declare(
        assignment.text, context, service=use.service, kind=use.kind, reason="sent in an authorization header"
    )


def _at(place: Place, hit: Hit) -> Place:
    return replace(place, column=place.column + hit.start) if place.column else place


def _candidates(referred: Referred, name: str, trails: Trails, locate: Mapping[str, str]) -> Iterator[Assignment]:
    around = referred.surroundings
    own = [a for a in around.assignments if a.place.pointer != referred.place.pointer]
    yield from _named(own, name)
    for written in around.env_files:
        yield from _named(trails.by_file.get(locate.get(written, written), ()), name)
    for written in around.folders:
        folder = locate.get(written, written)
        for file in (f"{folder}/.env.local", f"{folder}/.env", f"{folder}/.env.mcp", f"{folder}/.envrc"):
            yield from _named(trails.by_file.get(file, ()), name)
    yield from _named(trails.by_home.get(around.home, ()), name)
    yield from _named(trails.by_system, name)


def _named(assignments: "list[Assignment] | tuple[Assignment, ...]", name: str) -> Iterator[Assignment]:
    yield from (assignment for assignment in reversed(assignments) if assignment.name == name)


def _answer(referred: Referred, trails: Trails) -> Resolution:
    home = referred.surroundings.home
    clear = next(_named(trails.by_home.get(home, ()), f"input:{referred.use.target}"), None)
    if clear is not None:
        hits = inspect(clear.text, Context(Slot.ENV, referred.use.target, referred.surroundings.hints)).hits
        if hits:
            return Found(referred, hits[0], clear.place)
    kept = trails.guarded.get(home, ())
    if kept:
        return Kept(referred, kept[0])
    return Lost(referred, "asked for by the editor; its answer is not in the clear part of this machine")


def _read_out(referred: Referred, trails: Trails, locate: Mapping[str, str]) -> Iterator[Resolution]:
    path = locate.get(referred.use.target, referred.use.target)
    hits = [
        Found(referred, hit, _at(assignment.place, hit))
        for assignment in trails.by_file.get(path, ())
        for hit in inspect(assignment.text, Context(Slot.ENV, assignment.name, referred.surroundings.hints)).hits
    ]
    if hits:
        yield from hits
        return
    if path in trails.whole_files:
        text, place = trails.whole_files[path]
        context = Context(Slot.FILE, referred.use.name, referred.surroundings.hints)
        use = referred.use
        inner = inspect(text, context).hits
        hit = inner[0] if inner else declare(text, context, service=use.service, kind=use.kind, reason=use.reason)
        if hit.service == GENERIC:
            hit = replace(hit, service=use.service)
        yield Found(referred, hit, place)
        return
    yield Lost(referred, f"the file {referred.use.target} holds no credential, or is not there")
