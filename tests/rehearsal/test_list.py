"""`mcpsweep list` over all services side by side: exactly the person's, and one that is down hides no other."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from mcpsweep.cli.app import run
from mcpsweep.connectors.http.clock import SystemClock
from mcpsweep.errors import ExitCode
from mcpsweep.sandbox.estate import Estate
from mcpsweep.sandbox.faults import Fault, Rule, Weather
from mcpsweep.sandbox.organisation import Person
from tests.rehearsal.expected import CREDENTIALS, Keys, grants_at

SERVICES = ("github", "slack", "atlassian")
OTHERS = ("bob", "carol", "dave", "erin")


@pytest.fixture
def estate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Estate]:
    """All services on the network, and the configuration that leads to them."""
    with Estate() as made:
        monkeypatch.setenv("MCPSWEEP_CONFIG", str(made.write_config(tmp_path)))
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
        for name, secret in made.secrets().items():
            monkeypatch.setenv(name, secret.reveal())
        yield made
        assert made.server.log.forbidden == 0
        values = [one.secret.reveal() for one in made.who.credentials] + [s.reveal() for s in made.secrets().values()]
        asked = "\n".join(entry.target for entry in made.server.log.entries)
        assert not [value for value in values if value in asked]


def listed(capsys: pytest.CaptureFixture[str], who: str, code: ExitCode) -> Mapping[str, Any]:
    """The answers of all services to the question for somebody."""
    assert run(["list", "--user", who, "--format", "json"]) == code
    answers = {answer["service"]: answer for answer in json.loads(capsys.readouterr().out)["answers"]}
    assert tuple(sorted(answers)) == tuple(sorted(SERVICES))
    return answers


def grants(answer: Mapping[str, Any]) -> Keys:
    """Kind and id of what one service listed."""
    return frozenset((grant["kind"], grant["id"]) for grant in answer["grants"])


def expected(estate: Estate, person: Person) -> Mapping[str, Keys]:
    """What the services themselves hold of somebody."""
    ids = {name: person.accounts[name].id for name in SERVICES}
    return {
        "github": grants_at(estate.github, ids["github"]),
        "slack": grants_at(estate.slack, ids["slack"]),
        "atlassian": grants_at(estate.atlassian, ids["atlassian"]),
    }


def test_exactly_hers_on_all_services_and_nobody_elses(estate: Estate, capsys: pytest.CaptureFixture[str]) -> None:
    alice = estate.who.person("alice")
    answers, hers = listed(capsys, "alice", ExitCode.DONE), expected(estate, alice)
    for name in SERVICES:
        assert hers[name], name
        assert {one for one in grants(answers[name]) if one[0] in CREDENTIALS} == hers[name], name
        assert {link["account"]["id"] for link in answers[name]["links"]} == {alice.accounts[name].id}
        for other in OTHERS:
            assert not grants(answers[name]) & expected(estate, estate.who.person(other))[name], (name, other)


@pytest.mark.parametrize("other", ["carol", "dave", "erin"])
def test_who_is_taken_for_her_by_name_or_address_has_another_list(
    estate: Estate, capsys: pytest.CaptureFixture[str], other: str
) -> None:
    answers, person = listed(capsys, estate.who.person(other).email, ExitCode.DONE), estate.who.person(other)
    for name, theirs in expected(estate, person).items():
        assert {one for one in grants(answers[name]) if one[0] in CREDENTIALS} == theirs, name


@pytest.mark.parametrize("down", SERVICES)
def test_a_service_that_is_down_is_named_and_hides_no_other(
    estate: Estate, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, down: str
) -> None:
    monkeypatch.setattr(SystemClock, "sleep", lambda clock, seconds: None)
    estate.server.set_weather(Weather((Rule(Fault.ERROR_BEFORE, path=rf"^/{down}/"),)))
    answers = listed(capsys, "alice", ExitCode.INCOMPLETE)
    hers = expected(estate, estate.who.person("alice"))
    assert answers[down]["state"] == "failed"
    assert answers[down]["reason"]
    for name in set(SERVICES) - {down}:
        assert answers[name]["state"] in ("complete", "partial")
        assert not [gap for gap in answers[name]["gaps"] if gap["hides"]]
        assert {one for one in grants(answers[name]) if one[0] in CREDENTIALS} == hers[name], name
