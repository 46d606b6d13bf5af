"""A message quotes what somebody typed, unless that was a value."""

import pytest

from mcpsweep.detection.redaction import redact_message
from tests.detection.values import ANTHROPIC, ATLASSIAN, GITHUB_GOOD, HEX, RANDOM, SLACK_BOT, UUID

TOKENS = [ANTHROPIC, ATLASSIAN, GITHUB_GOOD, SLACK_BOT]


@pytest.mark.parametrize("value", [*TOKENS, RANDOM, HEX])
@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("there is no client called {}", "there is no client called …"),
        ("Invalid value for '--format': '{}' is not one of 'table', 'json'.", None),
        ("Got unexpected extra argument(s) ({})", "Got unexpected extra argument(s) (…)"),
        ("No such option: --token={}", None),
        ("the roster /etc/mcpsweep/{} cannot be read", "the roster /etc/mcpsweep/… cannot be read"),
        ("acme  github  org=acme app_id={}", "acme  github  org=acme app_id=…"),
        ("the address is https://anna:{}@host.example/x", "the address is https://…@host.example/x"),
    ],
)
def test_a_value_is_not_repeated(value: str, message: str, shown: str | None) -> None:
    told = redact_message(message.format(value))
    assert value[12:24] not in told
    assert "…" in told
    assert shown is None or told == shown


@pytest.mark.parametrize("value", TOKENS)
def test_a_token_is_seen_inside_a_path_too(value: str) -> None:
    assert value[12:24] not in redact_message(f"the journal /state/{value}/journal.sqlite cannot be used")


@pytest.mark.parametrize(
    "message",
    [
        "there is no run run-20261123-1a2b3c4d",
        "there is no run run-20261123-1a2b3c4",
        "process 17 is carrying out run-20261123-1a2b3c4d right now",
        "the plan plan-20261123-9f86d081 was made on 2026-11-23, which is not yet",
        "the evidence in /tmp/evidence-run-20261123-1a2b3c4d cannot be read: No such file or directory",
        f"the plan /home/anna/.cache/{HEX}/approved.yaml cannot be read",
        rf"the plan C:\Users\anna\{UUID}\approved.yaml cannot be read",
        "the configuration ~/acme/mcpsweep-configuration-2026.toml is no TOML (at line 3, column 4)",
        "MCPSWEEP_ATLASSIAN_SCOPED_KEY is not set",
        "github  github  org=acme app_id=4242 installation_id=777001 enterprise=acme-inc",
        "No such option: --unseal-with-key Did you mean --unseal-with?",
    ],
)
def test_what_is_no_value_stays_readable(message: str) -> None:
    assert redact_message(message) == message
