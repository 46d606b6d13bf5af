"""For code scanning: SARIF 2.1.0, one result for each item. What is gone from here is no result: its alert closes.

Code scanning shows alerts at files. Where no laptop holds a credential its alert stands at a made-up path that names
its record: `credentials/github/github-pat/4711`.
"""

from collections.abc import Iterator

from mcpsweep.model.concern import Concern, Danger
from mcpsweep.model.tokens import ReportItem, Seen, TokenReport
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.code_scanning import Object, log, marks, notification, place, rule, tool
from mcpsweep.reports.hostile import sarif_message, terminal
from mcpsweep.reports.tokens.view import CONCERNS, GONE_MEANS, Entry, Mark, entries, gone, heading, unseen

LIMIT = 25_000
"""Results. A run with more is refused (docs.github.com, "SARIF support for code scanning")."""
_MACHINES = "MACHINES"
_RECORDS = "RECORDS"
_LEVELS = {Danger.HIGH: "error", Danger.MEDIUM: "warning", Danger.LOW: "note"}
_SEVERITIES = {
    Concern.OWNER_DEPARTED: "8.5",
    Concern.TERM_ENDED: "8.0",
    Concern.ACCOUNT_DISABLED: "7.5",
    Concern.ACCOUNT_GONE: "8.0",
    Concern.OWNER_UNKNOWN: "7.0",
    Concern.SHARED_UNOWNED: "6.0",
    Concern.DORMANT: "5.0",
    Concern.NEVER_EXPIRES: "4.0",
    Concern.DIRECT_CONNECTION: "5.0",
}
"""CVSS-like numbers; code scanning sorts by them."""
_STATES = {Mark.NEW: "new", Mark.CHANGED: "updated", Mark.STILL: "unchanged", Mark.UNSEEN: "unchanged"}
_INCOMPLETE = "incomplete"
_GONE = "gone"
_LEFT_OUT = "left-out"
_NOTIFICATIONS = {
    _INCOMPLETE: "A service or machine could not be looked at wholly",
    _GONE: f"A credential of the earlier report is none of this one. {GONE_MEANS}",
    _LEFT_OUT: "There are more results than code scanning takes",
}


def render(report: TokenReport, canvas: Canvas) -> str:
    """One run with a rule for every concern."""
    rules = [_rule(concern) for concern in Concern]
    indices = {concern: number for number, concern in enumerate(Concern)}
    # What was not looked at stays: else its alert would close.
    found = [*entries(report), *unseen(report)]
    return log(
        {
            "tool": tool(report.tool.version, rules, _NOTIFICATIONS),
            "columnKind": "unicodeCodePoints",
            "automationDetails": {"id": f"mcpsweep/report/{report.topic.value}/"},
            "originalUriBaseIds": {
                _RECORDS: {"description": {"text": "The services' own records of credentials; these are no files."}},
                _MACHINES: {"description": {"text": "The scanned machines, each below its name."}},
            },
            "invocations": [
                {
                    "executionSuccessful": True,
                    "endTimeUtc": report.at,
                    "toolExecutionNotifications": list(_notifications(report, len(found))),
                }
            ],
            "results": [_result(entry, indices) for entry in found[:LIMIT]],
        }
    )


def _rule(concern: Concern) -> Object:
    text = f"A standing credential: {CONCERNS[concern]}."
    advice = "Each result says what to do next. Removing a credential from a file ends nothing: it ends at its service."
    return rule(concern.value, f"Credential: {CONCERNS[concern]}", text, advice, _SEVERITIES[concern])


def _result(entry: Entry, indices: dict[Concern, int]) -> Object:
    item = entry.item
    worst = item.doubts[0].concern
    spots = [_at_machine(one) for one in item.places] or [_at_record(item)]
    result: Object = {
        "ruleId": worst.value,
        "ruleIndex": indices[worst],
        "level": _LEVELS[item.risk],
        "message": {"text": sarif_message(_says(entry))},
        "locations": [{"physicalLocation": spots[0]}],
        "relatedLocations": [{"id": number, "physicalLocation": spot} for number, spot in enumerate(spots[1:], 1)],
        "partialFingerprints": marks(terminal(item.id, len(item.id))),
        "properties": {
            "service": terminal(item.service),
            "kind": terminal(item.kind),
            "account": terminal(item.account),
            "owner": terminal(item.owner.id) if item.owner else "",
            "risk": item.risk.value,
            "concerns": [doubt.concern.value for doubt in item.doubts],
        },
    }
    if entry.mark is not None:
        result["baselineState"] = _STATES[entry.mark]
    return result


def _says(entry: Entry) -> str:
    item = entry.item
    unseen_now = "not looked at this time" if entry.mark is Mark.UNSEEN else ""
    why = "; ".join(filter(None, (*entry.reasons, *entry.changes, unseen_now)))
    command = f" Command: {item.action.command}" if item.action.command else ""
    label = f" “{item.label}”" if item.label else ""
    return f"{entry.title}{label}, {entry.whose}: {why}. {item.action.text}{command}"


def _at_machine(seen: Seen) -> Object:
    return place(f"{seen.machine or 'machine'}/{seen.path.lstrip('/')}", _MACHINES, seen.line)


def _at_record(item: ReportItem) -> Object:
    return place(f"credentials/{item.id}", _RECORDS)


def _notifications(report: TokenReport, results: int) -> Iterator[Object]:
    yield notification("note", heading(report))
    if results > LIMIT:
        left = f"{results - LIMIT} more, the least urgent, have no result: code scanning takes {LIMIT}"
        yield notification("warning", left, _LEFT_OUT)
    for origin in report.origins:
        if not origin.is_whole:
            yield notification("error", f"{origin.kind.value} {origin.name}: {origin.reason}", _INCOMPLETE)
    for gap in report.gaps:
        level = "error" if gap.hides else "note"
        yield notification(level, f"{gap.connector}: {gap.what}: {gap.reason}", _INCOMPLETE)
    for entry in gone(report):
        said = ", ".join(filter(None, (entry.title, entry.item.label, entry.whose)))
        yield notification("note", f"gone from here: {said} ({entry.item.id})", _GONE)
    for remark in report.remarks:
        yield notification("note", remark)
