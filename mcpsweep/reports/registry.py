"""The formats, by name. Listing them imports none of them."""

import enum
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from mcpsweep.reports.base import Report


class Format(enum.StrEnum):
    """A way to write an inventory down; `mcpsweep.reports` has a module of the same name."""

    TABLE = "table"
    """For people, on a terminal."""
    JSON = "json"
    """The inventory itself."""
    CSV = "csv"
    """One row for every place, for spreadsheets."""
    SARIF = "sarif"
    """For code scanning."""


def load(name: Format) -> "Report":
    """The report that writes the format `name`."""
    return cast("Report", import_module(f"mcpsweep.reports.{name}"))
