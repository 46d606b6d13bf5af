"""The runner: what must never happen to somebody's credentials, and what always must be said."""

import base64
import hashlib
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from mcpsweep.connectors.base import Connector
from mcpsweep.errors import ExitCode, Incomplete, UsageError
from mcpsweep.executor.crew import Consent, Crew, Pace
from mcpsweep.executor.entries import Kind, StepState
from mcpsweep.executor.journal import Journal
from mcpsweep.executor.reporting import report
from mcpsweep.executor.runner import Finish, Ran, begin, resume
from mcpsweep.model.account import Account, AccountKind, AccountRef, AccountState
from mcpsweep.model.case import Case
from mcpsweep.model.gap import Gap
from mcpsweep.model.grant import Grant, Way
from mcpsweep.model.held import Held, Identification
from mcpsweep.model.instruction import Instruction
from mcpsweep.model.outcome import Outcome, OutcomeState, Verified
from mcpsweep.model.plan import Action, Confirm, Limits, Plan, Step, Target
from mcpsweep.model.record import is_unbroken
from mcpsweep.model.secret import Secret
from mcpsweep.model.validity import Validity, ValidityState
from tests.connectors.fake import FakeClock
from tests.executor.plans import ALICE, AT, case, ending, grant, holding, plan, step
from tests.executor.tracker import Tracker, TrackerConnector

PAGE = Instruction("Have the owner delete it.", "https://tracker.example/keys")
BOB = Account("tracker", "tracker", "u2", "bob", AccountKind.PERSON)
D, A, F, U, S, M = (
    OutcomeState.DONE,
    OutcomeState.ALREADY,
    OutcomeState.FAILED,
    OutcomeState.UNKNOWN,
    OutcomeState.SKIPPED,
    OutcomeState.MANUAL,
)


class Person:
    """Somebody at the keyboard who knows beforehand what to say."""

    def __init__(self, *consents: Consent, pace: Pace = Pace.ALL) -> None:
        self.says = list(consents)
        self.wanted = pace
        self.asked: list[str] = []

    def pace(self, plan: Plan, left: Sequence[Step]) -> Pace:
        """As was said."""
        return self.wanted

    def consent(self, step: Step) -> Consent:
        """As was said, in order."""
        self.asked.append(step.id)
        return self.says.pop(0)


class Watched:
    """Remembers what a progress display would show."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str]] = []

    def started(self, step: Step) -> None:
        """Take note."""
        self.seen.append(("started", step.id))

    def ended(self, step: Step, outcome: Outcome) -> None:
        """Take note."""
        self.seen.append((outcome.state.value, step.id))

    def waits(self, step: Step, needs: Sequence[str]) -> None:
        """Take note."""
        self.seen.append(("waits", step.id))

    def finishing(self, run: str) -> None:
        """Take note."""
        self.seen.append(("finishing", ""))


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """An empty one."""
    return Journal(tmp_path / "state")


def crew(*connectors: Connector, **changes: Any) -> Crew:
    """These connectors, and nobody at the keyboard."""
    known: dict[str, Any] = {
        "connectors": {connector.name: connector for connector in connectors},
        "clock": FakeClock(),
    }
    return Crew(**known | changes)


def states(ran: Ran) -> list[OutcomeState]:
    """How each step ended."""
    return [one.outcome.state for one in ran.report.steps]


def only(ran: Ran) -> Outcome:
    """The outcome of the one step."""
    (one,) = ran.report.steps
    return one.outcome


def value_step(number: int, **changes: Any) -> Step:
    """The step that ends the value `v<number>` of alice's."""
    target = Target("tracker-token", "", f"TOKEN_{number}", ALICE.login, ALICE.id)
    return step(
        number,
        Action.REVOKE_VALUE,
        **{"target": target, "fingerprint": f"v{number}", "holdings": (f"h{number}",)} | changes,
    )


def held(number: int) -> Held:
    """The value `v<number>`."""
    return Held("tracker-token", Secret(f"made-up-value-{number}"))


def with_values(tracker: Tracker, *numbers: int, owner: AccountRef = ALICE.ref()) -> dict[str, Held]:  # noqa: B008
    """Values that live, in hand."""
    for number in numbers:
        tracker.values[held(number).secret] = owner
    return {f"v{number}": held(number) for number in numbers}


class TestActs:
    """What is done, and in which order."""

    def test_what_is_planned_ends_and_nothing_else(self, journal: Journal) -> None:
        mine, theirs = [grant(1), grant(2)], grant(3, account=BOB.ref())
        tracker = Tracker(*mine, theirs)
        steps = [ending(1, mine[0]), ending(2, mine[1]), step(3, Action.REMOVE_ACCESS, needs=("s001", "s002"))]
        ran = begin(journal, plan(*steps), case(*map(holding, mine)), crew(TrackerConnector(tracker)))
        assert (states(ran), ran.finish, ran.exit_code) == ([D, D, D], Finish.COMPLETE, ExitCode.DONE)
        assert tracker.acts == ["g1", "g2", "member-u1"]
        assert list(tracker.grants.values()) == [theirs]
        assert [one.outcome.verified for one in ran.report.steps] == [Verified.YES] * 3
        assert ran.report.steps[0].outcome.request_ids == ("r-g1",)
        assert ran.report.ended_at is not None

    def test_intent_is_on_the_disk_before_each_act_and_the_outcome_before_the_next(self, journal: Journal) -> None:
        tracker = Tracker(grant(1), grant(2))
        seen: list[list[StepState]] = []

        def look(name: str) -> None:
            with Journal(journal.path.parent) as other:
                seen.append([entry.state for entry in other.read(other.runs()[0].run).steps])

        tracker.before_act = look
        begin(journal, plan(ending(1, grant(1)), ending(2, grant(2))), case(), crew(TrackerConnector(tracker)))
        assert seen == [[StepState.INTENT, StepState.PLANNED], [StepState.OUTCOME, StepState.INTENT]]

    def test_values_of_one_owner_go_in_one_batch(self, journal: Journal) -> None:
        tracker = Tracker()
        values = with_values(tracker, 1, 2, 4) | with_values(tracker, 3, owner=BOB.ref())
        bobs = Target("tracker-token", "", "", BOB.login, BOB.id)
        steps = [value_step(1), value_step(2), value_step(3, target=bobs), value_step(4)]
        ran = begin(journal, plan(*steps), case(), crew(TrackerConnector(tracker), values=values))
        assert (states(ran), tracker.batches, tracker.values) == ([D, D, D, D], [2, 1, 1], {})

    def test_what_is_a_person_s_or_to_be_asked_about_is_in_no_batch(self, journal: Journal) -> None:
        tracker, do = Tracker(), Instruction("Ask the team.")
        values = with_values(tracker, 1, 2, 3, 4)
        steps = [
            value_step(1),
            value_step(2, confirm=Confirm.MANUAL, instructions=do),
            value_step(3),
            value_step(4, confirm=Confirm.ASK),
        ]
        ran = begin(journal, plan(*steps), case(), crew(TrackerConnector(tracker), values=values))
        assert (states(ran), tracker.batches) == ([D, M, D, S], [1, 1])
        assert set(tracker.values) == {held(2).secret, held(4).secret}
        assert ran.report.steps[1].outcome.instruction == do

    def test_a_value_of_somebody_else_is_left_alone(self, journal: Journal) -> None:
        tracker = Tracker()
        values = with_values(tracker, 1, owner=BOB.ref())
        ran = begin(journal, plan(value_step(1)), case(), crew(TrackerConnector(tracker), values=values))
        assert (states(ran), tracker.acts, len(tracker.values)) == ([S], [], 1)

    def test_services_work_side_by_side_and_needs_hold_across_them(self, journal: Journal) -> None:
        one, other = Tracker(grant(1)), Tracker(grant(2, connector="second"))
        both_began = threading.Barrier(2, timeout=10)
        order: list[str] = []

        def meet(name: str) -> None:
            if name.startswith("g"):
                both_began.wait()
            order.append(name)

        one.before_act = other.before_act = meet
        steps = [
            ending(1, grant(1)),
            ending(2, grant(2, connector="second")),
            step(3, Action.DISABLE_ACCOUNT, needs=("s001", "s002")),
        ]
        second = msgspec.structs.replace(ALICE, connector="second")
        watched = Watched()
        people = crew(TrackerConnector(one), TrackerConnector(other, "second"), watcher=watched)
        ran = begin(journal, plan(*steps), case(links=(ALICE, second)), people)
        assert states(ran) == [D, D, D]
        assert order[2] == "account-u1"
        assert {state for state, name in watched.seen if name == "s003"} >= {"started", "done"}

    def test_a_failed_token_does_not_keep_the_account_open_and_that_is_said(self, journal: Journal) -> None:
        tracker = Tracker(grant(1, account=BOB.ref()))
        tracker.accounts[BOB.id] = BOB
        steps = [ending(1, grant(1)), step(2, Action.DISABLE_ACCOUNT, needs=("s001",))]
        ran = begin(journal, plan(*steps), case(links=(ALICE, BOB)), crew(TrackerConnector(tracker)))
        assert states(ran) == [F, D]
        assert "tried although s001 did not surely end before" in ran.report.steps[1].outcome.reason
        assert ran.exit_code is ExitCode.UNFINISHED

    def test_what_a_person_does_is_told_and_not_tried(self, journal: Journal) -> None:
        do = Instruction("Make a new key.", "https://tracker.example/keys")
        tracker = Tracker(grant(1))
        steps = [
            step(1, Action.STOP_AGENT, connector="", confirm=Confirm.MANUAL, instructions=do),
            step(2, Action.ROTATE, confirm=Confirm.MANUAL, instructions=do),
            step(3, Action.MANUAL, confirm=Confirm.MANUAL, instructions=do),
            ending(4, grant(1), confirm=Confirm.MANUAL, instructions=do),
            step(5, Action.CHECK, connector="", confirm=Confirm.MANUAL, instructions=do),
        ]
        ran = begin(journal, plan(*steps), case(), crew(TrackerConnector(tracker)))
        assert (states(ran), tracker.acts, ran.exit_code) == ([M] * 5, [], ExitCode.DONE)
        assert {one.outcome.instruction for one in ran.report.steps} == {do}
        assert {entry.began for entry in journal.read(ran.report.run).steps} == {None}

    def test_the_grants_of_an_account_are_listed_once(self, journal: Journal) -> None:
        grants = [grant(number) for number in range(1, 6)]
        tracker = Tracker(*grants)
        steps = [ending(number, one) for number, one in enumerate(grants, start=1)]
        begin(journal, plan(*steps), case(*map(holding, grants)), crew(TrackerConnector(tracker)))
        assert (tracker.listings, tracker.grants) == (1, {})


class TestReadsAgain:
    """Rule 4: what is to end is looked for again, and must be what was planned."""

    def run(self, journal: Journal, tracker: Tracker, one: Step, known: Case | None = None) -> Outcome:
        return only(begin(journal, plan(one), known or case(holding(grant(1))), crew(TrackerConnector(tracker))))

    def test_what_is_gone_is_already_gone(self, journal: Journal) -> None:
        outcome = self.run(journal, Tracker(), ending(1, grant(1)))
        assert (outcome.state, outcome.verified) == (A, Verified.YES)

    @pytest.mark.parametrize(
        ("now", "says"),
        [
            (grant(1, account=BOB.ref()), "it is bob's now, and was planned as alice's"),
            (grant(1, account=None), "it is nobody's that the service names now"),
            (grant(1, kind="tracker-session"), "lists a tracker-session under the id"),
            (
                grant(1, review="production uses it"),
                "nobody was asked about what the service says of it now: production",
            ),
        ],
    )
    def test_what_has_changed_is_left_alone(self, journal: Journal, now: Grant, says: str) -> None:
        tracker = Tracker(now)
        tracker.accounts[BOB.id] = BOB
        outcome = self.run(journal, tracker, ending(1, grant(1)), case(holding(grant(1)), links=(ALICE, BOB)))
        assert (outcome.state, tracker.acts) == (F, [])
        assert "not what was planned" in outcome.reason
        assert says in outcome.reason

    def test_what_somebody_was_asked_about_may_end_in_spite_of_a_remark(self, journal: Journal) -> None:
        tracker = Tracker(grant(1, review="production uses it"))
        person = Person(Consent.YES)
        asked = ending(1, grant(1), confirm=Confirm.ASK)
        ran = begin(journal, plan(asked), case(), crew(TrackerConnector(tracker), decider=person))
        assert (states(ran), person.asked) == ([D], ["s001"])

    def test_a_renamed_owner_is_the_same_owner(self, journal: Journal) -> None:
        renamed = msgspec.structs.replace(ALICE, login="alice-old")
        tracker = Tracker(grant(1, account=renamed.ref()))
        assert self.run(journal, tracker, ending(1, grant(1))).state is D

    def test_a_service_that_is_away_is_not_acted_on_blindly(self, journal: Journal) -> None:
        tracker = Tracker(grant(1))
        tracker.is_down = True
        outcome = self.run(journal, tracker, ending(1, grant(1)))
        assert (outcome.state, tracker.acts) == (F, [])
        assert "not tried: it could not be read before the act" in outcome.reason

    def test_a_gap_in_the_list_does_not_pass_for_gone(self, journal: Journal) -> None:
        """The connector looks for it by its id, which no gap hides; without a record to look for, nothing is said."""
        hidden = Gap("tracker", "tracker", "keys of acme/api", "403")
        tracker = Tracker()
        tracker.gaps.append(hidden)
        unknown = self.run(journal, tracker, ending(1, grant(1)), case())
        assert unknown.state is F
        assert "keys of acme/api: 403" in unknown.reason
        assert self.run(journal, tracker, ending(1, grant(1))).state is A

    def test_what_is_listed_under_another_account_of_hers_is_found(self, journal: Journal) -> None:
        second = Account("tracker", "tracker", "u9", "alice-admin", AccountKind.PERSON)
        shared = grant(1, account=None)
        tracker = Tracker(grant(2), shared)
        outcome = self.run(journal, tracker, ending(1, shared), case(holding(shared), links=(ALICE, second)))
        assert (outcome.state, tracker.acts) == (D, ["g1"])

    @pytest.mark.parametrize("action", [Action.END_SESSIONS, Action.REMOVE_ACCESS, Action.DISABLE_ACCOUNT])
    def test_an_account_that_is_another_now_is_left_alone(self, journal: Journal, action: Action) -> None:
        tracker = Tracker()
        tracker.accounts = {"u7": Account("tracker", "tracker", "u7", "u1", AccountKind.PERSON)}
        outcome = self.run(journal, tracker, step(1, action), case())
        assert (outcome.state, tracker.acts) == (F, [])

    @pytest.mark.parametrize("action", [Action.END_SESSIONS, Action.REMOVE_ACCESS, Action.DISABLE_ACCOUNT])
    def test_a_bot_s_account_is_left_alone(self, journal: Journal, action: Action) -> None:
        tracker = Tracker()
        tracker.accounts = {ALICE.id: msgspec.structs.replace(ALICE, kind=AccountKind.BOT)}
        outcome = self.run(journal, tracker, step(1, action), case(links=()))
        assert (outcome.state, tracker.acts) == (F, [])

    def test_an_account_that_is_gone_needs_nothing(self, journal: Journal) -> None:
        tracker = Tracker()
        tracker.accounts = {}
        assert self.run(journal, tracker, step(1, Action.REMOVE_ACCESS), case()).state is A


class TestChecks:
    """What the service says of the account in the end."""

    @pytest.mark.parametrize(
        ("now", "state"),
        [
            (AccountState.DISABLED, D),
            (AccountState.ACTIVE, F),
            (AccountState.UNKNOWN, M),
        ],
    )
    def test_the_account_s_state_is_asked(self, journal: Journal, now: AccountState, state: OutcomeState) -> None:
        tracker = Tracker()
        tracker.accounts[ALICE.id] = msgspec.structs.replace(ALICE, state=now)
        check = step(1, Action.CHECK, target=Target("account", "u1", "disabled", "alice", "u1"))
        assert states(begin(journal, plan(check), case(), crew(TrackerConnector(tracker)))) == [state]

    def test_an_account_that_is_gone_is_disabled(self, journal: Journal) -> None:
        tracker = Tracker()
        tracker.accounts = {}
        for wanted, state in (("disabled", D), ("active", F)):
            check = step(1, Action.CHECK, target=Target("account", "u1", wanted, "alice", "u1"))
            assert states(begin(journal, plan(check), case(), crew(TrackerConnector(tracker)))) == [state]

    @pytest.mark.parametrize(("dies_at", "state"), [(0.0, D), (2.0, D), (60.0, D), (1000.0, F)])
    def test_a_value_is_asked_until_it_is_dead(self, journal: Journal, dies_at: float, state: OutcomeState) -> None:
        tracker, clock = Tracker(), FakeClock()
        values = with_values(tracker, 1)

        class Slow(TrackerConnector):
            def verify(self, held: Held) -> Identification:
                if clock.monotonic() >= dies_at:
                    tracker.values.clear()
                return super().verify(held)

        check = msgspec.structs.replace(value_step(1), action=Action.CHECK)
        outcome = only(begin(journal, plan(check), case(), crew(Slow(tracker), values=values, clock=clock)))
        assert outcome.state is state
        assert outcome.verified is (Verified.YES if state is D else Verified.NO)


class Oracle(TrackerConnector):
    """Says of a credential what it is told to, once each; then the last again."""

    says: tuple[ValidityState, ...] = ()

    def verify(self, held: Held) -> Identification:
        """The next answer."""
        self._reach()
        said, self.says = self.says[0], self.says[1:] or self.says
        return Identification(Validity(said), None, "it says so", request_ids=("r-1",))


class TestChecksOfValues:
    """What a credential says of itself once all that could be it has ended."""

    CHECK = step(1, Action.CHECK, target=Target("tracker-token", "", "TOKEN", "alice", "u1"), fingerprint="f1")

    def run(
        self, journal: Journal, *says: ValidityState, tracker: Tracker | None = None, **changes: Any
    ) -> tuple[Outcome, FakeClock]:
        """Its outcome, and the clock."""
        oracle, clock = Oracle(tracker or Tracker()), FakeClock()
        oracle.says = says
        held = {"f1": Held("tracker-token", Secret("made-up"))}
        outcome = only(
            begin(journal, plan(self.CHECK), case(), crew(oracle, clock=clock, **{"values": held} | changes))
        )
        return outcome, clock

    @pytest.mark.parametrize("state", [ValidityState.DEAD, ValidityState.EXPIRED])
    def test_the_dead_are_proven_dead(self, journal: Journal, state: ValidityState) -> None:
        outcome, clock = self.run(journal, state)
        assert (outcome.state, outcome.verified, outcome.request_ids) == (D, Verified.YES, ("r-1",))
        assert sum(clock.slept) == 0

    def test_what_still_works_just_after_is_asked_again(self, journal: Journal) -> None:
        outcome, clock = self.run(journal, ValidityState.LIVE, ValidityState.LIVE, ValidityState.DEAD)
        assert (outcome.state, outcome.verified) == (D, Verified.YES)
        assert 0 < sum(clock.slept) < 10

    def test_what_works_on_has_not_ended(self, journal: Journal) -> None:
        outcome, clock = self.run(journal, ValidityState.LIVE)
        assert (outcome.state, outcome.verified) == (F, Verified.NO)
        assert f"after {sum(clock.slept):.0f} s it still works" in outcome.reason

    @pytest.mark.parametrize("state", [ValidityState.UNKNOWN, ValidityState.NOT_CHECKED])
    def test_what_does_not_say_is_not_dead(self, journal: Journal, state: ValidityState) -> None:
        outcome, _ = self.run(journal, state)
        assert (outcome.state, outcome.verified) == (U, Verified.NO)

    def test_a_service_that_is_away_proves_nothing(self, journal: Journal) -> None:
        tracker = Tracker()
        tracker.is_down = True
        outcome, _ = self.run(journal, ValidityState.DEAD, tracker=tracker)
        assert (outcome.state, outcome.verified) == (U, Verified.NO)
        assert "could not be asked" in outcome.reason

    def test_without_the_value_nobody_can_ask(self, journal: Journal) -> None:
        outcome, _ = self.run(journal, ValidityState.DEAD, values={})
        assert (outcome.state, outcome.verified) == (U, Verified.NO)
        assert outcome.instruction is not None


class TestTrouble:
    """Rules 9 and 10: what is unclear is asked, what cannot be told is said to be unknown."""

    def test_a_lost_answer_is_followed_by_a_question(self, journal: Journal) -> None:
        tracker = Tracker(grant(1))
        tracker.lost = 1
        outcome = only(begin(journal, plan(ending(1, grant(1))), case(), crew(TrackerConnector(tracker))))
        assert (outcome.state, outcome.verified, tracker.acts) == (D, Verified.YES, ["g1"])

    def test_a_fault_of_ours_ends_one_step_and_not_the_run(self, journal: Journal) -> None:
        tracker = Tracker(grant(1), grant(2))

        def trip(name: str) -> None:
            if name == "g1":
                raise KeyError("made-up-value-1")

        tracker.before_act = trip
        steps = [ending(1, grant(1)), ending(2, grant(2))]
        ran = begin(journal, plan(*steps), case(), crew(TrackerConnector(tracker)))
        assert (states(ran), ran.finish, ran.exit_code) == ([U, D], Finish.COMPLETE, ExitCode.UNFINISHED)
        assert isinstance(ran.trouble, KeyError)
        assert "made-up-value" not in msgspec.json.encode(ran.report).decode()
        assert "a fault in mcpsweep itself (KeyError)" in ran.report.steps[0].outcome.reason

    def test_a_connector_that_is_not_there_fails_its_steps_only(self, journal: Journal) -> None:
        tracker = Tracker(grant(1))
        steps = [
            ending(1, grant(1)),
            step(2, Action.DISABLE_ACCOUNT, connector="okta"),
            ending(3, grant(2, connector="gone")),
        ]
        people = crew(TrackerConnector(tracker), absent={"okta": "its token is missing"})
        ran = begin(journal, plan(*steps), case(), people)
        assert states(ran) == [D, F, F]
        assert ran.report.steps[1].outcome.reason == "not tried: its token is missing"
        assert ran.report.steps[2].outcome.reason == "not tried: the connector gone is not configured"

    def test_no_intent_no_act(self, journal: Journal) -> None:
        tracker = Tracker(grant(1), grant(2))

        def fill(name: str) -> None:
            """From now on the disk takes nothing more."""
            journal._database._connection.execute("PRAGMA query_only = 1")

        tracker.before_act = fill
        steps = [ending(1, grant(1)), ending(2, grant(2))]
        ran = begin(journal, plan(*steps), case(), crew(TrackerConnector(tracker)))
        assert (ran.finish, ran.exit_code, tracker.acts) == (Finish.BROKEN, ExitCode.UNFINISHED, ["g1"])
        assert states(ran) == [D, S]
        assert ran.report.ended_at is None
        assert "must not be written" in str(ran.trouble)
        journal._database._connection.execute("PRAGMA query_only = 0")
        again = resume(journal, ran.report.run, crew(TrackerConnector(tracker)))
        assert (states(again), tracker.acts) == ([D, D], ["g1", "g2"])

    def test_without_a_journal_nothing_is_done(self, journal: Journal) -> None:
        tracker = Tracker(grant(1))
        journal.close()
        with pytest.raises(Incomplete):
            begin(journal, plan(ending(1, grant(1))), case(), crew(TrackerConnector(tracker)))
        assert tracker.acts == []


class TestDecisions:
    """Who says yes, to what, and what no means."""

    def test_what_is_to_be_asked_is_asked_and_no_leaves_it_alone(self, journal: Journal) -> None:
        tracker = Tracker(grant(1), grant(2), grant(3))
        person = Person(Consent.SKIP, Consent.YES)
        steps = [
            ending(1, grant(1), confirm=Confirm.ASK),
            ending(2, grant(2)),
            ending(3, grant(3), confirm=Confirm.ASK),
        ]
        ran = begin(journal, plan(*steps), case(), crew(TrackerConnector(tracker), decider=person))
        assert (states(ran), person.asked, tracker.acts) == ([S, D, D], ["s001", "s003"], ["g2", "g3"])
        assert "the answer was no" in ran.report.steps[0].outcome.reason

    def test_nobody_at_the_keyboard_says_no(self, journal: Journal) -> None:
        tracker = Tracker(grant(1))
        asked = ending(1, grant(1), confirm=Confirm.ASK)
        assert states(begin(journal, plan(asked), case(), crew(TrackerConnector(tracker)))) == [S]
        assert tracker.acts == []

    def test_step_by_step_asks_about_each_and_finishes_it_before_the_next(self, journal: Journal) -> None:
        one, other = Tracker(grant(1)), Tracker(grant(2, connector="second"))
        person = Person(Consent.YES, Consent.YES, pace=Pace.STEP_BY_STEP)
        order: list[str] = []
        watched = Watched()
        one.before_act = other.before_act = lambda name: order.append(f"{name} after {len(person.asked)}")
        steps = [
            ending(1, grant(1)),
            step(2, Action.ROTATE, confirm=Confirm.MANUAL),
            ending(3, grant(2, connector="second")),
        ]
        second = msgspec.structs.replace(ALICE, connector="second")
        people = crew(TrackerConnector(one), TrackerConnector(other, "second"), decider=person, watcher=watched)
        ran = begin(journal, plan(*steps), case(links=(ALICE, second)), people)
        assert (states(ran), person.asked) == ([D, M, D], ["s001", "s003"])
        assert order == ["g1 after 1", "g2 after 2"]
        assert [name for state, name in watched.seen if state in ("done", "manual")] == ["s001", "s002", "s003"]

    def test_quit_at_once_does_nothing_and_can_be_resumed(self, journal: Journal) -> None:
        tracker = Tracker(grant(1))
        people = crew(TrackerConnector(tracker), decider=Person(pace=Pace.QUIT))
        ran = begin(journal, plan(ending(1, grant(1))), case(), people)
        assert (ran.finish, ran.exit_code, tracker.acts) == (Finish.QUIT, ExitCode.INTERRUPTED, [])
        assert ran.report.steps[0].outcome.reason == "not tried yet: the run was left before it"
        again = resume(journal, ran.report.run, crew(TrackerConnector(tracker)))
        assert (states(again), again.finish) == ([D], Finish.COMPLETE)

    def test_quit_in_the_middle_keeps_what_was_done(self, journal: Journal) -> None:
        tracker = Tracker(grant(1), grant(2), grant(3))
        person = Person(Consent.QUIT)
        steps = [ending(1, grant(1)), ending(2, grant(2), confirm=Confirm.ASK), ending(3, grant(3))]
        ran = begin(journal, plan(*steps), case(), crew(TrackerConnector(tracker), decider=person))
        assert (ran.finish, tracker.acts, states(ran)) == (Finish.QUIT, ["g1"], [D, S, S])
        again = resume(journal, ran.report.run, crew(TrackerConnector(tracker), decider=Person(Consent.YES)))
        assert (tracker.acts, states(again)) == (["g1", "g2", "g3"], [D, D, D])
        kinds = [record.kind for record in journal.records(ran.report.run)]
        assert kinds.count(Kind.PAUSED) == kinds.count(Kind.RESUMED) == kinds.count(Kind.ENDED) == 1
        assert is_unbroken(journal.records(ran.report.run))

    def test_somebody_who_trips_over_a_question_does_not_leave_a_step_half_done(self, journal: Journal) -> None:
        class Broken(Person):
            def consent(self, step: Step) -> Consent:
                raise ZeroDivisionError

        tracker = Tracker(grant(1), grant(2))
        steps = [ending(1, grant(1)), ending(2, grant(2), confirm=Confirm.ASK)]
        with pytest.raises(ZeroDivisionError):
            begin(journal, plan(*steps), case(), crew(TrackerConnector(tracker), decider=Broken()))
        (left,) = journal.runs()
        assert [entry.state for entry in journal.read(left.run).steps] == [StepState.OUTCOME, StepState.PLANNED]
        people = crew(TrackerConnector(tracker), decider=Person(Consent.YES))
        assert states(resume(journal, left.run, people)) == [D, D]


class TestLimits:
    """Rule 11: over a limit nothing starts."""

    def attempt(self, journal: Journal, tracker: Tracker, limits: Limits, *steps: Step) -> Ran:
        return begin(journal, plan(*steps, limits=limits), case(), crew(TrackerConnector(tracker)))

    def test_too_many_steps(self, journal: Journal) -> None:
        tracker = Tracker(grant(1), grant(2))
        by_hand = step(3, Action.ROTATE, confirm=Confirm.MANUAL)
        with pytest.raises(UsageError, match="nothing was started: 2 steps of the plan change something"):
            self.attempt(journal, tracker, Limits(max_steps=1), ending(1, grant(1)), ending(2, grant(2)), by_hand)
        assert (tracker.acts, journal.runs()) == ([], ())
        assert states(self.attempt(journal, tracker, Limits(max_steps=1), ending(1, grant(1)), by_hand)) == [D, M]

    def test_too_large_a_share_of_what_the_service_really_lists(self, journal: Journal) -> None:
        tracker = Tracker(*(grant(number) for number in range(1, 11)))
        steps = [ending(1, grant(1)), ending(2, grant(2))]
        with pytest.raises(UsageError, match="the plan ends 2 of the 10 credentials that tracker lists"):
            self.attempt(journal, tracker, Limits(max_share=0.19), *steps)
        assert (tracker.acts, journal.runs()) == ([], ())
        assert states(self.attempt(journal, tracker, Limits(max_share=0.2), *steps)) == [D, D]

    def test_a_step_that_ends_several_counts_as_several(self, journal: Journal) -> None:
        tracker = Tracker(*(grant(number) for number in range(1, 11)))
        sessions = step(1, Action.END_SESSIONS, holdings=("h1", "h2", "h3"))
        with pytest.raises(UsageError, match="the plan ends 3 of the 10"):
            self.attempt(journal, tracker, Limits(max_share=0.2), sessions)

    def test_a_limit_that_cannot_be_checked_holds(self, journal: Journal) -> None:
        tracker = Tracker(grant(1))
        tracker.is_down = True
        with pytest.raises(Incomplete, match="nothing was started: the limit max_share cannot be checked"):
            self.attempt(journal, tracker, Limits(max_share=1.0), ending(1, grant(1)))
        assert journal.runs() == ()

    def test_a_plan_in_disorder_does_not_start(self, journal: Journal) -> None:
        for steps in (
            [ending(1, grant(1), needs=("s002",)), ending(2, grant(2))],
            [ending(1, grant(1)), ending(1, grant(2))],
        ):
            with pytest.raises(UsageError, match="the plan has"):
                self.attempt(journal, Tracker(), Limits(), *steps)

    def test_a_plan_that_was_altered_does_not_start(self, journal: Journal) -> None:
        tracker = Tracker(grant(1))
        approved = plan(ending(1, grant(2)))
        altered = msgspec.structs.replace(approved, steps=(ending(1, grant(1)),))
        with pytest.raises(UsageError, match="altered"):
            begin(journal, altered, case(), crew(TrackerConnector(tracker)))
        assert (tracker.acts, journal.runs()) == ([], ())


_SHA256 = base64.b64encode(hashlib.sha256(b"made-up-value-1").digest()).decode()


class TestOwn:
    """The connector's own credential is not ended in the middle of a run."""

    OWN = Secret("made-up-value-1")

    def left(self, journal: Journal, tracker: Tracker, one: Step, connector: TrackerConnector, **changes: Any) -> None:
        people = crew(connector, own={"tracker": [self.OWN]}, **changes)
        outcome = only(begin(journal, plan(one), case(), people))
        assert (outcome.state, tracker.acts) == (M, [])
        assert "the connector tracker itself works with it" in outcome.reason
        assert outcome.instruction is not None
        assert "mcpsweep connector login tracker" in outcome.instruction.text

    def test_by_its_value(self, journal: Journal) -> None:
        tracker = Tracker()
        values = with_values(tracker, 1)
        self.left(journal, tracker, value_step(1), TrackerConnector(tracker), values=values)

    def test_beside_another_value(self, journal: Journal) -> None:
        tracker = Tracker()
        tracker.values[Secret("another")] = ALICE.ref()
        pair = Held("tracker-token", Secret("another"), (("refresh", self.OWN),))
        self.left(journal, tracker, value_step(1), TrackerConnector(tracker), values={"v1": pair})

    @pytest.mark.parametrize("mark", [{"last_eight": "-value-1"}, {"sha256": _SHA256}])
    def test_by_the_service_s_record(self, journal: Journal, mark: dict[str, str]) -> None:
        one = grant(1, **mark)
        tracker = Tracker(one)
        self.left(journal, tracker, ending(1, one), TrackerConnector(tracker))

    @pytest.mark.parametrize("action", [Action.END_SESSIONS, Action.REMOVE_ACCESS, Action.DISABLE_ACCOUNT])
    def test_by_its_account(self, journal: Journal, action: Action) -> None:
        tracker = Tracker()
        self.left(journal, tracker, step(1, action), TrackerConnector(tracker, own=ALICE))

    def test_the_others_end_and_it_ends_once_the_connector_has_another(self, journal: Journal) -> None:
        tracker = Tracker()
        people = {"values": with_values(tracker, 1, 2)}
        steps = [value_step(1), value_step(2)]
        first = begin(
            journal, plan(*steps), case(), crew(TrackerConnector(tracker), own={"tracker": [self.OWN]}, **people)
        )
        assert states(first) == [M, D]
        second = crew(TrackerConnector(tracker), own={"tracker": [Secret("a new one")]}, **people)
        assert states(resume(journal, first.report.run, second)) == [D, D]


class TestResume:
    """After a crash the service is asked before anything is repeated."""

    def crashed(
        self,
        journal: Journal,
        steps: Sequence[Step],
        known: Case,
        begun: int,
        outcomes: dict[str, Outcome] | None = None,
    ) -> str:
        """A run whose process died after it wrote its first `begun` intents."""
        writer = journal.begin(plan(*steps), known, AT)
        writer.intend(steps[:begun], AT)
        if outcomes:
            writer.conclude(outcomes, AT)
        writer.release()
        return writer.run

    def test_what_took_effect_is_not_repeated(self, journal: Journal) -> None:
        steps = [ending(1, grant(1)), ending(2, grant(2))]
        tracker = Tracker(grant(2))  # g1 ended, and then the process died
        run = self.crashed(journal, steps, case(holding(grant(1)), holding(grant(2))), 1)
        ran = resume(journal, run, crew(TrackerConnector(tracker)))
        assert (states(ran), tracker.acts) == ([D, D], ["g2"])
        assert ran.report.steps[0].outcome.reason == "begun before the interruption; it is gone"

    def test_what_did_not_take_effect_is_done_now(self, journal: Journal) -> None:
        tracker = Tracker(grant(1))
        run = self.crashed(journal, [ending(1, grant(1))], case(holding(grant(1))), 1)
        ran = resume(journal, run, crew(TrackerConnector(tracker)))
        assert (states(ran), tracker.acts) == ([D], ["g1"])

    def test_what_has_its_outcome_stays(self, journal: Journal) -> None:
        done = Outcome(D, Verified.YES, "it was gone")
        tracker = Tracker(grant(1))  # somebody made one of the same id since
        run = self.crashed(journal, [ending(1, grant(1))], case(), 1, {"s001": done})
        ran = resume(journal, run, crew(TrackerConnector(tracker)))
        assert (only(ran), tracker.acts) == (done, [])

    def test_what_did_not_surely_end_is_tried_again(self, journal: Journal) -> None:
        steps = [ending(number, grant(number)) for number in (1, 2, 3)]
        outcomes = {
            "s001": Outcome(F, Verified.NO, "403"),
            "s002": Outcome(U, Verified.NO, "cut"),
            "s003": Outcome(S, Verified.NO, "somebody was asked and said no"),
        }
        tracker = Tracker(grant(1), grant(3))
        run = self.crashed(journal, steps, case(), 3, outcomes)
        ran = resume(journal, run, crew(TrackerConnector(tracker)))
        assert (states(ran), tracker.acts, ran.exit_code) == ([D, D, S], ["g1"], ExitCode.DONE)
        assert [entry.attempt for entry in journal.read(run).steps] == [2, 2, 1]

    def test_failing_again_after_an_unclear_attempt_stays_unclear(self, journal: Journal) -> None:
        tracker = Tracker(grant(1))
        tracker.is_down = True
        run = self.crashed(journal, [ending(1, grant(1))], case(), 1)
        outcome = only(resume(journal, run, crew(TrackerConnector(tracker))))
        assert outcome.state is U
        assert outcome.reason.startswith("begun before the interruption; asked again: not tried")

    def test_what_was_begun_is_not_asked_about_twice(self, journal: Journal) -> None:
        tracker = Tracker(grant(1))
        run = self.crashed(journal, [ending(1, grant(1), confirm=Confirm.ASK)], case(), 1)
        person = Person()
        assert states(resume(journal, run, crew(TrackerConnector(tracker), decider=person))) == [D]
        assert person.asked == []

    def test_a_value_that_is_no_longer_in_hand(self, journal: Journal) -> None:
        """The service's own record may still tell; else nobody knows, and what to do is said."""
        tracker = Tracker()
        steps = [value_step(1), value_step(2), value_step(3), value_step(4)]
        known = case(
            holding(grant(1), id="h1"),
            holding(grant(2), id="h2"),
            holding(grant(3, can_revoke=(Way.ACCESS,)), id="h3"),
            holding(id="h4"),
        )
        tracker.grants = {grant(2).key(): grant(2)}
        run = self.crashed(journal, steps, known, 4)
        ran = resume(journal, run, crew(TrackerConnector(tracker)))
        assert states(ran) == [D, U, U, U]
        gone, listed, elsewhere, dark = (one.outcome for one in ran.report.steps)
        assert gone.verified is Verified.YES
        assert "the service still lists it" in listed.reason
        for outcome in (listed, elsewhere, dark):
            assert "its value is not in hand" in outcome.reason
            assert outcome.instruction is not None
            assert "--unseal-with" in outcome.instruction.text

    def test_a_value_that_was_never_in_hand_fails(self, journal: Journal) -> None:
        ran = begin(journal, plan(value_step(1)), case(holding(id="h1")), crew(TrackerConnector(Tracker())))
        assert states(ran) == [F]

    def test_a_run_that_is_over_has_nothing_left(self, journal: Journal) -> None:
        tracker = Tracker(grant(1))
        ran = begin(journal, plan(ending(1, grant(1))), case(), crew(TrackerConnector(tracker)))
        again = resume(journal, ran.report.run, crew(TrackerConnector(tracker)))
        assert (again.finish, again.report.steps, tracker.acts) == (Finish.COMPLETE, ran.report.steps, ["g1"])


class TestWithTheAccount:
    """What has no end of its own: nothing of it vanishes from the run."""

    TIED = grant(1, can_revoke=(Way.MANUAL, Way.ACCOUNT))

    def ran(self, journal: Journal, tracker: Tracker, **changes: Any) -> Ran:
        """Alice leaves, and her key is looked for."""
        steps = (
            step(1, Action.REMOVE_ACCESS, holdings=("h1",)),
            ending(2, self.TIED, Action.CHECK, holdings=("h1",), needs=("s001",), fingerprint="v1", instructions=PAGE),
        )
        known = case(holding(self.TIED, id="h1"))
        return begin(journal, plan(*steps), known, crew(TrackerConnector(tracker), **changes))

    def test_what_is_still_listed_is_left_to_a_person(self, journal: Journal) -> None:
        tracker = Tracker(self.TIED)
        ran = self.ran(journal, tracker)
        assert (states(ran), tracker.acts) == ([D, M], ["member-u1"])
        (told,) = ran.report.holdings
        assert (told.outcome, told.verified, told.instructions) == (M, Verified.NO, PAGE)
        assert "still lists it" in told.reason

    def test_what_is_not_listed_any_more_is_told_as_not_verified(self, journal: Journal) -> None:
        tracker = Tracker(self.TIED)
        tracker.before_act = lambda name: tracker.grants.clear()
        (told,) = self.ran(journal, tracker).report.holdings
        assert (told.outcome, told.verified) == (D, Verified.NOT_POSSIBLE)
        assert "no service tells" in told.reason

    def test_where_the_list_has_gaps_nobody_knows(self, journal: Journal) -> None:
        tracker = Tracker(self.TIED)
        tracker.before_act = lambda name: tracker.grants.clear()
        tracker.gaps = [Gap("tracker", "tracker", "keys", "403")]
        (told,) = self.ran(journal, tracker).report.holdings
        assert (told.outcome, told.verified) == (U, Verified.NO)
        assert "could not be looked at again" in told.reason

    def test_a_value_in_hand_is_asked_itself(self, journal: Journal) -> None:
        tracker = Tracker(self.TIED)
        values = with_values(tracker, 1)
        tracker.before_act = lambda name: tracker.values.clear()
        (told,) = self.ran(journal, tracker, values=values).report.holdings
        assert (told.outcome, told.verified) == (D, Verified.YES)
        assert "asked again" in told.reason
        living = Tracker(self.TIED)
        values = with_values(living, 1)
        (told,) = self.ran(journal, living, values=values).report.holdings
        assert (told.outcome, told.verified, told.instructions) == (F, Verified.NO, PAGE)

    def test_a_list_that_was_read_before_the_account_ended_does_not_count(self, journal: Journal) -> None:
        tracker = Tracker(self.TIED, grant(2))

        def end_with_the_account(name: str) -> None:
            if name.startswith("member"):
                del tracker.grants[self.TIED.key()]

        tracker.before_act = end_with_the_account
        steps = (
            ending(1, grant(2)),
            step(2, Action.REMOVE_ACCESS, holdings=("h1",), needs=("s001",)),
            ending(3, self.TIED, Action.CHECK, holdings=("h1",), needs=("s002",)),
        )
        known = case(holding(self.TIED, id="h1"), holding(grant(2)))
        assert states(begin(journal, plan(*steps), known, crew(TrackerConnector(tracker)))) == [D, D, D]

    def test_without_a_record_at_hand_it_is_said(self, journal: Journal) -> None:
        look = ending(1, self.TIED, Action.CHECK, holdings=("h1",))
        ran = begin(journal, plan(look), case(), crew(TrackerConnector(Tracker())))
        assert (states(ran), only(ran).verified) == ([U], Verified.NO)
        assert "not at hand" in only(ran).reason


class TestDryRun:
    """The same way, to the last request, which is not sent."""

    def test_everything_is_looked_at_and_nothing_sent(self, journal: Journal) -> None:
        tracker = Tracker(grant(1))
        person = Person(Consent.YES)
        steps = [
            ending(1, grant(1), confirm=Confirm.ASK),
            ending(2, grant(2)),
            step(3, Action.DISABLE_ACCOUNT, needs=("s001",)),
            step(4, Action.CHECK, target=Target("account", "u1", "disabled", "alice", "u1")),
        ]
        people = crew(TrackerConnector(tracker, rehearses=True), rehearses=True, decider=person)
        ran = begin(journal, plan(*steps), case(), people)
        assert (states(ran), tracker.acts, person.asked) == ([S, A, S, S], [], ["s001"])
        assert ran.report.steps[0].outcome.unsent == ("DELETE tracker.example/g1",)
        assert ran.report.dry_run
        assert journal.runs()[0].dry_run

    @pytest.mark.parametrize("rehearses", [True, False])
    def test_a_connector_that_was_not_made_for_it_is_a_fault(self, rehearses: bool) -> None:
        with pytest.raises(ValueError, match="the connector tracker was made for"):
            crew(TrackerConnector(Tracker(), rehearses=rehearses), rehearses=not rehearses)

    @pytest.mark.parametrize("rehearses", [True, False])
    def test_it_cannot_go_on_in_earnest_nor_the_other_way_round(self, journal: Journal, rehearses: bool) -> None:
        def people(rehearses: bool) -> Crew:
            connector = TrackerConnector(Tracker(grant(1)), rehearses=rehearses)
            return crew(connector, rehearses=rehearses, decider=Person(pace=Pace.QUIT))

        ran = begin(journal, plan(ending(1, grant(1))), case(), people(rehearses))
        with pytest.raises(UsageError, match="it cannot go on"):
            resume(journal, ran.report.run, people(not rehearses))


class TestTwoAtOnce:
    """Two runs for one person at the same time do each other no harm."""

    def test_both_end_done_or_already(self, journal: Journal) -> None:
        grants = [grant(number) for number in range(1, 9)]
        tracker = Tracker(*grants)
        values = with_values(tracker, 1, 2, 3)
        steps = [value_step(number) for number in (1, 2, 3)]
        steps += [ending(number, one) for number, one in enumerate(grants, start=4)]
        steps.append(step(12, Action.REMOVE_ACCESS, needs=("s004",)))
        # Both have looked before either acts.
        meet = threading.Barrier(2, timeout=10)
        tracker.before_act = lambda name: None if name == "value" else _pass(meet)
        ran: list[Ran] = []

        def carry_out() -> None:
            with Journal(journal.path.parent) as own:
                ran.append(begin(own, plan(*steps), case(), crew(TrackerConnector(tracker), values=values)))

        threads = [threading.Thread(target=carry_out) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {state for one in ran for state in states(one)} <= {D, A}
        assert (tracker.grants, tracker.values, tracker.members) == ({}, {}, set())
        assert {one.exit_code for one in ran} == {ExitCode.DONE}


def _pass(meet: threading.Barrier) -> None:
    try:
        meet.wait(0.2)
    except threading.BrokenBarrierError:
        meet.reset()


class TestReport:
    """What a run says afterwards is what its journal holds."""

    def test_the_journal_tells_the_same_later(self, journal: Journal) -> None:
        tracker = Tracker(grant(1))
        known = case(holding(grant(1)), holding(grant(2)))
        ran = begin(journal, plan(ending(1, grant(1)), ending(2, grant(2))), known, crew(TrackerConnector(tracker)))
        assert report(journal.read(ran.report.run)) == ran.report
        assert ran.report.counts == {"tracker": dict.fromkeys(OutcomeState, 0) | {D: 1, A: 1}}


class TestNeedsOrder:
    """Account steps come after the tokens, whatever the lanes do."""

    def test_a_stop_while_waiting_lets_nothing_begin(self, journal: Journal) -> None:
        one, other = Tracker(grant(1)), Tracker()
        second = msgspec.structs.replace(ALICE, connector="second")
        asked = Person(Consent.QUIT)
        steps = [
            ending(1, grant(1), confirm=Confirm.ASK),
            step(2, Action.DISABLE_ACCOUNT, connector="second", needs=("s001",)),
        ]
        people = crew(TrackerConnector(one), TrackerConnector(other, "second"), decider=asked)
        ran = begin(journal, plan(*steps), case(links=(ALICE, second)), people)
        assert (ran.finish, one.acts, other.acts) == (Finish.QUIT, [], [])
