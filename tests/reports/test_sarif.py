"""SARIF 2.1.0, as code scanning takes it."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from mcpsweep.model.finding import Confidence
from mcpsweep.model.inventory import Inventory, Machine
from mcpsweep.model.validity import Validity, ValidityState
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.sarif import render
from tests.reports.inventories import finding, hostile, inventory, laptop, sighting
from tests.reports.official import sarif


def run(document: Inventory) -> Any:
    """The only run of the log."""
    log = sarif(render(document, Canvas()))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (only,) = log["runs"]
    return only


def objects(tree: Any, key: str) -> Iterator[Any]:
    """Everything that stands under `key`, anywhere."""
    if isinstance(tree, dict):
        if key in tree:
            yield tree[key]
        for value in tree.values():
            yield from objects(value, key)
    elif isinstance(tree, list):
        for item in tree:
            yield from objects(item, key)


@pytest.mark.parametrize("document", [laptop(), hostile(), inventory()])
def test_structure(document: Inventory) -> None:
    only = run(document)
    rules = only["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert len(only["results"]) == len(document.findings) + len(document.agents)
    for result in only["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        assert result["message"]["text"]
        assert len(result["locations"]) == 1
    for region in objects(only, "region"):
        assert all(number >= 1 for number in region.values())
    for artifact in objects(only, "artifactLocation"):
        parts = urlsplit(artifact["uri"])
        assert not parts.scheme
        assert not parts.netloc
        assert not artifact["uri"].startswith("/")
        assert artifact["uriBaseId"] in only["originalUriBaseIds"]


def test_an_agent_is_a_result() -> None:
    first, second = (one for one in run(laptop())["results"] if one["ruleId"] == "scheduled-agent")
    assert (first["level"], second["level"]) == ("warning", "note")
    assert first["message"]["text"] == ("cron (0 6 * * 1) starts claude-code as alice: claude -p 'weekly report'")
    assert second["relatedLocations"][0]["physicalLocation"]["region"] == {"startLine": 7}
    assert second["partialFingerprints"] == {"primaryLocationLineHash": "a2:1"}


def test_a_result() -> None:
    result = next(one for one in run(laptop())["results"] if one["properties"].get("finding") == "f4")
    assert result == {
        "ruleId": "slack-bot-token",
        "ruleIndex": 4,
        "level": "error",
        "message": {
            "text": "slack-bot-token xoxb-\N{HORIZONTAL ELLIPSIS} of slack is written out: "
            "stands under SLACK_BOT_TOKEN and looks random."
        },
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "home/alice/.claude.json", "uriBaseId": "MACHINE"},
                    "region": {"startLine": 20, "startColumn": 24},
                },
                "logicalLocations": [{"fullyQualifiedName": "/mcpServers/github/env/GITHUB_TOKEN", "kind": "value"}],
            }
        ],
        "relatedLocations": [],
        "properties": {
            "service": "slack",
            "confidence": "medium",
            "form": "literal",
            "validity": "live",
            "finding": "f4",
            "sources": ["client"],
        },
        "partialFingerprints": {"primaryLocationLineHash": "f4:1", "mcpsweepCredential/v1": "fp-f4"},
    }


@pytest.mark.parametrize(
    ("confidence", "state", "level"),
    [
        (Confidence.HIGH, ValidityState.NOT_CHECKED, "error"),
        (Confidence.MEDIUM, ValidityState.UNKNOWN, "warning"),
        (Confidence.LOW, ValidityState.NOT_CHECKED, "note"),
        (Confidence.LOW, ValidityState.LIVE, "error"),
        (Confidence.HIGH, ValidityState.DEAD, "note"),
        (Confidence.HIGH, ValidityState.EXPIRED, "note"),
    ],
)
def test_the_services_own_word_outranks_the_confidence(
    confidence: Confidence, state: ValidityState, level: str
) -> None:
    (result,) = run(inventory(findings=(finding("f", confidence=confidence, validity=Validity(state)),)))["results"]
    assert result["level"] == level


def test_further_places_are_linked_from_the_message() -> None:
    spots = (sighting(), sighting("/home/alice/b.json"), sighting("/home/alice/c.json"))
    (result,) = run(inventory(findings=(finding("f", sightings=spots),)))["results"]
    assert result["message"]["text"].endswith("Also at [1](1), [2](2).")
    assert [place["id"] for place in result["relatedLocations"]] == [1, 2]


def test_a_file_without_lines_has_no_region() -> None:
    result = next(one for one in run(laptop())["results"] if one["properties"]["finding"] == "f5")
    assert "region" not in result["locations"][0]["physicalLocation"]
    assert result["partialFingerprints"] == {"primaryLocationLineHash": "f5:1"}


def test_what_has_no_value_in_the_file_is_a_note() -> None:
    result = next(one for one in run(laptop())["results"] if one["properties"]["finding"] == "f5")
    assert result["level"] == "note"


def test_one_rule_for_a_kind_that_several_services_have() -> None:
    found = tuple(finding(name, service=name, kind="oauth-access-token") for name in ("linear", "asana"))
    (rule,) = run(inventory(findings=found))["tool"]["driver"]["rules"]
    assert "asana, linear" in rule["fullDescription"]["text"]


def test_each_machine_has_a_category_of_its_own_and_one_without_a_name_has_none() -> None:
    assert run(laptop())["automationDetails"]["id"] == "mcpsweep/alice-laptop/"
    assert "automationDetails" not in run(inventory(machine=Machine("", "", "/", True)))


def test_what_was_not_read_is_told() -> None:
    only = run(laptop())
    (invocation,) = only["invocations"]
    told = invocation["toolExecutionNotifications"]
    assert [(one["level"], one.get("descriptor", {}).get("id")) for one in told] == [
        ("warning", "not-read/partial"),
        ("error", "not-read/unreadable"),
        ("warning", "not-read/skipped"),
        ("note", None),
    ]
    assert told[1]["message"]["text"] == "A file could not be read: /home/bob/.cursor/mcp.json: permission denied"
    assert {one["descriptor"]["id"] for one in told if "descriptor" in one} == {
        one["id"] for one in only["tool"]["driver"]["notifications"]
    }
