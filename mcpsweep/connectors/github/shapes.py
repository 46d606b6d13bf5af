"""GitHub's answers, as far as we read them (docs.github.com/rest, OpenAPI description 2022-11-28)."""

import msgspec


class User(msgspec.Struct, frozen=True):
    """A simple, public or private user."""

    login: str
    id: int
    type: str = "User"
    name: str | None = None
    suspended_at: str | None = None


class Organization(msgspec.Struct, frozen=True):
    """An organisation; its plan only for those who may see it."""

    class Plan(msgspec.Struct, frozen=True):
        """What the organisation pays for."""

        name: str = ""

    login: str
    plan: Plan = Plan()


class Permissions(msgspec.Struct, frozen=True):
    """What a fine-grained token may do: level by name."""

    organization: dict[str, str] = {}
    repository: dict[str, str] = {}
    other: dict[str, str] = {}


class FineGrainedToken(msgspec.Struct, frozen=True):
    """A fine-grained token's grant in the organisation, or the request for one."""

    id: int
    owner: User
    token_id: int | None = None
    token_name: str = ""
    permissions: Permissions = Permissions()
    access_granted_at: str | None = None
    created_at: str | None = None
    token_expired: bool = False
    token_expires_at: str | None = None
    token_last_used_at: str | None = None


class Authorization(msgspec.Struct, frozen=True):
    """A credential that its owner has authorised for single sign-on."""

    login: str
    credential_id: int
    credential_type: str
    token_last_eight: str | None = None
    fingerprint: str | None = None
    scopes: list[str] | None = None
    credential_authorized_at: str | None = None
    credential_accessed_at: str | None = None
    authorized_credential_id: int | None = None
    authorized_credential_title: str | None = None
    authorized_credential_note: str | None = None
    authorized_credential_expires_at: str | None = None


class Repository(msgspec.Struct, frozen=True):
    """A repository by its full name."""

    full_name: str
    archived: bool = False


class DeployKey(msgspec.Struct, frozen=True):
    """A key that opens one repository."""

    id: int
    key: str = ""
    title: str = ""
    created_at: str | None = None
    read_only: bool = False
    added_by: str | None = None
    last_used: str | None = None
    enabled: bool = True


class PublicKey(msgspec.Struct, frozen=True):
    """An SSH key that a user signs in to Git with."""

    id: int
    key: str = ""
    title: str = ""
    created_at: str | None = None
    last_used: str | None = None


class ServerToken(msgspec.Struct, frozen=True):
    """A personal access token, as the site administrator of an Enterprise Server sees it."""

    class App(msgspec.Struct, frozen=True):
        """The OAuth app behind it; personal tokens name a pseudo app."""

        name: str = ""
        client_id: str = ""

    id: int
    user: User | None = None
    app: App = App()
    note: str | None = None
    scopes: list[str] | None = None
    token_last_eight: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    expires_at: str | None = None


class Hook(msgspec.Struct, frozen=True):
    """A webhook of an organisation or repository."""

    class Config(msgspec.Struct, frozen=True):
        """Where it sends to."""

        url: str = ""

    id: int
    config: Config = Config()
    events: list[str] = []
    active: bool = True
    created_at: str | None = None


class StoredSecret(msgspec.Struct, frozen=True):
    """A secret by name; nobody can read its value."""

    name: str
    created_at: str | None = None
    updated_at: str | None = None


class Secrets(msgspec.Struct, frozen=True):
    """One page of stored secrets."""

    secrets: list[StoredSecret]


class Runner(msgspec.Struct, frozen=True):
    """A self-hosted runner."""

    id: int
    name: str
    os: str = ""
    status: str = ""


class Runners(msgspec.Struct, frozen=True):
    """One page of runners."""

    runners: list[Runner]


class Installation(msgspec.Struct, frozen=True):
    """An app installed in the organisation; who installed it is not told."""

    id: int
    app_slug: str = ""
    app_id: int | None = None
    permissions: dict[str, str] = {}
    created_at: str | None = None
    suspended_at: str | None = None


class Installations(msgspec.Struct, frozen=True):
    """One page of installations."""

    installations: list[Installation]


class Membership(msgspec.Struct, frozen=True):
    """Somebody's place in the organisation."""

    state: str
    role: str = ""
    user: User | None = None
    direct_membership: bool = True
    """False for whoever is there through enterprise teams only, and cannot be removed here."""
    enterprise_teams_providing_indirect_membership: list[str] = []


class Invitation(msgspec.Struct, frozen=True):
    """An invitation to the organisation or to a repository that is still open."""

    id: int
    login: str | None = None
    email: str | None = None
    inviter: User | None = None
    invitee: User | None = None


class License(msgspec.Struct, frozen=True):
    """A seat of the enterprise: which login goes with which verified address."""

    github_com_login: str | None = None
    github_com_saml_name_id: str | None = None
    github_com_verified_domain_emails: list[str] | None = None


class Licenses(msgspec.Struct, frozen=True):
    """One page of seats."""

    users: list[License]


class LogEvent(msgspec.Struct, frozen=True):
    """A line of the audit log. The token fields are documented in words only: every key may be absent."""

    action: str = ""
    time: int = msgspec.field(name="@timestamp", default=0)
    created_at: int = 0
    """Both are milliseconds since 1970."""
    document: str = msgspec.field(name="_document_id", default="")
    actor: str | None = None
    actor_id: int | None = None
    hashed_token: str | None = None
    token_id: int | None = None
    org: str | None = None
    repo: str | None = None
    name: str | None = None
    hook_id: int | None = None
    key: str | None = None


class Rates(msgspec.Struct, frozen=True):
    """The limits by class of endpoints."""

    class Rate(msgspec.Struct, frozen=True):
        """One limit; `reset` is in seconds since 1970."""

        limit: int
        remaining: int
        reset: int

    resources: dict[str, Rate]


class InstallationToken(msgspec.Struct, frozen=True):
    """A token that an App works with for an hour."""

    token: str
    expires_at: str
    permissions: dict[str, str] = {}
