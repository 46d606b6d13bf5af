"""`list` and `connector` against the simulated GitHub: exactly the person's, and whatever goes wrong is said."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import jsonschema
import pytest

from mcpsweep.errors import ExitCode
from mcpsweep.sandbox.faults import Fault, Rule, Weather
from mcpsweep.sandbox.github.seed import APP_ID, INSTALLATION_ID
from mcpsweep.sandbox.github.service import GitHub
from mcpsweep.sandbox.github.state import Product
from mcpsweep.sandbox.organisation import organisation
from mcpsweep.sandbox.server import Server
from tests.canary import assert_absent
from tests.cli.conftest import Ended
from tests.reports.schema import FOLDER

Run = Callable[..., Ended]

ROSTER = """people:
- {id: alice, name: An Nguyen, emails: [alice@acme.example], status: departing}
- {id: carol, name: An Nguyen, emails: [carol@acme.example]}
"""


class World:
    """A simulated GitHub on the network, configured."""

    def __init__(self, server: Server, github: GitHub) -> None:
        self.server = server
        self.github = github


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, app_key: str) -> Iterator[World]:
    """GitHub Enterprise Cloud with single sign-on, the configuration, the roster and the admin's credentials."""
    github = GitHub(organisation(), Product.SAML)
    with Server({"/github": github}) as server:
        (tmp_path / "people.yaml").write_text(ROSTER)
        (tmp_path / "config.toml").write_text(
            f'[org]\nroster = "people.yaml"\n[connectors.github]\napi_url = "{server.url("/github")}"\norg = "acme"\n'
            f'enterprise = "acme-inc"\napp_id = {APP_ID}\ninstallation_id = {INSTALLATION_ID}\n'
        )
        monkeypatch.setenv("MCPSWEEP_CONFIG", str(tmp_path / "config.toml"))
        monkeypatch.setenv("MCPSWEEP_GITHUB_TOKEN", github.admin_token.reveal())
        monkeypatch.setenv("MCPSWEEP_GITHUB_APP_PRIVATE_KEY", app_key)
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
        yield World(server, github)


def test_exactly_the_persons_grants_are_listed(world: World, mcpsweep: Run) -> None:
    ended = mcpsweep("list", "--user", "alice", "--format", "json")
    assert (ended.code, ended.err) == (ExitCode.DONE, "")
    (answer,) = json.loads(ended.out)["answers"]
    logins = {grant["account"]["login"] for grant in answer["grants"] if grant["account"]}
    assert logins == {link["account"]["login"] for link in answer["links"]}
    assert {"github-pat", "github-fine-grained-pat"} <= {grant["kind"] for grant in answer["grants"]}
    assert world.server.log.forbidden == 0


def test_the_document_is_what_its_schema_says(world: World, mcpsweep: Run) -> None:
    document = json.loads(mcpsweep("list", "--user", "alice", "--format", "json").out)
    jsonschema.validate(document, json.loads((FOLDER / "grants-1.json").read_text(encoding="utf-8")))


def test_the_display_names_twin_has_other_grants(world: World, mcpsweep: Run) -> None:
    keys = {}
    for who in ("alice", "carol"):
        (answer,) = json.loads(mcpsweep("list", "--user", who, "--format", "json").out)["answers"]
        keys[who] = {(grant["kind"], grant["id"]) for grant in answer["grants"]}
    assert keys["alice"]
    assert keys["alice"] & keys["carol"] == set()


def test_a_table_and_a_spreadsheet_tell_the_same(world: World, mcpsweep: Run) -> None:
    table = mcpsweep("list", "--user", "alice").out.decode()
    rows = list(csv.DictReader(io.StringIO(mcpsweep("list", "--user", "alice", "--format", "csv").out.decode())))
    assert f"{len(rows)} grants at 1 service" in table
    assert all(
        row["label"] in table.replace("\n", " ") for row in rows if " " not in row["label"] and len(row["label"]) < 20
    )


def test_a_service_that_fails_is_named_and_the_exit_code_says_so(world: World, mcpsweep: Run) -> None:
    world.server.set_weather(Weather((Rule(Fault.REDIRECT, path="/orgs/acme/personal-access-tokens"),)))
    ended = mcpsweep("list", "--user", "alice", "--format", "json")
    assert ended.code == ExitCode.INCOMPLETE
    (answer,) = json.loads(ended.out)["answers"]
    assert answer["state"] in ("partial", "failed")
    assert answer["reason"] or answer["gaps"]


def test_a_wrong_credential_is_told_without_being_shown(
    world: World, mcpsweep: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = "gh" + "p_" + "Wr0ngWr0ngWr0ngWr0ngWr0ngWr0ng123456"
    monkeypatch.setenv("MCPSWEEP_GITHUB_TOKEN", wrong)
    monkeypatch.delenv("MCPSWEEP_GITHUB_APP_PRIVATE_KEY")
    for argv in (["list", "--user", "alice"], ["connector", "check"], ["connector", "list"]):
        ended = mcpsweep(*argv)
        assert ended.code == (ExitCode.DONE if argv[1] == "list" else ExitCode.NOT_AUTHORISED)
        assert_absent(ended.out + ended.err.encode(), [wrong])


def test_no_credential_at_all_is_exit_code_3(world: World, mcpsweep: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MCPSWEEP_GITHUB_TOKEN")
    monkeypatch.delenv("MCPSWEEP_GITHUB_APP_PRIVATE_KEY")
    ended = mcpsweep("list", "--user", "alice")
    assert ended.code == ExitCode.NOT_AUTHORISED
    assert "mcpsweep connector login github" in " ".join(ended.out.decode().split())


def test_the_admins_own_credentials_are_in_no_output(world: World, mcpsweep: Run, app_key: str) -> None:
    secrets = [world.github.admin_token.reveal(), *(line for line in app_key.splitlines() if len(line) == 64)]
    for argv in (
        ["list", "--user", "alice"],
        ["list", "--user", "alice", "--format", "json"],
        ["list", "--user", "alice", "--format", "csv"],
        ["connector", "list"],
        ["connector", "check"],
    ):
        ended = mcpsweep(*argv)
        assert_absent(ended.out + ended.err.encode(), secrets)
    assert not [entry.target for entry in world.server.log.entries if secrets[0] in entry.target]


def test_somebody_the_service_does_not_know_is_no_failure(world: World, mcpsweep: Run) -> None:
    ended = mcpsweep("list", "--user", "nobody@acme.example")
    assert ended.code == ExitCode.DONE
    assert "no account" in ended.out.decode()


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["list", "--user", "zoe"], "nobody in the roster has the id zoe"),
        (["list", "--user", "alice", "--service", "slak"], "there is no connector slak"),
        (["list", "--user", "alice", "--config", "/nowhere.toml"], "is not there"),
        (["connector", "check", "slak"], "there is no connector slak"),
        (["connector", "login", "github", "--field", "tokne"], "has no credential tokne"),
    ],
)
def test_wrong_words_are_told_before_anything_is_asked(argv: list[str], said: str, world: World, mcpsweep: Run) -> None:
    ended = mcpsweep(*argv)
    assert (ended.code, ended.out) == (ExitCode.USAGE, b"")
    assert said in ended.err
    assert world.server.log.entries == []


def test_a_group_alone_shows_its_commands(mcpsweep: Run) -> None:
    ended = mcpsweep("connector")
    assert ended.code == ExitCode.DONE
    assert "Take a connector's own credentials" in ended.out.decode()


def test_check_says_who_it_is_and_what_it_may_do(world: World, mcpsweep: Run) -> None:
    ended = mcpsweep("connector", "check")
    assert ended.code == ExitCode.DONE
    said = ended.out.decode()
    assert "reached, as" in said
    assert "yes  members: write" in said
