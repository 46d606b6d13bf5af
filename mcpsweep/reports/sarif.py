"""For code scanning: SARIF 2.1.0, one result for each finding and each scheduled agent.

What a value may not say stays out here too: results carry the keyed fingerprint and never the value's own hash.
"""

from collections import defaultdict

from mcpsweep.model.agent import Agent, AgentState
from mcpsweep.model.finding import Confidence, Finding, Form
from mcpsweep.model.inventory import Inventory
from mcpsweep.model.place import Role, Sighting
from mcpsweep.model.source import Source, SourceKind, SourceState
from mcpsweep.model.validity import ValidityState
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.code_scanning import SECURITY_SEVERITY, Object, log, marks, notification, place, rule, tool
from mcpsweep.reports.hostile import sarif_message, terminal

_ROOT = "MACHINE"

_LEVEL = {Confidence.HIGH: "error", Confidence.MEDIUM: "warning", Confidence.LOW: "note"}
_LEVEL_BY_VALIDITY = {ValidityState.LIVE: "error", ValidityState.DEAD: "note", ValidityState.EXPIRED: "note"}
"""Outranks the confidence: the service itself has spoken."""
_LEVEL_WITHOUT_VALUE = "note"
"""Nothing in the file gives the credential away; it still has to end."""

_HOLDING = {
    Form.LITERAL: "is written out",
    Form.REFERENCE: "is referred to",
    Form.OAUTH: "lies in a client's token store",
    Form.PROTECTED: "lies in a protected store",
}
_NOT_READ = {
    SourceState.PARTIAL: ("warning", "Some of a file could not be understood"),
    SourceState.UNREADABLE: ("error", "A file could not be read"),
    SourceState.SKIPPED: ("warning", "A file was left alone on purpose"),
}


_AGENT = "scheduled-agent"
"""Id of the rule; no kind of credential is called so."""
_RULE_OF_AGENTS = rule(
    _AGENT,
    "Agent that starts by itself",
    "A schedule starts an AI agent with nobody at the keyboard.",
    "Remove the schedule on the machine, and revoke the credentials that the agent uses.",
) | {
    "defaultConfiguration": {"level": "warning"},
    "properties": {"tags": ["security", "agent"], "security-severity": SECURITY_SEVERITY},
}


def render(inventory: Inventory, canvas: Canvas) -> str:
    """One run with rules, results, and a notification for everything that was not read."""
    rules = _rules(inventory)
    kinds = {source.path: source.kind for source in inventory.sources}
    indices = {rule["id"]: index for index, rule in enumerate(rules)}
    run: Object = {
        "tool": tool(
            inventory.tool.version, rules, {_notification_id(state): text for state, (_, text) in _NOT_READ.items()}
        ),
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            _ROOT: {"uri": "file:///", "description": {"text": "The root of the scanned machine's file system."}}
        },
        "invocations": [_invocation(inventory)],
        "results": [
            *(_result(finding, indices, kinds) for finding in inventory.findings),
            *(_agent(agent, indices[_AGENT]) for agent in inventory.agents),
        ],
    }
    if inventory.machine.hostname:
        # One category a machine: else each upload closes the alerts of the machine before.
        run["automationDetails"] = {"id": f"mcpsweep/{terminal(inventory.machine.hostname)}/"}
    return log(run)


def _rules(inventory: Inventory) -> list[Object]:
    services: dict[str, set[str]] = defaultdict(set)
    for finding in inventory.findings:
        services[finding.kind].add(finding.service)
    return [
        rule(
            kind,
            f"Credential: {kind}",
            f"An AI tool can use a credential of {', '.join(sorted(own))} ({kind}).",
            "Revoke the credential at its service, then remove it from the file. "
            "Removing it from the file alone ends nothing.",
        )
        for kind, own in sorted(services.items())
    ] + ([_RULE_OF_AGENTS] if inventory.agents else [])


def _result(finding: Finding, indices: dict[str, int], kinds: dict[str, SourceKind]) -> Object:
    # Places of the value first: only the first location is shown as the alert's own.
    sightings = sorted(finding.sightings, key=lambda sighting: (sighting.role is Role.USE, sighting))
    result: Object = {
        "ruleId": finding.kind,
        "ruleIndex": indices[finding.kind],
        "level": _level(finding),
        "message": {"text": _message(finding, len(sightings) - 1)},
        "locations": [_location(sighting) for sighting in sightings[:1]],
        "relatedLocations": [
            _location(sighting) | {"id": index, "message": {"text": sarif_message(_says(sighting))}}
            for index, sighting in enumerate(sightings[1:], 1)
        ],
        "properties": {
            "service": finding.service,
            "confidence": finding.confidence,
            "form": finding.form,
            "validity": finding.validity.state,
            "finding": finding.id,
            "sources": sorted({kinds[sighting.path] for sighting in sightings if sighting.path in kinds}),
        },
    }
    result["partialFingerprints"] = marks(finding.id)
    if finding.fingerprint is not None:
        result["partialFingerprints"]["mcpsweepCredential/v1"] = finding.fingerprint
    return result


def _agent(agent: Agent, index: int) -> Object:
    when = f" ({agent.schedule})" if agent.schedule else ""
    user = f" as {agent.user}" if agent.user else ""
    text = f"{agent.kind}{when} starts {agent.client}{user}: {agent.command}"
    return {
        "ruleId": _AGENT,
        "ruleIndex": index,
        "level": "warning" if agent.state is AgentState.ENABLED else "note",
        "message": {"text": sarif_message(text)},
        "locations": [_spot(agent.path, agent.line, 0, agent.pointer)],
        "relatedLocations": [
            _spot(script.path, script.line, 0, "") | {"id": 1, "message": {"text": "the script that it starts"}}
            for script in ([agent.script] if agent.script is not None else [])
        ],
        "properties": {"client": agent.client, "state": agent.state, "agent": agent.id},
        "partialFingerprints": marks(agent.id),
    }


def _level(finding: Finding) -> str:
    usual = _LEVEL_WITHOUT_VALUE if finding.fingerprint is None else _LEVEL[finding.confidence]
    return _LEVEL_BY_VALIDITY.get(finding.validity.state, usual)


def _message(finding: Finding, others: int) -> str:
    shown = f" {finding.preview}" if finding.preview else ""
    text = sarif_message(f"{finding.kind}{shown} of {finding.service} {_HOLDING[finding.form]}: {finding.reason}.")
    links = ", ".join(f"[{index}]({index})" for index in range(1, others + 1))
    return f"{text} Also at {links}." if links else text


def _says(sighting: Sighting) -> str:
    verb = {Role.VALUE: "holds the value", Role.USE: "refers to it"}[sighting.role]
    return f"{sighting.slot} {sighting.name} {verb}".replace("  ", " ")


def _location(sighting: Sighting) -> Object:
    return _spot(sighting.path, sighting.line, sighting.column, sighting.pointer)


def _spot(path: str, line: int, column: int, pointer: str) -> Object:
    """A place; a line or column of 0 is none."""
    location: Object = {"physicalLocation": place(path, _ROOT, line, column)}
    if pointer:
        location["logicalLocations"] = [{"fullyQualifiedName": terminal(pointer), "kind": "value"}]
    return location


def _invocation(inventory: Inventory) -> Object:
    unread = [source for source in inventory.sources if source.state is not SourceState.READ]
    notifications = [_notification(source) for source in unread]
    notifications += [notification("note", note) for note in inventory.notes]
    invocation: Object = {
        "executionSuccessful": True,
        "endTimeUtc": inventory.scanned_at,
        "toolExecutionNotifications": notifications,
    }
    if inventory.machine.hostname:
        invocation["machine"] = terminal(inventory.machine.hostname)
    return invocation


def _notification(source: Source) -> Object:
    level, text = _NOT_READ[source.state]
    said = notification(level, f"{text}: {source.path}: {source.reason}", _notification_id(source.state))
    return said | {"locations": [{"physicalLocation": place(source.path, _ROOT)}]}


def _notification_id(state: SourceState) -> str:
    return f"not-read/{state}"
