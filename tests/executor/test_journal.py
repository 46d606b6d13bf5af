"""The journal: what it says is on the disk, what is on the disk cannot be changed, and trouble has words."""

import functools
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcpsweep.errors import UsageError
from mcpsweep.executor import journal as journals
from mcpsweep.executor.entries import Kind, StepState
from mcpsweep.executor.journal import Journal
from mcpsweep.executor.trouble import JournalError
from mcpsweep.executor.writing import RunJournal
from mcpsweep.model.finding import Confidence, Finding, Form
from mcpsweep.model.holding import Found
from mcpsweep.model.outcome import Outcome, OutcomeState, Verified
from mcpsweep.model.plan import Action, Plan
from mcpsweep.model.record import Record, is_unbroken, line
from tests.executor.plans import AT, case, ending, grant, holding, plan

DONE = Outcome(OutcomeState.DONE, Verified.YES, "it is gone", request_ids=("r1",))
TWO = (ending(1, grant(1)), ending(2, grant(2)))


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """An empty one."""
    return Journal(tmp_path / "state")


def begun(journal: Journal) -> RunJournal:
    """A run of two steps."""
    return journal.begin(plan(*TWO), case(holding(grant(1)), holding(grant(2))), AT)


def test_what_is_written_is_read_again(journal: Journal) -> None:
    whole, known = plan(*TWO), case(holding(grant(1)), holding(grant(2)))
    with journal.begin(whole, known, AT, dry_run=True) as writer:
        writer.intend(TWO[:1], "2026-11-22T12:00:01Z")
        writer.conclude({"s001": DONE}, "2026-11-22T12:00:02Z")
    read = journal.read(writer.run)
    assert (read.run.plan, read.case, read.run.subject, read.run.dry_run) == (whole, known, "alice", True)
    assert read.run.ended_at is None
    first, second = read.steps
    assert (first.state, first.began, first.finished) == (
        StepState.OUTCOME,
        "2026-11-22T12:00:01Z",
        "2026-11-22T12:00:02Z",
    )
    assert first.outcome == DONE
    assert (second.state, second.outcome) == (StepState.PLANNED, None)
    assert [run.run for run in journal.runs()] == [writer.run]
    assert [record.kind for record in journal.records(writer.run)] == [Kind.STARTED, Kind.INTENT, Kind.OUTCOME]


def test_it_is_its_owner_s_alone(journal: Journal) -> None:
    with begun(journal):
        files = list(journal.path.parent.iterdir())
        assert {path.name.rpartition("-")[2] for path in files} >= {"journal.sqlite", "wal", "shm"}
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE(journal.path.parent.stat().st_mode) == 0o700


def test_every_write_waits_for_the_disk(journal: Journal) -> None:
    with journal._database.reading() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)


def test_the_folder_is_the_user_s_unless_it_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert journals.folder().name == "mcpsweep"
    assert Path.home() in journals.folder().parents
    monkeypatch.setenv("MCPSWEEP_STATE", str(tmp_path / "elsewhere"))
    with Journal() as made:
        assert made.path.parent == tmp_path / "elsewhere"


def test_another_attempt_stands_beside_the_first(journal: Journal) -> None:
    failed = Outcome(OutcomeState.FAILED, Verified.NO, "403")
    with begun(journal) as writer:
        writer.intend(TWO[:1], AT)
        writer.conclude({"s001": failed}, AT)
        writer.reopen(["s001"])
        assert (writer.entry("s001").attempt, writer.entry("s001").state) == (2, StepState.PLANNED)
        writer.intend(TWO[:1], AT)
        writer.conclude({"s001": DONE}, AT)
    assert journal.read(writer.run).entry("s001").outcome == DONE
    told = [record.data["outcome"]["state"] for record in journal.records(writer.run) if record.kind == Kind.OUTCOME]
    assert told == ["failed", "done"]


def test_a_step_that_is_tried_again_after_a_crash_tells_so_twice(journal: Journal) -> None:
    with begun(journal) as writer:
        writer.intend(TWO[:1], "2026-11-22T12:00:01Z")
    resumed, entry = journal.resume(writer.run, AT)
    with resumed:
        assert entry.entry("s001").state is StepState.INTENT
        resumed.intend(TWO[:1], "2026-11-22T13:00:00Z")
        assert resumed.entry("s001").began == "2026-11-22T12:00:01Z"
    kinds = [record.kind for record in journal.records(writer.run)]
    assert kinds == [Kind.STARTED, Kind.INTENT, Kind.RESUMED, Kind.INTENT]


@given(
    st.lists(
        st.sampled_from(["intend", "conclude"]).flatmap(lambda move: st.tuples(st.just(move), st.integers(0, 1))),
        max_size=8,
    )
)
@settings(max_examples=20, deadline=None)
def test_no_step_ever_goes_back(tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[str, int]]) -> None:
    order = list(StepState)
    with Journal(tmp_path_factory.mktemp("state")) as journal, begun(journal) as writer:
        for move, which in moves:
            before = writer.entry(TWO[which].id).state
            try:
                if move == "intend":
                    writer.intend([TWO[which]], AT)
                else:
                    writer.conclude({TWO[which].id: DONE}, AT)
            except sqlite3.IntegrityError:
                assert before is StepState.OUTCOME
                assert writer.entry(TWO[which].id).state is before
            after = writer.entry(TWO[which].id).state
            assert order.index(after) >= order.index(before)
        read = journal.read(writer.run)
        assert [entry.state for entry in read.steps] == [writer.entry(one.id).state for one in TWO]
        assert is_unbroken(journal.records(writer.run))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records SET line = '{}'",
        "DELETE FROM records",
        "DELETE FROM steps",
        "DELETE FROM runs",
        "UPDATE runs SET plan = '{}'",
        "UPDATE runs SET dry_run = 1",
        "UPDATE steps SET state = 'planned', outcome = NULL, finished = NULL",
    ],
)
def test_what_was_written_stays(journal: Journal, statement: str) -> None:
    with begun(journal) as writer:
        writer.intend(TWO[:1], AT)
        writer.conclude({"s001": DONE}, AT)
    with sqlite3.connect(journal.path) as other, pytest.raises(sqlite3.IntegrityError):
        other.execute(statement)
    other.close()


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(label=TEXT, reason=TEXT, ids=st.lists(TEXT, max_size=3), state=st.sampled_from(OutcomeState))
@settings(max_examples=20, deadline=None)
def test_hostile_text_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, label: str, reason: str, ids: list[str], state: OutcomeState
) -> None:
    one = grant(1, label=label)
    whole, outcome = plan(ending(1, one)), Outcome(state, Verified.NO, reason, request_ids=tuple(ids))
    with Journal(tmp_path_factory.mktemp("state")) as journal, journal.begin(whole, case(holding(one)), AT) as writer:
        writer.conclude({"s001": outcome}, AT)
        read = journal.read(writer.run)
        assert (read.run.plan, read.case.holdings[0].label, read.steps[0].outcome) == (whole, label, outcome)
        assert is_unbroken(journal.records(writer.run))


@functools.cache
def told() -> tuple[bytes, ...]:
    """The lines of a run of two steps."""
    with tempfile.TemporaryDirectory() as folder, Journal(Path(folder)) as journal, begun(journal) as writer:
        writer.intend(TWO, AT)
        writer.conclude({"s001": DONE, "s002": DONE}, AT)
        return tuple(line(record).encode() for record in journal.records(writer.run))


@given(st.data())
@settings(deadline=None)
def test_a_changed_byte_breaks_the_chain(data: st.DataObject) -> None:
    lines = list(told())
    which = data.draw(st.integers(0, len(lines) - 1))
    at = data.draw(st.integers(0, len(lines[which]) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda other: other != lines[which][at]))
    lines[which] = lines[which][:at] + bytes([byte]) + lines[which][at + 1 :]
    try:
        records = [msgspec.json.decode(text, type=Record) for text in lines]
    except (msgspec.DecodeError, UnicodeDecodeError):
        return
    assert not is_unbroken(records)


def test_half_a_character_stays_visible(journal: Journal) -> None:
    with journal.begin(plan(ending(1, grant(1, label="name \udc80"))), case(), AT) as writer:
        pass
    assert journal.read(writer.run).run.plan.steps[0].target.label == "name \\udc80"


def test_sealed_values_are_not_kept(journal: Journal) -> None:
    finding = Finding(
        "f1",
        "fp",
        "tracker",
        "tracker-token",
        Confidence.HIGH,
        Form.LITERAL,
        "",
        "",
        40,
        None,
        None,
        (),
        sealed="age1…",
    )
    with journal.begin(plan(), case(holding(grant(1), found=(Found("laptop", "i1", finding),))), AT) as writer:
        pass
    assert journal.read(writer.run).case.holdings[0].found[0].finding.sealed is None
    assert b"age1" not in journal.path.read_bytes() + Path(f"{journal.path}-wal").read_bytes()


def test_one_process_at_a_time_has_a_run(journal: Journal) -> None:
    writer = begun(journal)
    with pytest.raises(UsageError, match=f"process {os.getpid()} is carrying out {writer.run}"):
        journal.resume(writer.run, AT)
    writer.release()
    resumed, _ = journal.resume(writer.run, AT)
    resumed.release()
    assert [path.name for path in journal.path.parent.iterdir() if path.suffix == ".lock"] == []


def test_a_lock_dies_with_its_process(journal: Journal) -> None:
    with begun(journal) as writer:
        pass
    holder = (
        "import sys\nfrom pathlib import Path\nfrom mcpsweep.executor.journal import Journal\n"
        "kept = Journal(Path(sys.argv[1])).resume(sys.argv[2], '2026-11-22T12:00:00Z')\n"
        "print('held', flush=True)\nsys.stdin.read()"
    )
    arguments = [sys.executable, "-c", holder, str(journal.path.parent), writer.run]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(UsageError, match=f"process {process.pid} is carrying out"):
            journal.resume(writer.run, AT)
        process.kill()
    journal.resume(writer.run, AT)[0].release()


def test_a_run_that_is_not_there_has_words(journal: Journal) -> None:
    for name in ("run-none", "../../etc/passwd", ""):
        with pytest.raises(UsageError, match="there is no run"):
            journal.resume(name, AT)


def test_several_threads_and_connections_write_side_by_side(journal: Journal) -> None:
    steps = [ending(number, grant(number)) for number in range(40)]
    writers = [journal.begin(plan(*steps), case(), AT), Journal(journal.path.parent).begin(plan(*steps), case(), AT)]

    def write(writer: RunJournal, part: int) -> None:
        for one in steps[part::4]:
            writer.intend([one], AT)
            writer.conclude({one.id: DONE}, AT)

    threads = [threading.Thread(target=write, args=(writer, part)) for writer in writers for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for writer in writers:
        writer.release()
        assert is_unbroken(journal.records(writer.run))
        assert {entry.outcome for entry in journal.read(writer.run).steps} == {DONE}


def test_several_may_make_the_file_at_once(tmp_path: Path) -> None:
    opened: list[Path] = []

    def make(folder: Path, meet: threading.Barrier) -> None:
        meet.wait()
        with Journal(folder) as journal:
            opened.append(journal.path)

    for number in range(10):
        meet = threading.Barrier(6)
        threads = [threading.Thread(target=make, args=(tmp_path / str(number), meet)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(opened) == 60


def test_a_full_disk_writes_nothing_and_says_so(journal: Journal) -> None:
    with begun(journal) as writer:
        with journal._database.reading() as cursor:
            (pages,) = cursor.execute("PRAGMA page_count").fetchone()
        # What SQLite says when no page can be had: the same code as for a disk without space.
        journal._database._connection.execute(f"PRAGMA max_page_count = {pages}")
        long = Outcome(OutcomeState.DONE, Verified.YES, "x" * 100_000)
        with pytest.raises(JournalError, match="the disk is full"):
            writer.conclude({"s001": long}, AT)
        assert writer.entry("s001").state is StepState.PLANNED
        journal._database._connection.execute("PRAGMA max_page_count = 1000000")
        writer.conclude({"s001": long}, AT)
    assert is_unbroken(journal.records(writer.run))


def test_a_locked_journal_says_so(journal: Journal) -> None:
    with begun(journal) as writer:
        journal._database._connection.execute("PRAGMA busy_timeout = 10")
        other = sqlite3.connect(journal.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalError, match="another process keeps it locked"):
            writer.intend(TWO, AT)
        other.execute("COMMIT")
        other.close()
        writer.intend(TWO, AT)


def test_a_damaged_journal_says_so(tmp_path: Path, journal: Journal) -> None:
    with begun(journal) as writer:
        run = writer.run
    journal.close()
    (tmp_path / "noise").mkdir()
    (tmp_path / "noise" / "journal.sqlite").write_bytes(b"no database at all, but long enough to be read as one" * 40)
    with pytest.raises(JournalError, match="it is no journal"):
        Journal(tmp_path / "noise")
    content = bytearray(journal.path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    shutil.copytree(journal.path.parent, tmp_path / "torn")
    (tmp_path / "torn" / "journal.sqlite").write_bytes(content)
    with Journal(tmp_path / "torn") as torn, pytest.raises(JournalError, match="damaged"):
        torn.read(run)


def test_an_entry_that_makes_no_sense_is_damage(journal: Journal) -> None:
    with begun(journal) as writer:
        pass
    with journal._database.writing() as cursor:
        cursor.execute("DROP TRIGGER no_run_changes")
        cursor.execute("UPDATE runs SET plan = '{}'")
    with pytest.raises(JournalError, match="damaged"):
        journal.read(writer.run)


def test_what_a_newer_version_wrote_is_left_alone(journal: Journal) -> None:
    journal._database._connection.execute("PRAGMA user_version = 2")
    journal.close()
    with pytest.raises(JournalError, match="newer version"):
        Journal(journal.path.parent)


def test_another_program_s_database_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "journal.sqlite") as other:
        other.execute("CREATE TABLE accounts (id)")
    other.close()
    with pytest.raises(JournalError, match="is no journal of mcpsweep"):
        Journal(tmp_path)


def test_a_place_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(JournalError, match="cannot be used"):
        Journal(tmp_path / "file")
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / "journal.sqlite").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(JournalError, match="cannot be used"):
        Journal(tmp_path / "linked")
    assert not (tmp_path / "elsewhere").exists()


def test_a_plan_is_kept_as_it_was_signed(journal: Journal) -> None:
    odd: Plan = plan(ending(1, grant(1, label="é \u202e \x1b[31m")), ending(2, grant(2), Action.REVOKE_VALUE))
    with journal.begin(odd, case(), AT) as writer:
        pass
    assert journal.read(writer.run).run.plan == odd
