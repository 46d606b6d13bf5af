"""For people: one person's grants by service, what could not be asked, and all of it in one line at the end."""

from collections.abc import Iterator
from io import StringIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from mcpsweep.model.grant import Grant, GrantState, Way
from mcpsweep.model.listing import Answer, AnswerState, Listing
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.hostile import terminal

_NARROWEST = 40
_ENDS = {
    Way.ID: "by id",
    Way.ACCESS: "access only",
    Way.VALUE: "with its value",
    Way.SESSIONS: "with sessions",
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
    out = StringIO()
    console = Console(
        file=out,
        width=max(canvas.width, _NARROWEST),
        force_terminal=canvas.has_colour,
        no_color=not canvas.has_colour,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
    )
    person = listing.subject.person
    console.print(Text(terminal(" · ".join(filter(None, (person.id, person.name, *person.emails)))), style="bold"))
    for answer in listing.answers:
        console.print()
        console.print(_heading(answer))
        for link in answer.links:
            console.print(Text(f"  {terminal(link.account.login)}: {terminal(link.reason)}", style="dim"))
        if answer.grants:
            console.print(_grants(answer.grants))
        for line in _missing(answer):
            console.print(Text(f"  {terminal(line)}"))
    console.print()
    console.print(Text(summarise(listing), style="bold"), soft_wrap=True)
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n"))


def summarise(listing: Listing) -> str:
    """All of it in one line."""
    grants = [grant for answer in listing.answers for grant in answer.grants]
    review = sum(bool(grant.review) for grant in grants)
    missing = [answer.connector for answer in listing.answers if not answer.is_whole()]
    said = f"{len(grants)} grants at {len(listing.answers)} services"
    said += f", {review} of them to look at before they end" if review else ""
    requests = sum(answer.requests for answer in listing.answers)
    said += f"; {requests} requests"
    return said + (f"; not complete: {', '.join(map(terminal, missing))}" if missing else "; every service answered")


def _heading(answer: Answer) -> Text:
    state = _STATE[answer.state]
    name = answer.connector if answer.connector == answer.service else f"{answer.connector} ({answer.service})"
    counted = f" · {len(answer.grants)}" if answer.grants or not state else ""
    return Text(f"{terminal(name)}{counted}" + (f" · {state}" if state else ""), style="bold cyan")


def _grants(grants: tuple[Grant, ...]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_edge=False, header_style="dim")
    for heading in ("  kind", "name", "last used", "expires", "ends"):
        table.add_column(heading, overflow="fold")
    for grant in sorted(grants, key=lambda one: (bool(one.review), one.kind, one.label, one.id)):
        table.add_row(
            f"  {terminal(grant.kind)}",
            _name(grant),
            _day(grant.last_used),
            _day(grant.expires),
            ", ".join(_ENDS[way] for way in grant.can_revoke[:2]) or "never",
        )
    return table


def _name(grant: Grant) -> Text:
    name = Text(terminal(grant.label) or terminal(grant.id))
    notes = [grant.state.value] if grant.state is not GrantState.ACTIVE else []
    notes += [f"ends in …{grant.last_eight}"] if grant.last_eight else []
    notes += [grant.review] if grant.review else []
    if notes:
        name.append(f" ({terminal('; '.join(notes))})", style="yellow" if grant.review else "dim")
    return name


def _day(moment: str | None) -> str:
    return terminal(moment[:_DATE]) if moment else "–"


def _missing(answer: Answer) -> Iterator[str]:
    if answer.reason:
        yield answer.reason
    for gap in answer.gaps:
        yield f"not listed: {gap.what}: {gap.reason}"
        if gap.instruction is not None:
            yield f"  by hand: {gap.instruction.text} {gap.instruction.page}".rstrip()
