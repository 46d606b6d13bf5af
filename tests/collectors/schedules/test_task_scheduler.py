"""Tasks of Windows."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from mcpsweep.collectors.observation import ShellLine
from mcpsweep.documents.words import Flavour
from mcpsweep.model.agent import AgentState
from tests.collectors.scanning import scan, token
from tests.collectors.schedules.reading import scheduled, seen

PLACE = "/Windows/System32/Tasks/Acme/Nightly"
TASK = """<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Author>ACME\\alice</Author></RegistrationInfo>
  <Triggers>
    <CalendarTrigger><StartBoundary>2026-01-01T03:00:00</StartBoundary><Enabled>true</Enabled>
      <ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay></CalendarTrigger>
    <LogonTrigger />
  </Triggers>
  <Principals><Principal id="Author"><UserId>ACME\\alice</UserId></Principal></Principals>
  <Settings><Enabled>true</Enabled></Settings>
  <Actions Context="Author"><Exec>
    <Command>C:\\Users\\alice\\AppData\\Roaming\\npm\\claude.cmd</Command>
    <Arguments>-p "triage" ARGUMENTS</Arguments>
    <WorkingDirectory>C:\\src</WorkingDirectory>
  </Exec></Actions>
</Task>
"""


def test_a_task_is_taken_apart() -> None:
    (one,) = scheduled("task-scheduler", PLACE, TASK.encode("utf-16"))
    assert one.schedule == "Calendar StartBoundary=2026-01-01T03:00:00 DaysInterval=1; Logon"
    assert one.command == ShellLine(
        r'C:\Users\alice\AppData\Roaming\npm\claude.cmd -p "triage" ARGUMENTS', Flavour.WINDOWS
    )
    assert (one.name, one.user, one.state) == ("\\Acme\\Nightly", "ACME\\alice", AgentState.ENABLED)
    (off,) = scheduled("task-scheduler", PLACE, TASK.replace("<Settings><Enabled>true", "<Settings><Enabled>false"))
    assert off.state is AgentState.DISABLED


def test_a_mounted_disk_has_no_drive_letter_and_nothing_is_shown(tmp_path: Path) -> None:
    value = token()
    (tmp_path / "Users/alice").mkdir(parents=True)
    path = tmp_path / PLACE.lstrip("/")
    path.parent.mkdir(parents=True)
    path.write_bytes(TASK.replace("ARGUMENTS", f"--header 'Authorization: Bearer {value}'").encode("utf-16"))
    inventory = scan(root=tmp_path)
    (agent,), (finding,) = inventory.agents, inventory.findings
    assert (agent.client, agent.folder, agent.findings) == ("claude-code", "/src", (finding.id,))
    assert value not in agent.command
    assert finding.sightings[0].line == 13


def test_a_program_with_blanks_in_its_path_stays_one_word() -> None:
    text = TASK.replace(r"C:\Users\alice\AppData\Roaming\npm\claude.cmd", r"C:\Program Files\claude\claude.exe")
    (one,) = scheduled("task-scheduler", PLACE, text)
    assert isinstance(one.command, ShellLine)
    assert one.command.text.startswith('"C:\\Program Files\\claude\\claude.exe" -p')


@given(st.text(alphabet='<>/="Task ExcComndArgus', max_size=80))
def test_reading_never_raises(text: str) -> None:
    seen("task-scheduler", PLACE, "<Task><Actions><Exec>" + text)
