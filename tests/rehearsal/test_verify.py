"""`mcpsweep scan --verify`: each credential says itself whose it is, at its own service and nowhere else."""

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mcpsweep.connectors.http.clock import SystemClock
from mcpsweep.errors import ExitCode
from mcpsweep.sandbox.estate import Estate
from mcpsweep.sandbox.faults import Fault, Rule, Weather
from mcpsweep.sandbox.github.state import hash_of as hash_at_github
from mcpsweep.sandbox.slack.state import Death
from mcpsweep.sandbox.slack.state import hash_of as hash_at_slack
from tests.canary import assert_absent
from tests.cli.conftest import Ended
from tests.cli.conftest import mcpsweep as mcpsweep
from tests.collectors.scanning import home_with
from tests.spy import spying

Run = Callable[..., Ended]

PLANTED = {
    "github-classic": "GITHUB_TOKEN",
    "github-spare": "GITHUB_PERSONAL_ACCESS_TOKEN",
    "github-fine": "GH_TOKEN",
    "github-bob": "BOB_GITHUB_TOKEN",
    "slack-user": "SLACK_USER_TOKEN",
    "slack-bot": "SLACK_BOT_TOKEN",
    "slack-carol": "SLACK_TOKEN",
    "slack-rotating": "SLACK_ROTATING_TOKEN",
    "slack-refresh": "SLACK_REFRESH_TOKEN",
    "slack-session": "SLACK_MCP_XOXC_TOKEN",
    "slack-cookie": "SLACK_MCP_XOXD_TOKEN",
    "warehouse-pool": "SNOWFLAKE_PASSWORD",
}
"""Label of the made-up credential → the variable that it stands in."""
SERVICES = ("github", "slack", "atlassian")


@dataclass(frozen=True)
class Stage:
    """All services on the network, a home with tokens, and the configuration. No administrator's credential at all."""

    estate: Estate
    home: Path

    def value(self, label: str) -> str:
        """A credential's value."""
        return self.estate.who.credential(label).secret.reveal()

    def account(self, person: str, service: str) -> str:
        """The service's own id of somebody."""
        return self.estate.who.person(person).accounts[service].id

    @property
    def values(self) -> list[str]:
        """Every value that must show nowhere."""
        return [one.secret.reveal() for one in self.estate.who.credentials]


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """Some tokens live, one of each service is dead, and some are other people's."""
    with Estate() as estate:
        monkeypatch.setenv("MCPSWEEP_CONFIG", str(estate.write_config(tmp_path)))
        monkeypatch.setenv("MCPSWEEP_FINGERPRINT_KEY", "0" * 64)
        made = Stage(estate, tmp_path / "home")
        revoked, expired = made.value("github-spare"), made.value("github-fine")
        estate.github.world.by_hash[hash_at_github(revoked)].is_alive = False
        estate.github.world.by_hash[hash_at_github(expired)].expires_at = 1.0
        estate.slack.world.tokens[hash_at_slack(made.value("slack-user"))].death = Death.REVOKED
        estate.slack.world.tokens[hash_at_slack(made.value("slack-rotating"))].expires_at = 1.0
        home_with(made.home, {".claude.json": json.dumps(laptop(made))})
        yield made
        assert estate.server.log.forbidden == 0
        asked = "\n".join(entry.target for entry in estate.server.log.entries)
        assert not [value for value in made.values if value in asked]


def laptop(stage: Stage) -> Mapping[str, Any]:
    """One server entry for each token, the session and its cookie and the two rotating ones together."""
    together = ({"slack-session", "slack-cookie"}, {"slack-rotating", "slack-refresh"})
    groups = [*together, *({label} for label in PLANTED if not any(label in one for one in together))]
    servers: dict[str, Any] = {
        f"server-{number}": {"command": "x", "env": {PLANTED[label]: stage.value(label) for label in sorted(group)}}
        for number, group in enumerate(groups)
    }
    pair = f"alice@acme.example:{stage.value('jira')}"
    servers["jira"] = {
        "type": "http",
        "url": "https://acme.atlassian.net/mcp",
        "headers": {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()},
    }
    return {"mcpServers": servers}


@dataclass(frozen=True)
class Found:
    """A scan's result."""

    ended: Ended
    document: Any

    def of(self, stage: Stage, label: str) -> Mapping[str, Any]:
        """What was found out about a credential, by the end of its value or, of a password, by its length."""
        value = stage.value(label)
        (finding,) = [
            one
            for one in self.document["findings"]
            if (one["suffix"] == value[-8:] if one["suffix"] else one["length"] == len(value))
        ]
        validity: Mapping[str, Any] = finding["validity"]
        return validity


def verified(stage: Stage, mcpsweep: Run, *options: str) -> Found:
    """The home, scanned and verified."""
    ended = mcpsweep("scan", str(stage.home), "--verify", "--format", "json", *options)
    assert_absent(ended.out + ended.err.encode(), stage.values)
    return Found(ended, json.loads(ended.out))


def test_each_says_whether_it_lives_and_whose_it_is(stage: Stage, mcpsweep: Run) -> None:
    found = verified(stage, mcpsweep)
    told = {label: found.of(stage, label) for label in [*PLANTED, "jira"]}
    assert {label: one["state"] for label, one in told.items()} == {
        "github-classic": "live",
        "github-spare": "dead",
        "github-fine": "dead",
        "github-bob": "live",
        "slack-user": "dead",
        "slack-bot": "live",
        "slack-carol": "live",
        "slack-rotating": "expired",
        "slack-refresh": "not-checked",
        "slack-session": "live",
        "slack-cookie": "live",
        "warehouse-pool": "not-checked",
        "jira": "live",
    }
    assert told["github-classic"]["account"] == "anguyen"
    assert told["github-bob"]["account"] == "bosei"
    assert told["slack-carol"]["account"] == stage.account("carol", "slack")
    assert told["slack-session"]["account"] == stage.account("alice", "slack")
    assert (told["jira"]["account"], told["jira"]["name"]) == (
        stage.account("alice", "atlassian"),
        "alice@acme.example",
    )
    assert "repo" in told["github-classic"]["scopes"]
    assert all(bool(one["checked_at"]) == (one["state"] != "not-checked") for one in told.values())
    assert (
        "slack: not asked about 1 credential: a refresh token can only be tested by using it up"
        in (found.document["notes"])
    )
    assert found.ended.code == ExitCode.DONE


def test_a_value_goes_to_its_own_service_and_to_no_other(
    stage: Stage, mcpsweep: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with spying(monkeypatch, is_cut=False) as spy:
        verified(stage, mcpsweep)
    assert spy.hosts() == {"127.0.0.1"}
    services = {label: {stage.estate.who.credential(label).service} for label in PLANTED}
    services |= {"slack-refresh": set(), "warehouse-pool": set()}
    # A cookie travels with every character that could end it encoded.
    del services["slack-cookie"]
    assert {label: spy.paths_with(stage.value(label)) for label in services} == services


def test_live_ones_can_fail_a_build(stage: Stage, mcpsweep: Run) -> None:
    assert verified(stage, mcpsweep, "--fail-on", "live").ended.code == ExitCode.FAIL_ON
    only_dead = {"mcpServers": {"a": {"command": "x", "env": {"GITHUB_TOKEN": stage.value("github-spare")}}}}
    home_with(stage.home, {".claude.json": json.dumps(only_dead)})
    ended = mcpsweep("scan", str(stage.home), "--verify", "--fail-on", "live")
    assert (ended.code, b"1 dead" in ended.out) == (ExitCode.DONE, True)


@pytest.mark.parametrize("down", SERVICES)
@pytest.mark.parametrize("fault", [Fault.ERROR_BEFORE, Fault.CUT_BEFORE, Fault.HTML, Fault.REDIRECT])
def test_a_service_that_is_down_is_named_and_hides_no_other(
    stage: Stage, mcpsweep: Run, monkeypatch: pytest.MonkeyPatch, down: str, fault: Fault
) -> None:
    monkeypatch.setattr(SystemClock, "sleep", lambda clock, seconds: None)
    stage.estate.server.set_weather(Weather((Rule(fault, path=rf"^/{down}/"),)))
    found = verified(stage, mcpsweep, "--fail-on", "live")
    assert found.ended.code == ExitCode.INCOMPLETE
    assert [line for line in found.ended.err.splitlines() if line.startswith(f"{down}: no answer about ")]
    assert [note for note in found.document["notes"] if note.startswith(f"{down}: no answer about ")]
    states = {
        label: (stage.estate.who.credential(label).service, found.of(stage, label)["state"])
        for label in ("github-classic", "slack-bot", "slack-carol", "jira")
    }
    assert {state for service, state in states.values() if service == down} == {"unknown"}
    assert {state for service, state in states.values() if service != down} == {"live"}


def test_a_place_that_does_not_answer_is_not_asked_about_every_single_one(
    stage: Stage, mcpsweep: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SystemClock, "sleep", lambda clock, seconds: None)
    stage.estate.server.set_weather(Weather((Rule(Fault.ERROR_BEFORE, path=r"^/github/"),)))
    with spying(monkeypatch, is_cut=False) as spy:
        verified(stage, mcpsweep)
    asked = {request.headers["authorization"] for request in spy.sent if request.url.path.startswith("/github/")}
    assert len(asked) == 2


def test_a_table_for_people_says_the_same(stage: Stage, mcpsweep: Run) -> None:
    ended = mcpsweep("scan", str(stage.home), "--verify")
    assert_absent(ended.out + ended.err.encode(), stage.values)
    shown = ended.out.decode()
    assert "7 live, 1 expired, 3 dead" in shown
    assert "account bosei" in shown
    assert "(alice@acme.example)" in shown
