"""What every SARIF 2.1.0 log of ours has in common, as GitHub's code scanning takes it.

Limits and properties: docs.github.com, "SARIF support for code scanning".
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from mcpsweep.reports.hostile import json_document, sarif_message, uri

Object: TypeAlias = dict[str, Any]

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
SECURITY_SEVERITY = "8.0"
"""CVSS-like number by which code scanning sorts rules of the tag `security`: a standing credential is `high`."""


def log(run: Object) -> str:
    """A log of one run, as text."""
    return json_document({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def tool(version: str, rules: Sequence[Object], notifications: Mapping[str, str]) -> Object:
    """The tool, with its rules and what its notifications mean, by their ids."""
    described = [{"id": name, "shortDescription": {"text": text}} for name, text in notifications.items()]
    driver = {"name": "mcpsweep", "semanticVersion": version, "rules": list(rules), "notifications": described}
    return {"driver": driver}


def rule(identifier: str, short: str, full: str, advice: str, severity: str = SECURITY_SEVERITY) -> Object:
    """A rule of code scanning; the texts may be hostile."""
    return {
        "id": identifier,
        "shortDescription": {"text": sarif_message(short)},
        "fullDescription": {"text": sarif_message(full)},
        "help": {"text": sarif_message(advice)},
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["security", "credential"], "security-severity": severity},
    }


def notification(level: str, text: str, identifier: str = "") -> Object:
    """Something that the run has to say; the text may be hostile."""
    said: Object = {"level": level, "message": {"text": sarif_message(text)}}
    return {"descriptor": {"id": identifier}, **said} if identifier else said


def place(path: str, base: str, line: int = 0, column: int = 0) -> Object:
    """A physical location below one of the run's base URIs; without numbers the file as a whole."""
    physical: Object = {"artifactLocation": {"uri": uri(path), "uriBaseId": base}}
    if line:
        physical["region"] = {"startLine": line} | ({"startColumn": column} if column else {})
    return physical


def marks(identifier: str) -> dict[str, str]:
    """What code scanning tells alerts apart by: it would else want the file to compute it from a line."""
    return {"primaryLocationLineHash": f"{identifier}:1"}
