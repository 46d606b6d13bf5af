"""The steps on accounts and agents, and the checks at the end: what is not about one credential."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from mcpsweep.model.account import Account, AccountKind
from mcpsweep.model.capability import Ability
from mcpsweep.model.case import Case, Stationed
from mcpsweep.model.identity import Link
from mcpsweep.model.instruction import Instruction
from mcpsweep.model.plan import Action, Confirm, Risk, Step, Target
from mcpsweep.planner import by_hand
from mcpsweep.planner.draft import UNNUMBERED
from mcpsweep.planner.means import Means
from mcpsweep.playbook.schema import AccountCheck, Check, Playbook

_ABILITIES: Mapping[Action, Ability] = {
    Action.END_SESSIONS: Ability.END_SESSIONS,
    Action.REMOVE_ACCESS: Ability.REMOVE_ACCESS,
    Action.DISABLE_ACCOUNT: Ability.DISABLE_ACCOUNT,
}
_EFFECTS: Mapping[Action, str] = {
    Action.END_SESSIONS: "Whatever is signed in as the account is signed out.",
    Action.REMOVE_ACCESS: "The account leaves the organisation, its teams and projects.",
    Action.DISABLE_ACCOUNT: "Nobody can sign in as the account until an administrator enables it again.",
}
ENDS = frozenset({Action.REMOVE_ACCESS, Action.DISABLE_ACCOUNT})
"""After these nothing that is tied to the account goes on as before."""
_NOT_A_PERSON = frozenset({AccountKind.BOT, AccountKind.SERVICE})


def access(playbook: Playbook) -> Mapping[Action, frozenset[str]]:
    """Action on accounts → the services and connectors that the playbook wants it at."""
    return {
        Action.END_SESSIONS: frozenset(playbook.access.end_sessions),
        Action.REMOVE_ACCESS: frozenset(playbook.access.remove),
        Action.DISABLE_ACCOUNT: frozenset(playbook.access.disable),
    }


class Tied(NamedTuple):
    """A credential that ends only with its account."""

    look: Step
    """The look at it afterwards."""
    is_asked_about: bool
    """Whether the playbook wants somebody to say yes to its end."""


def ending(case: Case, playbook: Playbook, means: Means) -> Sequence[Account]:
    """The person's accounts that mcpsweep itself disables or takes access from: what is tied to them ends with them."""
    wanted = access(playbook)
    return [
        link.account
        for link in case.links
        if any(_acts(link, wanted[action]) and means.can(link.account.connector, _ABILITIES[action]) for action in ENDS)
    ]


def steps(case: Case, playbook: Playbook, means: Means, tied: Sequence[Tied] = ()) -> Iterator[Step]:
    """The steps on each of the person's accounts that the playbook asks for, with what ends by them."""
    for action, names in access(playbook).items():
        for link in case.links:
            if _acts(link, names):
                step = _on_account(action, link, means, playbook.name)
                yield _with_tied(step, link.account, tied) if step.action in ENDS else step


def agents(case: Case) -> Iterator[Step]:
    """What stops each agent that goes on by itself. A sweep never changes a machine, so a person does it."""
    for stationed in case.agents:
        yield _stop(stationed)


def checks(case: Case, playbook: Playbook, means: Means) -> Iterator[Step]:
    """What a person, or a connector, looks at in the end."""
    for check in playbook.checks:
        yield from _checks(check, case, means, playbook.name)


def _acts(link: Link, names: frozenset[str]) -> bool:
    return _is_named(link, names) and link.account.kind not in _NOT_A_PERSON


def _with_tied(step: Step, account: Account, tied: Sequence[Tied]) -> Step:
    """Whoever has to say yes to the end of one credential is asked before the account ends it."""
    ended = [
        one
        for one in tied
        if one.look.connector == account.connector and one.look.target.owner().could_be(account.ref())
    ]
    if not ended:
        return step
    named = ", ".join(dict.fromkeys(one.look.target.words() for one in ended))
    return msgspec.structs.replace(
        step,
        holdings=tuple(dict.fromkeys(name for one in ended for name in one.look.holdings)),
        effects=(*step.effects, f"Ends with it, having no end of its own: {named}."),
        confirm=Confirm.ASK if any(one.is_asked_about for one in ended) else step.confirm,
    )


def _is_named(link: Link, names: frozenset[str]) -> bool:
    return bool(names & {link.account.service, link.account.connector})


def _on_account(action: Action, link: Link, means: Means, playbook: str) -> Step:
    account, ability = link.account, _ABILITIES[action]
    is_possible = means.can(account.connector, ability)
    remark = means.remark(account.connector, ability)
    instruction = means.instruction(account.connector, ability)
    if not is_possible and instruction is None:
        instruction = Instruction(
            f"{account.service} has no API for this ({remark or 'none is known'}): look whether it matters."
        )
    return Step(
        id=UNNUMBERED,
        action=action if is_possible else Action.MANUAL,
        service=account.service,
        connector=account.connector,
        target=_target(account) if is_possible else _labelled(account, action),
        reason=f"{playbook}, access: {action}",
        confirm=Confirm.AUTO if is_possible else Confirm.MANUAL,
        evidence=(link.reason,),
        effects=tuple(filter(None, (_EFFECTS[action], remark))),
        risk=Risk.MEDIUM,
        instructions=instruction,
    )


def _target(account: Account) -> Target:
    return Target("account", account.id or account.login, "", account.login or account.id, account.id)


def _labelled(account: Account, action: Action) -> Target:
    return Target("account", account.id or account.login, action.value, account.login or account.id, account.id)


def _stop(stationed: Stationed) -> Step:
    agent = stationed.agent
    place = f"{agent.path}:{agent.line}" if agent.line else agent.path
    machine = stationed.machine or "the machine"
    return Step(
        id=UNNUMBERED,
        action=Action.STOP_AGENT,
        service="",
        connector="",
        target=Target("agent", f"{machine}:{place}", agent.command),
        reason=f"a schedule of {agent.kind} ({agent.schedule}; {agent.state}) starts {agent.client} by itself"
        + (f" as {agent.user}" if agent.user else ""),
        confirm=Confirm.MANUAL,
        evidence=(f"found on {machine} in {place}",),
        effects=("What it does by itself stops.",),
        risk=Risk.LOW,
        instructions=by_hand.for_agent(agent),
    )


def _checks(check: Check, case: Case, means: Means, playbook: str) -> Iterator[Step]:
    if not isinstance(check, AccountCheck):
        yield _look(check.manual, "", playbook)
        return
    links = [link for link in case.links if check.service in (link.account.service, link.account.connector)]
    known = [link for link in links if means.can(link.account.connector, Ability.FIND)]
    for link in known:
        yield Step(
            id=UNNUMBERED,
            action=Action.CHECK,
            service=link.account.service,
            connector=link.account.connector,
            target=Target(
                "account",
                link.account.id or link.account.login,
                f"{check.account}",
                link.account.login or link.account.id,
                link.account.id,
            ),
            reason=f"{playbook}, checks",
            confirm=Confirm.AUTO,
            evidence=(link.reason,),
            instructions=Instruction(f"Look that the account is {check.account}."),
        )
    if not known:
        yield _look(
            f"Look that {case.subject.person.id}'s account at {check.service} is {check.account}.",
            check.service,
            playbook,
        )


def _look(text: str, service: str, playbook: str) -> Step:
    return Step(
        id=UNNUMBERED,
        action=Action.CHECK,
        service=service,
        connector="",
        target=Target("check", "", text),
        reason=f"{playbook}, checks",
        confirm=Confirm.MANUAL,
        instructions=Instruction(text),
    )
