"""What each plan can and cannot do, as a table."""

from collections.abc import Iterable
from dataclasses import dataclass

from mcpsweep.connectors.slack import listing, manual
from mcpsweep.connectors.slack.session import Plan
from mcpsweep.model.capability import KINDS_BELOW, Ability, Capability, Support
from mcpsweep.model.instruction import Instruction


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: it holds for `plans`."""

    plans: Iterable[Plan]
    ability: Ability
    kind: str
    support: Support
    remark: str = ""
    page: Instruction | None = None


_ALL = tuple(Plan)
_SMALL = (Plan.BASIC, Plan.BUSINESS)
_BASIC = (Plan.BASIC,)
_PROVISIONED = (Plan.BUSINESS, Plan.ENTERPRISE)
_ORGANISATION = (Plan.ENTERPRISE,)
_FULL, _PARTIAL, _MANUAL, _NONE = Support.FULL, Support.PARTIAL, Support.MANUAL, Support.NONE

_NO_TOKENS = (
    "Slack lists tokens on no plan: what a laptop scan finds is all there is to know. "
    "User tokens end with the account; bot tokens do not."
)
_LOGGED = "Apps whose installation is still in the log; each with whoever installed it last."
_APP_ENDS = (
    "Uninstalling ends every token and webhook of the app, everybody's; one person's part cannot be ended alone."
)
_BROWSER = "Also ends what a browser's token (xoxc-) opens; tokens of apps stay."
_SILENT = "The app's bot goes silent in every channel, for everybody; the app stays installed."
_PAIRS = (
    "A browser's token needs its cookie, and the cookie itself can only be ended with the sessions; of a refresh token "
    "there is no second look."
)

ROWS: tuple[Row, ...] = (
    Row(_ALL, Ability.FIND, "", _FULL),
    Row(_ALL, Ability.LIST, "", _PARTIAL, _NO_TOKENS),
    Row(_ALL, Ability.LIST, listing.APP, _PARTIAL, _LOGGED),
    Row(_ALL, Ability.LIST, listing.INTEGRATION, _PARTIAL, _LOGGED),
    Row(_SMALL, Ability.LIST, listing.SESSION, _NONE, "Slack lists sessions for Enterprise organisations only."),
    Row(_ORGANISATION, Ability.LIST, listing.SESSION, _FULL),
    Row(_ALL, Ability.LIST_ALL, "", _PARTIAL, _NO_TOKENS),
    Row(_ALL, Ability.VERIFY, "", _PARTIAL, "Refresh tokens, webhooks and signing secrets cannot be asked."),
    Row(_SMALL, Ability.REVOKE, "", _MANUAL, "On this plan only a person can remove an app.", manual.MANAGE_APPS),
    Row(_ORGANISATION, Ability.REVOKE, "", _PARTIAL, KINDS_BELOW, manual.MANAGE_APPS),
    Row(_ORGANISATION, Ability.REVOKE, listing.APP, _PARTIAL, _APP_ENDS),
    Row(_ORGANISATION, Ability.REVOKE, listing.SESSION, _FULL),
    Row(_ALL, Ability.REVOKE, listing.INTEGRATION, _MANUAL, "There is no API.", manual.MANAGE_APPS),
    Row(_ALL, Ability.REVOKE_VALUE, "", _PARTIAL, _PAIRS, manual.MANAGE_APPS),
    Row(_ALL, Ability.REVOKE_VALUE, "slack-bot-token", _PARTIAL, _SILENT),
    Row(_ALL, Ability.REVOKE_VALUE, "slack-rotating-bot-token", _PARTIAL, _SILENT),
    Row(_ALL, Ability.REVOKE_VALUE, "slack-webhook", _MANUAL, "There is no API.", manual.WEBHOOK),
    Row(_ALL, Ability.REVOKE_VALUE, "slack-app-token", _MANUAL, "There is no API.", manual.OWN_APP),
    Row(_SMALL, Ability.END_SESSIONS, "", _MANUAL, "There is no API on this plan.", manual.SESSIONS),
    Row(_ORGANISATION, Ability.END_SESSIONS, "", _PARTIAL, _BROWSER),
    Row(_SMALL, Ability.REMOVE_ACCESS, "", _MANUAL, "It means deactivating the account.", manual.MEMBERS),
    Row(_ORGANISATION, Ability.REMOVE_ACCESS, "", _FULL),
    Row(_BASIC, Ability.DISABLE_ACCOUNT, "", _MANUAL, "This plan has no provisioning API.", manual.MEMBERS),
    Row(
        _PROVISIONED,
        Ability.DISABLE_ACCOUNT,
        "",
        _PARTIAL,
        "Bots, webhooks and slash commands of apps that the person installed stay alive.",
    ),
    Row(_SMALL, Ability.TRACE, "", _MANUAL, "This plan has no audit log.", manual.ACCESS_LOG),
    Row(_ORGANISATION, Ability.TRACE, "", _PARTIAL, "By account, not by token; the last 30 days."),
)


def capabilities(plan: Plan) -> tuple[Capability, ...]:
    """The lines that hold for a plan."""
    return tuple(
        Capability(row.ability, row.kind, row.support, row.remark, row.page) for row in ROWS if plan in row.plans
    )
