"""What a person made and others may work with: the organisation's keys, and service accounts.

Keys outlive whoever made them (support.atlassian.com: "Manage an organization with the admin APIs"). Who made one is
read off the record where Atlassian tells it, else out of the audit log. Both are for a person to look at first.
"""

from collections.abc import Callable, Iterator
from typing import TypeVar

from mcpsweep.connectors.atlassian import manual
from mcpsweep.connectors.atlassian.audit import AuditLog
from mcpsweep.connectors.atlassian.listing import Listing
from mcpsweep.connectors.atlassian.session import Session
from mcpsweep.connectors.atlassian.shapes import ItemPage, Maker, OrgKey, Page, ServiceAccount
from mcpsweep.connectors.base import Listed
from mcpsweep.connectors.http.clock import utc
from mcpsweep.connectors.http.errors import ServiceError
from mcpsweep.connectors.http.route import route
from mcpsweep.model.account import Account, AccountRef
from mcpsweep.model.grant import Grant, Way
from mcpsweep.model.instruction import Instruction

KEY = "atlassian-organisation-key"
SERVICE_ACCOUNT = "atlassian-service-account"
_PAGE = "100"
_KEY_REVIEW = "it is a key of the organisation, and may run what others rely on; it may be the one mcpsweep works with"
_ACCOUNT_REVIEW = "a service account belongs to nobody in particular: the person made it, others may work with it"
_MADE_ONE = "the audit log says that the person made one, but not which"
_NOBODY_TELLS = "neither the record nor 180 days of the audit log (Guard or Enterprise) tell who made"
_SHOWN = 10

Record = TypeVar("Record", OrgKey, ServiceAccount)


class Made:
    """Lists what a person made."""

    def __init__(self, session: Session, listing: Listing, audit: AuditLog) -> None:
        self._session = session
        self._listing = listing
        self._audit = audit

    def of(self, account: Account) -> Iterator[Listed]:
        """What the account made."""
        yield from self._part(account, "organisation keys", self.organisation_keys, self._key, "api key", manual.KEYS)
        yield from self._part(
            account,
            "service accounts",
            self.service_accounts,
            self._account,
            "service account",
            manual.SERVICE_ACCOUNTS,
        )

    def of_all(self) -> Iterator[Listed]:
        """All keys and service accounts, whoever made them."""
        keys = (self._key(key, owner_of(key.maker())) for key in self.organisation_keys())
        yield from self._listing.guarded(keys, "organisation keys")
        accounts = (self._account(account, owner_of(account.maker())) for account in self.service_accounts())
        yield from self._listing.guarded(accounts, "service accounts")

    def organisation_keys(self) -> Iterator[OrgKey]:
        """The organisation's keys that are not revoked."""
        path = route("/admin/api-access/v1/orgs/{org}/api-keys", org=self._session.org)
        for key in self._session.pages(path, Page[OrgKey], {"pageSize": _PAGE}):
            if key.revoked_by is None and key.revocation_date is None:
                yield key

    def service_accounts(self) -> Iterator[ServiceAccount]:
        """The organisation's service accounts."""
        path = route("/admin/api-access/v1/orgs/{org}/service-accounts", org=self._session.org)
        return self._session.pages(path, ItemPage[ServiceAccount])

    def _part(
        self,
        account: Account,
        what: str,
        fetch: Callable[[], Iterator[Record]],
        grant: Callable[[Record, AccountRef | None], Grant],
        word: str,
        page: Instruction,
    ) -> Iterator[Listed]:
        """`word`: what the audit log calls such a thing."""
        records: list[Record] = []
        try:
            for record in fetch():
                records.append(record)
                maker = record.maker()
                if maker is not None and _made(maker, account):
                    yield grant(record, account.ref())
        except ServiceError as error:
            yield self._listing.gap(what, str(error), page)
        nameless = [one for one in records if one.maker() is None and one.id not in self._session.own_keys]
        if not nameless:
            return
        try:
            makings = list(self._audit.makings(word))
        except ServiceError as error:
            reason = f"Atlassian does not tell who made {len(nameless)} of them, and the audit log is closed: {error}"
            yield self._listing.gap(f"{what} that the person made", reason, manual.AUDIT_LOG)
            return
        hers = {thing for making in makings if making.maker == account.id for thing in making.things}
        yield from (grant(record, account.ref()) for record in nameless if record.id in hers)
        named = {thing for making in makings for thing in making.things}
        if unknown := [record.id for record in nameless if record.id not in named]:
            known = {record.id for record in records}
            made_one = any(making.maker == account.id and not making.things & known for making in makings)
            reason = _MADE_ONE if made_one else f"{_NOBODY_TELLS} {', '.join(unknown[:_SHOWN])}"
            yield self._listing.gap(f"{what} that the person made", reason, page, hides=made_one)

    def _key(self, key: OrgKey, maker: AccountRef | None) -> Grant:
        # Nothing tells which key a call was made with: without the ids of our own, none is ended.
        known = bool(self._session.own_keys) and owner_of(key.maker()) is not None
        expires = utc(key.expires_at)
        return Grant(
            service="atlassian",
            connector=self._session.name,
            id=key.id,
            kind=KEY,
            account=maker,
            label=key.label,
            can_revoke=(Way.ID,) if known and key.id not in self._session.own_keys else (Way.MANUAL,),
            state=self._listing.state(expires),
            scopes=tuple(key.scopes or ()),
            created=utc(key.created_at),
            last_used=utc(key.last_active_at),
            expires=expires,
            review=_KEY_REVIEW,
            effects=("Whatever administers the organisation with this key stops.",),
            instruction=manual.KEYS,
        )

    def _account(self, account: ServiceAccount, maker: AccountRef | None) -> Grant:
        return Grant(
            service="atlassian",
            connector=self._session.name,
            id=account.id,
            kind=SERVICE_ACCOUNT,
            account=maker,
            label=account.display_name,
            can_revoke=(Way.MANUAL,),
            review=_ACCOUNT_REVIEW,
            effects=("It has API tokens and OAuth credentials of its own; they outlive the person's account.",),
            instruction=manual.SERVICE_ACCOUNTS,
        )


def owner_of(maker: Maker | None) -> AccountRef | None:
    """Who made something, where the record names an account and not only an address."""
    return AccountRef(maker.id, maker.id) if maker is not None and maker.id else None


def _made(maker: Maker, account: Account) -> bool:
    """Ids decide; an exact address does where the record holds no id."""
    owner = owner_of(maker)
    return maker.email.casefold() in account.emails if owner is None else owner.could_be(account.ref())
