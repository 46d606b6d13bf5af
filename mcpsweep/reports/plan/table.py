"""For people: whom the plan is about and what it rests on, then every step in order, then what is left alone."""

from collections import Counter
from itertools import groupby

from rich.text import Text

from mcpsweep.model.decision import Decision
from mcpsweep.model.instruction import Instruction
from mcpsweep.model.plan import BEFORE, Action, Confirm, Limits, Plan, Risk, Step
from mcpsweep.reports.actions import ACTIONS
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.hostile import terminal
from mcpsweep.reports.origins import asked, source, wholeness
from mcpsweep.reports.page import Page
from mcpsweep.reports.subjects import accounts, names
from mcpsweep.reports.times import minute

_CONFIRM = {
    Confirm.AUTO: ("auto", ""),
    Confirm.ASK: ("asks", "bold yellow"),
    Confirm.MANUAL: ("by hand", "bold cyan"),
}
_CONFIRM_WIDTH = max(len(word) for word, _ in _CONFIRM.values()) + 2
_TOTALS = {
    Confirm.AUTO: "without asking",
    Confirm.ASK: "asked about one by one",
    Confirm.MANUAL: "by hand",
}
_RISK = {
    Risk.LOW: "",
    Risk.MEDIUM: "medium risk",
    Risk.HIGH: "high risk",
}
_RISK_STYLE = {Risk.LOW: "", Risk.MEDIUM: "yellow", Risk.HIGH: "bold red"}


def render(plan: Plan, canvas: Canvas) -> str:
    """The plan at `canvas.width` columns; it says the same without colour."""
    page = Page(canvas)
    _tell_plan(page, plan)
    _tell_words(page, "what the playbook wants and is not there", plan.unmet)
    _tell_words(page, "what cannot be known", plan.remarks)
    for action, steps in groupby(plan.steps, key=lambda step: step.action):
        _tell_steps(page, action, list(steps), canvas.is_detailed)
    _tell_alone(page, left_alone(plan), canvas.is_detailed)
    page.gap()
    page.line(Text(summarise(plan), style="bold"))
    return page.text()


def render_step(step: Step, canvas: Canvas) -> str:
    """All that the plan says of one step."""
    page = Page(canvas)
    _tell_steps(page, step.action, [step], is_detailed=True)
    return page.text()


def left_alone(plan: Plan) -> list[Decision]:
    """The decisions on holdings that no step of `plan` is about."""
    treated = {holding for step in plan.steps for holding in step.holdings}
    return [decision for decision in plan.decisions if decision.holding not in treated]


def summarise(plan: Plan) -> str:
    """All of it in one sentence."""
    confirmed, risks = Counter(step.confirm for step in plan.steps), Counter(step.risk for step in plan.steps)
    total = len(plan.steps)
    told = ", ".join(f"{confirmed[confirm]} {words}" for confirm, words in _TOTALS.items() if confirmed[confirm])
    risky = ", ".join(f"{risks[risk]} of {_RISK[risk]}" for risk in (Risk.HIGH, Risk.MEDIUM) if risks[risk])
    alone = len(left_alone(plan))
    return "; ".join(
        filter(
            None,
            (
                f"{total or 'no'} step{'s' * (total != 1)}" + (f": {told}" if told else ""),
                risky,
                f"{alone} credential{'s' * (alone != 1)} left alone" if alone else "",
                f"{len(plan.unmet)} of the playbook's wants not met" if plan.unmet else "",
            ),
        )
    )


def _tell_plan(page: Page, plan: Plan) -> None:
    page.line(Text(terminal(" · ".join(names(plan.subject))), style="bold"))
    page.line(_words(f"plan {plan.id}, made {minute(plan.created_at)} from playbook {plan.playbook.name}", "dim"))
    if known := accounts(plan.subject):
        page.line(_words(f"accounts  {known}", "dim"))
    for origin in plan.sources:
        style = "dim" if origin.is_whole else "yellow"
        page.line(_words(f"{source(origin)}, {asked(origin, plan.created_at)}: {wholeness(origin)}", style))
    page.line(_words(f"limits  {_limits(plan.limits)}", "dim"))
    if plan.digest:
        page.unbroken(_words(f"digest  {plan.digest}", "dim"))


def _limits(limits: Limits) -> str:
    said = [
        f"at most {limits.max_steps} steps that change something" if limits.max_steps is not None else "",
        f"at most {limits.max_share:.2%} of a service's grants" if limits.max_share is not None else "",
    ]
    return ", ".join(filter(None, said)).replace(".00%", "%") or "none"


def _tell_words(page: Page, title: str, words: tuple[str, ...]) -> None:
    if not words:
        return
    page.heading(title, len(words))
    for line in words:
        page.line(_words(line, "yellow"), indent=2)


def _tell_steps(page: Page, action: Action, steps: list[Step], is_detailed: bool) -> None:
    page.heading(ACTIONS[action], len(steps))
    said: Instruction | None = None
    told: tuple[str, ...] = ()
    for step in steps:
        page.line(_title(step, is_detailed), indent=2)
        if is_detailed:
            _tell_grounds(page, step)
        effects = _effects(step, is_detailed)
        # What is the same for a row of steps is told once.
        for index, line in enumerate(effects if effects != told or is_detailed else ()):
            page.row("" if index else "also", _words(line, "yellow"))
        told = effects
        if step.needs and is_detailed:
            page.row("after", _words(", ".join(step.needs), "dim"))
        if step.owner:
            page.row("who", _words(step.owner))
        instructions = step.instructions if step.confirm is Confirm.MANUAL else None
        if instructions is not None and instructions != said:
            page.advice(instructions)
        said = instructions


def _tell_grounds(page: Page, step: Step) -> None:
    page.row("why", _words(step.reason))
    for index, line in enumerate(step.evidence):
        page.row("" if index else "proof", _words(line))


def _effects(step: Step, is_detailed: bool) -> tuple[str, ...]:
    """What else a step ends: what happens by itself is always told, what a person does may be looked up."""
    return step.effects if is_detailed or step.confirm is not Confirm.MANUAL else ()


def _title(step: Step, is_detailed: bool) -> Text:
    word, style = _CONFIRM[step.confirm]
    target = step.target
    what = f"{step.service} {BEFORE[step.ends]}{target.kind.removeprefix(f'{step.service}-')}".strip()
    title = Text.assemble(f"{terminal(step.id)}  ", (word.ljust(_CONFIRM_WIDTH), style), (terminal(what), "bold"))
    object_id = f"id {target.id}" if target.id and (is_detailed or not target.label) else ""
    for words in filter(None, (target.label, target.account if is_detailed else "", object_id)):
        title.append(f"  {terminal(words)}")
    if _RISK[step.risk]:
        title.append("  ").append(_RISK[step.risk], style=_RISK_STYLE[step.risk])
    return title


def _tell_alone(page: Page, decisions: list[Decision], is_detailed: bool) -> None:
    if not decisions:
        return
    page.heading("left alone", len(decisions))
    for decision in decisions:
        name, why = Text(terminal(decision.what or decision.holding), style="bold"), decision.reason or decision.rule
        if is_detailed:
            page.line(name, indent=2)
            page.row("why", _words(why))
        else:
            page.line(Text.assemble(name, f": {terminal(why)}"), indent=2)
        if decision.owner:
            page.row("who", _words(decision.owner))


def _words(text: str, style: str = "") -> Text:
    return Text(terminal(text), style=style)
