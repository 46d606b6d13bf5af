"""Listings made by hand."""

from mcpsweep.model.account import AccountRef
from mcpsweep.model.gap import Gap
from mcpsweep.model.grant import Grant, Way
from mcpsweep.model.inventory import Tool
from mcpsweep.model.listing import FORMAT, Answer, AnswerState, Listing
from mcpsweep.model.person import Person
from mcpsweep.model.subject import Subject
from tests.reports.inventories import HOSTILE


def listing(text: str = HOSTILE) -> Listing:
    """`text` in every field that holds hostile text."""
    grant = Grant(
        service="github",
        connector="github",
        id=text,
        kind=text,
        account=AccountRef(text, text),
        label=text,
        can_revoke=(Way.ID,),
        scopes=(text,),
        created=text,
        last_used=text,
        expires=text,
        last_eight=text,
        review=text,
        effects=(text,),
    )
    return Listing(
        format=FORMAT,
        tool=Tool("mcpsweep", "1.2.3"),
        asked_at="2026-01-02T03:04:05Z",
        subject=Subject(Person(text, text, (text,))),
        answers=(
            Answer("github", "github", AnswerState.PARTIAL, text, (), (grant,), (Gap("github", "github", text, text),)),
        ),
    )
