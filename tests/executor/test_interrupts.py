"""Ctrl-C: once finishes what is under way, twice leaves at once, and the journal is whole either way."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mcpsweep.errors import ExitCode
from mcpsweep.executor.crew import Consent, Crew, Unattended
from mcpsweep.executor.entries import StepState
from mcpsweep.executor.journal import Journal
from mcpsweep.executor.runner import Finish, begin, resume
from mcpsweep.model.outcome import OutcomeState
from mcpsweep.model.plan import Confirm, Step
from mcpsweep.model.record import is_unbroken
from tests.connectors.fake import FakeClock
from tests.executor.plans import case, ending, grant, plan
from tests.executor.test_runner import Watched, states
from tests.executor.tracker import Tracker, TrackerConnector

STEPS = (ending(1, grant(1)), ending(2, grant(2)))
D, S = OutcomeState.DONE, OutcomeState.SKIPPED


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """An empty one."""
    return Journal(tmp_path / "state")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_once_finishes_what_is_under_way(journal: Journal, number: signal.Signals) -> None:
    tracker, watched = Tracker(grant(1), grant(2)), Watched()

    def interrupt(name: str) -> None:
        os.kill(os.getpid(), number)
        while not watched.seen or watched.seen[-1][0] != "finishing":
            pass

    tracker.before_act = interrupt
    before = signal.getsignal(number)
    ran = begin(journal, plan(*STEPS), case(), Crew({"tracker": TrackerConnector(tracker)}, watcher=watched))
    assert (ran.finish, ran.exit_code) == (Finish.INTERRUPTED, ExitCode.INTERRUPTED)
    assert (states(ran), tracker.acts) == ([D, S], ["g1"])
    assert signal.getsignal(number) == before
    tracker.before_act = lambda name: None
    again = resume(journal, ran.report.run, Crew({"tracker": TrackerConnector(tracker)}))
    assert (states(again), tracker.acts) == ([D, D], ["g1", "g2"])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_what_is_ignored_stays_ignored(journal: Journal, number: signal.Signals) -> None:
    tracker = Tracker(grant(1), grant(2))
    tracker.before_act = lambda name: os.kill(os.getpid(), number)
    before = signal.signal(number, signal.SIG_IGN)
    try:
        ran = begin(journal, plan(*STEPS), case(), Crew({"tracker": TrackerConnector(tracker)}))
        assert signal.getsignal(number) is signal.SIG_IGN
    finally:
        signal.signal(number, before)
    assert (ran.finish, states(ran)) == (Finish.COMPLETE, [D, D])


def test_a_terminal_that_goes_away_twice_leaves_no_sooner(journal: Journal) -> None:
    tracker, watched = Tracker(grant(1), grant(2)), Watched()

    def hang_up(name: str) -> None:
        for _ in range(2):
            os.kill(os.getpid(), signal.SIGHUP)
            while not watched.seen or watched.seen[-1][0] != "finishing":
                pass

    tracker.before_act = hang_up
    ran = begin(journal, plan(*STEPS), case(), Crew({"tracker": TrackerConnector(tracker)}, watcher=watched))
    assert (ran.finish, states(ran), tracker.acts) == (Finish.INTERRUPTED, [D, S], ["g1"])


def test_in_a_question_it_ends_the_question(journal: Journal) -> None:
    class Impatient(Unattended):
        def consent(self, step: Step) -> Consent:
            os.kill(os.getpid(), signal.SIGINT)
            raise AssertionError("the question went on")

    tracker = Tracker(grant(1))
    asked = ending(1, grant(1), confirm=Confirm.ASK)
    ran = begin(journal, plan(asked), case(), Crew({"tracker": TrackerConnector(tracker)}, decider=Impatient()))
    assert (ran.finish, ran.exit_code, tracker.acts) == (Finish.INTERRUPTED, ExitCode.INTERRUPTED, [])


_STUCK = """
import sys, time
from pathlib import Path
from mcpsweep.executor.crew import Crew, Unwatched
from mcpsweep.executor.journal import Journal
from mcpsweep.executor.runner import begin
from tests.executor.plans import case, plan
from tests.executor.test_interrupts import STEPS
from tests.executor.tracker import Tracker, TrackerConnector
from tests.executor.plans import grant

class Tells(Unwatched):
    def finishing(self, run):
        print("finishing", flush=True)

def never_ends(name):
    print("acting", flush=True)
    time.sleep(60)

tracker = Tracker(grant(1), grant(2))
tracker.before_act = never_ends
begin(Journal(Path(sys.argv[1])), plan(*STEPS), case(), Crew({"tracker": TrackerConnector(tracker)}, watcher=Tells()))
"""


def test_twice_leaves_at_once_and_the_journal_is_whole(journal: Journal) -> None:
    arguments = [sys.executable, "-c", _STUCK, str(journal.path.parent)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "acting\n"
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "finishing\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) != 0
    (left,) = journal.runs()
    assert [entry.state for entry in journal.read(left.run).steps] == [StepState.INTENT, StepState.PLANNED]
    assert is_unbroken(journal.records(left.run))
    tracker = Tracker(grant(1), grant(2))
    connector = TrackerConnector(tracker)
    connector.clock = FakeClock()
    assert states(resume(journal, left.run, Crew({"tracker": connector}))) == [D, D]
