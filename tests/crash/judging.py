"""What scenarios came to, held against one that nothing happened to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mcpsweep.model.outcome import OutcomeState
from mcpsweep.model.run import RunReport
from tests.crash.books import deadly, repeated
from tests.crash.scenario import Result
from tests.crash.truth import unannounced

_ENDED = frozenset({OutcomeState.DONE, OutcomeState.ALREADY})
"""Dead by now, whoever did it: a step that was cut off cannot always tell."""
HEADINGS = (
    "what",
    "runs",
    "times",
    "same end",
    "twice",
    "again meanwhile",
    "wrong objects",
    "lost or untrue",
    "exit codes",
)


@dataclass
class Tally:
    """Scenarios of one kind."""

    runs: int = 0
    times: int = 0
    """Kills, or requests that something went wrong with."""
    same: int = 0
    """How many ended as one that nothing happens to."""
    twice: int = 0
    """Requests that were carried out again."""
    meanwhile: int = 0
    """The same while the service had only said that it would see to it, which a look did not show yet."""
    wrong: int = 0
    """Changes that were not hers to make, and forbidden calls."""
    lost: int = 0
    """Outcomes that are missing, not true, or silent on a lost answer."""
    codes: dict[str, int] = field(default_factory=dict)
    """How the processes of a scenario ended, one after the other → how often."""
    trouble: list[str] = field(default_factory=list)

    def add(self, name: str, expected: Result, result: Result) -> None:
        """One more."""
        differs = list(differences(expected, result))
        self.runs += 1
        self.times += result.kills + result.faults
        self.same += not differs
        again = list(repeated(result.deeds, deadly((*expected.deeds, *result.deeds))))
        twice = [deed for deed in again if not deed.is_accepted]
        self.twice += len(twice)
        self.meanwhile += len(again) - len(twice)
        self.wrong += len(result.foreign) + result.forbidden
        lost = [*result.lost, *unannounced(result.deeds)]
        self.lost += len(lost)
        codes = " ".join(map(str, result.codes))
        self.codes[codes] = self.codes.get(codes, 0) + 1
        done = [f"twice: {' '.join(deed.address)}" for deed in twice]
        self.trouble += [f"{name} [{codes}]: {one}" for one in (*differs, *done, *result.foreign, *lost)]

    def row(self, name: str) -> tuple[str, ...]:
        """It as a line below `HEADINGS`."""
        codes = ", ".join(f"{code} ({often}x)" for code, often in sorted(self.codes.items(), key=lambda one: -one[1]))
        same = f"{self.same}/{self.runs}"
        figures = (self.runs, self.times, same, self.twice, self.meanwhile, self.wrong, self.lost)
        return (name, *map(str, figures), codes)


def differences(expected: Result, result: Result) -> Iterator[str]:
    """In what a scenario ended otherwise than one that nothing happens to, in words."""
    if result.changes != expected.changes:
        yield f"other changes: {sorted(map(str, result.changes ^ expected.changes))}"
    if result.codes[-1] != expected.codes[-1]:
        yield f"it ended with {result.codes[-1]}"
    if len(result.reports) == 1:
        mine, theirs = outcomes(result.reports[0]), outcomes(expected.reports[0])
        unseen = {gap.what.split()[0] for gap in result.reports[0].gaps}
        yield from (
            f"{step}: {mine.get(step)}, not {theirs.get(step)}"
            for step in mine.keys() | theirs.keys()
            # What could not be listed is told as such, and is in no step.
            if mine.get(step) != theirs.get(step) and (step in mine or not unseen & set(step.split()))
        )


def outcomes(run: RunReport) -> Mapping[str, tuple[str, str]]:
    """How each step ended, where it makes a difference to somebody who relies on it."""
    return {
        f"{one.action} {one.service} {one.what}": (
            "ended" if one.outcome.state in _ENDED else str(one.outcome.state),
            str(one.outcome.verified),
        )
        for one in run.steps
    }
