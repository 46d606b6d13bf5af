"""Units and timers of systemd."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from mcpsweep.collectors.observation import Words
from mcpsweep.model.agent import AgentState
from tests.collectors.scanning import token
from tests.collectors.schedules.reading import HOME, agent, disk, handed, scheduled, seen

USER = "/home/alice/.config/systemd/user"
SERVICE = '[Service]\nWorkingDirectory=%h/app\nExecStart=-/usr/bin/env claude -p "fix #12; then stop" \\\n  --verbose\n'
TIMER = "[Timer]\nOnCalendar=Mon..Fri 03:15\nPersistent=true\n[Install]\nWantedBy=timers.target\n"


def linked(folder: Path, link: str, target: str) -> None:
    """A link on the disk, as `systemctl enable` makes one."""
    path = folder / link.lstrip("/")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


def test_a_timer_says_when_and_a_link_that_it_is_on(tmp_path: Path) -> None:
    linked(tmp_path, f"{USER}/timers.target.wants/night.timer", f"{USER}/night.timer")
    inventory = disk(tmp_path, {f"{USER}/night.service": SERVICE, f"{USER}/night.timer": TIMER})
    found = agent(inventory)
    assert (found.kind, found.name, found.schedule) == ("systemd", "night.timer", "OnCalendar=Mon..Fri 03:15")
    assert (found.state, found.user, found.folder) == (AgentState.ENABLED, "alice", "/home/alice/app")
    assert (found.path, found.line) == (f"{USER}/night.service", 3)
    assert found.command == "/usr/bin/env claude -p 'fix #12; then stop' --verbose"
    assert inventory.is_complete()


def test_without_a_link_it_is_off(tmp_path: Path) -> None:
    inventory = disk(tmp_path, {f"{USER}/night.service": SERVICE, f"{USER}/night.timer": TIMER})
    assert agent(inventory).state is AgentState.DISABLED


def test_a_timer_may_start_another_unit_and_an_instance_its_template(tmp_path: Path) -> None:
    linked(tmp_path, f"{USER}/timers.target.wants/early.timer", "../early.timer")
    inventory = disk(
        tmp_path,
        {f"{USER}/job@.service": SERVICE, f"{USER}/early.timer": "[Timer]\nOnBootSec=5min\nUnit=job@one.service\n"},
    )
    assert (agent(inventory).name, agent(inventory).state) == ("early.timer", AgentState.ENABLED)


def test_a_service_of_the_system_runs_as_its_user(tmp_path: Path) -> None:
    unit = "[Service]\nUser=alice\nExecStart=/bin/sh -c 'cd ~/app; exec claude -p x'\n"
    unit += "[Install]\nWantedBy=multi-user.target\n"
    linked(tmp_path, "/etc/systemd/system/multi-user.target.wants/a.service", "/etc/systemd/system/a.service")
    found = agent(disk(tmp_path, {"/etc/systemd/system/a.service": unit}))
    assert (found.user, found.folder, found.schedule) == ("alice", "/home/alice/app", "WantedBy=multi-user.target")
    assert found.state is AgentState.ENABLED


def test_a_masked_unit_is_no_gap(tmp_path: Path) -> None:
    linked(tmp_path, "/etc/systemd/system/night.service", "/dev/null")
    assert disk(tmp_path, {}).is_complete()


def test_variables_are_handed_over_from_wherever_they_come(tmp_path: Path) -> None:
    first, second, third = (token("gh" + sign) for sign in ("p_", "o_", "s_"))
    inventory = disk(
        tmp_path,
        {
            f"{USER}/n.service": f'[Service]\nEnvironment=A=1 "GITHUB_TOKEN={first}"\nEnvironmentFile=-%h/n.vars\n'
            f"ExecStart=claude -p x --header 'Authorization: Bearer {third}'\n",
            "/home/alice/n.vars": f"GH_TOKEN={second}\n",
        },
    )
    assert sorted(one.preview for one in handed(inventory)) == ["gho_…", "ghp_…", "ghs_…"]
    place = next(s for f in inventory.findings for s in f.sightings if f.preview == "ghp_…")
    assert (place.line, place.column, place.pointer) == (2, 31, "/Service/Environment/GITHUB_TOKEN")


def test_a_piece_that_is_dropped_in_belongs_to_its_unit() -> None:
    (one,) = scheduled(
        "systemd", f"{USER}/n.service.d/10.conf", "[Service]\nExecStart=\nExecStart=claude -p x\n", HOME
    )[1:]
    assert (one.name, one.command) == ("n.service", Words(("claude", "-p", "x")))


@given(st.text(alphabet="[]Service=\\ \n\t\"'@-%ExecStartimer", max_size=80))
def test_reading_never_raises(text: str) -> None:
    for name in ("n.service", "n.timer"):
        seen("systemd", f"{USER}/{name}", text, HOME)
