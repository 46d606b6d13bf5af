"""Whom a plan or a run is about, in a reader's words. All of it is hostile text."""

from mcpsweep.model.plan import PlanSubject


def names(subject: PlanSubject) -> list[str]:
    """Name, id and addresses, none of them twice; never empty."""
    return list(dict.fromkeys(filter(None, (subject.name, subject.id, *subject.emails)))) or ["nobody"]


def accounts(subject: PlanSubject) -> str:
    """The accounts that count as the person's; empty if there are none."""
    return "; ".join(f"{connector}: {', '.join(logins)}" for connector, logins in subject.accounts.items() if logins)
