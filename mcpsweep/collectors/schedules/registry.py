"""The schedulers, by name. Listing them imports nothing."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mcpsweep.collectors.schedules.base import Scheduler

_MODULES = {
    "cron": "cron",
    "at": "at",
    "systemd": "systemd",
    "launchd": "launchd",
    "task-scheduler": "task_scheduler",
    "pm2": "pm2",
    "cline": "cline",
    "claude-code": "claude_code",
    "github-actions": "github_actions",
}
"""Scheduler → its module in this folder."""


def names() -> tuple[str, ...]:
    """Every scheduler's name."""
    return tuple(_MODULES)


def scheduler(name: str) -> "Scheduler":
    """The scheduler called `name`. Raises `KeyError` if there is none."""
    module = import_module(f"mcpsweep.collectors.schedules.{_MODULES[name]}")
    found: Scheduler = module.SCHEDULER
    return found
