"""`report` and `schema`: what they refuse, how they end, and that a file which is no good hides nothing."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from mcpsweep.errors import ExitCode
from mcpsweep.model.inventory import Inventory
from mcpsweep.schemas import published
from tests.assess.making import laptop
from tests.cli.conftest import Ended
from tests.reports.schema import DOCUMENTS, FILES

Run = Callable[..., Ended]

ROSTER = """people:
- {id: alice, name: Alice, emails: [alice@acme.example]}
- {id: frank, name: "\\u202eknarF =1+1", emails: [frank@acme.example], status: departed}
"""


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a configuration without services, and a roster."""
    (tmp_path / "people.yaml").write_text(ROSTER, encoding="utf-8")
    (tmp_path / "config.toml").write_text('[org]\ndomains = ["acme.example"]\nroster = "people.yaml"\n')
    (tmp_path / "fleet").mkdir()
    monkeypatch.setenv("MCPSWEEP_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    return tmp_path


def put(office: Path, name: str, inventory: Inventory) -> Path:
    """Write an inventory into the fleet's folder."""
    path = office / "fleet" / f"{name}.json"
    path.write_bytes(msgspec.json.encode(inventory))
    return path


def reported(mcpsweep: Run, office: Path, *options: str) -> tuple[int, Any]:
    """Exit code and document of a report about the fleet."""
    ended = mcpsweep("report", "orphans", "--inventory", str(office / "fleet"), "--format", "json", *options)
    return ended.code, json.loads(ended.out)


def test_a_fleet_is_reported_without_any_service(office: Path, mcpsweep: Run) -> None:
    put(office, "l1", laptop("l1", "alice", "a"))
    put(office, "l2", laptop("l2", "frank", "f"))
    code, document = reported(mcpsweep, office)
    assert (code, [item["id"] for item in document["items"]]) == (ExitCode.DONE, ["value/f"])
    assert document["summary"]["machines"] == 2


@pytest.mark.parametrize("fail_on", ["never", "new", "any"])
def test_how_it_ends(fail_on: str, office: Path, mcpsweep: Run) -> None:
    put(office, "l1", laptop("l1", "frank", "f"))
    code, document = reported(mcpsweep, office, "--fail-on", fail_on)
    assert code == (ExitCode.DONE if fail_on == "never" else ExitCode.FAIL_ON)
    (office / "last.json").write_text(json.dumps(document))
    code, _ = reported(mcpsweep, office, "--fail-on", fail_on, "--baseline", str(office / "last.json"))
    assert code == (ExitCode.FAIL_ON if fail_on == "any" else ExitCode.DONE)


def test_nothing_to_report_is_no_match(office: Path, mcpsweep: Run) -> None:
    put(office, "l1", laptop("l1", "alice", "a"))
    assert reported(mcpsweep, office, "--fail-on", "any")[0] == ExitCode.DONE


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b'{"format": "mcpsweep-inv', "cut off"),
        (b'{"format": "mcpsweep-plan/1"}', "mcpsweep-plan/1"),
    ],
)
def test_a_broken_inventory_is_named_outranks_a_match_and_hides_no_other(
    data: bytes, says: str, office: Path, mcpsweep: Run
) -> None:
    put(office, "l1", laptop("l1", "frank", "f"))
    broken = office / "fleet" / "l2.json"
    broken.write_bytes(data)
    code, document = reported(mcpsweep, office, "--fail-on", "any")
    assert code == ExitCode.INCOMPLETE
    assert [item["id"] for item in document["items"]] == ["value/f"]
    (origin,) = document["origins"]
    assert (origin["name"], origin["is_whole"]) == (str(broken), False)
    assert says in origin["reason"]


def test_if_no_inventory_can_be_read_nothing_is_reported(office: Path, mcpsweep: Run) -> None:
    (office / "fleet" / "l1.json").write_bytes(b"")
    ended = mcpsweep("report", "orphans", "--inventory", str(office / "fleet"))
    assert (ended.code, ended.out) == (ExitCode.USAGE, b"")
    assert "is empty" in ended.err


def test_a_machine_that_is_not_scanned_this_time_is_not_gone(office: Path, mcpsweep: Run) -> None:
    path = put(office, "l1", laptop("l1", "frank", "f"))
    _, document = reported(mcpsweep, office)
    (office / "last.json").write_text(json.dumps(document))
    path.unlink()
    put(office, "l2", laptop("l2", "alice", "a"))
    _, after = reported(mcpsweep, office, "--baseline", str(office / "last.json"))
    assert ([item["id"] for item in after["comparison"]["unseen"]], after["comparison"]["gone"]) == (["value/f"], [])
    put(office, "l1", laptop("l1", "frank"))
    _, after = reported(mcpsweep, office, "--baseline", str(office / "last.json"))
    assert ([item["id"] for item in after["comparison"]["gone"]], after["comparison"]["unseen"]) == (["value/f"], [])


def test_an_edited_baseline_is_refused_before_anything_is_written(office: Path, mcpsweep: Run) -> None:
    put(office, "l1", laptop("l1", "frank", "f"))
    _, document = reported(mcpsweep, office)
    document["items"] = []
    (office / "last.json").write_text(json.dumps(document))
    target = office / "new.json"
    target.write_text("as it was")
    ended = mcpsweep(
        "report", "orphans", "--inventory", str(office / "fleet"), "--baseline", str(office / "last.json"),
        "--output", str(target),
    )  # fmt: skip
    assert (ended.code, ended.out) == (ExitCode.USAGE, b"")
    assert "was edited" in ended.err
    assert target.read_text() == "as it was"


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["report", "orphans"], "no service is configured"),
        (["report", "orphans", "--inventory", "nowhere/*.json"], "there is no inventory at nowhere"),
        (["report", "orphans", "--baseline", "nowhere.json"], "cannot be read"),
        (["report", "dormant", "--dormant-days", "0"], "dormant-days"),
        (["report", "show", "nowhere.json"], "cannot be read"),
        (["schema", "tokns"], "there is no schema tokns"),
    ],
)
def test_wrong_words_are_refused(argv: list[str], said: str, office: Path, mcpsweep: Run) -> None:
    ended = mcpsweep(*argv)
    assert (ended.code, ended.out) == (ExitCode.USAGE, b"")
    assert said in ended.err


def test_orphans_need_a_roster_and_dormant_ones_do_not(office: Path, mcpsweep: Run) -> None:
    (office / "config.toml").write_text("")
    put(office, "l1", laptop("l1", "frank", "f"))
    fleet = ["--inventory", str(office / "fleet")]
    ended = mcpsweep("report", "orphans", *fleet)
    assert ended.code == ExitCode.USAGE
    assert "names no roster" in ended.err
    assert mcpsweep("report", "dormant", *fleet).code == ExitCode.DONE


def test_two_people_of_one_address_are_refused(office: Path, mcpsweep: Run) -> None:
    (office / "people.yaml").write_text(ROSTER + "- {id: fran, emails: [Frank@acme.example]}\n", encoding="utf-8")
    ended = mcpsweep("report", "orphans", "--inventory", str(office / "fleet"))
    assert ended.code == ExitCode.USAGE
    assert "frank and fran have the same address" in ended.err


def test_without_any_credential_of_our_own_it_is_exit_code_3(office: Path, mcpsweep: Run) -> None:
    with (office / "config.toml").open("a") as config:
        config.write('[connectors.github]\norg = "acme"\n')
    ended = mcpsweep("report", "orphans")
    assert (ended.code, ended.out) == (ExitCode.NOT_AUTHORISED, b"")
    assert "no service can be asked: github" in ended.err


def test_a_locked_service_beside_a_fleet_is_named(office: Path, mcpsweep: Run) -> None:
    with (office / "config.toml").open("a") as config:
        config.write('[connectors.github]\norg = "acme"\n')
    put(office, "l1", laptop("l1", "frank", "f"))
    code, document = reported(mcpsweep, office)
    assert code == ExitCode.INCOMPLETE
    assert [(one["name"], one["is_whole"]) for one in document["origins"]] == [("github", False)]


def test_a_file_is_written_for_its_owner_only_and_summed_up(office: Path, mcpsweep: Run) -> None:
    put(office, "l1", laptop("l1", "frank", "f"))
    target = office / "report.html"
    ended = mcpsweep(
        "report", "orphans", "--inventory", str(office / "fleet"), "--format", "html", "--output", str(target)
    )
    assert (ended.out, target.stat().st_mode & 0o777) == (b"", 0o600)
    assert ended.err == "1 orphaned credential (1 high risk); everything was looked at\n"


def test_a_hostile_name_in_the_roster_does_nothing_in_any_format(office: Path, mcpsweep: Run) -> None:
    put(office, "l1", laptop("l1", "frank", "f"))
    for name in ("table", "csv", "markdown", "html", "sarif", "json"):
        ended = mcpsweep("report", "orphans", "--inventory", str(office / "fleet"), "--format", name)
        assert "\u202e".encode() not in ended.out
        assert b"knarF" in ended.out


def test_schemas_are_listed_and_printed(mcpsweep: Run) -> None:
    assert mcpsweep("schema").out.decode().split() == published() == sorted([*DOCUMENTS, *FILES])
    for name in ("tokens", "tokens-1"):
        assert json.loads(mcpsweep("schema", name).out)["$defs"]["TokenReport"]
