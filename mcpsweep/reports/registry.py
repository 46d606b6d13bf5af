"""The formats, by document and name. Listing them imports none of them."""

import enum
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias, overload

if TYPE_CHECKING:
    from mcpsweep.model.coverage import Coverage
    from mcpsweep.model.history import History
    from mcpsweep.model.inventory import Inventory
    from mcpsweep.model.listing import Listing
    from mcpsweep.model.plan import Plan
    from mcpsweep.model.run import RunReport
    from mcpsweep.model.tokens import TokenReport
    from mcpsweep.reports.base import Report


class Format(enum.StrEnum):
    """A way to write an inventory down."""

    TABLE = "table"
    """For people, on a terminal."""
    JSON = "json"
    """The inventory itself."""
    CSV = "csv"
    """One row for every place, for spreadsheets."""
    SARIF = "sarif"
    """For code scanning."""


class ListFormat(enum.StrEnum):
    """A way to write a listing down."""

    TABLE = "table"
    """For people, on a terminal."""
    JSON = "json"
    """The listing itself."""
    CSV = "csv"
    """One row for every grant, for spreadsheets."""


class CoverageFormat(enum.StrEnum):
    """A way to write down which clients a scan knows."""

    TABLE = "table"
    """For people, in brief: a line for each client."""
    PLACES = "places"
    """For people, in full: every place of each client."""
    JSON = "json"
    """The coverage itself."""
    CSV = "csv"
    """One row for every place, for spreadsheets."""


class PlanFormat(enum.StrEnum):
    """A way to write a plan down."""

    TABLE = "table"
    """For people, on a terminal."""
    JSON = "json"
    """The plan itself."""
    YAML = "yaml"
    """The plan itself, for a second person to read and approve."""


class RunFormat(enum.StrEnum):
    """A way to write down what a run did."""

    TABLE = "table"
    """For people, on a terminal."""
    JSON = "json"
    """The report itself."""
    HTML = "html"
    """For people, in a browser and on paper."""
    MARKDOWN = "markdown"
    """For people, in a ticket."""


class HistoryFormat(enum.StrEnum):
    """A way to write down all runs of a journal."""

    TABLE = "table"
    """For people, on a terminal."""
    JSON = "json"
    """The list itself."""


class TokensFormat(enum.StrEnum):
    """A way to write down what is wrong with an organisation's standing credentials."""

    TABLE = "table"
    """For people, on a terminal."""
    JSON = "json"
    """The report itself; the next one's baseline."""
    CSV = "csv"
    """One row for every item, for spreadsheets."""
    MARKDOWN = "markdown"
    """For people, in a pull request or a job's summary."""
    SARIF = "sarif"
    """For code scanning."""
    HTML = "html"
    """For people, in a browser and on paper."""


AnyFormat: TypeAlias = Format | ListFormat | CoverageFormat | PlanFormat | RunFormat | HistoryFormat | TokensFormat

_PACKAGES: dict[type[AnyFormat], str] = {
    Format: "mcpsweep.reports",
    ListFormat: "mcpsweep.reports.listing",
    CoverageFormat: "mcpsweep.reports.coverage",
    PlanFormat: "mcpsweep.reports.plan",
    RunFormat: "mcpsweep.reports.run",
    HistoryFormat: "mcpsweep.reports.history",
    TokensFormat: "mcpsweep.reports.tokens",
}
"""Where the formats of each document are: a module for every name."""


@overload
def load(name: Format) -> "Report[Inventory]": ...
@overload
def load(name: ListFormat) -> "Report[Listing]": ...
@overload
def load(name: CoverageFormat) -> "Report[Coverage]": ...
@overload
def load(name: PlanFormat) -> "Report[Plan]": ...
@overload
def load(name: RunFormat) -> "Report[RunReport]": ...
@overload
def load(name: HistoryFormat) -> "Report[History]": ...
@overload
def load(name: TokensFormat) -> "Report[TokenReport]": ...
def load(name: AnyFormat) -> Any:
    """The report that writes the format `name` of its document."""
    return import_module(f"{_PACKAGES[type(name)]}.{name}")
