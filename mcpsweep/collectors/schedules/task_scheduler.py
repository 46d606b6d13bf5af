"""Windows' Task Scheduler: one XML file a task, in UTF-16.

Source: learn.microsoft.com/windows/win32/taskschd/task-scheduler-schema.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from mcpsweep.collectors import left_over
from mcpsweep.collectors.observation import Held, Observation, Place, Scheduled, ShellLine, Unclear
from mcpsweep.collectors.schedules.base import Input, Scheduler, hands, in_shell_line, location
from mcpsweep.documents.base import Entry, Mapping, Node, Path, Scalar, leaves, pointer
from mcpsweep.documents.read import Format, parse
from mcpsweep.documents.words import Flavour
from mcpsweep.model.agent import AgentState
from mcpsweep.model.secret import Secret
from mcpsweep.model.server import Scope

_KIND = "task-scheduler"
_FOLDER = "/Windows/System32/Tasks"
_BELOW = re.compile(rf".*?{_FOLDER}", re.IGNORECASE)
_DEPTH = 5
"""Tasks are kept in folders of folders; Windows' own lie three deep."""
_BOUNDS = frozenset({"EndBoundary", "ExecutionTimeLimit", "StopAtDurationEnd", "Enabled", "@id"})
"""What a trigger says besides when."""


def read(source: Input) -> Iterator[Observation]:
    """What one task starts."""
    document = parse(source.data, Format.XML)
    seen: set[Secret] = set()
    task = document.root.get("Task") if isinstance(document.root, Mapping) else None
    if isinstance(task, Mapping):
        for observation in _task(task, source.file.path):
            if isinstance(observation, Held):
                seen.add(observation.hit.secret)
            yield observation
    yield from left_over.read(source.file, document, seen)
    yield from (Unclear(problem.line, problem.message) for problem in document.problems)


def _task(root: Mapping, path: str) -> Iterator[Observation]:
    about = _about(root, path)
    for where, action in _mappings(root, "Actions", "Exec"):
        command = action.get("Command")
        if not isinstance(command, Scalar):
            continue
        arguments = action.get("Arguments")
        program = f'"{command.text}"' if " " in command.text and not command.text.startswith('"') else command.text
        found = in_shell_line(program, Place(path, command.line, command.column, pointer((*where, "Command"))))
        line = program
        if isinstance(arguments, Scalar):
            # The two make one command line; where they meet decides nothing about where a credential stands.
            place = Place(path, arguments.line, arguments.column, pointer((*where, "Arguments")))
            found += in_shell_line(arguments.text, place)
            line = f"{program} {arguments.text}"
        yield from found
        yield replace(
            about,
            place=Place(path, command.line, command.column, pointer(where)),
            command=ShellLine(line, Flavour.WINDOWS),
            folder=_text(action, "WorkingDirectory").strip('"'),
            hands=hands(found),
        )


def _about(root: Mapping, path: str) -> Scheduled:
    """What holds for all of a task's actions."""
    name = _text(root, "RegistrationInfo", "URI") or _BELOW.sub("", path).replace("/", "\\")
    users = [_text(one, "UserId") or _text(one, "GroupId") for _, one in _mappings(root, "Principals", "Principal")]
    is_off = _text(root, "Settings", "Enabled").lower() == "false"
    return Scheduled(
        kind=_KIND,
        place=Place(path, root.line, root.column, ""),
        schedule=_schedule(root),
        command=ShellLine(""),
        name=name,
        user=next((user for user in users if user), "") or _text(root, "RegistrationInfo", "Author"),
        state=AgentState.DISABLED if is_off else AgentState.ENABLED,
    )


def _schedule(root: Mapping) -> str:
    triggers = root.get("Triggers")
    said: list[str] = []
    for trigger in _entries(triggers):
        details = [
            f"{leaf.path[-1]}={leaf.scalar.text}".rstrip("=")
            for leaf in leaves(trigger.value)
            if leaf.path and not _BOUNDS & set(leaf.path)
        ]
        said.append(" ".join([re.sub(r"Trigger\Z", "", trigger.key), *details]))
    return "; ".join(said)


def _mappings(root: Mapping, outer: str, inner: str) -> list[tuple[Path, Mapping]]:
    """Every element `inner` in `outer`. An element without text or children is an empty text, and none of them."""
    return [
        (("Task", outer, inner), entry.value)
        for entry in _entries(root.get(outer))
        if entry.key == inner and isinstance(entry.value, Mapping)
    ]


def _entries(node: Node | None) -> list[Entry]:
    return node.entries if isinstance(node, Mapping) else []


def _text(root: Mapping, *keys: str) -> str:
    node: Node | None = root
    for key in keys:
        node = node.get(key) if isinstance(node, Mapping) else None
    return node.text if isinstance(node, Scalar) else ""


SCHEDULER = Scheduler(
    name=_KIND,
    title="Windows Task Scheduler",
    read=read,
    locations=tuple(location(_KIND, _FOLDER + "/*" * depth, Scope.MANAGED) for depth in range(1, _DEPTH + 1)),
)
