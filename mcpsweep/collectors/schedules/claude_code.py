"""Claude Code's own scheduled tasks, kept in a project: they fire while a session is open.

Source: the program's own code as of 2.1.330 for the file's name; its shape as others describe it.
"""

from collections.abc import Iterator

from mcpsweep.collectors import left_over
from mcpsweep.collectors.base import ProjectFile, ReaderName
from mcpsweep.collectors.observation import Observation, Place, Scheduled, Task, Unclear
from mcpsweep.collectors.schedules.base import Input, Scheduler
from mcpsweep.documents.base import Mapping, Scalar, Sequence, pointer
from mcpsweep.documents.read import Format, parse
from mcpsweep.model.agent import AgentState
from mcpsweep.model.coverage import Known
from mcpsweep.model.server import Scope


def read(source: Input) -> Iterator[Observation]:
    """Every task of a project."""
    document = parse(source.data, Format.JSON)
    tasks = document.root.get("tasks") if isinstance(document.root, Mapping) else None
    home = source.file.home
    for index, task in enumerate(tasks.items if isinstance(tasks, Sequence) else ()):
        if not isinstance(task, Mapping):
            continue
        prompt = _text(task, "prompt")
        yield Scheduled(
            kind="claude-code",
            place=Place(source.file.path, task.line, task.column, pointer(("tasks", str(index)))),
            schedule=_text(task, "cron"),
            command=Task("claude-code", f"claude: {prompt}"),
            name=_text(task, "id"),
            user=home.user if home is not None else "",
            folder=source.file.project or "",
            state=AgentState.ENABLED if source.file.path.endswith(".json") else AgentState.DISABLED,
        )
    yield from left_over.read(source.file, document, set())
    yield from (Unclear(problem.line, problem.message) for problem in document.problems)


def _text(task: Mapping, key: str) -> str:
    node = task.get(key)
    return node.text if isinstance(node, Scalar) else ""


SCHEDULER = Scheduler(
    name="claude-code",
    title="Claude Code's scheduled tasks",
    read=read,
    project_files=(
        ProjectFile(".claude/scheduled_tasks.json", Scope.PROJECT, ReaderName.SCHEDULE, Known.PROBED, "claude-code"),
    ),
)
