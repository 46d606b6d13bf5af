"""launchd on macOS: agents of accounts, agents and daemons of the system.

Source: launchd.plist(5).
"""

from collections.abc import Iterator

from mcpsweep.collectors import left_over
from mcpsweep.collectors.observation import Assigned, Assignment, Held, Observation, Place, Referred, Scheduled, Unclear
from mcpsweep.collectors.observation import Words as Command
from mcpsweep.collectors.schedules.base import Input, Scheduler, hands, in_variable, in_words, location
from mcpsweep.collectors.schedules.programs import base_name
from mcpsweep.documents.base import Mapping, Node, Path, Scalar, Sequence, leaves, pointer
from mcpsweep.documents.read import Format, parse
from mcpsweep.model.agent import AgentState
from mcpsweep.model.secret import Secret
from mcpsweep.model.server import Scope

_KIND = "launchd"
_TIMES = {
    "StartCalendarInterval": "",
    "StartInterval": "every {} seconds",
    "RunAtLoad": "when it is loaded",
    "KeepAlive": "kept alive",
    "WatchPaths": "when {} changes",
    "QueueDirectories": "when something lies in {}",
    "StartOnMount": "when a disk is mounted",
}
"""Key → what it says of when."""


def read(source: Input) -> Iterator[Observation]:
    """What one property list starts."""
    document = parse(source.data, Format.PLIST)
    seen: set[Secret] = set()
    if isinstance(document.root, Mapping):
        for observation in _job(document.root, source):
            if isinstance(observation, Held):
                seen.add(observation.hit.secret)
            yield observation
    yield from left_over.read(source.file, document, seen)
    yield from (Unclear(problem.line, problem.message) for problem in document.problems)


def _job(root: Mapping, source: Input) -> Iterator[Observation]:
    path = source.file.path
    words = list(_words(root, path))
    variables: list[Held | Referred] = []
    for leaf in _below(root, "EnvironmentVariables"):
        variables += in_variable(leaf[0][-1], leaf[1].text, _place(path, leaf[0], leaf[1]))
    yield from variables
    found = in_words(words)
    yield from found
    if len(words) > 3 and base_name(words[0][0]) == "launchctl" and words[1][0] == "setenv":
        # What a login sets this way, everything that the account starts can read.
        (name, _), (value, place) = words[2], words[3]
        yield Assigned(Assignment(name, value, place))
        yield from in_variable(name, value, place)
    if not words:
        return
    home = source.file.home
    daemon = "root" if "/LaunchDaemons/" in path else ""
    yield Scheduled(
        kind=_KIND,
        place=Place(path, root.line, root.column, ""),
        schedule=_schedule(root),
        command=Command(tuple(text for text, _ in words)),
        name=_text(root, "Label"),
        user=_text(root, "UserName") or (home.user if home is not None else daemon),
        folder=_text(root, "WorkingDirectory"),
        state=AgentState.DISABLED if _text(root, "Disabled") == "true" else AgentState.ENABLED,
        hands=hands([*variables, *found]),
    )


def _words(root: Mapping, path: str) -> Iterator[tuple[str, Place]]:
    program = root.get("Program")
    arguments = [(where, scalar) for where, scalar in _below(root, "ProgramArguments")]
    if isinstance(program, Scalar):
        # `Program` is what is started; the first argument is then only what it is called.
        yield program.text, _place(path, ("Program",), program)
        arguments = arguments[1:]
    yield from ((scalar.text, _place(path, where, scalar)) for where, scalar in arguments)


def _schedule(root: Mapping) -> str:
    said: list[str] = []
    for key, form in _TIMES.items():
        node = root.get(key)
        if node is None or (isinstance(node, Scalar) and node.text == "false"):
            continue
        values = " ".join(scalar.text for _, scalar in _scalars(node))
        if form:
            said.append(form.format(values))
        else:
            moments = node.items if isinstance(node, Sequence) else [node]
            said += [" ".join(f"{where[-1]}={scalar.text}" for where, scalar in _scalars(one)) for one in moments]
    return "; ".join(said)


def _scalars(node: Node) -> list[tuple[Path, Scalar]]:
    return [(leaf.path or ("",), leaf.scalar) for leaf in leaves(node)]


def _below(root: Mapping, key: str) -> list[tuple[Path, Scalar]]:
    node = root.get(key)
    return [(leaf.path, leaf.scalar) for leaf in leaves(node, (key,))] if node is not None else []


def _place(path: str, where: Path, scalar: Scalar) -> Place:
    return Place(path, scalar.line, scalar.column, pointer(where))


def _text(root: Mapping, key: str) -> str:
    node = root.get(key)
    return node.text if isinstance(node, Scalar) else ""


SCHEDULER = Scheduler(
    name=_KIND,
    title="launchd",
    read=read,
    locations=(
        location(_KIND, "{home}/Library/LaunchAgents/*.plist"),
        location(_KIND, "/Library/LaunchAgents/*.plist", Scope.MANAGED),
        location(_KIND, "/Library/LaunchDaemons/*.plist", Scope.MANAGED),
    ),
)
