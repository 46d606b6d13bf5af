"""For people: each run in two lines, the latest first, and what is left of it."""

from rich.text import Text

from mcpsweep.model.history import History, PastRun
from mcpsweep.model.outcome import OutcomeState
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.hostile import terminal
from mcpsweep.reports.page import Page
from mcpsweep.reports.times import minute, span

_UNSURE = (OutcomeState.FAILED, OutcomeState.UNKNOWN)


def render(history: History, canvas: Canvas) -> str:
    """The list at `canvas.width` columns; it says the same without colour."""
    page = Page(canvas)
    for run in history.runs:
        title = Text.assemble((terminal(run.run), "bold"), f"  {terminal(run.subject)}")
        title.append(f"  {terminal(run.playbook)}", style="dim")
        page.line(title)
        page.line(Text(terminal(_times(run))), indent=2)
        page.line(Text(terminal(_state(run)), style="bold red" if _is_open(run) else ""), indent=2)
    page.line(Text(_summary(history), style="bold"))
    return page.text()


def _times(run: PastRun) -> str:
    when = f"{minute(run.started_at)}, not ended" if run.ended_at is None else span(run.started_at, run.ended_at)
    return f"{when}; a dry run: nothing was changed" if run.dry_run else when


def _state(run: PastRun) -> str:
    counted = ", ".join(f"{count} {state}" for state, count in run.counts.items() if count) or "nothing done"
    left = f"; {run.left} step{'s' * (run.left != 1)} left" if run.left else ""
    return f"{counted}{left}"


def _is_open(run: PastRun) -> bool:
    return run.ended_at is None or any(run.counts[state] for state in _UNSURE)


def _summary(history: History) -> str:
    total, left = len(history.runs), sum(map(_is_open, history.runs))
    said = f"{total} run{'s' * (total != 1)}"
    return f"{said}; {left} to be resumed (mcpsweep revoke --resume RUN)" if left else said
