"""For people, in a browser and on paper: one file that needs no network and no script."""

from functools import cache

from jinja2 import Environment

from mcpsweep.model.run import RunReport
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.hostile import web_address
from mcpsweep.reports.origins import asked, source, wholeness
from mcpsweep.reports.run import recap
from mcpsweep.reports.run.view import (
    OPEN,
    SETTLED,
    VERIFIED,
    Fate,
    entries,
    machines,
    others,
    reader,
    record,
    remarks,
    services,
    spot,
    summarise,
    tally,
    times,
    warnings,
)
from mcpsweep.reports.subjects import accounts, names
from mcpsweep.reports.web import environment, policy_hash

_TONES = {
    Fate.BY_HAND: "care",
    Fate.FAILED: "alarm",
    Fate.UNKNOWN: "alarm",
    Fate.NOT_DONE: "alarm",
    Fate.UNVERIFIED: "care",
    Fate.ENDED: "good",
    Fate.GONE: "good",
    Fate.LEFT: "quiet",
}
"""Class of the style sheet for each fate; the words say the same without it."""


def render(report: RunReport, canvas: Canvas) -> str:
    """The page. What is left for a person to do comes first."""
    found = entries(report)
    return (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            several=len(machines(report)) > 1,
            style_hash=policy_hash(_environment(), "style.css"),
            subject=names(report.subject),
            warnings=warnings(report),
            remarks=remarks(report),
            summary=summarise(report),
            tally=tally(found),
            by_hand=[entry for entry in found if entry.fate is Fate.BY_HAND],
            unproven=[entry for entry in found if entry.fate in OPEN],
            settled=services(entry for entry in found if entry.fate in SETTLED),
            alone=[*(entry for entry in found if entry.fate is Fate.LEFT), *others(report)],
            elsewhere="elsewhere",
            recap=recap.rows(report),
            times=times(report),
            accounts=accounts(report.subject),
        )
    ) + "\n"


@cache
def _environment() -> Environment:
    return environment(
        "mcpsweep.reports.run",
        {
            "asked": asked,
            "counters": recap.COUNTERS,
            "reader": reader,
            "record": record,
            "source": source,
            "spot": spot,
            "tones": _TONES,
            "verified": VERIFIED,
            "web_address": web_address,
            "wholeness": wholeness,
        },
    )
