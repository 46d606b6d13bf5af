"""What goes wrong around a sweep: services that fail, people who cannot be told, credentials that are one's own."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import yaml

from mcpsweep.collectors import readers
from mcpsweep.collectors.base import File
from mcpsweep.collectors.observation import Observation
from mcpsweep.connectors.http.clock import SystemClock
from mcpsweep.errors import ExitCode
from mcpsweep.model.outcome import OutcomeState
from mcpsweep.sandbox.faults import FAIR, Fault, Rule, Weather
from mcpsweep.sandbox.github.state import hash_of
from tests.rehearsal.scene import ALICE, SIMULATED, WHO, Ended, Scene, by_label, everything, once_agreed, unasked
from tests.rehearsal.whose import foreign
from tests.rehearsal.world import Effects, effects

UNSURE = (OutcomeState.FAILED, OutcomeState.UNKNOWN)
ROUGH = (
    Rule(Fault.LIMITED, share=0.1, retry_after=2),
    Rule(Fault.ERROR_BEFORE, share=0.05),
    Rule(Fault.ERROR_AFTER, share=0.05),
    Rule(Fault.CUT_BEFORE, share=0.05),
    Rule(Fault.CUT_AFTER, share=0.05),
    Rule(Fault.TRUNCATED, share=0.05),
    Rule(Fault.HTML, share=0.05),
)
_TRIES = 6


def resumed(stage: Scene, ended: Ended) -> Ended:
    """The run, resumed as it says until nothing is left to try."""
    run = ended.report().run
    for _ in range(_TRIES):
        if ended.code != ExitCode.UNFINISHED:
            break
        assert f"mcpsweep revoke --resume {run}" in ended.err
        ended = stage.resume(run)
    return ended


@pytest.mark.parametrize("service", ["github", "slack", "atlassian"])
def test_a_service_that_goes_away_in_mid_run_is_taken_up_again(
    stage: Scene, usual_effects: Effects, service: str
) -> None:
    away = Weather((Rule(Fault.ERROR_BEFORE, path=f"^/{service}"),))
    ended = stage.sweep(answers=once_agreed(lambda: stage.estate.server.set_weather(away)))
    assert ended.code == ExitCode.UNFINISHED
    unsure = {one.service for one in ended.report().steps if one.outcome.state in UNSURE}
    assert unsure == {service}
    stage.estate.server.set_weather(FAIR)
    again = resumed(stage, ended)
    assert again.code == ExitCode.INCOMPLETE, "a file on the laptop cannot be read, as when the plan was made"
    assert effects(stage.before, stage.state()) == usual_effects


@pytest.mark.parametrize("seed", [1, 2])
def test_in_rough_weather_it_ends_as_ever(stage: Scene, usual_effects: Effects, seed: int) -> None:
    rough = Weather(ROUGH, seed=seed)
    ended = resumed(stage, stage.sweep(answers=once_agreed(lambda: stage.estate.server.set_weather(rough))))
    stage.estate.server.set_weather(FAIR)
    ended = resumed(stage, ended)
    assert ended.code in (ExitCode.DONE, ExitCode.INCOMPLETE)
    assert effects(stage.before, stage.state()) == usual_effects


def test_a_service_that_is_away_from_the_beginning_is_in_the_plan_and_in_the_exit_code(stage: Scene) -> None:
    stage.estate.server.set_weather(Weather((Rule(Fault.ERROR_BEFORE, path="^/slack"),)))
    ended = stage.revoke("--user", "alice", answers=everything)
    assert ended.code == ExitCode.INCOMPLETE
    assert "service slack, asked" in ended.err
    assert [one.is_whole for one in ended.report().sources if one.name == "slack"] == [False]
    assert {one.service for one in ended.report().steps if one.outcome.state is OutcomeState.DONE} == {
        "github",
        "atlassian",
    }


@pytest.mark.parametrize("days", [-400, 400])
def test_a_machine_whose_clock_is_wrong_takes_no_living_credential_for_an_expired_one(
    stage: Scene, usual_effects: Effects, days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SystemClock, "now", lambda clock: stage.clock.now() + timedelta(days=days))
    ended = stage.sweep(answers=everything)
    assert ended.code == ExitCode.INCOMPLETE
    assert effects(stage.before, stage.state()) == usual_effects


def test_who_resumes_a_run_that_was_planned_without_a_service_is_told_so_again(stage: Scene) -> None:
    stage.estate.server.set_weather(Weather((Rule(Fault.ERROR_BEFORE, path="^/slack"),)))

    def quits(question: str) -> str:
        return "a" if "[a]ll" in question else "q"

    ended = stage.revoke("--user", "alice", answers=quits)
    assert ended.code == ExitCode.INTERRUPTED
    stage.estate.server.set_weather(FAIR)
    again = stage.revoke("--resume", ended.report().run, answers=everything)
    assert again.code == ExitCode.INCOMPLETE
    assert {one.service for one in again.report().steps if one.connector} == {"github", "atlassian"}


def test_a_person_without_accounts_has_nothing_to_end(stage: Scene) -> None:
    ended = stage.revoke("--user", "zed@acme.example", answers=unasked)
    assert ended.code == ExitCode.DONE
    assert [one for one in ended.report().steps if one.connector] == []
    assert "there is nothing to carry out" in ended.err
    for service in SIMULATED:
        assert any(f"{service}: no account there is known to be zed" in one for one in ended.report().remarks)
    assert effects(stage.before, stage.state()) == frozenset()


def test_nobody_of_that_name(stage: Scene) -> None:
    ended = stage.revoke("--user", "zed")
    assert ended.code == ExitCode.USAGE
    assert "nobody in the roster has the id zed" in ended.err
    assert stage.estate.server.log.entries == []


def test_an_account_that_two_people_claim_is_nobody_s(stage: Scene) -> None:
    roster = stage.folder / "people.yaml"
    tree = yaml.safe_load(roster.read_text())
    tree["people"][1]["accounts"]["github"] = ALICE.accounts["github"].login
    roster.write_text(yaml.safe_dump(tree))
    ended = stage.revoke("--user", "alice")
    assert ended.code == ExitCode.USAGE
    assert "have the same github account" in ended.err
    assert stage.estate.server.log.entries == []


def test_the_administrator_s_own_credential_is_left_to_a_person(stage: Scene) -> None:
    """The leaver was an administrator, and the connector works with one of her tokens."""
    hers = WHO.credential("github-classic").secret
    world = stage.estate.github.world
    own = world.by_hash[hash_of(stage.estate.github.admin_token.reveal())]
    token = world.by_hash[hash_of(hers.reveal())]
    token.scopes = own.scopes
    world.members[int(ALICE.accounts["github"].id)] = world.members[own.user]
    world.enterprise_owners.add(int(ALICE.accounts["github"].id))
    before = stage.state()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MCPSWEEP_GITHUB_TOKEN", hers.reveal())
        ended = stage.sweep(answers=everything)
    report = ended.report()
    left = by_label(report)["github-classic"]
    assert left.outcome is OutcomeState.MANUAL
    assert "the connector github itself works with it" in left.reason
    assert left.instructions is not None
    assert "mcpsweep connector login github" in left.instructions.text
    assert token.is_alive
    (account,) = [one for one in report.steps if one.action == "remove-access"]
    assert account.outcome.state is OutcomeState.MANUAL
    assert foreign(before, stage.state(), ALICE) == []


def test_a_fault_of_ours_in_one_file_of_the_laptop_keeps_nothing_else_from_ending(
    stage: Scene, usual_effects: Effects, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = readers.read

    def stumble(file: File, data: bytes) -> Iterator[Observation]:
        if file.client == "cursor":
            raise ValueError(stage.laptop)
        return read(file, data)

    monkeypatch.setattr(readers, "read", stumble)
    ended = stage.sweep(answers=everything)
    assert ended.code == ExitCode.FAULT
    assert "a fault in mcpsweep itself (ValueError)" in ended.err
    done = effects(stage.before, stage.state())
    assert done
    assert done <= usual_effects
    assert f"mcpsweep runs evidence {ended.report().run}" in ended.err
