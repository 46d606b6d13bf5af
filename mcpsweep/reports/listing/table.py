"""For people: one person's grants by service, what could not be asked, and all of it in one line at the end."""

from collections.abc import Iterator

from rich.text import Text

from mcpsweep.model.grant import Grant, GrantState, Way
from mcpsweep.model.listing import Answer, AnswerState, Listing
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.hostile import terminal
from mcpsweep.reports.page import Page

_ENDS = {
    Way.ID: "by its id",
    Way.ACCESS: "for this organisation only",
    Way.VALUE: "with its value in hand",
    Way.SESSIONS: "with all sessions",
    Way.ACCOUNT: "with the account",
    Way.MANUAL: "by hand",
}
_STATE = {
    AnswerState.COMPLETE: "",
    AnswerState.PARTIAL: "not all could be listed",
    AnswerState.NO_ACCOUNT: "no account",
    AnswerState.FAILED: "did not answer",
    AnswerState.NOT_AUTHORISED: "not authorised",
}
_DATE = 10
"""Characters of a date without its time."""


def render(listing: Listing, canvas: Canvas) -> str:
    """The report at `canvas.width` columns; it says the same without colour."""
    page = Page(canvas)
    person = listing.subject.person
    page.line(Text(terminal(" · ".join(filter(None, (person.id, person.name, *person.emails)))), style="bold"))
    for answer in listing.answers:
        page.gap()
        page.line(_heading(answer))
        for link in answer.links:
            page.line(_words(f"{link.account.login}: {link.reason}", "dim"), indent=2)
        for grant in sorted(answer.grants, key=lambda one: (bool(one.review), one.kind, one.label, one.id)):
            page.line(_title(grant), indent=2)
            page.line(_words(_life(grant)), indent=6)
            for line in (*([f"look first: {grant.review}"] if grant.review else []), *grant.effects, *grant.dies_with):
                page.line(_words(line, "yellow"), indent=6)
        for indent, line in _missing(answer):
            page.line(_words(line), indent)
    page.gap()
    page.unbroken(Text(summarise(listing), style="bold"))
    return page.text()


def summarise(listing: Listing) -> str:
    """All of it in one line."""
    grants = [grant for answer in listing.answers for grant in answer.grants]
    review = sum(bool(grant.review) for grant in grants)
    missing = [answer.connector for answer in listing.answers if not answer.is_whole()]
    services = len(listing.answers)
    said = f"{len(grants)} grants at {services} service{'s' * (services != 1)}"
    said += f", {review} of them to look at before they end" if review else ""
    requests = sum(answer.requests for answer in listing.answers)
    said += f"; {requests} requests"
    return said + (f"; not complete: {', '.join(map(terminal, missing))}" if missing else "; every service answered")


def _heading(answer: Answer) -> Text:
    state = _STATE[answer.state]
    name = answer.connector if answer.connector == answer.service else f"{answer.connector} ({answer.service})"
    counted = f" · {len(answer.grants)}" if answer.grants or not state else ""
    return Text(f"{terminal(name)}{counted}" + (f" · {state}" if state else ""), style="bold cyan")


def _title(grant: Grant) -> Text:
    title = Text(terminal(grant.kind.removeprefix(f"{grant.service}-")), style="bold")
    title.append(f"  {terminal(grant.label or grant.id)}", style="not bold")
    if grant.last_eight:
        title.append(f"  …{terminal(grant.last_eight)}", style="not bold")
    return title


def _life(grant: Grant) -> str:
    said = [grant.state.value] if grant.state is not GrantState.ACTIVE else []
    said += [f"made {_day(grant.created)}"] if grant.created else []
    said += [f"last used {_day(grant.last_used)}"] if grant.last_used else []
    said += [f"expires {_day(grant.expires)}"] if grant.expires else []
    said += [f"may {' '.join(grant.scopes)}"] if grant.scopes else []
    said += [
        "can be ended " + " or ".join(_ENDS[way] for way in grant.can_revoke) if grant.can_revoke else "cannot be ended"
    ]
    return "; ".join(said)


def _words(text: str, style: str = "") -> Text:
    return Text(terminal(text), style=style)


def _day(moment: str) -> str:
    return moment[:_DATE]


def _missing(answer: Answer) -> Iterator[tuple[int, str]]:
    if answer.reason:
        yield 2, answer.reason
    for gap in answer.gaps:
        yield 2, f"not listed: {gap.what}: {gap.reason}"
        if gap.instruction is not None:
            yield 6, f"by hand: {gap.instruction.text} {gap.instruction.page}".rstrip()
