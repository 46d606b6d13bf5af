"""`mcpsweep report` over simulated services: exactly what was planted; after a sweep it is gone, in every format."""

import csv
import io
import json
import shlex
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mcpsweep import config as configuration
from mcpsweep.cli import connecting
from mcpsweep.cli.app import run
from mcpsweep.connectors import registry
from mcpsweep.connectors.base import Setup
from mcpsweep.connectors.http.clock import SystemClock
from mcpsweep.errors import ExitCode
from mcpsweep.model.grant import Grant
from mcpsweep.model.outcome import OutcomeState
from mcpsweep.reports.registry import TokensFormat
from mcpsweep.sandbox import laptop
from mcpsweep.sandbox.clock import SharedClock
from mcpsweep.sandbox.estate import Estate
from mcpsweep.sandbox.faults import Fault, Rule, Weather
from mcpsweep.sandbox.leavers import Way, leavers
from mcpsweep.sandbox.organisation import organisation
from tests.canary import assert_absent
from tests.rehearsal.expected import grants_at
from tests.reports.schema import FOLDER

NOBODYS = {"DEPLOY_TOKEN", "alice-desktop (linux)", "alice.example", "ci.acme.example", "issue-summaries", "mcpsweep"}
"""What of the scene GitHub tells no owner of, by its label."""
SERVICES = ("github", "slack", "atlassian")


@pytest.fixture
def clock() -> SharedClock:
    """The services', and the connectors' where a test builds them."""
    return SharedClock()


@pytest.fixture(params=[5, 200])
def estate(
    request: pytest.FixtureRequest, clock: SharedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Estate]:
    """All services of an organisation on the network, and the configuration that leads to them."""
    with Estate(organisation(size=request.param), now=clock) as made:
        monkeypatch.setenv("MCPSWEEP_CONFIG", str(made.write_config(tmp_path)))
        monkeypatch.setenv("MCPSWEEP_FINGERPRINT_KEY", "a key of these tests")
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
        for name, secret in made.secrets().items():
            monkeypatch.setenv(name, secret.reveal())
        yield made
        assert made.server.log.forbidden == 0


def ids_of(estate: Estate, *ways: Way) -> set[str]:
    """What those hold who left in one of these ways, by the services' own state."""
    return {
        f"{service}/{kind}/{number}"
        for person, way in leavers(estate.who).items()
        if way in ways
        for service in SERVICES
        for kind, number in grants_at(getattr(estate, service), estate.who.person(person).accounts[service].id)
    }


def orphans(folder: Path, *options: str, code: ExitCode = ExitCode.DONE) -> Any:
    """The report as JSON, which is kept in the folder."""
    file = folder / f"report-{len(list(folder.glob('report-*')))}.json"
    assert run(["report", "orphans", "--format", "json", "--quiet", "--output", str(file), *options]) == code
    document = json.loads(file.read_text())
    jsonschema.validate(document, json.loads((FOLDER / "tokens-1.json").read_text(encoding="utf-8")))
    return document


def test_exactly_what_was_planted_is_named_with_who_left_and_how(estate: Estate, tmp_path: Path) -> None:
    document = orphans(tmp_path)
    items = {item["id"]: item for item in document["items"]}
    planted = ids_of(estate, *Way)
    assert {item["label"] for name, item in items.items() if name not in planted} == NOBODYS
    assert planted <= items.keys()
    concerns = {name: {doubt["concern"] for doubt in item["doubts"]} for name, item in items.items()}
    assert all("owner-departed" in concerns[name] for name in ids_of(estate, Way.KNOWN))
    assert all("term-ended" in concerns[name] for name in ids_of(estate, Way.ENDED))
    assert all(concerns[name] & {"account-gone", "account-disabled"} for name in ids_of(estate, Way.CUT_OFF))
    assert all("owner-unknown" in concerns[name] for name in ids_of(estate, Way.UNLISTED))
    assert document["summary"]["items"] == len(items)


def test_when_what_was_planted_has_ended_a_second_report_says_so_in_every_format(
    estate: Estate, clock: SharedClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    orphans(tmp_path)
    ended = ids_of(estate, Way.KNOWN)
    for table in connecting.tables(configuration.load(), []):
        setup = Setup(table.name, table.settings, connecting.credentials(table), clock=clock)
        connector = registry.load(table.type)(setup)
        grants = [one for one in connector.list_all_grants() if isinstance(one, Grant) and "/".join(one.key()) in ended]
        assert {connector.revoke(one).state for one in grants} <= {OutcomeState.DONE, OutcomeState.ACCEPTED}
        connector.close()
    estate.github.world.catch_up()
    after = orphans(tmp_path, "--baseline", str(tmp_path / "report-0.json"))
    comparison = after["comparison"]
    assert {item["id"] for item in comparison["gone"]} == ended
    assert (comparison["new"], comparison["unseen"]) == ([], [])
    capsys.readouterr()
    for name in TokensFormat:
        assert run(["report", "show", str(tmp_path / "report-1.json"), "--format", name]) == ExitCode.DONE
        text = capsys.readouterr().out
        if name is TokensFormat.CSV:
            rows = csv.DictReader(io.StringIO(text, newline=""))
            assert {row["id"] for row in rows if row["change"] == "gone"} == ended
        else:
            told = text if name is TokensFormat.JSON else text.replace("\n", " ")
            assert all(f"p{number:05d}" in told for number in range(10, len(estate.who.people), 50))


def test_the_command_that_is_advised_plans_to_end_what_the_report_names(
    estate: Estate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    advised: dict[str, set[str]] = {}
    known = ids_of(estate, Way.KNOWN)
    for item in orphans(tmp_path)["items"]:
        if item["id"] in known:
            advised.setdefault(item["action"]["command"], set()).add(item["id"])
    assert len(advised) == sum(way is Way.KNOWN for way in leavers(estate.who).values())
    for command, named in advised.items():
        program, verb, *rest = shlex.split(command)
        assert (program, verb) == ("mcpsweep", "revoke")
        capsys.readouterr()
        assert run(["plan", *rest, "--format", "json", "--quiet"]) == ExitCode.DONE
        plan = json.loads(capsys.readouterr().out)
        assert plan["unmet"] == []
        ends = {
            "/".join((step["connector"], step["target"]["kind"], step["target"]["id"]))
            for step in plan["steps"]
            if step["action"] == "revoke"
        }
        assert named <= ends


@pytest.mark.parametrize("days", [-400, 400])
def test_a_machine_whose_clock_is_wrong_takes_no_living_credential_for_an_expired_one(
    estate: Estate, clock: SharedClock, days: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = orphans(tmp_path)
    monkeypatch.setattr(SystemClock, "now", lambda own: clock.now() + timedelta(days=days))
    after = orphans(tmp_path)
    assert [item["id"] for item in after["items"]] == [item["id"] for item in before["items"]]


def test_a_laptop_of_a_leaver_is_in_the_report_and_no_value_of_it(
    estate: Estate, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    disk, inventory = tmp_path / "disk", tmp_path / "alice.json"
    laptop.build(disk)
    run(["scan", "--root", str(disk), "--format", "json", "--output", str(inventory), "--quiet"])
    roster = tmp_path / "people.yaml"
    roster.write_text(roster.read_text().replace("departing", "departed"))
    orphans(tmp_path, "--inventory", str(inventory), code=ExitCode.INCOMPLETE)
    written = b""
    for name in TokensFormat:
        assert run(["report", "show", str(tmp_path / "report-0.json"), "--format", name]) == ExitCode.DONE
        out, err = capsysbinary.readouterr()
        written += out + err
    assert b"mcpsweep revoke --user alice" in written
    assert_absent(written, [one.secret.reveal() for one in estate.who.credentials])
    assert_absent(written, [secret.reveal() for name, secret in estate.secrets().items() if "PRIVATE" not in name])


def test_a_service_that_fails_is_named_outranks_a_match_and_hides_no_other(estate: Estate, tmp_path: Path) -> None:
    before = orphans(tmp_path)
    estate.server.set_weather(Weather((Rule(Fault.REDIRECT, path="/slack/"),)))
    options = ("--baseline", str(tmp_path / "report-0.json"), "--fail-on", "any")
    after = orphans(tmp_path, *options, code=ExitCode.INCOMPLETE)
    (slack,) = [one for one in after["origins"] if one["name"] == "slack"]
    assert not slack["is_whole"]
    assert slack["reason"]
    seen = {item["id"] for item in before["items"]}
    unseen = {item["id"] for item in after["comparison"]["unseen"]}
    assert unseen == {name for name in seen if name.startswith("slack/")}
    assert after["comparison"]["gone"] == []
    assert {item["id"] for item in after["items"]} == seen - unseen


def test_nothing_is_changed_anywhere(estate: Estate, tmp_path: Path) -> None:
    orphans(tmp_path)
    changed = [one for one in estate.server.log.entries if one.method not in ("GET", "HEAD")]
    # Slack's and GraphQL's questions are POSTs, Atlassian's search too.
    assert not [one for one in changed if "revoke" in one.target or "uninstall" in one.target or one.method == "DELETE"]
