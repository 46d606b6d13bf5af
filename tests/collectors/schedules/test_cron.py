"""cron's own rules of reading."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcpsweep.collectors.observation import Held, ShellLine, Unclear, Words
from mcpsweep.model.agent import AgentState
from tests.collectors.scanning import scan, token
from tests.collectors.schedules.reading import HOME, agent, disk, handed, scheduled, seen

TAB = "/var/spool/cron/crontabs/alice"


def jobs(text: str, path: str = TAB, user: str = "alice") -> list[tuple[str, str, str, int]]:
    """Times, command, user and line of every job."""
    found = scheduled("cron", path, text, HOME, user)
    return [
        (one.schedule, one.command.text if isinstance(one.command, ShellLine) else "", one.user, one.place.line)
        for one in found
    ]


@pytest.mark.parametrize(
    ("line", "times", "command"),
    [
        ("15 3 * * 1-5 claude -p x", "15 3 * * 1-5", "claude -p x"),
        ("*/5\t0,12 1-7 jan mon   true", "*/5 0,12 1-7 jan mon", "true"),
        ("@daily true", "@daily", "true"),
        ("  @reboot sleep 5; true  ", "@reboot", "sleep 5; true"),
        ("0~30 3 * * * true", "0~30 3 * * *", "true"),
        (r"0 3 * * * date +\%F | claude -p % read this%and this", "0 3 * * *", "date +%F | claude -p"),
        ("-0 3 * * * true", "0 3 * * *", "true"),
    ],
)
def test_a_line_is_taken_apart_as_cron_does(line: str, times: str, command: str) -> None:
    assert jobs(f"# a comment\n\n{line}\n") == [(times, command, "alice", 3)]


@pytest.mark.parametrize("path", ["/etc/crontab", "/etc/cron.d/night"])
def test_tables_of_the_system_name_the_account(path: str) -> None:
    text = "SHELL=/bin/sh\n17 3 * * * bob\tclaude -p x\n@hourly root true\n"
    assert jobs(text, path, "") == [
        ("17 3 * * *", "claude -p x", "bob", 2),
        ("@hourly", "true", "root", 3),
    ]


def test_anacron_has_periods_and_names() -> None:
    (one,) = scheduled("cron", "/etc/anacrontab", "START_HOURS_RANGE=3-22\n7 15 weekly.agent claude -p x\n")
    assert (one.schedule, one.name, one.user) == ("every 7 days", "weekly.agent", "root")


def test_a_file_in_a_folder_is_a_script() -> None:
    (one,) = scheduled("cron", "/etc/cron.daily/night", "#!/bin/sh\ntrue\n")
    assert (one.schedule, one.command, one.user) == ("@daily", Words(("/etc/cron.daily/night",)), "root")


@pytest.mark.parametrize("name", ["night~", ".placeholder", "night.rpmsave", "night.dpkg-old", "night.disabled"])
def test_what_was_put_aside_is_switched_off(name: str) -> None:
    (one,) = scheduled("cron", f"/etc/cron.d/{name}", "@daily root true\n")
    assert one.state is AgentState.DISABLED


def test_variables_are_handed_to_the_lines_below_them(tmp_path: Path) -> None:
    value = token()
    text = f'0 1 * * * claude -p early\nGITHUB_TOKEN = "{value}"\n0 3 * * * claude -p late\n'
    inventory = disk(tmp_path, {TAB: text})
    early, late = inventory.agents
    (finding,) = inventory.findings
    assert (early.findings, late.findings) == ((), (finding.id,))
    (place,) = finding.sightings
    assert (place.line, place.column, place.pointer, place.name) == (2, 17, "/GITHUB_TOKEN", "GITHUB_TOKEN")


def test_a_credential_on_the_line_is_handed_and_not_shown(tmp_path: Path) -> None:
    value = token()
    inventory = disk(tmp_path, {TAB: f"0 3 * * * GITHUB_TOKEN={value} claude -p x\n"})
    assert [one.kind for one in handed(inventory)] == ["github-pat"]
    assert value not in agent(inventory).command
    assert agent(inventory).command.endswith("claude -p x")


def test_lines_that_are_switched_off_start_nothing_and_still_hold_what_they_hold() -> None:
    found = seen("cron", TAB, f"#0 3 * * * GITHUB_TOKEN={token()} claude -p x\n", HOME, "alice")
    assert [type(one) for one in found] == [Held]


def test_a_line_that_is_none_is_told() -> None:
    assert seen("cron", TAB, "0 3 * * claude -p\n", HOME, "alice") == [Unclear(1, "not a line of a cron table")]


def test_the_table_of_an_account_counts_in_its_home(tmp_path: Path) -> None:
    inventory = disk(tmp_path, {TAB: "0 3 * * * cd ~/app && claude -p x\n"})
    assert (agent(inventory).user, agent(inventory).folder) == ("alice", "/home/alice/app")


def test_without_the_system_only_homes_are_looked_at(tmp_path: Path) -> None:
    disk(tmp_path, {TAB: "0 3 * * * claude -p x\n"})
    assert scan(tmp_path / "home/alice").agents == ()


@given(
    st.text(alphabet="0*@ae=%\\\"'# \t\r\n-p", max_size=80), st.sampled_from([TAB, "/etc/crontab", "/etc/anacrontab"])
)
def test_reading_never_raises(text: str, path: str) -> None:
    seen("cron", path, text, HOME, "alice" if path == TAB else "")
