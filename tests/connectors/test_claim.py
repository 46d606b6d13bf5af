"""A value is shown to its own host only: every verifier there is, configured side by side, under one recorder."""

import base64
from collections.abc import Mapping

import pytest

from mcpsweep.connectors.asking import identify
from mcpsweep.connectors.base import Setup
from mcpsweep.connectors.http.budget import Silent
from mcpsweep.connectors.registry import VERIFIERS, verifiers
from mcpsweep.model.account import OF_LOGIN, AccountHint
from mcpsweep.model.held import Asked, Held, Identification
from mcpsweep.model.secret import Secret
from mcpsweep.model.validity import ValidityState
from tests.connectors.atlassian.organisation import server_token
from tests.connectors.fake import FakeClock
from tests.spy import Spy, spying

MARKED, UNMARKED = "gh" + "p_" + "Xa1" * 12, "0123456789abcdef0123" * 2
SLACK = "xo" + "xb-1234-1234-" + "Xa1" * 8
CLOUD, OLD, PAT = "AT" + "ATT3x" + "Xa1" * 30, "Xa1b" * 6, server_token("alice")
JWT = "ey" + "Jhbg.eyJz.c2ln"
OWNER = {"JIRA_USERNAME": "alice@acme.example"}

TABLES: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "github": (
        {"api_url": "https://api.github.com"},
        {"api_url": "https://ghe.acme.example/api/v3"},
        {"api_url": "https://api.acme.ghe.com"},
    ),
    "slack": ({}, {"api_url": "https://slack-gov.com/api/"}),
    "atlassian": (
        {"org_id": "o", "site_url": "https://acme.atlassian.net", "cloud_id": "c"},
        {"site_url": "https://jira.acme.example", "application": "jira"},
        {"site_url": "https://wiki.acme.example", "application": "confluence"},
    ),
}
ATLASSIAN = frozenset({"acme.atlassian.net"})
"""The rest of the Cloud is asked later; nothing gets so far here."""
NOBODY: frozenset[str] = frozenset()


def asked(
    monkeypatch: pytest.MonkeyPatch,
    service: str,
    value: str,
    beside: Mapping[str, str],
    tables: Mapping[str, tuple[Mapping[str, str], ...]] = TABLES,
) -> tuple[Identification, Spy]:
    """What is told of a value, and what would have left."""
    desks = [
        one
        for name in VERIFIERS
        for one in verifiers(name)(
            [Setup(f"{name}-{number}", each, {}, clock=FakeClock()) for number, each in enumerate(tables[name])],
            Setup(name, {}, {}, clock=FakeClock()),
        )
    ]
    hints = tuple(AccountHint(service, said, source) for source, said in beside.items())
    with spying(monkeypatch, is_cut=True) as spy:
        told = identify(desks, {service: {"f": Held(f"{service}-token", Secret(value), hints=hints)}}, Silent())["f"]
    for desk in desks:
        desk.close()
    return told, spy


def shown_to(spy: Spy, value: str) -> set[str]:
    """The hosts that were to see the value, by itself or in Basic auth."""
    basic = base64.b64encode(f"{OWNER['JIRA_USERNAME']}:{value}".encode()).decode()
    return {
        request.url.host
        for request in spy.sent
        if any(value in text or basic in text for text in request.headers.values()) or value.encode() in request.content
    }


@pytest.mark.parametrize(
    ("service", "value", "beside", "hosts"),
    [
        ("github", MARKED, {}, {"api.github.com"}),
        ("github", MARKED, {"GITHUB_HOST": "github.com"}, {"api.github.com"}),
        ("github", MARKED, {"url": "mcp.acme.example"}, {"api.github.com"}),
        ("github", MARKED, {OF_LOGIN: "ghcr.io"}, {"api.github.com"}),
        ("github", MARKED, {"GITHUB_HOST": "ghe.acme.example"}, {"ghe.acme.example"}),
        ("github", MARKED, {"API_BASE_URL": "ghe.acme.example"}, {"ghe.acme.example"}),
        ("github", MARKED, {OF_LOGIN: "ghe.acme.example"}, {"ghe.acme.example"}),
        ("github", MARKED, {"url": "copilot-api.acme.ghe.com"}, {"api.acme.ghe.com"}),
        ("github", MARKED, {"url": "copilot-api.other.ghe.com"}, NOBODY),
        ("github", MARKED, {"GITHUB_API_URL": "10.1.2.3"}, NOBODY),
        ("github", MARKED, {"ACME_GITHUB_URL": "ghe.other.example"}, NOBODY),
        ("slack", SLACK, {}, {"slack.com"}),
        ("slack", SLACK, {"SLACK_TEAM_ID": "T0123ABCD"}, {"slack.com"}),
        ("slack", SLACK, {"SLACK_WORKSPACE_URL": "acme.slack.com"}, {"slack.com"}),
        ("slack", SLACK, {"url": "mcp.acme.example"}, {"slack.com"}),
        ("slack", SLACK, {"SLACK_API_URL": "slack-gov.com"}, {"slack-gov.com"}),
        ("slack", SLACK, {"url": "acme.slack-gov.com"}, {"slack-gov.com"}),
        ("slack", SLACK, {"SLACK_API_URL": "slack.other.example"}, NOBODY),
        ("slack", SLACK, {"SLACK_API_URL": "slack.com.evil.example"}, NOBODY),
        ("atlassian", CLOUD, OWNER, ATLASSIAN),
        ("atlassian", CLOUD, {**OWNER, "JIRA_URL": "acme.atlassian.net"}, ATLASSIAN),
        ("atlassian", CLOUD, {**OWNER, "JIRA_URL": "jira.acme.example"}, ATLASSIAN),
        ("atlassian", OLD, {**OWNER, "JIRA_URL": "acme.atlassian.net"}, ATLASSIAN),
        ("atlassian", OLD, {**OWNER, "JIRA_URL": "jira.acme.example"}, NOBODY),
        ("atlassian", OLD, OWNER, NOBODY),
        ("atlassian", JWT, {}, {"api.atlassian.com"}),
        ("atlassian", JWT, {"JIRA_URL": "jira.acme.example"}, NOBODY),
        ("atlassian", PAT, {"JIRA_URL": "jira.acme.example"}, {"jira.acme.example"}),
        ("atlassian", PAT, {"CONFLUENCE_URL": "wiki.acme.example"}, {"wiki.acme.example"}),
        ("atlassian", PAT, {"JIRA_URL": "jira.other.example"}, NOBODY),
        ("atlassian", PAT, {"JIRA_URL": "acme.atlassian.net"}, NOBODY),
        ("atlassian", PAT, {"JIRA_URL": "10.1.2.3"}, NOBODY),
    ],
)
def test_a_value_goes_to_its_own_host_only(
    monkeypatch: pytest.MonkeyPatch, service: str, value: str, beside: Mapping[str, str], hosts: frozenset[str]
) -> None:
    told, spy = asked(monkeypatch, service, value, beside)
    assert shown_to(spy, value) == set(hosts)
    assert told.asked is (Asked.NO_ANSWER if hosts else Asked.NOT_ASKED)
    assert spy.sent or not hosts


@pytest.mark.parametrize(
    ("service", "value", "beside", "named"),
    [
        ("github", UNMARKED, {}, "github.com"),
        ("github", MARKED, {"GITHUB_HOST": "ghe.acme.example", "GITHUB_URL": "github.com"}, "ghe.acme.example"),
        ("github", MARKED, {"GITHUB_HOST": "ghe.acme.example", "GITHUB_URL": "ghe.b.example"}, "ghe.acme.example"),
        ("slack", SLACK, {"SLACK_API_URL": "slack.com", "SLACK_HOST": "slack-gov.com"}, "slack-gov.com"),
        ("atlassian", PAT, {}, "jira.acme.example"),
        ("atlassian", PAT, {"A_URL": "jira.acme.example", "B_URL": "wiki.acme.example"}, "wiki.acme.example"),
        ("atlassian", OLD, {**OWNER, "A_URL": "acme.atlassian.net", "B_URL": "x.example"}, "api.atlassian.com"),
    ],
)
def test_what_may_be_of_several_is_shown_to_none_and_a_person_is_told_what_to_do(
    monkeypatch: pytest.MonkeyPatch, service: str, value: str, beside: Mapping[str, str], named: str
) -> None:
    told, spy = asked(monkeypatch, service, value, beside)
    assert (spy.sent, told.asked, told.validity.state) == ([], Asked.UNDECIDED, ValidityState.UNKNOWN)
    assert named in told.reason
    assert "end it there by hand" in told.reason


@pytest.mark.parametrize(
    ("service", "value", "only"),
    [
        ("github", UNMARKED, {"api_url": "https://api.github.com"}),
        ("slack", SLACK, {"api_url": "https://slack-gov.com/api/"}),
        ("atlassian", PAT, {"site_url": "https://jira.acme.example", "application": "jira"}),
    ],
)
def test_where_there_is_one_place_only_it_is_asked(
    monkeypatch: pytest.MonkeyPatch, service: str, value: str, only: Mapping[str, str]
) -> None:
    told, spy = asked(monkeypatch, service, value, {}, {**TABLES, service: (only,)})
    assert len(shown_to(spy, value)) == 1
    assert told.asked is Asked.NO_ANSWER
