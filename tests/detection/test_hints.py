"""Neighbours that tell whose a credential is."""

import pytest

from mcpsweep.detection.hints import hint, nearest
from mcpsweep.detection.issuer import service_of
from mcpsweep.detection.names import is_credential_name
from mcpsweep.model.account import OF_LOGIN, AccountHint
from tests.detection.values import GITHUB_GOOD, RANDOM


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("JIRA_USERNAME", "alice@acme.example", "alice@acme.example"),
        ("JIRA_URL", "https://acme.atlassian.net/wiki", "acme.atlassian.net"),
        ("SLACK_TEAM_ID", "T01ABCD2EFG", "T01ABCD2EFG"),
        ("SNOWFLAKE_ACCOUNT", "xy12345.eu-west-1", "xy12345.eu-west-1"),
        ("AZURE_TENANT_ID", "3b241101-e2bb-4255-8caf-4136c566a962", "3b241101-e2bb-4255-8caf-4136c566a962"),
        ("DATABASE_URL", "postgresql://bob:secretword7@db.acme.example/x", "db.acme.example"),
    ],
)
def test_hint(name: str, value: str, said: str) -> None:
    found = hint(name, value, "acme")
    assert found is not None
    assert (found.service, found.value, found.source) == ("acme", said, name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("JIRA_URL", "https://your-org.atlassian.net"),
        ("PGUSER", "postgres"),
        ("LOG_LEVEL", "debug"),
        ("STORAGE_ACCOUNT_KEY", RANDOM),
        ("ACCOUNT_ID", GITHUB_GOOD),
        ("API_URL", "http://localhost:3000"),
    ],
)
def test_no_hint(name: str, value: str) -> None:
    assert hint(name, value, "acme") is None


@pytest.mark.parametrize(
    "name", ["GITHUB_TOKEN", "tavilyApiKey", "X-Goog-Api-Key", "PGPASSWORD", "client_secret", "--apikey", "TOKEN_2"]
)
def test_names_of_credentials(name: str) -> None:
    assert is_credential_name(name)


@pytest.mark.parametrize(
    "name", ["MAX_TOKENS", "TOKEN_URL", "CLIENT_ID", "API_KEY_HEADER", "LOG_LEVEL", "monkey", "cacheKey", ""]
)
def test_names_of_other_things(name: str) -> None:
    assert not is_credential_name(name)


def test_the_name_outranks_the_hints() -> None:
    assert service_of("BRAVE_API_KEY", ("github",)).service == "brave"
    assert service_of("API_KEY", ("@acme/x", "https://api.linear.app")).service == "linear"
    assert service_of("X-API-Key").service == "generic"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("JIRA_PERSONAL_TOKEN", {"JIRA_URL", "JIRA_USERNAME", "CONFLUENCE_USERNAME", OF_LOGIN}),
        ("jiraPersonalToken", {"JIRA_URL", "JIRA_USERNAME", "CONFLUENCE_USERNAME", OF_LOGIN}),
        ("CONFLUENCE_TOKEN", {"CONFLUENCE_URL", "JIRA_USERNAME", "CONFLUENCE_USERNAME", OF_LOGIN}),
        ("ATLASSIAN_TOKEN", {"JIRA_URL", "CONFLUENCE_URL", "JIRA_USERNAME", "CONFLUENCE_USERNAME", OF_LOGIN}),
        ("", {"JIRA_URL", "CONFLUENCE_URL", "JIRA_USERNAME", "CONFLUENCE_USERNAME", OF_LOGIN}),
    ],
)
def test_of_the_addresses_in_one_entry_a_credentials_own_are_told_by_name(name: str, kept: set[str]) -> None:
    beside = {
        "JIRA_URL": "jira.acme.example",
        "JIRA_USERNAME": "alice@acme.example",
        "CONFLUENCE_URL": "wiki.acme.example",
        "CONFLUENCE_USERNAME": "alice@acme.example",
        OF_LOGIN: "git.acme.example",
    }
    hints = [AccountHint("atlassian", value, source) for source, value in beside.items()]
    assert {one.source for one in nearest([name], hints)} == kept


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://10.1.2.3:8443/jira", "10.1.2.3"),
        ("https://jira.acme.local", "jira.acme.local"),
        ("https://api.acme.ghe.com", "api.acme.ghe.com"),
        ("http://127.0.0.1:8080", None),
        ("http://0.0.0.0:8080", None),
        ("http://x.localhost", None),
        ("https://api.eu.vendor.com", None),
    ],
)
def test_private_sites_are_named_by_number_and_by_local_names_too(url: str, host: str | None) -> None:
    said = hint("JIRA_URL", url, "atlassian")
    assert (said.value if said else None) == host
