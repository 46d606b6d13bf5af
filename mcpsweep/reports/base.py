"""What a report is: a module with a function `render`."""

from dataclasses import dataclass
from typing import Protocol

from mcpsweep.model.inventory import Inventory


@dataclass(frozen=True, slots=True)
class Canvas:
    """What a report is drawn on. Formats that programs read take no notice of it."""

    width: int = 80
    """Columns."""
    has_colour: bool = False


class Report(Protocol):
    """A format. It opens no file and chooses no exit code."""

    def render(self, inventory: Inventory, canvas: Canvas) -> str:
        """`inventory` in this format, with the last line's end."""
