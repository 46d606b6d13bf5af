"""What a report is: a module with a function `render`."""

from dataclasses import dataclass
from typing import Protocol, TypeVar

Document_contra = TypeVar("Document_contra", contravariant=True)
"""What is reported: an inventory, a listing, a plan, a run."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """What a report is drawn on. Formats that programs read take no notice of it."""

    width: int = 80
    """Columns."""
    has_colour: bool = False
    is_detailed: bool = False
    """Whether everything is told, for somebody who looks into it; without, what a reader takes in within a minute."""


class Report(Protocol[Document_contra]):
    """A format for one kind of document. It opens no file and chooses no exit code."""

    def render(self, document: Document_contra, /, canvas: Canvas) -> str:
        """`document` in this format, with the last line's end."""
