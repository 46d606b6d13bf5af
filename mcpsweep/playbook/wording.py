"""A playbook read back in words, for whoever wrote it and for whoever has to approve it."""

from collections.abc import Iterator
from typing import NamedTuple

from mcpsweep.model.decision import Do
from mcpsweep.playbook.expressions import ALWAYS
from mcpsweep.playbook.matchers import either
from mcpsweep.playbook.measures import spell_duration, spell_share
from mcpsweep.playbook.schema import AccountCheck, Ceiling, Playbook, Require, Rule

_DOES = {
    Do.REVOKE: "it ends",
    Do.ASK: "somebody is asked about this very one, and if it is yes it ends",
    Do.ROTATE: "a new one takes its place first, by {owner}",
    Do.MANUAL: "{owner} ends it by hand",
    Do.REPORT: "it is listed and left alone",
}
_OWNERS = {Do.ROTATE: "its owner", Do.MANUAL: "a person"}


class Line(NamedTuple):
    """One line of the summary."""

    title: str
    """Empty where the line goes on with the one before."""
    text: str


def summary(playbook: Playbook) -> Iterator[Line]:
    """All that a playbook says, defaults included."""
    yield Line("name", f"{playbook.name}: {playbook.description}" if playbook.description else playbook.name)
    yield from _listed("for", _needs(playbook.require))
    yield Line("about", ", ".join(playbook.services) or "every service that is configured")
    yield Line("limits", _limits(playbook.limits))
    yield from _listed("rules", _rules(playbook.rules))
    yield Line("order", ", ".join(playbook.order))
    yield from _listed("accounts", _access(playbook))
    yield from _listed("checks", _checks(playbook))
    yield Line("evidence", ", ".join(playbook.evidence.formats))


def spoken(rule: Rule, number: int) -> str:
    """Which credentials a rule is about: `everything else` where it is not the first and asks nothing."""
    if rule.when == ALWAYS:
        return "everything else" if number > 1 else "everything"
    return rule.when.words()


def _listed(title: str, texts: Iterator[str]) -> Iterator[Line]:
    for index, text in enumerate(texts):
        yield Line("" if index else title, text)


def _needs(require: Require) -> Iterator[str]:
    yield f"people who are {either(require.person.status)}" if require.person.status else "anybody"
    if require.inventory is not None:
        age = require.inventory.max_age
        yield "with the scan of a laptop" + (f", at most {spell_duration(age)} old" if age is not None else "")


def _limits(limits: Ceiling) -> str:
    steps = f"{limits.max_steps} steps that change something" if limits.max_steps is not None else "any number of steps"
    share = spell_share(limits.max_share) if limits.max_share is not None else "any part"
    return f"{steps}; {share} of what a service lists"


def _rules(rules: tuple[Rule, ...]) -> Iterator[str]:
    for number, rule in enumerate(rules, start=1):
        does = _DOES[rule.do].format(owner=rule.owner or _OWNERS.get(rule.do, ""))
        yield f"{number}. {spoken(rule, number)}: {does}" + (f" ({rule.note})" if rule.note else "")
    if rules[-1].when != ALWAYS:
        yield f"   everything else: {_DOES[Do.REPORT]}"


def _access(playbook: Playbook) -> Iterator[str]:
    access = playbook.access
    for what, names in (
        ("sessions end at", access.end_sessions),
        ("removed from", access.remove),
        ("disabled at", access.disable),
    ):
        if names:
            yield f"{what} {', '.join(names)}"
    if access == type(access)():
        yield "left as they are"


def _checks(playbook: Playbook) -> Iterator[str]:
    for check in playbook.checks:
        if isinstance(check, AccountCheck):
            yield f"the account at {check.service} is {check.account}"
        else:
            yield f"to be confirmed: {check.manual}"
    if not playbook.checks:
        yield "none"
