"""What a report for people is drawn on."""

import os
import shutil
import sys

from mcpsweep.reports.base import Canvas

_USUAL_WIDTH = 80


def canvas_for(output: str | None, *, is_detailed: bool = False) -> Canvas:
    """The terminal that stdout is; 80 columns without colour for a file or a pipe, unless `COLUMNS` says more."""
    return _canvas(output is None and sys.stdout.isatty(), is_detailed)


def canvas_for_questions() -> Canvas:
    """The same of stderr, where people are asked."""
    return _canvas(sys.stderr.isatty(), is_detailed=False)


def _canvas(is_terminal: bool, is_detailed: bool) -> Canvas:
    width = shutil.get_terminal_size().columns if is_terminal else _wished_width()
    # no-color.org: any value but the empty one.
    has_colour = is_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Canvas(width, has_colour, is_detailed)


def _wished_width() -> int:
    wished = os.environ.get("COLUMNS", "")
    return int(wished) if wished.isdecimal() else _USUAL_WIDTH
