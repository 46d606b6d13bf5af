"""The picture in the README: what a scan of the made-up laptop really prints. `make docs` draws it anew."""

import io
import tempfile
from itertools import islice
from pathlib import Path

import msgspec
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from mcpsweep.collectors.request import Request, Silent
from mcpsweep.collectors.sweep import sweep
from mcpsweep.model.inventory import Inventory
from mcpsweep.reports import table
from mcpsweep.reports.base import Canvas
from mcpsweep.sandbox import laptop

PICTURE = Path(__file__).parent.parent.parent / "docs" / "scan.svg"
COMMAND = "mcpsweep scan --root /mnt/laptop"
_WIDTH = 100
_AT = "2026-11-23T09:00:00Z"
_FIRST = 21
"""So many lines from the top, to the end of a credential; then those about agents, and the sum."""
_LAST = "agents that start by themselves"
_FORMAT = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img">
<style>
.{unique_id}-matrix {{
  font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px;
}}
.{unique_id}-title {{ font: bold 18px sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""Without the library's own fonts, which it would fetch from elsewhere."""


def draw() -> str:
    """The picture, as SVG. The same from the same code: the laptop is made up, and so is the date."""
    with tempfile.TemporaryDirectory() as folder:
        laptop.build(Path(folder))
        found = sweep(Request(root=folder, fingerprint_key=b"made up, for a picture"), Silent()).inventory
    console = Console(record=True, width=_WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    for line in _chosen(_as_in_the_text(found)):
        console.print(Text.from_ansi(line), soft_wrap=True)
    return console.export_svg(title=COMMAND, theme=MONOKAI, code_format=_FORMAT, unique_id="scan")


def _as_in_the_text(inventory: Inventory) -> Inventory:
    machine = msgspec.structs.replace(inventory.machine, root="/mnt/laptop")
    return msgspec.structs.replace(inventory, machine=machine, scanned_at=_AT)


def _chosen(inventory: Inventory) -> list[str]:
    lines = table.render(inventory, Canvas(_WIDTH, has_colour=True)).splitlines()
    last = next(number for number, line in enumerate(lines) if _LAST in line)
    return [*islice(lines, _FIRST), "  …", "", *lines[last:]]


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
