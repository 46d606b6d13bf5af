"""What a benchmark says: one row for one piece of work."""

import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias


class Verdict(enum.StrEnum):
    """How a measurement stands to its budget."""

    WITHIN = "within"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Row:
    """One piece of work, measured beside its floor in the same run of the same process."""

    work: str
    ours: str
    """What it took, with its unit."""
    floor: str
    """What the cheapest thing that could do it took, with its name and unit."""
    ratio: float
    """Ours to floor, higher is slower. Where the budget is a rate, the rate wanted to the rate reached."""
    budget: float
    """The largest ratio that is good enough."""

    @property
    def verdict(self) -> Verdict:
        """Whether the ratio keeps to the budget."""
        return Verdict.WITHIN if self.ratio <= self.budget else Verdict.OVER


Rows: TypeAlias = Callable[[], Iterator[Row]]
"""Every benchmark is a module of this folder with a function `rows` of this type."""


def peak_megabytes() -> float:
    """The most memory that this process held so far.

    Not `ru_maxrss`: that begins with what the parent held when it forked, and a benchmark's parent holds a million
    grants.
    """
    status = Path("/proc/self/status").read_text("ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) * 1024 / 1e6


def table(rows: list[Row]) -> str:
    """The rows, aligned, under a heading."""
    lines = [("work", "ours", "floor", "ratio", "budget", "verdict")]
    lines += [
        (row.work, row.ours, row.floor, f"{row.ratio:.2f}x", f"{row.budget:g}x", row.verdict.value) for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)
