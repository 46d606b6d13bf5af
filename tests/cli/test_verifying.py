"""`scan --verify`: no address that a laptop names gets a value, unless it is the service's own or configured."""

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from mcpsweep.connectors.http.clock import SystemClock
from mcpsweep.errors import ExitCode
from mcpsweep.sandbox.organisation import organisation
from tests.cli.conftest import Ended, Sweep
from tests.collectors.scanning import home_with
from tests.connectors.atlassian.organisation import server_token
from tests.spy import Spy, spying

Run = Callable[..., Ended]

SERVICES_OWN = {
    "api.github.com",
    "slack.com",
    "api.atlassian.com",
    "api.bitbucket.org",
    "acme.atlassian.net",
}
GITHUB, SLACK, BOT, JIRA = (
    organisation().credential(one).secret.reveal() for one in ("github-classic", "slack-user", "slack-bot", "jira")
)

HOSTILE = (
    "https://collector.evil.example",
    "https://acme.atlassian.net.evil.example",
    "https://evil.example/acme.atlassian.net",
    "https://evil.example?x=.atlassian.net",
    "https://evil.example#.atlassian.net",
    "https://acme.atlassian.net@evil.example",
    "https://acme.atlassian.net:pass@evil.example/",
    "https://evil-atlassian.net",
    "https://eviljira.com",
    "https://x.y.atlassian.net",
    "http://127.0.0.1:9/x",
    "https://api.github.com.evil.example/api/v3",
    "https://github.com@evil.example",
    "https://slack.com.evil.example/api/",
)
"""What a laptop's owner may have written where the service's address is expected."""


@pytest.fixture(autouse=True)
def _nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SystemClock, "sleep", lambda clock, seconds: None)


def entries(address: str) -> Mapping[str, Any]:
    """One entry for each service, with its token and the address in every place that a client reads it from."""
    return {
        "github": {
            "command": "github-mcp-server",
            "args": ["--gh-host", address],
            "env": {"GITHUB_TOKEN": GITHUB, "GITHUB_HOST": address, "GITHUB_API_URL": address},
        },
        "slack": {"command": "x", "env": {"SLACK_TOKEN": SLACK, "SLACK_API_URL": address, "SLACK_HOST": address}},
        "jira": {
            "command": "mcp-atlassian",
            "env": {
                "JIRA_URL": address,
                "CONFLUENCE_URL": address,
                "JIRA_USERNAME": "alice@acme.example",
                "JIRA_API_TOKEN": JIRA,
            },
        },
        "plain": {"command": "x", "env": {"SLACK_BOT_TOKEN": BOT}},
        "remote": {"type": "http", "url": address, "headers": {"Authorization": f"Bearer {GITHUB}"}},
    }


def scanned(mcpsweep: Run, spy_on: pytest.MonkeyPatch, home: Path, servers: Mapping[str, Any]) -> tuple[Ended, Spy]:
    """A home with these entries, verified while nothing gets through."""
    home_with(home, {".claude.json": json.dumps({"mcpServers": servers})})
    with spying(spy_on, is_cut=True) as spy:
        return mcpsweep("scan", str(home), "--verify", "--format", "json"), spy


@pytest.mark.parametrize("address", HOSTILE)
def test_no_request_leaves_for_an_address_from_the_laptop(
    address: str, mcpsweep: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ended, spy = scanned(mcpsweep, monkeypatch, tmp_path, entries(address))
    assert spy.hosts() <= SERVICES_OWN
    assert "slack.com" in spy.hosts()
    assert ended.code == ExitCode.INCOMPLETE


def test_all_hostile_addresses_at_once(mcpsweep: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    servers = {
        f"{name}-{number}": entry
        for number, address in enumerate((*HOSTILE, "https://acme.atlassian.net"))
        for name, entry in entries(address).items()
    }
    _, spy = scanned(mcpsweep, monkeypatch, tmp_path, servers)
    assert spy.hosts() <= SERVICES_OWN
    assert "acme.atlassian.net" in spy.hosts()


def test_a_site_of_atlassians_own_is_asked(mcpsweep: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _, spy = scanned(mcpsweep, monkeypatch, tmp_path, {"jira": entries("https://acme.atlassian.net")["jira"]})
    assert spy.hosts() == {"acme.atlassian.net"}
    assert {request.url.scheme for request in spy.sent} == {"https"}


def entry(**env: str) -> str:
    """A client's configuration with one server."""
    return json.dumps({"mcpServers": {"one": {"command": "x", "env": env}}})


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".config/gh/hosts.yml", f"ghe.acme.example:\n    user: alice\n    oauth_token: {GITHUB}\n"),
        (".git-credentials", f"https://alice:{GITHUB}@ghe.acme.example\n"),
        (".netrc", f"machine ghe.acme.example\nlogin alice\npassword {GITHUB}\n"),
        (".npmrc", f"//npm.ghe.acme.example/:_authToken={GITHUB}\n"),
        (".claude.json", entry(GITHUB_TOKEN=GITHUB, GITHUB_API_URL="https://api.acme.ghe.com")),
        (".claude.json", entry(GITHUB_TOKEN=GITHUB, GITHUB_HOST="https://10.1.2.3")),
        (".claude.json", entry(GITHUB_TOKEN=GITHUB, GITHUB_HOST="https://ghe.acme.local")),
        (".claude.json", entry(SLACK_TOKEN=SLACK, SLACK_API_URL="https://slack-gov.com/api/")),
    ],
)
def test_what_its_own_file_gives_to_another_host_does_not_go_to_the_vendors(
    path: str, text: str, mcpsweep: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home_with(tmp_path, {path: text})
    with spying(monkeypatch, is_cut=True) as spy:
        ended = mcpsweep("scan", str(tmp_path), "--verify", "--format", "json")
    (finding,) = json.loads(ended.out)["findings"]
    assert finding["service"] in ("github", "slack")
    assert (spy.sent, finding["validity"]["state"]) == ([], "not-checked")
    assert any("not asked about 1 credential" in note for note in json.loads(ended.out)["notes"])


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".config/gh/hosts.yml", f"github.com:\n    user: alice\n    oauth_token: {GITHUB}\n"),
        (".git-credentials", f"https://alice:{GITHUB}@github.com\n"),
        (".netrc", f"machine api.github.com\nlogin alice\npassword {GITHUB}\n"),
        (".npmrc", f"//npm.pkg.github.com/:_authToken={GITHUB}\n"),
        (
            ".docker/config.json",
            json.dumps({"auths": {"ghcr.io": {"auth": b64encode(f"a:{GITHUB}".encode()).decode()}}}),
        ),
        (".claude.json", entry(GITHUB_TOKEN=GITHUB)),
    ],
)
def test_what_is_the_vendors_own_is_asked_there(
    path: str, text: str, mcpsweep: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home_with(tmp_path, {path: text})
    with spying(monkeypatch, is_cut=True) as spy:
        mcpsweep("scan", str(tmp_path), "--verify", "--format", "json")
    assert spy.hosts() == {"api.github.com"}


def test_two_servers_in_one_entry_each_see_their_own_token(
    mcpsweep: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config, names = tmp_path / "config.toml", ("jira", "confluence")
    config.write_text(
        "".join(
            f'[connectors.{name}]\ntype = "atlassian"\nsite_url = "https://{name}.acme.example"\n'
            f'application = "{name}"\n'
            for name in names
        )
    )
    tokens = {name: server_token(name) for name in names}
    env = {f"{name.upper()}_PERSONAL_TOKEN": token for name, token in tokens.items()}
    env |= {f"{name.upper()}_URL": f"https://{name}.acme.example" for name in names}
    home_with(tmp_path / "home", {".claude.json": entry(**env)})
    with spying(monkeypatch, is_cut=True) as spy:
        mcpsweep("scan", str(tmp_path / "home"), "--verify", "--config", str(config))
    for name, token in tokens.items():
        assert {sent.url.host for sent in spy.sent if token in sent.headers["authorization"]} == {
            f"{name}.acme.example"
        }


class TestEnterpriseServer:
    """A GitHub that is not github.com."""

    HOST = "github.acme.example"

    @pytest.fixture(autouse=True)
    def _configured(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        config = tmp_path / "config.toml"
        config.write_text(f'[connectors.github]\norg = "acme"\napi_url = "https://{self.HOST}/api/v3"\n')
        monkeypatch.setenv("MCPSWEEP_CONFIG", str(config))

    def test_its_tokens_go_there_and_not_to_github_com(
        self, mcpsweep: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        entry = {"command": "x", "env": {"GITHUB_TOKEN": GITHUB, "GITHUB_HOST": f"https://{self.HOST}"}}
        _, spy = scanned(mcpsweep, monkeypatch, tmp_path / "home", {"github": entry})
        assert spy.hosts() == {self.HOST}

    def test_a_token_beside_another_servers_address_goes_nowhere(
        self, mcpsweep: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        entry = {"command": "x", "env": {"GITHUB_TOKEN": GITHUB, "GITHUB_HOST": "https://ghe.other.example"}}
        ended, spy = scanned(mcpsweep, monkeypatch, tmp_path / "home", {"github": entry})
        assert spy.hosts() == set()
        (finding,) = json.loads(ended.out)["findings"]
        assert finding["validity"]["state"] == "not-checked"
        assert ended.code == ExitCode.DONE


def test_a_configuration_that_cannot_be_is_said_before_the_scan(
    mcpsweep: Run, swept: Sweep, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[connectors.slack]\napi_url = "http://slack.acme.example/api/"\n')
    ended = mcpsweep("scan", "--verify", "--config", str(config))
    assert (ended.code, swept.requests) == (ExitCode.USAGE, [])
    assert "must start with https://" in ended.err


def test_without_the_option_nothing_leaves(mcpsweep: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    home_with(tmp_path, {".claude.json": json.dumps({"mcpServers": entries("https://acme.atlassian.net")})})
    with spying(monkeypatch, is_cut=True) as spy:
        assert mcpsweep("scan", str(tmp_path)).code == ExitCode.DONE
    assert spy.sent == []
