"""Paper for reports that people read: lines no wider than the terminal, broken where a reader would break them."""

import re
from io import StringIO

from rich.cells import cell_len, chop_cells
from rich.console import Console
from rich.text import Text

from mcpsweep.model.instruction import Instruction
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.hostile import PARAGRAPH, terminal, web_address

_NARROWEST = 40
"""Narrower terminals get this width, and wrap by themselves."""
_LABEL = 7
_INDENT = 4
_HANGING = 2
"""How much further in the words about a path stand that have no room beside it."""


class Page:
    """Lines on a canvas. Whatever it is given is text: no markup, no highlighting, no emoji codes."""

    def __init__(self, canvas: Canvas) -> None:
        self.width = max(canvas.width, _NARROWEST)
        self._out = StringIO()
        self._console = Console(
            file=self._out,
            width=self.width,
            force_terminal=canvas.has_colour,
            color_system="standard" if canvas.has_colour else None,
            no_color=not canvas.has_colour,
            legacy_windows=False,
            markup=False,
            highlight=False,
            emoji=False,
        )

    def gap(self) -> None:
        """An empty line."""
        self._console.print()

    def heading(self, title: str, count: int) -> None:
        """The beginning of a section."""
        self.gap()
        self.line(Text.assemble((terminal(title), "bold"), f" · {count}"))

    def line(self, text: Text, indent: int = 0) -> None:
        """A paragraph, every line of it `indent` columns in."""
        self._hang(Text(" " * indent), text)

    def row(self, label: str, text: Text, indent: int = _INDENT, label_width: int = _LABEL) -> None:
        """A paragraph that hangs beside its label."""
        self._hang(_lead(label, indent, label_width), text)

    def place(self, label: str, path: str, details: str, indent: int = _INDENT, label_width: int = _LABEL) -> None:
        """A path and what is to be said of it: on one line, or the path first, broken only after slashes."""
        lead = _lead(label, indent, label_width)
        room = self.width - lead.cell_len
        if cell_len(path) + 2 + cell_len(details) <= room:
            self.unbroken(lead + Text.assemble(path, (f"  {details}" if details else "", "dim")))
            return
        for part in _broken(path, room):
            self.unbroken(lead + Text(part))
            lead = Text(" " * lead.cell_len)
        if details:
            self._hang(lead + Text(" " * _HANGING), Text(details, style="dim"))

    def advice(self, instruction: Instruction) -> None:
        """What a person has to do, and where."""
        self.row("do", Text(terminal(instruction.text, PARAGRAPH)))
        if web_address(instruction.page):
            self.place("page", instruction.page, "")
        elif instruction.page:
            self.row("page", Text(terminal(instruction.page)))

    def unbroken(self, text: Text) -> None:
        """One line that stays one line, however long."""
        self._console.print(text, soft_wrap=True)

    def text(self) -> str:
        """All that was written."""
        return "".join(line.rstrip() + "\n" for line in self._out.getvalue().split("\n")[:-1])

    def _hang(self, lead: Text, text: Text) -> None:
        for part in text.wrap(self._console, self.width - lead.cell_len, overflow="fold"):
            part.rstrip()
            self.unbroken(lead + part)
            lead = Text(" " * lead.cell_len)


def _lead(label: str, indent: int, label_width: int) -> Text:
    lead = Text(" " * indent).append(label, style="dim")
    lead.pad_right(indent + label_width - lead.cell_len)
    return lead


def _broken(path: str, width: int) -> list[str]:
    """`path` in lines of at most `width` columns. A name is broken only if it is wider than a line by itself."""
    lines = [""]
    for name in re.findall(r"[^/]*/|[^/]+", path):
        if cell_len(lines[-1] + name) <= width:
            lines[-1] += name
        else:
            lines += chop_cells(name, width)
    return [line for line in lines if line]
