"""Who answers in the demo: whoever sits at the terminal, or the demo itself."""

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
    "SLACK_BOT_TOKEN": Advice(Consent.YES, "the bot was her own experiment"),
    "Alice Agent": Advice(Consent.YES, "the bot was her own experiment"),
    "Alice Notes": Advice(Consent.YES, "nobody else used it"),
    "Acme Deploys": Advice(Consent.SKIP, "production speaks through it; bob installs it anew first"),
    "Labs Bot": Advice(Consent.SKIP, "erin goes on with it"),
    "alice-reports": Advice(Consent.YES, "it made her weekly report"),
    "made-by-hand": Advice(Consent.YES, "the key lay on her desk"),
    "made-with-a-token": Advice(Consent.YES, "it was made with her token"),
}
"""By the name of what is asked about."""
_NOBODY_KNOWS = Advice(Consent.SKIP, "nobody knows who depends on it")
_WORDS = {Consent.YES: "yes", Consent.SKIP: "no", Consent.QUIT: "quit"}

Say = Callable[[str, str], None]
"""Tells a remark: who speaks, and what."""


class ByItself:
    """Nobody sits there: the demo says yes to the plan, and to each question what a colleague would."""

    def __init__(self, say: Say) -> None:
        self._say = say

    def pace(self, plan: Plan, left: Sequence[Step]) -> Pace:
        """All of it."""
        self._say("answer", "nobody sits at a terminal, so the demo answers by itself: all of it")
        return Pace.ALL

    def consent(self, step: Step) -> Consent:
        """What a colleague would say."""
        advice = _advice(step)
        self._say("answer", f"{step.target.label}? {_WORDS[advice.consent]}: {advice.why}")
        return advice.consent


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
    return _ADVICE.get(step.target.label, _NOBODY_KNOWS)
