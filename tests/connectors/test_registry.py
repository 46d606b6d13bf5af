"""Every name in the registry is a connector."""

import subprocess
import sys

import pytest

from mcpsweep.connectors.base import Setup
from mcpsweep.connectors.registry import CONNECTORS, VERIFIERS, load, verifiers
from mcpsweep.errors import UsageError


@pytest.mark.parametrize("name", sorted(CONNECTORS))
def test_every_name_resolves(name: str) -> None:
    assert load(name).service == name


def test_an_unknown_name_says_which_are_known() -> None:
    with pytest.raises(UsageError):
        load("nobody")


@pytest.mark.parametrize("service", sorted(VERIFIERS))
def test_every_service_can_be_asked_without_a_credential_of_ours(service: str) -> None:
    made = verifiers(service)([], Setup("default", {}, {}))
    assert [(one.service, one.name) for one in made] == [(service, "default")]
    for one in made:
        one.close()


def chosen(service: str, *settings: dict[str, str]) -> list[str]:
    """The names of those who are asked where these tables are configured."""
    setups = [Setup(f"table-{number}", one, {}) for number, one in enumerate(settings)]
    made = verifiers(service)(setups, Setup("default", {}, {}))
    for one in made:
        one.close()
    return [one.name for one in made]


def test_workspaces_of_one_slack_are_one_place() -> None:
    assert chosen("slack", {"team_id": "T1"}, {"team_id": "T2"}) == ["table-0"]
    gov = {"api_url": "https://slack-gov.com/api/"}
    assert chosen("slack", gov, {}, gov) == ["table-0", "table-1"]


def test_the_cloud_is_asked_beside_a_server_unless_that_plays_on_this_machine() -> None:
    site = "https://acme.atlassian.net"
    assert chosen("atlassian", {"org_id": "o", "site_url": site}) == ["table-0"]
    assert chosen("atlassian", {"site_url": site}) == ["table-0"]
    assert chosen("atlassian", {"site_url": "https://jira.acme.example"}) == ["default", "table-0"]
    assert chosen("atlassian", {"site_url": "http://127.0.0.1:1/jira"}) == ["table-0"]


def test_the_libraries_of_services_load_only_when_they_are_used() -> None:
    script = (
        "import sys; from mcpsweep.connectors.registry import CONNECTORS, load; [load(name) for name in CONNECTORS]; "
        "print({'github', 'slack_sdk', 'atlassian', 'requests'} & set(sys.modules))"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "set()"
