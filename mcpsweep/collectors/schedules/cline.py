"""Cline's own schedules: rows of a database that its hub works through, by default without asking for anything.

Source: the database as Cline CLI 3.0.65 writes it.
"""

from collections.abc import Iterator

from mcpsweep.collectors import left_over
from mcpsweep.collectors.base import Location, ReaderName
from mcpsweep.collectors.observation import Observation, Place, Scheduled, Task
from mcpsweep.collectors.schedules.base import Input, Scheduler, hands
from mcpsweep.documents.base import pointer
from mcpsweep.documents.sqlite.tree import Cell
from mcpsweep.model.agent import AgentState

_TABLE = "cron_specs"
_COLUMNS = ("spec_id", "title", "prompt", "workspace_root", "schedule_expr", "event_type", "mode", "enabled", "removed")


def read(source: Input) -> Iterator[Observation]:
    """Every schedule that was not removed."""
    home = source.file.home
    for row in source.database.rows(_TABLE, _COLUMNS):
        spec, title, prompt, folder, times, event, mode, enabled, removed = map(_text, row)
        place = Place(source.file.path, 0, 0, pointer((_TABLE, spec)))
        found = list(left_over.within(prompt, place))
        yield from found
        if removed != "1":
            yield Scheduled(
                kind="cline",
                place=place,
                schedule=times or event,
                command=Task("cline", " ".join(filter(None, ("cline", f"--mode {mode}" if mode else "", prompt)))),
                name=title,
                user=home.user if home is not None else "",
                folder=folder,
                hands=hands(found),
                state=AgentState.DISABLED if enabled == "0" else AgentState.ENABLED,
            )


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)


SCHEDULER = Scheduler(
    name="cline",
    title="Cline's schedules",
    read=read,
    locations=(Location("{home}/.cline/data/db/cron.db", reader=ReaderName.SCHEDULE_DATABASE, scheduler="cline"),),
)
