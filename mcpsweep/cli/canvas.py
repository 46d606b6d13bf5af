"""What a report for people is drawn on."""

import os
import shutil
import sys

from mcpsweep.reports.base import Canvas

_USUAL_WIDTH = 80


def canvas_for(output: str | None) -> Canvas:
    """The terminal that stdout is; 80 columns without colour for a file or a pipe, unless `COLUMNS` says more."""
    is_terminal = output is None and sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if is_terminal else _wished_width()
    # no-color.org: any value but the empty one.
    return Canvas(width, is_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb")


def _wished_width() -> int:
    wished = os.environ.get("COLUMNS", "")
    return int(wished) if wished.isdecimal() else _USUAL_WIDTH
