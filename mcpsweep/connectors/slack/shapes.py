"""Slack's answers, as far as we read them. Every list and key that a plan may leave out has a default."""

import msgspec


class Metadata(msgspec.Struct, frozen=True):
    """What follows a page."""

    next_cursor: str = ""


class Tested(msgspec.Struct, frozen=True):
    """`auth.test`: who a token is."""

    team_id: str = ""
    team: str = ""
    user_id: str = ""
    user: str = ""
    url: str = ""
    bot_id: str | None = None
    enterprise_id: str | None = None
    is_enterprise_install: bool = False
    app_id: str | None = None
    app_name: str | None = None
    expires_in: int | None = None
    """Seconds."""


class Revoked(msgspec.Struct, frozen=True):
    """`auth.revoke`: only `revoked` says that it happened."""

    revoked: bool = False


class Team(msgspec.Struct, frozen=True):
    """A workspace."""

    id: str
    name: str = ""


class Teams(msgspec.Struct, frozen=True):
    """One page of workspaces."""

    teams: list[Team]
    response_metadata: Metadata = Metadata()


class Bot(msgspec.Struct, frozen=True):
    """`bots.info`: which app a bot is of."""

    id: str = ""
    app_id: str = ""
    user_id: str = ""
    name: str = ""
    deleted: bool = False


class BotAnswer(msgspec.Struct, frozen=True):
    """The bot that was asked for."""

    bot: Bot


class Profile(msgspec.Struct, frozen=True):
    """What a user shows of themselves; the address only for tokens with `users:read.email`."""

    email: str | None = None
    real_name: str | None = None


class EnterpriseUser(msgspec.Struct, frozen=True):
    """The user's place in an Enterprise organisation."""

    id: str = ""
    teams: list[str] = []


class User(msgspec.Struct, frozen=True):
    """A member, guest or bot user."""

    id: str
    team_id: str = ""
    name: str = ""
    real_name: str | None = None
    deleted: bool = False
    is_bot: bool = False
    is_app_user: bool = False
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_email_confirmed: bool = True
    is_invited_user: bool = False
    profile: Profile = Profile()
    enterprise_user: EnterpriseUser | None = None


class UserAnswer(msgspec.Struct, frozen=True):
    """The user that was asked for."""

    user: User


class Users(msgspec.Struct, frozen=True):
    """One page of members, deleted ones too."""

    members: list[User]
    response_metadata: Metadata = Metadata()


class LogEntry(msgspec.Struct, frozen=True):
    """A line of the integration log: either an app or a legacy integration."""

    user_id: str | None = None
    date: float = 0
    """Seconds since 1970."""
    change_type: str = ""
    app_id: str | None = None
    app_type: str | None = None
    service_id: str | int | None = None
    """Seen as number and as text."""
    service_type: str | None = None
    scope: str | None = None
    channel: str | None = None


class Paging(msgspec.Struct, frozen=True):
    """Where a numbered page stands."""

    pages: int = 1


class Log(msgspec.Struct, frozen=True):
    """One page of the integration log."""

    logs: list[LogEntry]
    paging: Paging = Paging()


class Device(msgspec.Struct, frozen=True):
    """The client of a session."""

    device_hardware: str | None = None
    os: str | None = None


class Session(msgspec.Struct, frozen=True):
    """A signed-in client."""

    user_id: str
    session_id: int | str
    team_id: str = ""
    created: Device = Device()
    recent: Device = Device()


class Sessions(msgspec.Struct, frozen=True):
    """One page of sessions."""

    active_sessions: list[Session]
    response_metadata: Metadata = Metadata()


class ScimEmail(msgspec.Struct, frozen=True):
    """An address of a SCIM user."""

    value: str | None = None


class ScimUser(msgspec.Struct, frozen=True, rename="camel"):
    """A member as the provisioning API has them; same id as elsewhere."""

    id: str
    active: bool | None = None
    user_name: str = ""
    emails: list[ScimEmail] = []

    def has(self, email: str) -> bool:
        """Whether exactly this address is one of theirs."""
        return any((address.value or "").casefold() == email.casefold() for address in self.emails)


class ScimUsers(msgspec.Struct, frozen=True):
    """One page of SCIM users."""

    total: int = msgspec.field(name="totalResults")
    users: list[ScimUser] = msgspec.field(name="Resources", default_factory=list)


class AuditUser(msgspec.Struct, frozen=True):
    """A user in the audit log."""

    id: str = ""
    name: str = ""


class AuditApp(msgspec.Struct, frozen=True):
    """An app in the audit log."""

    id: str = ""
    name: str = ""
    scopes: list[str] | None = None
    bot_scopes: list[str] | None = None


class Actor(msgspec.Struct, frozen=True):
    """Who did it."""

    type: str = ""
    user: AuditUser = AuditUser()


class Entity(msgspec.Struct, frozen=True):
    """What it was done to."""

    type: str = ""
    app: AuditApp | None = None


class Location(msgspec.Struct, frozen=True):
    """A workspace or the whole organisation."""

    type: str = ""
    id: str = ""
    name: str = ""


class Context(msgspec.Struct, frozen=True):
    """Where it was done."""

    location: Location = Location()


class AuditEntry(msgspec.Struct, frozen=True):
    """A line of the audit log."""

    id: str
    date_create: int
    """Seconds since 1970."""
    action: str
    actor: Actor = Actor()
    entity: Entity = Entity()
    context: Context = Context()


class AuditPage(msgspec.Struct, frozen=True):
    """One page of the audit log, newest first."""

    entries: list[AuditEntry]
    response_metadata: Metadata = Metadata()
