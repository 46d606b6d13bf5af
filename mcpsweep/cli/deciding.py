"""Whoever says yes: a person at the keyboard, or nobody because everything was decided before."""

import sys
from collections.abc import Sequence
from typing import TypeVar

from rich.text import Text

from mcpsweep.cli.streams import tell
from mcpsweep.executor.crew import Consent, Pace
from mcpsweep.model.outcome import Outcome, OutcomeState, Verified
from mcpsweep.model.plan import Confirm, Plan, Step
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.hostile import terminal
from mcpsweep.reports.page import Page
from mcpsweep.reports.plan.table import render, render_step

Answer = TypeVar("Answer", Pace, Consent)

_PACES = {"a": Pace.ALL, "s": Pace.STEP_BY_STEP, "q": Pace.QUIT}
_CONSENTS = {"y": Consent.YES, "n": Consent.SKIP, "q": Consent.QUIT}
_EFFECT = 5
"""Columns that what else ends stands further in."""
_NOBODY = "nobody answered: nothing else is begun"


class AtTheKeyboard:
    """Asks on stderr and reads answers from stdin, a line each. The end of stdin is a no to everything."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas

    def pace(self, plan: Plan, left: Sequence[Step]) -> Pace:
        """Show the plan, and ask about it as a whole."""
        tell(render(plan, self._canvas))
        return self.pace_of(left)

    def pace_of(self, left: Sequence[Step]) -> Pace:
        """Ask about a plan that has been shown; `left` is what has no outcome yet."""
        acts = [step for step in left if step.confirm is not Confirm.MANUAL]
        if not acts:
            tell("there is nothing to carry out: whatever is left is a person's to do")
            return Pace.ALL
        asked = sum(step.confirm is Confirm.ASK for step in acts)
        of_these = f" ({asked} of them asked about one by one)" if asked else ""
        tell(f"{len(acts)} steps would be carried out{of_these}")
        return self._ask("[a]ll, [s]tep by step, [d]etails, [q]uit", _PACES, Pace.QUIT, list(left))

    def consent(self, step: Step) -> Consent:
        """Ask about one step, and say what else it ends."""
        question = f"{step.id} {step.action} {_what(step)}; {step.risk} risk"
        page = Page(self._canvas)
        page.line(Text(terminal(question)))
        for line in step.effects:
            page.line(Text(terminal(line)), _EFFECT)
        tell(page.text().removesuffix("\n"))
        return self._ask("do it? [y]es, [n]o (skip it), [d]etails, [q]uit", _CONSENTS, Consent.QUIT, [step])

    def _ask(self, question: str, answers: dict[str, Answer], otherwise: Answer, about: list[Step]) -> Answer:
        while True:
            sys.stderr.write(f"{question} > ")
            sys.stderr.flush()
            line = sys.stdin.readline()
            if not line:
                tell("")
                tell(_NOBODY)
                return otherwise
            word = line.strip().casefold()[:1]
            if word in answers:
                return answers[word]
            if word == "d":
                for step in about:
                    tell(render_step(step, self._canvas))
            else:
                tell(f"please answer with one of: {', '.join([*answers, 'd'])}")


class DecidedBefore:
    """`--yes`: everything was decided by a playbook that leaves nothing to ask; or a dry run, which ends nothing."""

    def pace(self, plan: Plan, left: Sequence[Step]) -> Pace:
        """All of it."""
        return Pace.ALL

    def consent(self, step: Step) -> Consent:
        """Yes: in a dry run, so that every request is shown."""
        return Consent.YES


class Narrator:
    """Tells on stderr how a run goes on."""

    def started(self, step: Step) -> None:
        """Nothing: what counts is how it ends."""

    def ended(self, step: Step, outcome: Outcome) -> None:
        """One line a step, and what was not sent in a dry run. What the plan leaves to people is in the report."""
        if step.confirm is Confirm.MANUAL:
            return
        proof = _PROOF[outcome.verified] if outcome.state in _PROVABLE else ""
        # Of several acts, a dry run keeps some back, and the others are a person's, or were found to be done.
        part = "in part " if outcome.unsent and outcome.state is not OutcomeState.SKIPPED else ""
        tell(terminal(f"{step.id} {part}{outcome.state}{proof}: {step.action} {_what(step)}"))
        if outcome.state in _TOLD:
            tell(terminal(f"     {outcome.reason}"))
        for request in outcome.unsent:
            tell(terminal(f"     would send: {request}"))

    def waits(self, step: Step, needs: Sequence[str]) -> None:
        """Why nothing happens."""
        tell(terminal(f"{step.id} waits for {', '.join(needs)}"))

    def finishing(self, run: str) -> None:
        """Somebody pressed Ctrl-C. Who does so again hears nothing more, so the way to go on is said here."""
        tell("interrupted: what is under way is finished and written down; once more leaves at once")
        tell(f"to go on later: mcpsweep revoke --resume {run}")


_PROVABLE = frozenset({OutcomeState.DONE, OutcomeState.ALREADY, OutcomeState.ACCEPTED, OutcomeState.UNKNOWN})
_TOLD = frozenset({OutcomeState.FAILED, OutcomeState.UNKNOWN, OutcomeState.MANUAL, OutcomeState.ACCEPTED})
_PROOF = {
    Verified.YES: ", verified",
    Verified.NO: ", not verified",
    Verified.NOT_POSSIBLE: ", cannot be verified",
}


def _what(step: Step) -> str:
    return " ".join(filter(None, (step.service, step.words())))
