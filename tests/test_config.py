"""The configuration: what it says, and what it must never hold."""

from pathlib import Path

import pytest

from mcpsweep import config
from mcpsweep.errors import UsageError


def write(tmp_path: Path, text: str) -> str:
    file = tmp_path / "config.toml"
    file.write_text(text)
    return str(file)


def test_every_table_is_a_connector_of_its_name_unless_it_says_otherwise(tmp_path: Path) -> None:
    found = config.load(
        write(
            tmp_path, '[connectors.github]\norg = "acme"\napp_id = 12\n[connectors.ghes]\ntype = "github"\norg = "x"\n'
        )
    )
    assert found.connectors["github"] == config.ConnectorTable("github", "github", {"org": "acme", "app_id": "12"})
    assert found.connectors["ghes"].type == "github"


def test_the_roster_lies_beside_the_configuration(tmp_path: Path) -> None:
    found = config.load(write(tmp_path, '[org]\nroster = "people.yaml"\n'))
    assert found.roster() == tmp_path / "people.yaml"


def test_without_a_file_at_the_default_place_nothing_is_configured() -> None:
    assert config.load() == config.Config()


def test_the_environment_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(config.VARIABLE, write(tmp_path, '[org]\ndomains = ["acme.example"]\n'))
    assert config.load().org.domains == ("acme.example",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[org\n", "is no TOML"),
        ("[organisation]\n", r"\[organisation\] that means nothing"),
        ("[org]\ndomain = 'x'\n", "unknown field `domain`"),
        ("connectors = 1\n", "connectors are tables"),
        ("[connectors.github]\nlist = [1]\n", "no single value"),
    ],
)
def test_what_cannot_be_is_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        config.load(write(tmp_path, text))


def test_a_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not there"):
        config.load(str(tmp_path / "none.toml"))


@pytest.mark.parametrize("key", ["token", "app_private_key", "org_key", "client_secret"])
def test_a_secret_in_the_configuration_is_refused_and_not_repeated(tmp_path: Path, key: str) -> None:
    with pytest.raises(UsageError) as raised:
        config.load(write(tmp_path, f'[connectors.github]\n{key} = "CANARY-6f1b"\n'))
    assert "holds a secret" in raised.value.message
    assert "CANARY" not in raised.value.message + raised.value.hint
