"""`mcpsweep demo`: the whole job, and every sentence of it true."""

import io
import json
import os
import pty
import re
import select
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import keyring
import pytest

from mcpsweep.cli.app import run
from mcpsweep.cli.rehearsal.truth import SERVICES
from mcpsweep.executor import evidence
from mcpsweep.sandbox import estate as sandbox
from mcpsweep.sandbox import laptop
from mcpsweep.sandbox.estate import Estate
from mcpsweep.sandbox.organisation import organisation
from tests.canary import assert_absent
from tests.cli.test_process import environment
from tests.rehearsal.world import State, changed, rows

OTHERS = ("bob", "carol", "dave", "erin")
README = (Path(__file__).parent.parent.parent / "README.md").read_text(encoding="utf-8")
COMMAND = (sys.executable, "-m", "mcpsweep.entry", "demo")
PATIENCE = 60
"""Seconds until a process counts as stuck."""


@dataclass
class Played:
    """One demo off a terminal."""

    estates: list[Estate] = field(default_factory=list)
    before: State = field(default_factory=dict)
    code: int = -1
    out: str = ""
    err: str = ""
    folder: Path = Path()
    """Where temporary folders were made."""
    home: Path = Path()

    @property
    def estate(self) -> Estate:
        """The one that was played on."""
        (only,) = self.estates
        return only

    @property
    def bundle(self) -> Path:
        """The folder that the story names."""
        found = re.search(r"^  open +(\S+)/report\.html", self.out, re.MULTILINE)
        assert found is not None
        return Path(found[1])

    def report(self) -> dict[str, Any]:
        """What the evidence holds."""
        document: dict[str, Any] = json.loads((self.bundle / "report.json").read_bytes())
        return document

    def text(self) -> str:
        """The story without line breaks."""
        return " ".join(self.out.split())

    def lines(self, word: str) -> list[str]:
        """What stands after `word` in the lines of the run."""
        act = self.out[self.out.index("\n4 · ") : self.out.index("\n5 · ")]
        return re.findall(rf"^  {word}  +(.+)$", act, re.MULTILINE)


def state(estate: Estate) -> State:
    """All that the services know."""
    services = (estate.github, estate.slack, estate.atlassian)
    return {(f"{type(one).__name__}.{table}", key): row for one in services for (table, key), row in rows(one).items()}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """Played once, by somebody whose own configuration, environment and keyring would be noticed in it."""
    made = Played(folder=tmp_path_factory.mktemp("tmp"), home=tmp_path_factory.mktemp("home"))

    class Watched(Estate):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            made.estates.append(self)
            made.before = state(self)

    def touched(*_: str) -> str:
        raise AssertionError("the keyring was asked")

    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(tempfile, "tempdir", str(made.folder))
        patch.setattr(sandbox, "Estate", Watched)
        patch.setattr(keyring, "get_password", touched)
        patch.setenv("HOME", str(made.home))
        patch.setenv("MCPSWEEP_CONFIG", str(made.home / "none.toml"))
        patch.setenv("MCPSWEEP_STATE", str(made.home / "state"))
        patch.setenv("MCPSWEEP_GITHUB_TOKEN", "somebody-s-own")
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            patch.setenv(name, "http://127.0.0.1:9")
        made.code = run(["demo"])
    made.out, made.err = (stream.buffer.getvalue().decode() for stream in (out, err))
    yield made


def test_it_ends_well_and_fits_a_terminal(played: Played) -> None:
    assert (played.code, played.err) == (0, "")
    lines = played.out.splitlines()
    assert len(lines) <= 150
    assert [line for line in lines if len(line) > 80 and str(played.folder) not in line] == []


def test_nothing_stays_but_the_evidence(played: Played) -> None:
    assert list(played.folder.iterdir()) == [played.bundle]
    assert list(played.home.iterdir()) == []


def test_the_evidence_is_whole(played: Played) -> None:
    assert list(evidence.check(played.bundle)) == []
    assert f"keep {evidence.manifest_hash(played.bundle)}, " in played.text()
    assert stat.S_IMODE(played.bundle.stat().st_mode) == 0o700
    assert {origin["name"] for origin in played.report()["sources"]} == {"alice-laptop", *SERVICES}


def test_the_run_is_told_step_by_step(played: Played) -> None:
    steps = played.report()["steps"]
    proven = [one["outcome"]["state"] for one in steps if one["outcome"]["verified"] == "yes"]
    assert proven.count("done") == len(played.lines("ended"))
    assert proven.count("already") == len(played.lines("was gone"))
    assert [one["outcome"]["state"] for one in steps].count("skipped") == len(played.lines("not done")) > 0
    assert not played.lines("failed") + played.lines("unknown") + played.lines("unproven")


def test_no_living_credential_is_told_as_ended(played: Played) -> None:
    """github-input was made elsewhere: the organisation can only take its access away."""
    (line,) = [line for line in played.lines("ended") if "github-input" in line]
    assert "access to the organisation by pat github-input" in line


def test_what_it_answers_by_itself_is_said(played: Played) -> None:
    found = re.search(r"nobody sits at a terminal.* yes, but no to (.*?)\.", played.text())
    assert found is not None
    refused = {name.rpartition(" (")[0] or name for name in re.split(r", |; ", found[1])}
    assert {"Acme Deploys", "SLACK_BOT_TOKEN of Acme Deploys", "Labs Bot"} == refused
    assert "nobody knows" not in found[1], "every question has an answer of its own"
    skipped = [one["what"] for one in played.report()["steps"] if one["outcome"]["state"] == "skipped"]
    assert len(skipped) == len(refused)
    assert all(any(name in what for name in refused) for what in skipped)


def test_the_count_of_the_dead_is_true(played: Played) -> None:
    hers = [one for one in played.estate.who.credentials if one.service in SERVICES and one.holders == ("alice",)]
    alive = {one.label for one in hers if played.estate.is_alive(one)}
    assert f"Of alice's {len(hers)} credentials at the three services {len(hers) - len(alive)} are dead." in (
        played.text()
    )
    told = re.findall(r"Still alive, [a-z ]+: ([^.]+)\.", played.text())
    assert {label for names in told for label in names.split(", ")} == alive


def test_what_still_works_on_the_laptop_is_left_to_people(played: Played) -> None:
    planted = [one for one in laptop.expected().expectations if one.service in SERVICES]
    works = {one.path for one in planted if played.estate.is_alive(organisation().credential(one.label))}
    by_hand = [one for one in played.report()["holdings"] if one["outcome"] == "manual"]
    foreign = played.report()["others"]
    assert works <= {place["path"] for one in (*by_hand, *foreign) for place in one["sightings"]}


def test_nothing_of_anybody_else_s_has_changed(played: Played) -> None:
    after = state(played.estate)
    theirs = [one for one in organisation().credentials if one.service in SERVICES and one.holders != ("alice",)]
    assert all(played.estate.is_alive(one) for one in theirs)
    assert f"Of the {len(theirs)} that bob, carol, dave and erin hold, {len(theirs)} work as before." in played.text()
    ids = {account.id for person in OTHERS for account in organisation().person(person).accounts.values()}
    rows_of_others = [
        key for key in changed(played.before, after) if str(key[1]) in ids or owners(played.before.get(key)) & ids
    ]
    assert rows_of_others == []
    assert played.estate.server.log.forbidden == 0


def owners(row: Any) -> set[str]:
    """Whose a row is."""
    names = ("user", "installer", "account", "creator", "owner")
    return {str(row[name]) for name in names if name in row} if isinstance(row, dict) else set()


def test_the_shared_key_is_a_rotation_and_production_s_bot_was_asked_about(played: Played) -> None:
    text = played.text()
    assert "rotate snowflake password SNOWFLAKE_PASSWORD: data-platform makes a new one first" in text
    assert "by hand snowflake password SNOWFLAKE_PASSWORD, by data-platform" in text
    assert "asks slack bot-token SLACK_BOT_TOKEN of Acme Deploys" in text
    assert "not done slack bot-token SLACK_BOT_TOKEN of Acme Deploys" in text
    assert re.search("not done slack app Acme Deploys.*: it had to be asked about, and the answer was no", text)
    assert played.estate.is_alive(organisation().credential("slack-production"))


def test_waits_cost_nothing(played: Played) -> None:
    (seconds,) = re.findall(r"asked for (\d+) seconds of waiting, which were skipped", played.text())
    assert int(seconds) >= 60


def test_no_value_is_told_or_kept(played: Played) -> None:
    values = [one.secret.reveal() for one in organisation().credentials]
    values += [key.reveal() for keys in played.estate.keys().values() for key in keys.values()]
    written = [path.read_bytes() for path in played.bundle.iterdir()]
    assert_absent(b"\n".join([played.out.encode(), played.err.encode(), *written]), values)


def test_the_readme_shows_a_part_of_it(played: Played) -> None:
    shown = re.search(r"```console\n\$ make demo\n(.*?)```", README, re.DOTALL)
    assert shown is not None
    lines = [line for line in shown[1].splitlines() if line not in ("", "…")]
    assert lines
    changing = re.compile(r"run-\d{8}-[0-9a-f]{8}|\d+ seconds")
    told = {changing.sub("", line) for line in played.out.splitlines()}
    assert [line for line in lines if changing.sub("", line) not in told] == []


@pytest.mark.skipif(os.name == "nt", reason="needs a terminal of POSIX")
@pytest.mark.parametrize(
    ("answers", "code"),
    [((b"s\n", b"d\n", b"q\n"), 0), ((b"\x03",), 130)],
    ids=["step by step", "interrupt"],
)
def test_on_a_terminal_it_asks_first(answers: tuple[bytes, ...], code: int, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    try:
        process = subprocess.Popen(
            COMMAND,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=environment(TMPDIR=str(tmp_path), TERM="xterm"),
            start_new_session=True,
            preexec_fn=_own_terminal,
        )
        os.close(theirs)
        shown = b""
        for answer in answers:
            shown += read_until(ours, b"uit > ")
            os.write(ours, answer)
        shown += read_until(ours, b"would go on.")
        assert process.wait(PATIENCE) == code
    finally:
        os.close(ours)
    assert b"[a]ll, [s]tep by step, [d]etails, [q]uit" in shown
    assert b"5 \xc2\xb7 " not in shown
    assert b"  ended " not in shown
    assert list(tmp_path.iterdir()) == []


def _own_terminal() -> None:
    """Make stdin the terminal that Ctrl-C comes from."""
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def read_until(terminal: int, end: bytes) -> bytes:
    """What is shown up to `end`."""
    shown, deadline = b"", time.monotonic() + PATIENCE
    while end not in shown:
        ready, _, _ = select.select([terminal], [], [], max(deadline - time.monotonic(), 0))
        assert ready, shown
        shown += os.read(terminal, 65536)
    return shown


def test_a_reader_who_leaves_early_changes_nothing() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    script = "from mcpsweep.cli.streams import say; [say(act) for act in ('one', 'two', 'three')]"
    ended = subprocess.run(
        [sys.executable, "-c", script], stdout=writing, stderr=subprocess.PIPE, env=environment(), timeout=PATIENCE
    )
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.skipif(os.name == "nt", reason="the environment is a POSIX shell's")
def test_serve_can_be_played_with(tmp_path: Path) -> None:
    with subprocess.Popen(
        (*COMMAND, "--serve"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(TMPDIR=str(tmp_path)),
    ) as serving:
        assert serving.stdout is not None
        said = []
        for line in serving.stdout:
            said.append(line)
            if "anew" in line:
                break
        (folder,) = tmp_path.iterdir()
        script = f'. {folder}/env; exec "$0" -m mcpsweep.entry list --user alice --format json'
        listed = subprocess.run(
            ["/bin/sh", "-c", script, sys.executable], capture_output=True, text=True, env=environment(), timeout=60
        )
        serving.send_signal(signal.SIGINT)
        _, told = serving.communicate(timeout=PATIENCE)
    assert serving.returncode == 0
    assert str(folder) in "".join(said)
    assert f"rm -r {folder}" in told
    answers = json.loads(listed.stdout)["answers"]
    assert {answer["service"] for answer in answers if answer["grants"]} == SERVICES
    assert listed.returncode == 0
    assert list(tmp_path.iterdir()) == [folder]
    assert {path.name for path in folder.iterdir()} == {"config.toml", "people.yaml", "env", "laptop"}
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir()) if path != folder}
    assert {modes[name] for name in ("config.toml", "people.yaml", "env")} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
