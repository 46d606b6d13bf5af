"""For people, in a browser and on paper: one file, no network; a small script filters and sorts, and is not needed."""

from functools import cache

from jinja2 import Environment

from mcpsweep.model.concern import Danger
from mcpsweep.model.tokens import TokenReport
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.hostile import web_address
from mcpsweep.reports.origins import asked, source, wholeness
from mcpsweep.reports.times import ago, day, minute
from mcpsweep.reports.tokens.view import (
    ADVICE,
    CONCERNS,
    COUNTED,
    GONE_MEANS,
    GONE_TITLE,
    RANK,
    Mark,
    entries,
    gone,
    heading,
    looked_at,
    places,
    scopes,
    since,
    summarise,
    tally,
    title,
    unseen,
)
from mcpsweep.reports.web import environment, policy_hash

_TONES = {Danger.HIGH: "alarm", Danger.MEDIUM: "care", Danger.LOW: "quiet"}
"""Class of the style sheet for each risk; the words say the same without it."""
_MARK_TONES = {
    Mark.NEW: "alarm",
    Mark.CHANGED: "care",
    Mark.STILL: "quiet",
    Mark.GONE: "quiet",
    Mark.UNSEEN: "care",
}


def render(report: TokenReport, canvas: Canvas) -> str:
    """The page. What has to be done first comes first."""
    templates = _environment()
    found = entries(report)
    return (
        templates.get_template("tokens.html").render(
            report=report,
            style_hash=policy_hash(templates, "style.css", "tokens.css"),
            script_hash=policy_hash(templates, "tokens.js"),
            heading=heading(report),
            title=title(report),
            at=minute(report.at),
            since=since(report),
            looked_at=looked_at(report),
            summary=summarise(report),
            tally=tally(report),
            entries=found,
            advices=list(dict.fromkeys(entry.item.action.advice for entry in found)),
            gone=gone(report),
            unseen=unseen(report),
            missing=[origin for origin in report.origins if not origin.is_whole],
        )
        + "\n"
    )


@cache
def _environment() -> Environment:
    return environment(
        "mcpsweep.reports.tokens",
        {
            "advice": ADVICE,
            "ago": ago,
            "asked": asked,
            "concerns": CONCERNS,
            "counted": COUNTED,
            "dangers": list(Danger),
            "day": day,
            "gone_means": GONE_MEANS,
            "gone_title": GONE_TITLE,
            "mark_tones": _MARK_TONES,
            "places": places,
            "rank": RANK,
            "scopes": scopes,
            "source": source,
            "tones": _TONES,
            "web_address": web_address,
            "wholeness": wholeness,
        },
    )
