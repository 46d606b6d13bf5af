"""Build the connectors that a configuration names, each with its own credential handed to it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

from mcpsweep import __version__, vault
from mcpsweep.config import Config, ConnectorTable
from mcpsweep.connectors import registry
from mcpsweep.connectors.base import Connector, Setup
from mcpsweep.connectors.http.budget import Progress
from mcpsweep.connectors.http.client import Wire
from mcpsweep.connectors.http.clock import Clock, SystemClock
from mcpsweep.connectors.survey import survey
from mcpsweep.errors import NotAuthorised, UsageError
from mcpsweep.model.inventory import Tool
from mcpsweep.model.listing import FORMAT, Answer, AnswerState, Listing
from mcpsweep.model.secret import Secret
from mcpsweep.model.subject import Subject


@dataclass(frozen=True, slots=True)
class Locked:
    """A connector that cannot ask anything, because its own credential is missing."""

    name: str
    service: str
    reason: str


Connected: TypeAlias = Connector | Locked

Keys: TypeAlias = Callable[[ConnectorTable], Mapping[str, Secret]]
"""Where a connector's own credentials come from, by field."""


def tables(config: Config, names: Sequence[str]) -> list[ConnectorTable]:
    """The configured connectors called `names`; all of them without one. Raises `UsageError` for an unknown name."""
    if not config.connectors:
        raise UsageError(
            "no service is configured",
            "write a [connectors.NAME] table: examples/config.toml has some, docs/formats.md explains them",
        )
    for name in names:
        if name not in config.connectors:
            raise UsageError(
                f"there is no connector {name} in the configuration",
                f"there are: {', '.join(sorted(config.connectors))}",
            )
    return [table for name, table in config.connectors.items() if not names or name in names]


def credentials(table: ConnectorTable) -> Mapping[str, Secret]:
    """The connector's own credentials that are at hand, by field."""
    return vault.find(table.name, registry.secrets(table.type))


def connect(
    table: ConnectorTable,
    secrets: Mapping[str, Secret],
    progress: Progress,
    wire: Wire | None = None,
    clock: Clock | None = None,
) -> Connected:
    """One connector, ready to ask. Raises `UsageError` for settings that cannot be."""
    kind = registry.load(table.type)
    try:
        return kind(
            Setup(
                table.name,
                table.settings,
                secrets,
                clock=clock or SystemClock(),
                progress=progress,
                wire=wire or Wire(),
            )
        )
    except NotAuthorised as error:
        return Locked(table.name, table.type, f"{error.message}; {error.hint}" if error.hint else error.message)


def ask(connected: Sequence[Connected], subject: Subject) -> Listing:
    """What all of them know of the subject, in their order; those that are locked stand there as such."""
    ready = [one for one in connected if not isinstance(one, Locked)]
    try:
        answers = {answer.connector: answer for answer in survey(ready, subject)}
    finally:
        for connector in ready:
            connector.close()
    for one in connected:
        if isinstance(one, Locked):
            answers[one.name] = Answer(one.name, one.service, AnswerState.NOT_AUTHORISED, one.reason)
    return Listing(
        format=FORMAT,
        tool=Tool("mcpsweep", __version__),
        asked_at=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        subject=subject,
        answers=tuple(answers[one.name] for one in connected),
    )
