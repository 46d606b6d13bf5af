"""What the shell offers while somebody types. It reads this machine only, asks no service and makes no file.

Whatever cannot be told (a configuration with a mistake, a journal that is locked) is not offered; the command itself
says what is wrong with it.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import TYPE_CHECKING

import typer

from mcpsweep.errors import SweepError

if TYPE_CHECKING:
    from mcpsweep.config import Config


def _offered(complete: Callable[[typer.Context], Iterable[str]]) -> Callable[[typer.Context], list[str]]:
    @wraps(complete)
    def offer(ctx: typer.Context) -> list[str]:
        try:
            return list(complete(ctx))
        except SweepError:
            return []

    return offer


@_offered
def connectors(ctx: typer.Context) -> Iterable[str]:
    """The connectors of the configuration."""
    return _configuration(ctx).connectors


@_offered
def fields(ctx: typer.Context) -> Iterable[str]:
    """The credentials of the connector that was named before."""
    from mcpsweep.connectors import registry

    # While the option still waits for its value, the words before it are not sorted into arguments yet.
    named = [ctx.params.get("name"), *ctx.args]
    tables = [table for name, table in _configuration(ctx).connectors.items() if name in named]
    return [field for table in tables for field in registry.secrets(table.type)]


@_offered
def clients(ctx: typer.Context) -> Iterable[str]:
    """The AI tools that a scan knows."""
    from mcpsweep.collectors import registry

    return registry.names()


@_offered
def programs(ctx: typer.Context) -> Iterable[str]:
    """All that a scan looks for: AI tools, schedulers, stores of logins."""
    from mcpsweep.collectors.coverage import coverage

    covered = coverage()
    programs = (one.name for one in (*covered.schedulers, *covered.stores))
    return dict.fromkeys([*(one.name for one in covered.clients), *programs])


@_offered
def playbooks(ctx: typer.Context) -> Iterable[str]:
    """The shipped playbooks; where none fits, the shell goes on with files."""
    from mcpsweep.playbook import library

    return library.shipped()


@_offered
def runs(ctx: typer.Context) -> Iterable[str]:
    """The runs of the journal, if there is one."""
    from mcpsweep.executor import journal

    if not journal.is_there():
        return ()
    with journal.Journal() as opened:
        return [one.run for one in opened.history().runs]


@_offered
def schemas(ctx: typer.Context) -> Iterable[str]:
    """The documents that have a schema."""
    from mcpsweep.schemas import published

    return published()


def _configuration(ctx: typer.Context) -> "Config":
    from mcpsweep import config

    return config.load(ctx.params.get("config"))
