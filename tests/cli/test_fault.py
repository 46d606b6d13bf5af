"""A fault of ours, met in one file: nothing that others hold is lost, and it is told."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from mcpsweep.collectors import readers, references, unclaimed
from mcpsweep.detection.inspection import inspect
from mcpsweep.model.inventory import Inventory
from mcpsweep.model.source import SourceState
from tests.canary import assert_absent
from tests.cli.conftest import Ended
from tests.collectors.scanning import home_with, token

SERVER = '{"mcpServers": {"x": {"command": "x", "env": {"%s": "%s"}}}}'
TRAP = "it trips over this"
HELD = token()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """One good file on each side of the bad one."""
    return home_with(
        tmp_path / "home",
        {
            ".claude.json": SERVER % ("GITHUB_TOKEN", token()),
            ".codeium/windsurf/mcp_config.json": SERVER % ("NOTES", TRAP),
            ".cursor/mcp.json": SERVER % ("SLACK_BOT_TOKEN", "xo" + "xb-123456789012-1234567890123-" + "a1B2c3D4" * 3),
        },
    )


def scanned(ended: Ended) -> Inventory:
    """What was written before the fault was told."""
    return msgspec.json.decode(ended.out, type=Inventory)


def test_a_file_that_trips_us_up_is_named_and_hides_no_other(
    mcpsweep: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = readers.read

    def stumble(file: Any, data: bytes) -> Any:
        if TRAP.encode() in data:
            raise ValueError(HELD)
        return read(file, data)

    monkeypatch.setattr(readers, "read", stumble)
    ended = mcpsweep("scan", str(home), "--format", "json")
    assert ended.code == 70
    assert "a fault in mcpsweep itself (ValueError): a report without any value is in" in ended.err
    found = scanned(ended)
    assert {finding.kind for finding in found.findings} == {"github-pat", "slack-bot-token"}
    assert [(source.path, source.reason) for source in found.sources if source.state is SourceState.PARTIAL] == [
        (
            str(home / ".codeium/windsurf/mcp_config.json"),
            "its reading was broken off by a fault in mcpsweep itself (ValueError)",
        )
    ]
    assert_absent(ended.out + ended.err.encode(), [HELD])


def test_a_reference_that_trips_us_up_stays_a_finding(
    mcpsweep: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home_with(home, {".gemini/settings.json": SERVER % ("API_TOKEN", "${SOME_TOKEN}")})
    home_with(home, {".bashrc": f"export SOME_TOKEN='{TRAP}'\n"})

    def stumble(text: str, *rest: Any) -> Any:
        if TRAP in text:
            raise ValueError(HELD)
        return inspect(text, *rest)

    monkeypatch.setattr(references, "inspect", stumble)
    ended = mcpsweep("scan", str(home), "--format", "json")
    assert ended.code == 70
    lost = [finding for finding in scanned(ended).findings if finding.fingerprint is None]
    assert [finding.reason for finding in lost if "broken off by a fault in mcpsweep itself" in finding.reason]
    assert len(scanned(ended).findings) == 2 + len(lost)


def test_a_look_that_trips_us_up_is_told_when_the_file_is_read(
    mcpsweep: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home_with(home, {"work/next.json": SERVER % ("NOTES", TRAP), "work/other.json": SERVER % ("A_TOKEN", token())})

    def stumble(*arguments: object) -> bool:
        raise ValueError(HELD)

    monkeypatch.setattr(unclaimed, "parse", stumble)
    ended = mcpsweep("scan", str(home), "--format", "json")
    assert ended.code == 0, "the reader in full did not trip"
    assert {str(home / "work/next.json"), str(home / "work/other.json")} <= {one.path for one in scanned(ended).sources}
