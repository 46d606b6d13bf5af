"""The one thing to do next about a credential, and the command for it."""

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mcpsweep.assess.owners import Standing
from mcpsweep.model.concern import Advice, Concern, NextAction


@dataclass(frozen=True, slots=True)
class Matter:
    """What advice is given about."""

    service: str
    connector: str
    """Empty where no configured service can speak of it."""
    standing: Standing
    is_listed: bool
    """Whether its service lists it; else only laptops hold it."""

    @property
    def who(self) -> str:
        """What `--user` takes; empty where nobody is known."""
        if self.standing.holder is not None:
            return self.standing.holder.id
        return f"{self.service}:{self.standing.account}" if self.standing.account else ""

    def command(self, verb: str, *options: str) -> str:
        """A command about whoever it belongs to; empty where nobody is known, or nobody can type the name."""
        if not self.who or not self.connector or not self.who.isprintable() or self.who.startswith("-"):
            return ""
        return shlex.join(["mcpsweep", verb, "--user", self.who, *options])


def _revoke(matter: Matter) -> NextAction:
    if matter.is_listed:
        return NextAction(Advice.REVOKE, f"End what {_name(matter)} still holds.", _ending(matter))
    if matter.connector:
        text = f"End it with its value: on the machine it lies on, as {_name(matter)}."
        return NextAction(Advice.REVOKE, text, matter.command("revoke", "--scan"))
    return NextAction(Advice.REVOKE, f"End it at {matter.service} by hand: no configured connector speaks to it.")


def _confirm(matter: Matter) -> NextAction:
    text = f"Ask whether {_name(matter)} has left; then correct the roster, or end what {_name(matter)} still holds."
    return NextAction(Advice.REVOKE, text, _ending(matter) if matter.is_listed else "")


def _ending(matter: Matter) -> str:
    """For somebody who is gone, laptop and all: the playbook that is taken otherwise waits for the laptop."""
    return matter.command("revoke", "--playbook", "historical-cleanup")


def _identify(matter: Matter) -> NextAction:
    if matter.standing.account:
        text = f"Find out whose account {matter.standing.account} is; then name it in the roster, or end what it holds."
        return NextAction(Advice.IDENTIFY, text, matter.command("list"))
    where = f"at {matter.service}" if matter.is_listed else "from whoever uses the machine"
    text = f"Find out {where} who needs it; then name that team in the roster, under shared, or end it."
    return NextAction(Advice.IDENTIFY, text)


def _adopt(matter: Matter) -> NextAction:
    entry = "service_accounts" if matter.standing.account else "shared"
    return NextAction(Advice.ADOPT, f"Name in the roster, under {entry}, who looks after it; that team rotates it.")


def _ask(matter: Matter) -> NextAction:
    text = f"Ask {_name(matter)} whether it is still needed; if not, it ends."
    return NextAction(Advice.ASK, text, matter.command("list", "--service", matter.connector))


def _renew(matter: Matter) -> NextAction:
    text = f"Have {_name(matter)} replace it by one that ends by itself."
    return NextAction(Advice.RENEW, text, matter.command("list", "--service", matter.connector))


def _reroute(matter: Matter) -> NextAction:
    return NextAction(Advice.REROUTE, "Move the connection behind the gateway; then end its credential.")


_NEXT: Mapping[Concern, Callable[[Matter], NextAction]] = {
    Concern.OWNER_DEPARTED: _revoke,
    Concern.TERM_ENDED: _confirm,
    Concern.ACCOUNT_DISABLED: _revoke,
    Concern.ACCOUNT_GONE: _revoke,
    Concern.OWNER_UNKNOWN: _identify,
    Concern.SHARED_UNOWNED: _adopt,
    Concern.DORMANT: _ask,
    Concern.NEVER_EXPIRES: _renew,
    Concern.DIRECT_CONNECTION: _reroute,
}


def advise(worst: Concern, matter: Matter) -> NextAction:
    """What to do first about the worst concern."""
    return _NEXT[worst](matter)


def _name(matter: Matter) -> str:
    holder = matter.standing.holder
    return holder.id if holder is not None else matter.standing.account or "its owner"
