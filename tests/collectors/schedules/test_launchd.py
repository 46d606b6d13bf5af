"""Property lists of launchd."""

import plistlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcpsweep.collectors.observation import Assigned, Words
from mcpsweep.model.agent import AgentState
from mcpsweep.model.inventory import Home
from tests.collectors.scanning import home_with, scan, token
from tests.collectors.schedules.reading import scheduled, seen

MAC = Home("alice", "/Users/alice")
PLACE = "/Users/alice/Library/LaunchAgents/example.night.plist"


def job(**keys: object) -> bytes:
    """A property list as XML."""
    return plistlib.dumps({"Label": "example.night", "ProgramArguments": ["/opt/claude", "-p", "x"], **keys})


@pytest.mark.parametrize(
    ("keys", "schedule"),
    [
        ({"StartCalendarInterval": {"Hour": 3, "Minute": 15}}, "Hour=3 Minute=15"),
        ({"StartCalendarInterval": [{"Hour": 3}, {"Hour": 9}]}, "Hour=3; Hour=9"),
        ({"StartInterval": 3600}, "every 3600 seconds"),
        ({"RunAtLoad": True, "KeepAlive": True}, "when it is loaded; kept alive"),
        ({"RunAtLoad": False}, ""),
        ({"WatchPaths": ["/a"]}, "when /a changes"),
    ],
)
def test_when(keys: dict[str, object], schedule: str) -> None:
    (one,) = scheduled("launchd", PLACE, job(**keys), MAC)
    assert (one.schedule, one.name, one.user) == (schedule, "example.night", "alice")


def test_what_and_as_whom() -> None:
    data = job(Program="/bin/sh", ProgramArguments=["sh", "-c", "claude -p x"], UserName="bob", Disabled=True)
    (one,) = scheduled("launchd", "/Library/LaunchDaemons/a.plist", data)
    assert (one.command, one.user, one.state) == (Words(("/bin/sh", "-c", "claude -p x")), "bob", AgentState.DISABLED)
    (one,) = scheduled("launchd", "/Library/LaunchDaemons/a.plist", job())
    assert one.user == "root"


@pytest.mark.parametrize("form", [plistlib.FMT_XML, plistlib.FMT_BINARY])
def test_variables_are_handed_over(tmp_path: Path, form: plistlib.PlistFormat) -> None:
    plist = {
        "Label": "night",
        "ProgramArguments": ["/usr/local/bin/claude", "-p", "x"],
        "EnvironmentVariables": {"GITHUB_TOKEN": token()},
        "WorkingDirectory": "/Users/alice/app",
    }
    path = tmp_path / "Users/alice/Library/LaunchAgents/night.plist"
    path.parent.mkdir(parents=True)
    path.write_bytes(plistlib.dumps(plist, fmt=form))
    inventory = scan(root=tmp_path)
    (agent,), (finding,) = inventory.agents, inventory.findings
    assert agent.findings == (finding.id,)
    assert (agent.folder, agent.client) == ("/Users/alice/app", "claude-code")
    assert finding.sightings[0].pointer == "/EnvironmentVariables/GITHUB_TOKEN"


def test_what_a_login_sets_is_what_references_mean(tmp_path: Path) -> None:
    found = seen("launchd", PLACE, job(ProgramArguments=["/bin/launchctl", "setenv", "GITHUB_TOKEN", token()]), MAC)
    assert [one.assignment.name for one in found if isinstance(one, Assigned)] == ["GITHUB_TOKEN"]
    text = plistlib.dumps({"ProgramArguments": ["launchctl", "setenv", "MINE", token()]}).decode()
    home = home_with(
        tmp_path,
        {
            "Library/LaunchAgents/env.plist": text,
            ".cursor/mcp.json": '{"mcpServers": {"g": {"url": "https://x", "headers": {"Authorization": "${MINE}"}}}}',
        },
    )
    assert {f.form for f in scan(home).findings} == {"reference"}


@given(st.binary(max_size=60).map(lambda data: b"<plist><dict><key>ProgramArguments</key><array><string>" + data))
def test_reading_never_raises(data: bytes) -> None:
    seen("launchd", PLACE, data, MAC)
    seen("launchd", PLACE, b"bplist00" + data, MAC)
