"""Who answers in the demo: whoever sits at the terminal, or the demo itself."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from mcpsweep.cli.deciding import AtTheKeyboard
from mcpsweep.executor.crew import Consent, Pace
from mcpsweep.model.plan import Confirm, Plan, Step


class Advice(NamedTuple):
    """What somebody who knows the organisation would say."""

    consent: Consent
    why: str


_ADVICE: Mapping[str, Advice] = {
    "Alice Agent": Advice(Consent.YES, "the bot was her own experiment"),
    "Alice Notes": Advice(Consent.YES, "nobody else used it"),
    "Acme Deploys": Advice(Consent.SKIP, "production speaks through it"),
    "Labs Bot": Advice(Consent.SKIP, "erin goes on with it"),
    "alice-reports": Advice(Consent.YES, "it made her weekly report"),
    "made-by-hand": Advice(Consent.YES, "the key lay on her desk"),
    "made-with-a-token": Advice(Consent.YES, "it was made with her token"),
}
"""By what the name of that which is asked about ends with: a bot's token is named after its app."""
_NOBODY_KNOWS = Advice(Consent.SKIP, "nobody knows who depends on it")
_WORDS = {Consent.YES: "yes", Consent.SKIP: "no", Consent.QUIT: "quit"}

Say = Callable[[str, str], None]
"""Tells a remark: who speaks, and what."""


class ByItself:
    """Nobody sits there: the demo says yes to the plan, and to each question what a colleague would."""

    def __init__(self, say: Say) -> None:
        self._say = say

    def pace(self, plan: Plan, left: Sequence[Step]) -> Pace:
        """All of it, and what will be said to each question."""
        refused: dict[str, list[str]] = defaultdict(list)
        for step in left:
            advice = _advice(step)
            if step.confirm is Confirm.ASK and advice.consent is not Consent.YES:
                refused[advice.why].append(step.target.label)
        told = "; ".join(f"{', '.join(labels)} ({why})" for why, labels in refused.items())
        self._say(
            "answer",
            f"nobody sits at a terminal, so the demo answers by itself: all of it. Asked about single steps it says "
            f"yes, but no to {told}.",
        )
        return Pace.ALL

    def consent(self, step: Step) -> Consent:
        """What a colleague would say."""
        return _advice(step).consent


class AtTheTerminal:
    """Somebody sits there, has seen the plan, and is told what a colleague would say where the plan asks."""

    def __init__(self, keyboard: AtTheKeyboard, say: Say) -> None:
        self._keyboard = keyboard
        self._say = say

    def pace(self, plan: Plan, left: Sequence[Step]) -> Pace:
        """As somebody says."""
        return self._keyboard.pace_of(left)

    def consent(self, step: Step) -> Consent:
        """As somebody says."""
        if step.confirm is Confirm.ASK:
            advice = _advice(step)
            self._say("advice", f"a colleague says {_WORDS[advice.consent]}: {advice.why}")
        return self._keyboard.consent(step)


def _advice(step: Step) -> Advice:
    return next((advice for name, advice in _ADVICE.items() if step.target.label.endswith(name)), _NOBODY_KNOWS)
