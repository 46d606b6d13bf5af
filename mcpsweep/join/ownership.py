"""Whose a credential is (rule 6 of the design): its own answer, its service's record, and nothing weaker."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from mcpsweep.join.answers import Answer
from mcpsweep.join.people import Claim, People
from mcpsweep.join.values import Value
from mcpsweep.model.account import AccountKind, AccountRef
from mcpsweep.model.grant import Grant
from mcpsweep.model.holding import Owner, Ownership
from mcpsweep.model.identity import Method

_HINTS = 3
"""How many neighbours are quoted in a reason."""


class Sign(msgspec.Struct, frozen=True, gc=False):
    """An account that a credential acts as, and who says so."""

    service: str
    connector: str
    account: AccountRef
    emails: tuple[str, ...] = ()
    is_own_answer: bool = False


def of_accounts(service: str, accounts: Sequence[tuple[str, AccountRef | None]], people: People) -> Ownership:
    """Whose a credential is that no laptop explains, by the accounts of its records, each with its connector."""
    signs = [Sign(service, connector, account) for connector, account in accounts if account is not None]
    if not signs:
        return Ownership(Owner.UNKNOWN, f"{service} does not tell whose it is")
    return _claimed(signs, people) or _in_care(signs[0], people) or _unclaimed(signs[0])


def of_account(service: str, connector: str, account: AccountRef | None, people: People) -> Ownership:
    """What `of_accounts` says of one account, in half of the time: it is asked of every account of an organisation."""
    if account is None:
        return of_accounts(service, (), people)
    claims = people.claims(service, connector, account)
    if len(claims) == 1:
        (claim,) = claims.values()
        return people.verdict(claim, service, account)
    if claims:
        return of_accounts(service, [(connector, account)], people)
    sign = Sign(service, connector, account)
    return _in_care(sign, people) or _unclaimed(sign)


def of_value(
    value: Value, answer: Answer | None, grants: Sequence[Grant], apps: Sequence[Grant], people: People
) -> Ownership:
    """Whose a credential is that was found on a laptop."""
    if answer is None and len(grants) == 1 and grants[0].account is not None:
        return of_account(grants[0].service, grants[0].connector, grants[0].account, people)
    signs = list(_signs(value.best.service, answer, grants))
    if signs and (verdict := _claimed(signs, people) or _in_care(signs[0], people)) is not None:
        return verdict
    if answer is not None and (answer.account is None or answer.kind is AccountKind.BOT):
        verdict = _of_app(apps, people)
        if verdict is not None:
            return msgspec.structs.replace(verdict, account=answer.account or verdict.account)
    return _unclaimed(signs[0]) if signs else Ownership(Owner.UNKNOWN, _in_doubt(value, answer))


def _signs(service: str, answer: Answer | None, grants: Iterable[Grant]) -> Iterator[Sign]:
    if answer is not None and answer.account is not None:
        yield Sign(service, answer.connector, answer.account, answer.emails, is_own_answer=True)
    for grant in grants:
        if grant.account is not None:
            yield Sign(grant.service, grant.connector, grant.account)


def _claimed(signs: Sequence[Sign], people: People) -> Ownership | None:
    """The verdict over all signs, which name one account unless something is wrong; None if nobody has a claim."""
    first = signs[0]
    for other in signs[1:]:
        if not first.account.could_be(other.account):
            both = f"it names {_name(first)}, and another record of it {_name(other)}"
            return Ownership(Owner.UNKNOWN, both, account=first.account)
    claims: dict[str, tuple[Claim, Sign]] = {}
    for sign in signs:
        for person, claim in people.claims(sign.service, sign.connector, sign.account, sign.emails).items():
            claims.setdefault(person, (claim, sign))
    if len(claims) > 1:
        listed = " and ".join(f"{claim.person} ({claim.reason})" for _, (claim, _) in sorted(claims.items()))
        return Ownership(Owner.UNKNOWN, f"the account {_name(first)} is claimed by {listed}", account=first.account)
    for claim, sign in claims.values():
        verdict = people.verdict(claim, sign.service, sign.account)
        if not first.is_own_answer:
            return verdict
        reason = f"asked who it is, it named {_name(first)}; {verdict.reason}"
        return msgspec.structs.replace(verdict, reason=reason, account=first.account, method=Method.CREDENTIAL)
    return None


def _in_care(sign: Sign, people: People) -> Ownership | None:
    entry = people.service_account(sign.service, sign.account)
    if entry is None:
        return None
    return Ownership(
        Owner.UNKNOWN, f"{entry.account} is a service account in the care of {entry.owner}", account=sign.account
    )


def _unclaimed(sign: Sign) -> Ownership:
    return Ownership(
        Owner.UNKNOWN, f"it acts as {_name(sign)}, and nothing says whose account that is", account=sign.account
    )


def _name(sign: Sign) -> str:
    return sign.account.login or sign.account.id


def _of_app(apps: Sequence[Grant], people: People) -> Ownership | None:
    """Whose an app's own credential is: the person's who installed the app, if nobody else did.

    Somebody else's app makes it nobody's in particular: everybody who was given the token works as the app.
    """
    verdicts: dict[str, tuple[Ownership, Grant]] = {}
    for grant in apps:
        verdict = of_accounts(grant.service, [(grant.connector, grant.account)], people)
        if verdict.person:
            verdicts[verdict.person] = (verdict, grant)
    if not verdicts:
        return None
    installers = " and ".join(sorted(verdicts))
    verdict, grant = next(iter(verdicts.values()))
    if len(verdicts) > 1 or verdict.owner is not Owner.PERSON:
        return Ownership(Owner.UNKNOWN, f"it was issued to the app {grant.app_id}, which {installers} installed")
    reason = f"it was issued to the app {grant.app_id}, which {installers} installed; {verdict.reason}"
    return msgspec.structs.replace(verdict, reason=reason)


def _in_doubt(value: Value, answer: Answer | None) -> str:
    """Why nothing counts, and what would settle it."""
    if answer is not None and not answer.was_asked:
        return f"it was not asked whose it is: {answer.reason}"
    if answer is not None:
        return f"it was asked, and does not say whose it is: {answer.reason}"
    if not value.fingerprints:
        return "its value could not be read, so nobody could be asked whose it is"
    hints = sorted({hint for one in value.found for hint in one.finding.accounts})
    where = " or ".join(sorted({one.machine for one in value.found} - {""})) or "the machine"
    if not hints:
        return f"it lies on {where}, which says nothing of whose it is; its own service was not asked"
    beside = ", ".join(f"{hint.value} ({hint.source})" for hint in hints[:_HINTS])
    return f"beside it stands {beside}, which proves nothing; asking its own service would settle it"
