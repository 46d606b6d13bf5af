"""pm2: the processes that it brings back after a restart, with the whole environment of the shell that started them.

Source: pm2.keymetrics.io/docs/usage/startup; `dump.pm2` as pm2 5 writes it.
"""

from collections.abc import Iterator

from mcpsweep.collectors import left_over
from mcpsweep.collectors.observation import Held, Observation, Place, Referred, Scheduled, Unclear, Words
from mcpsweep.collectors.schedules.base import Input, Scheduler, hands, in_variable, in_words, location
from mcpsweep.documents.base import Mapping, Path, Scalar, Sequence, leaves, pointer
from mcpsweep.documents.read import Format, parse
from mcpsweep.model.agent import AgentState
from mcpsweep.model.secret import Secret

_KIND = "pm2"
_NO_INTERPRETER = frozenset({"", "none"})


def read(source: Input) -> Iterator[Observation]:
    """Every process of the list."""
    document = parse(source.data, Format.JSON)
    seen: set[Secret] = set()
    if isinstance(document.root, Sequence):
        for index, process in enumerate(document.root.items):
            for observation in _process(process, index, source) if isinstance(process, Mapping) else ():
                if isinstance(observation, Held):
                    seen.add(observation.hit.secret)
                yield observation
    yield from left_over.read(source.file, document, seen)
    yield from (Unclear(problem.line, problem.message) for problem in document.problems)


def _process(process: Mapping, index: int, source: Input) -> Iterator[Observation]:
    path, where = source.file.path, (str(index),)
    words = [(scalar.text, _place(path, at, scalar)) for at, scalar in _command(process, where)]
    variables: list[Held | Referred] = []
    for entry in process.entries:
        # pm2 keeps the variables twice: below `env`, and beside its own settings.
        if entry.key not in ("args", "pm_exec_path"):
            for leaf in leaves(entry.value, (*where, entry.key)):
                if leaf.scalar.text:
                    variables += in_variable(leaf.path[-1], leaf.scalar.text, _place(path, leaf.path, leaf.scalar))
    found = in_words(words)
    yield from (*variables, *found)
    if words:
        home = source.file.home
        yield Scheduled(
            kind=_KIND,
            place=Place(path, process.line, process.column, pointer(where)),
            schedule=_text(process, "cron_restart") or "kept alive",
            command=Words(tuple(text for text, _ in words)),
            name=_text(process, "name"),
            user=_text(process, "username") or (home.user if home is not None else ""),
            folder=_text(process, "pm_cwd"),
            state=AgentState.DISABLED if _text(process, "status") == "stopped" else AgentState.ENABLED,
            hands=hands([*variables, *found]),
        )


def _command(process: Mapping, where: Path) -> Iterator[tuple[Path, Scalar]]:
    interpreter, program = process.get("exec_interpreter"), process.get("pm_exec_path")
    if isinstance(interpreter, Scalar) and interpreter.text not in _NO_INTERPRETER:
        yield (*where, "exec_interpreter"), interpreter
    if isinstance(program, Scalar):
        yield (*where, "pm_exec_path"), program
    arguments = process.get("args")
    if arguments is not None:
        yield from ((leaf.path, leaf.scalar) for leaf in leaves(arguments, (*where, "args")))


def _place(path: str, where: Path, scalar: Scalar) -> Place:
    return Place(path, scalar.line, scalar.column, pointer(where))


def _text(process: Mapping, key: str) -> str:
    node = process.get(key)
    return node.text if isinstance(node, Scalar) else ""


SCHEDULER = Scheduler(
    name=_KIND,
    title="pm2",
    read=read,
    locations=(location(_KIND, "{home}/.pm2/dump.pm2"), location(_KIND, "{home}/.pm2/dump.pm2.bak")),
)
