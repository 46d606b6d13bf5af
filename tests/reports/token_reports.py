"""Reports of standing credentials, made by hand."""

import msgspec

from mcpsweep.model.case import Origin, OriginKind
from mcpsweep.model.concern import Advice, Concern, Danger, Doubt, NextAction, Topic
from mcpsweep.model.gap import Gap
from mcpsweep.model.instruction import Instruction
from mcpsweep.model.inventory import Tool
from mcpsweep.model.person import PersonStatus
from mcpsweep.model.tokens import (
    FORMAT,
    Change,
    Comparison,
    Holder,
    Organisation,
    ReportItem,
    Seen,
    Summary,
    TokenReport,
)
from tests.reports.inventories import HOSTILE

FRANK = Holder("frank", "Frank Ng", PersonStatus.DEPARTED, "2026-05-31")
REVOKE = NextAction(
    Advice.REVOKE, "End what frank still holds.", "mcpsweep revoke --user frank --playbook historical-cleanup"
)


def item(number: str = "1", **changes: object) -> ReportItem:
    """A token of somebody who has left."""
    base = ReportItem(
        id=f"github/github-pat/{number}",
        service="github",
        connector="github",
        kind="github-pat",
        label="cursor",
        account="fng",
        owner=FRANK,
        doubts=(Doubt(Concern.OWNER_DEPARTED, "the roster says that frank has left"),),
        risk=Danger.HIGH,
        action=REVOKE,
        state="active",
        scopes=("repo", "read:org"),
        created="2026-01-05T08:00:00Z",
        last_used="2026-11-20T08:00:00Z",
        expires=None,
        fingerprint=None,
        suffix="a1b2c3d4",
        places=(),
        place_count=0,
    )
    return msgspec.structs.replace(base, **changes)


def found(fingerprint: str = "f1", machine: str = "frank-mbp", **changes: object) -> ReportItem:
    """What only a laptop holds."""
    base = {
        "id": f"value/{fingerprint}",
        "state": "",
        "account": "",
        "fingerprint": fingerprint,
        "places": (Seen(machine, "/Users/frank/.cursor/mcp.json", 12),),
        "place_count": 1,
    }
    return msgspec.structs.replace(item(), **base | changes)


def report(*items: ReportItem, **changes: object) -> TokenReport:
    """A report of these items, whose numbers say nothing."""
    ordered = tuple(sorted(items, key=lambda one: one.id))
    base = TokenReport(
        format=FORMAT,
        tool=Tool("mcpsweep", "1.2.3"),
        topic=Topic.ORPHANS,
        at="2026-11-23T06:00:00Z",
        organisation=Organisation(("acme.example",), {"github": "acme"}),
        dormant_days=90,
        fingerprint_keys=("k1",),
        summary=Summary(len(ordered), {}, {danger.value: 0 for danger in Danger}, {}, 700, 3, 200, 12),
        origins=(Origin(OriginKind.SERVICE, "github", "2026-11-23T06:00:00Z", True),),
        gaps=(),
        remarks=(),
        items=ordered,
    )
    return msgspec.structs.replace(base, **changes).sealed()


def weekly() -> TokenReport:
    """One of everything, beside the report of the week before."""
    contractor = item(
        "2",
        label="ci",
        account="contractor",
        owner=None,
        doubts=(Doubt(Concern.OWNER_UNKNOWN, "nothing says whose account contractor is"),),
        action=NextAction(Advice.IDENTIFY, "Find out whose account contractor is.", "mcpsweep list --user github:x"),
        risk=Danger.MEDIUM,
    )
    laptop = found(doubts=(Doubt(Concern.OWNER_DEPARTED, "it lies on frank-mbp"),), risk=Danger.LOW)
    return report(
        item("1"),
        contractor,
        laptop,
        origins=(
            Origin(OriginKind.SERVICE, "github", "2026-11-23T06:00:00Z", True),
            Origin(OriginKind.SERVICE, "slack", "2026-11-23T06:00:00Z", False, "the connection broke"),
        ),
        gaps=(Gap("slack", "slack", "apps", "no", instruction=Instruction("Look.", "https://acme.slack.com/apps")),),
        remarks=("no inventory was read",),
        comparison=Comparison(
            "2026-11-16T06:00:00Z",
            "d" * 64,
            ("github/github-pat/1",),
            (Change("github/github-pat/2", ("last use: 2026-11-01 → 2026-11-20",)),),
            (item("7", label="old-notebook"),),
            (item("8", label="assistant", service="slack", connector="slack"),),
        ),
    )


def hostile_tokens(text: str = HOSTILE) -> TokenReport:
    """`text` in every field that can hold text of somebody else's."""
    worst = item(
        id=text,
        service=text,
        connector=text,
        kind=text,
        label=text,
        account=text,
        owner=Holder(text, text, PersonStatus.DEPARTED, text),
        doubts=(Doubt(Concern.OWNER_DEPARTED, text),),
        action=NextAction(Advice.REVOKE, text, text),
        state=text,
        scopes=(text,),
        created=text,
        last_used=text,
        expires=text,
        fingerprint=text,
        suffix=text,
        places=(Seen(text, text, 1),),
        place_count=1,
    )
    nobodys = msgspec.structs.replace(worst, id=f"{text}/2", owner=None)
    return report(
        worst,
        nobodys,
        tool=Tool("mcpsweep", "1.2.3"),
        at=text,
        organisation=Organisation((text,), {text: text}),
        fingerprint_keys=(text,),
        origins=(Origin(OriginKind.INVENTORY, text, text, False, text, text),),
        gaps=(Gap(text, text, text, text, instruction=Instruction(text, text)),),
        remarks=(text,),
        comparison=Comparison(text, text, (text,), (Change(f"{text}/2", (text,)),), (worst,), (nobodys,)),
    )
