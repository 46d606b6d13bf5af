"""Reports of runs, and plans, made by hand."""

import msgspec

from mcpsweep.model.case import Origin, OriginKind
from mcpsweep.model.decision import Decision, Do
from mcpsweep.model.gap import Gap
from mcpsweep.model.instruction import Instruction
from mcpsweep.model.outcome import Outcome, OutcomeState, Verified
from mcpsweep.model.plan import FORMAT as PLAN
from mcpsweep.model.plan import (
    Action,
    Confirm,
    EvidenceFormat,
    Limits,
    Plan,
    PlanSubject,
    PlaybookRef,
    Risk,
    Step,
    Target,
)
from mcpsweep.model.run import (
    FORMAT,
    ReportedDecision,
    ReportedGrant,
    ReportedHolding,
    RunReport,
    SeenAt,
    StepReport,
)
from tests.reports.inventories import HOSTILE

SUBJECT = PlanSubject(
    id="alice",
    name="An Nguyen",
    emails=("alice@acme.example",),
    accounts={"github": ("anguyen",), "slack": ("U024BE7LH",), "atlassian": ("an.nguyen",)},
    who="alice",
)
SOURCES = (
    Origin(OriginKind.INVENTORY, "alice-mbp", "2026-11-18T08:30:00Z", True, digest="a" * 64),
    Origin(OriginKind.SERVICE, "github", "2026-11-20T09:58:00Z", True),
    Origin(
        OriginKind.SERVICE, "slack", "2026-11-20T09:58:10Z", False, "the integration logs are for paid workspaces only"
    ),
)
CLASSIC = Instruction(
    "As anguyen, open the page, find the token called “cursor on the train” and press Delete.",
    "https://github.com/settings/tokens",
)
ROTATION = Instruction(
    "platform-team makes a new key, hands it to everybody who uses the old one, and then ends the old one."
)


def seen(path: str = "/Users/alice/.cursor/mcp.json", **changes: object) -> SeenAt:
    """A value in a server's environment."""
    return msgspec.structs.replace(SeenAt("alice-mbp", path, 12, "GITHUB_TOKEN", "github"), **changes)


def holding(identifier: str, **changes: object) -> ReportedHolding:
    """A fine-grained token that is dead."""
    base = ReportedHolding(
        holding=identifier,
        fingerprint=f"fp-{identifier}",
        service="github",
        kind="github-fine-grained-pat",
        account="anguyen",
        label="claude-desktop",
        shared=False,
        whose="hers: the service itself names anguyen",
        sightings=(seen(),),
        grants=(
            ReportedGrant("4711", "9001", "github-fine-grained-pat", "claude-desktop", "2026-11-19T08:00:00Z", None),
        ),
        suffix="k3J9xQ2a",
        sha256="q8Zx0L1w",
        decision=ReportedDecision("rule 3 of offboard-employee", "revoke"),
        outcome=OutcomeState.DONE,
        verified=Verified.YES,
        reason="GitHub no longer lists it, and it no longer opens the API",
        request_ids=("9E5A:3F1C:1B2",),
    )
    return msgspec.structs.replace(base, **changes)


def step(identifier: str, **changes: object) -> StepReport:
    """The account leaves the organisation."""
    base = StepReport(
        id=identifier,
        action=Action.REMOVE_ACCESS,
        service="github",
        connector="github",
        what="account anguyen",
        outcome=Outcome(
            OutcomeState.DONE, Verified.YES, "anguyen is no longer among the members", request_ids=("9E5A:77",)
        ),
        started_at="2026-11-20T10:03:00Z",
        ended_at="2026-11-20T10:03:02Z",
    )
    return msgspec.structs.replace(base, **changes)


def report(**changes: object) -> RunReport:
    """A run that had nothing to do."""
    base = RunReport(
        format=FORMAT,
        run="r-20261120-100000-alice",
        plan="p-5f3a9c21",
        subject=SUBJECT,
        started_at="2026-11-20T10:00:00Z",
        ended_at="2026-11-20T10:04:30Z",
        counts={},
        holdings=(),
        others=(),
        steps=(),
        plan_digest="sha256:" + "5f" * 32,
        playbook="offboard-employee",
        sources=SOURCES,
    )
    return msgspec.structs.replace(base, **changes)


def counts(**numbers: int) -> dict[OutcomeState, int]:
    """A service's counters, every one of them there."""
    return {state: numbers.get(state, 0) for state in OutcomeState}


def offboarding() -> RunReport:
    """One of everything."""
    slack = {"service": "slack", "account": "U024BE7LH", "suffix": None, "sha256": None, "grants": (), "shared": False}
    return report(
        counts={
            "github": counts(done=2, already=1, manual=1),
            "slack": counts(accepted=1, unknown=1, failed=1),
            "warehouse": counts(manual=1),
            "": counts(manual=1, skipped=1),
        },
        holdings=(
            holding("h1"),
            holding(
                "h2",
                kind="github-pat",
                label="old laptop",
                outcome=OutcomeState.ALREADY,
                reason="it expired on 2026-10-01 and is not listed",
                suffix=None,
            ),
            holding(
                "h3",
                kind="github-pat",
                label="cursor on the train",
                outcome=OutcomeState.MANUAL,
                verified=Verified.NO,
                reason="without single sign-on only its owner can end a classic token",
                owner="An Nguyen",
                instructions=CLASSIC,
                sightings=(
                    seen("/Users/alice/src/acme/billing/services/invoices/.cursor/mcp.json", line=7),
                    seen("/Users/alice/.zshrc", line=88, server="", name="GITHUB_PERSONAL_ACCESS_TOKEN"),
                ),
                request_ids=(),
            ),
            holding(
                "h4",
                kind="slack-user-token",
                label="standup helper",
                outcome=OutcomeState.ACCEPTED,
                verified=Verified.NO,
                reason="Slack took the call; five looks in ten minutes still found it",
                request_ids=("slk-1", "slk-2"),
                **slack,
            ),
            holding(
                "h5",
                kind="slack-bot-token",
                label="release notes",
                outcome=OutcomeState.UNKNOWN,
                verified=Verified.NO,
                reason="the connection broke before Slack answered",
                **slack,
            ),
            holding(
                "h6",
                kind="slack-app",
                label="deploy bot",
                outcome=OutcomeState.FAILED,
                verified=Verified.NO,
                reason="missing_scope: the connector's token lacks admin.apps:write",
                instructions=Instruction(
                    "Uninstall the app “deploy bot”.", "https://acme.slack.com/apps/A012-deploy-bot"
                ),
                **slack,
            ),
            holding(
                "h7",
                service="warehouse",
                kind="generic-api-key",
                label="WAREHOUSE_KEY",
                account="",
                shared=True,
                whose="nobody's alone: bob has it, too",
                outcome=OutcomeState.MANUAL,
                verified=Verified.NOT_POSSIBLE,
                reason="not the person's alone, so a new one has to take its place first",
                owner="platform-team",
                instructions=ROTATION,
                decision=ReportedDecision("rule 1 of offboard-employee", "rotate"),
                grants=(),
                suffix=None,
                sha256=None,
            ),
            holding(
                "h9",
                service="openai",
                kind="openai-api-key",
                label="OPENAI_API_KEY",
                account="",
                outcome=OutcomeState.SKIPPED,
                verified=Verified.NO,
                reason="nothing is left to end: openai says that it is dead",
                decision=ReportedDecision("it is dead", "report"),
                grants=(),
                request_ids=(),
            ),
        ),
        others=(
            holding(
                "h8",
                account="dave",
                label="dave's review helper",
                whose="dave's: the service itself names dave",
                outcome=OutcomeState.SKIPPED,
                verified=Verified.NOT_POSSIBLE,
                reason="left alone: it is dave's",
                decision=ReportedDecision("somebody else's", "report"),
                sightings=(seen("/Users/alice/src/pairing/.mcp.json", line=4),),
                request_ids=(),
            ),
        ),
        steps=(
            step("s1", action=Action.REVOKE, what="token claude-desktop", holdings=("h1",)),
            step("s2"),
            step(
                "s3",
                action=Action.STOP_AGENT,
                service="",
                connector="",
                what="cron 0 6 * * 1 on alice-mbp: claude -p 'weekly report'",
                outcome=Outcome(
                    OutcomeState.MANUAL,
                    Verified.NOT_POSSIBLE,
                    "a sweep changes no machine",
                    Instruction("Take line 2 out of /var/spool/cron/alice on alice-mbp."),
                ),
                owner="it-desk",
            ),
            step(
                "s4",
                action=Action.CHECK,
                service="",
                connector="",
                what="The laptop is wiped or in the evidence locker.",
                outcome=Outcome(OutcomeState.SKIPPED, Verified.NOT_POSSIBLE, "nobody answered"),
            ),
        ),
        gaps=(
            Gap(
                "slack",
                "slack",
                "apps that other people installed for her",
                "the plan has no audit log",
                instruction=Instruction(
                    "Look through the list of installed apps.", "https://acme.slack.com/apps/manage"
                ),
            ),
        ),
        remarks=("Only one laptop was scanned; the roster does not say how many she had.",),
    )


def hostile_report(text: str = HOSTILE) -> RunReport:
    """`text` in every field that holds text."""
    advice = Instruction(text, text)
    one = ReportedHolding(
        holding=text,
        fingerprint=text,
        service=text,
        kind=text,
        account=text,
        label=text,
        shared=True,
        whose=text,
        sightings=(SeenAt(text, text, 1, text, text), SeenAt(text, text + "/x", 0, text, text)),
        grants=(ReportedGrant(text, text, text, text, text, text),),
        suffix=text,
        sha256=text,
        decision=ReportedDecision(text, text),
        outcome=OutcomeState.MANUAL,
        verified=Verified.YES,
        reason=text,
        owner=text,
        instructions=advice,
        request_ids=(text,),
    )
    every = tuple(msgspec.structs.replace(one, outcome=state) for state in OutcomeState)
    outcome = Outcome(OutcomeState.FAILED, Verified.NO, text, advice, (text,))
    return RunReport(
        format=FORMAT,
        run=text,
        plan=text,
        subject=PlanSubject(text, text, (text,), {text: (text,)}, text),
        started_at=text,
        ended_at=text,
        counts={text: counts(done=1)},
        holdings=every,
        others=(one,),
        steps=(StepReport(text, Action.CHECK, text, text, text, outcome, text, text, owner=text),),
        gaps=(Gap(text, text, text, text, instruction=advice),),
        remarks=(text,),
        plan_digest=text,
        playbook=text,
        sources=(Origin(OriginKind.INVENTORY, text, text, False, text, text),),
    )


def to_do(identifier: str, **changes: object) -> Step:
    """A fine-grained token is ended by its id."""
    base = Step(
        id=identifier,
        action=Action.REVOKE,
        service="github",
        connector="github",
        target=Target("github-fine-grained-pat", "4711", "claude-desktop", "anguyen", "1001", {"org": "acme"}),
        reason="rule 3: live or unknown tokens of hers end",
        confirm=Confirm.AUTO,
        holdings=(f"h-{identifier}",),
        fingerprint="fp-1",
        evidence=("the audit log names token id 9001 beside the value's hash",),
    )
    return msgspec.structs.replace(base, **changes)


def plan(**changes: object) -> Plan:
    """Nothing to do."""
    base = Plan(
        format=PLAN,
        id="p-5f3a9c21",
        created_at="2026-11-20T10:00:00Z",
        subject=SUBJECT,
        playbook=PlaybookRef("offboard-employee", "c0ffee" + "0" * 58),
        sources=SOURCES,
        limits=Limits(200, 0.05),
        steps=(),
        digest="sha256:" + "5f" * 32,
    )
    return msgspec.structs.replace(base, **changes)


def departure() -> Plan:
    """One of everything."""
    return plan(
        steps=(
            to_do(
                "s001",
                action=Action.STOP_AGENT,
                service="",
                connector="",
                target=Target("agent", "", "cron 0 6 * * 1: claude -p 'weekly report'"),
                reason="it runs on although she has left",
                confirm=Confirm.MANUAL,
                holdings=(),
                fingerprint=None,
                evidence=(),
                owner="it-desk",
                instructions=Instruction("Take line 2 out of /var/spool/cron/alice on alice-mbp."),
            ),
            to_do(
                "s002",
                action=Action.REVOKE_VALUE,
                service="slack",
                connector="slack",
                target=Target("slack-bot-token", "", "release notes", "U024BE7LH"),
                reason="rule 2: her own app's token",
                confirm=Confirm.ASK,
                evidence=("the token itself says that it is bot B01 of app A012", "installed by U024BE7LH"),
                effects=("the app's bot goes silent in every channel",),
                risk=Risk.HIGH,
            ),
            to_do("s003"),
            to_do(
                "s004",
                target=Target("github-fine-grained-pat", "4712", "cursor", "anguyen", "1001", {"org": "acme"}),
                effects=("two deploy keys made with this token die with it",),
                risk=Risk.MEDIUM,
            ),
            to_do(
                "s005",
                action=Action.REMOVE_ACCESS,
                target=Target("account", "1001", "", "anguyen", "1001", {"org": "acme"}),
                reason="the playbook removes access at github",
                holdings=(),
                evidence=(),
                fingerprint=None,
                effects=("The account leaves the organisation, its teams and projects.",),
                needs=("s003", "s004"),
                risk=Risk.MEDIUM,
            ),
            to_do(
                "s006",
                action=Action.MANUAL,
                target=Target("github-pat", "", "cursor on the train", "anguyen"),
                reason="without single sign-on only its owner can end a classic token",
                confirm=Confirm.MANUAL,
                owner="An Nguyen",
                instructions=CLASSIC,
                evidence=("the same login stands beside it",),
            ),
        ),
        decisions=(
            Decision("h-s003", "rule 3", Do.REVOKE),
            Decision(
                "h-alone",
                "somebody else's",
                Do.REPORT,
                reason="left alone: the service itself names dave",
                what="github-fine-grained-pat “dave's review helper”, dave",
            ),
        ),
        unmet=("the inventory of alice-mbp is 9 days old; the playbook wants one of at most 7 days",),
        remarks=("Only one laptop was scanned; the roster does not say how many she had.",),
    )


def hostile_plan(text: str = HOSTILE) -> Plan:
    """`text` in every field that holds text."""
    one = Step(
        id=text,
        action=Action.MANUAL,
        service=text,
        connector=text,
        target=Target(text, text, text, text, text, {text: text}),
        reason=text,
        confirm=Confirm.MANUAL,
        holdings=(text,),
        fingerprint=text,
        evidence=(text,),
        effects=(text,),
        risk=Risk.HIGH,
        needs=(text,),
        owner=text,
        instructions=Instruction(text, text),
    )
    return Plan(
        format=PLAN,
        id=text,
        created_at=text,
        subject=PlanSubject(text, text, (text,), {text: (text,)}, text),
        playbook=PlaybookRef(text, text),
        sources=(Origin(OriginKind.SERVICE, text, text, False, text, text),),
        limits=Limits(1, 0.5),
        steps=(one, msgspec.structs.replace(one, action=Action.REVOKE, confirm=Confirm.ASK)),
        decisions=(Decision(text, text, Do.REPORT, text, text, text),),
        unmet=(text,),
        remarks=(text,),
        evidence=(EvidenceFormat.HTML,),
        digest=text,
    )
