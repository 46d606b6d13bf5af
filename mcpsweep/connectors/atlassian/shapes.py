"""Atlassian's answers, as far as we read them.

Cloud: developer.atlassian.com/cloud/admin (API access, user management, organization). What its pages leave out is
optional here. Data Center: the servers' REST APIs, version 2.
"""

from typing import Generic, TypeVar

import msgspec

Item = TypeVar("Item")


class Links(msgspec.Struct, frozen=True):
    """What follows a page: a cursor alone, or a URL that holds one."""

    next: str | None = None


class Page(msgspec.Struct, Generic[Item], frozen=True):
    """One page of a list."""

    data: list[Item]
    links: Links | None = None
    meta: Links | None = None

    def rows(self) -> list[Item]:
        """What is on the page."""
        return self.data

    def following(self) -> str:
        """What names the next page; empty where there is none."""
        return (self.links.next if self.links else None) or (self.meta.next if self.meta else None) or ""


class ItemPage(msgspec.Struct, Generic[Item], frozen=True):
    """One page of a list of service accounts, which is written differently."""

    items: list[Item]
    links: Links | None = None

    def rows(self) -> list[Item]:
        """What is on the page."""
        return self.items

    def following(self) -> str:
        """What names the next page; empty where there is none."""
        return (self.links.next if self.links else None) or ""


class Maker(msgspec.Struct, frozen=True):
    """Whose something is, or who made it."""

    id: str = ""
    email: str = ""
    name: str = ""


class OrgToken(msgspec.Struct, frozen=True, rename="camel"):
    """A user's API token as the organisation lists it."""

    id: str
    user: Maker
    label: str = ""
    status: str = ""
    created_at: str | None = None
    expires_at: str | None = None
    last_active_at: str | None = None
    scopes: list[str] | None = None


class UserToken(msgspec.Struct, frozen=True, rename="camel"):
    """The same as the management of one account lists it."""

    id: str
    label: str = ""
    created_at: str | None = None
    last_access: str | None = None
    expiry: str | None = None
    disabled_status: bool | None = None


class OrgKey(msgspec.Struct, frozen=True, rename="camel"):
    """A key of the organisation itself."""

    id: str
    label: str = ""
    created_at: str | None = None
    expires_at: str | None = None
    last_active_at: str | None = None
    scopes: list[str] | None = None
    created_by: Maker | None = None
    revoked_by: Maker | str | None = None
    """Documented in one edition of the page only, as `revocation_date` is."""
    revocation_date: str | None = None

    def maker(self) -> Maker | None:
        """Who made it; None where the record does not tell, or by a display name only."""
        made_by = self.created_by
        return made_by if made_by is not None and (made_by.id or made_by.email) else None


class ServiceAccount(msgspec.Struct, frozen=True, rename="camel"):
    """A login for programs."""

    id: str
    display_name: str = ""
    created_by_id: str | None = None

    def maker(self) -> Maker | None:
        """Who made it; None where the record does not tell."""
        return Maker(self.created_by_id) if self.created_by_id else None


class User(msgspec.Struct, frozen=True, rename="camel"):
    """Somebody in the organisation's directories."""

    account_id: str
    name: str = ""
    email: str = ""
    account_type: str = ""
    account_status: str = ""
    claim_status: str = ""
    membership_status: str = ""


class Directory(msgspec.Struct, frozen=True, rename="camel"):
    """A list of people of the organisation."""

    directory_id: str
    name: str = ""


class Named(msgspec.Struct, frozen=True, rename="camel"):
    """What an organisation or an event's action is called."""

    name: str = ""
    display_name: str = ""


class Organisation(msgspec.Struct, frozen=True):
    """An organisation that a key is of."""

    id: str
    attributes: Named = Named()


class Reason(msgspec.Struct, frozen=True):
    """Why something may not be done."""

    key: str = ""


class Privilege(msgspec.Struct, frozen=True):
    """Whether something may be done to an account."""

    allowed: bool = False
    reason: Reason | str | None = None

    def why_not(self) -> str:
        """Why it may not, as Atlassian says it."""
        return (self.reason.key if isinstance(self.reason, Reason) else self.reason) or "it gives no reason"


class Privileges(msgspec.Struct, frozen=True):
    """What may be done to an account."""

    enablement: Privilege | None = msgspec.field(default=None, name="lifecycle.enablement")


class Profile(msgspec.Struct, frozen=True):
    """An account as its management shows it."""

    class Held(msgspec.Struct, frozen=True):
        """The account itself."""

        account_id: str
        account_status: str = ""

    account: Held


class Thing(msgspec.Struct, frozen=True):
    """What an event is about, or where it was."""

    id: str = ""
    type: str = ""


class Happening(msgspec.Struct, frozen=True):
    """What happened, when, and by whom."""

    time: str
    action: str
    actor: Maker = Maker()
    context: list[Thing] = []
    container: list[Thing] = []


class LogEvent(msgspec.Struct, frozen=True):
    """One entry of the organisation's audit log."""

    id: str
    attributes: Happening


class LogAction(msgspec.Struct, frozen=True):
    """A kind of entry."""

    id: str
    attributes: Named = Named()


class Myself(msgspec.Struct, frozen=True, rename="camel"):
    """Who a credential is, as Jira, Confluence and Bitbucket in the Cloud tell it."""

    account_id: str = ""
    bitbucket_id: str = msgspec.field(default="", name="account_id")
    """The same id, as Bitbucket writes it."""
    account_type: str = ""
    email_address: str = ""
    email: str = ""
    display_name: str = ""
    active: bool = True
    type: str = ""


class Site(msgspec.Struct, frozen=True):
    """A site that an app was let into."""

    id: str
    url: str = ""
    scopes: list[str] = []


class Tenant(msgspec.Struct, frozen=True, rename="camel"):
    """The id that the gateway knows a site by."""

    cloud_id: str


class ServerUser(msgspec.Struct, frozen=True, rename="camel"):
    """A user of a Data Center server; Jira and Confluence name the same things differently."""

    key: str = ""
    name: str = ""
    user_key: str = ""
    username: str = ""
    display_name: str = ""
    active: bool = True
    type: str = ""


class ServerToken(msgspec.Struct, frozen=True, rename="camel"):
    """Somebody's personal access token on a Data Center server."""

    class Owner(msgspec.Struct, frozen=True):
        """Whose it is."""

        username: str = ""

    name: str = ""
    id: int | str | None = None
    created_at: str | None = None
    last_accessed_at: str | None = None
    expiring_at: str | None = None
    user_profile_resource: Owner = Owner()


class ServerTokens(msgspec.Struct, frozen=True):
    """One page of them."""

    values: list[ServerToken]
