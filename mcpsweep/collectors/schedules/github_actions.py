"""GitHub Actions: workflows in checked-out repositories that run an agent on a schedule.

What is checked out here runs there. The file tells when, what and with which secrets; whether GitHub still runs it,
and whose the secrets are, only GitHub knows.
Source: docs.github.com/actions/reference/workflows-and-actions/workflow-syntax.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mcpsweep.collectors import left_over
from mcpsweep.collectors.base import ProjectFile, ReaderName
from mcpsweep.collectors.observation import (
    Command,
    Observation,
    Place,
    Referred,
    Scheduled,
    ShellLine,
    Surroundings,
    Task,
    Unclear,
)
from mcpsweep.collectors.schedules.base import Input, Scheduler, hands
from mcpsweep.collectors.schedules.commands import Run, started_by
from mcpsweep.collectors.schedules.programs import ACTIONS
from mcpsweep.detection.base import Syntax, Use
from mcpsweep.detection.issuer import service_of
from mcpsweep.documents.base import Leaf, Mapping, Node, Path, Scalar, Sequence, leaves, pointer
from mcpsweep.documents.read import Format, parse
from mcpsweep.model.agent import AgentState
from mcpsweep.model.finding import Confidence
from mcpsweep.model.place import Slot

_KIND = "github-actions"
_SECRET = re.compile(r"\$\{\{[^}]{0,200}?\bsecrets\.(\w{1,100})[^}]{0,200}\}\}")
_OF_THE_RUN = frozenset({"GITHUB_TOKEN"})
"""Made for each run and gone after it."""
_SHARED = ("env",)
_FILE = re.compile(r"\.ya?ml\Z")


@dataclass(frozen=True, slots=True)
class _Step:
    """One step that runs an agent."""

    path: Path
    node: Mapping
    said: Scalar
    """What it runs or uses."""
    command: Command


def read(source: Input) -> Iterator[Observation]:
    """Every step that runs an agent, if the workflow has a schedule; token shapes in all of it."""
    document = parse(source.data, Format.YAML)
    root = document.root
    times = [leaf.scalar.text for leaf in leaves(root) if _is_time(leaf)] if isinstance(root, Mapping) else []
    if isinstance(root, Mapping) and times:
        for step in _steps(root):
            used = list(_secrets(root, step, source))
            yield from used
            yield Scheduled(
                kind=_KIND,
                place=Place(source.file.path, step.said.line, step.said.column, pointer(step.path)),
                schedule="; ".join(times),
                command=step.command,
                name=step.path[1],
                folder=source.file.project or "",
                # A copy that somebody put aside is no workflow.
                state=AgentState.UNKNOWN if _FILE.search(source.file.path) else AgentState.DISABLED,
                hands=hands(used),
            )
    yield from left_over.read(source.file, document, set())
    yield from (Unclear(problem.line, problem.message) for problem in document.problems)


def _is_time(leaf: Leaf) -> bool:
    return leaf.path[:2] == ("on", "schedule") and leaf.path[-1] == "cron"


def _steps(root: Mapping) -> Iterator[_Step]:
    jobs = root.get("jobs")
    for job in jobs.entries if isinstance(jobs, Mapping) else ():
        steps = job.value.get("steps") if isinstance(job.value, Mapping) else None
        for index, step in enumerate(steps.items if isinstance(steps, Sequence) else ()):
            if not isinstance(step, Mapping):
                continue
            path = ("jobs", job.key, "steps", str(index))
            uses, run = step.get("uses"), step.get("run")
            if isinstance(uses, Scalar):
                action = uses.text.partition("@")[0]
                client = next((client for name, client in ACTIONS if action == name), None)
                if client is not None:
                    yield _Step(path, step, uses, Task(client, f"uses: {uses.text}"))
            elif isinstance(run, Scalar) and any(isinstance(one, Run) for one in started_by(run.text)):
                yield _Step(path, step, run, ShellLine(run.text))


def _secrets(root: Mapping, step: _Step, source: Input) -> Iterator[Referred]:
    """The secrets that a step is given: by itself, by its job, by the workflow."""
    jobs = root.get("jobs")
    job = jobs.get(step.path[1]) if isinstance(jobs, Mapping) else None
    places: list[tuple[Path, Node | None]] = [
        (step.path, step.node),
        ((*step.path[:2], *_SHARED), job.get("env") if isinstance(job, Mapping) else None),
        (_SHARED, root.get("env")),
    ]
    for path, node in places:
        for leaf in leaves(node, path) if node is not None else ():
            place = Place(source.file.path, leaf.scalar.line, leaf.scalar.column, pointer(leaf.path))
            for secret in _SECRET.finditer(leaf.scalar.text):
                if secret[1] not in _OF_THE_RUN:
                    yield Referred(
                        _use(secret, leaf, source.file.project or ""),
                        place.within(leaf.scalar.text, secret.start()),
                        Surroundings(),
                    )


def _use(secret: re.Match[str], leaf: Leaf, project: str) -> Use:
    issuer = service_of(secret[1])
    return Use(
        syntax=Syntax.VAULT,
        target=f"secrets.{secret[1]} of {project}",
        start=secret.start(),
        end=secret.end(),
        service=issuer.service,
        kind=issuer.kind,
        confidence=Confidence.MEDIUM,
        reason="a secret that GitHub keeps for this repository",
        slot=Slot.ENV,
        name=leaf.path[-1] if leaf.path else "",
    )


SCHEDULER = Scheduler(
    name=_KIND,
    title="GitHub Actions",
    read=read,
    project_files=tuple(
        ProjectFile(f".github/workflows/*.{ending}", reader=ReaderName.SCHEDULE, scheduler=_KIND)
        for ending in ("yml", "yaml")
    ),
)
