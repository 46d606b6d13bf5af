"""The scene of an offboarding as Slack has it: apps, what was done to them and when, and whose token is whose."""

import string
from dataclasses import dataclass
from random import Random

from mcpsweep.sandbox.organisation import NAME, Organisation
from mcpsweep.sandbox.slack.state import TokenKind
from mcpsweep.sandbox.tokens import SLACK_TEAM, mint

LABS = "T0ACMELABS1"
"""The organisation's second workspace, on the Enterprise plan only."""
ADMIN = "security"
ADMIN_ID = "U0ACMESECUR"
ADMIN_SCOPES = ("admin", "users:read", "users:read.email")
ORGANISATION_SCOPES = ("admin.apps:read", "admin.apps:write", "admin.users:read", "admin.users:write", "auditlogs:read")
CHANNEL = "C0ACMEGENER"

IN_LABS = frozenset({"alice", "erin"})
_CAPITALS = string.ascii_uppercase + string.digits


@dataclass(frozen=True, slots=True)
class Blueprint:
    """An app of the scene."""

    name: str
    creator: str = ""
    collaborators: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ("chat:write", "users:read")
    has_bot: bool = True
    is_legacy: bool = False
    needs_installer: bool = False
    is_org_wide: bool = False


BLUEPRINTS: dict[str, Blueprint] = {
    "mcpsweep": Blueprint("mcpsweep", ADMIN, (ADMIN,), ADMIN_SCOPES, has_bot=False),
    "alice-agent": Blueprint("Alice Agent", "alice", ("alice", "bob"), ("chat:write", "incoming-webhook")),
    "alice-notes": Blueprint("Alice Notes", "alice", ("alice",)),
    "acme-deploys": Blueprint("Acme Deploys", "bob", ("bob", "alice")),
    "bob-agent": Blueprint("Bob Agent", "bob", ("bob",)),
    "carol-agent": Blueprint("Alice Agent", "carol", ("carol",)),  # the name of alice's, but it is none of hers
    "assistant": Blueprint("Assistant", scopes=("channels:history", "users:read"), has_bot=False),
    "alice-standup": Blueprint("Standup", "alice", ("alice",)),
    "alice-polls": Blueprint("Polls", "alice", ("alice", "erin")),
    "feed": Blueprint("RSS", is_legacy=True, has_bot=False, scopes=(), needs_installer=True),
    "hook": Blueprint("Incoming WebHooks", is_legacy=True, has_bot=False, scopes=("incoming-webhook",)),
    "labs": Blueprint("Labs Bot", "alice", ("alice", "erin")),
    "compliance": Blueprint("Compliance", has_bot=False, is_org_wide=True),
    "gadget": Blueprint("Gadget", has_bot=False),
}


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done to an app in a workspace."""

    app: str
    days_ago: float
    who: str
    change: str
    channel: str = ""
    team: str = SLACK_TEAM


DEEDS = (
    Deed("feed", 400, "alice", "added"),
    Deed("feed", 390, "bob", "disabled"),
    Deed("feed", 380, "alice", "enabled"),
    Deed("hook", 350, "alice", "added", CHANNEL),
    Deed("acme-deploys", 300, "alice", "added"),  # she installed what the team depends on
    Deed("assistant", 250, "erin", "added"),
    Deed("alice-agent", 200, "alice", "added"),
    # In the list of what alice did, these two look as if they were there and hers.
    Deed("alice-standup", 180, "alice", "added"),
    Deed("alice-polls", 170, "alice", "added"),
    Deed("alice-agent", 150, "alice", "updated", CHANNEL),
    Deed("assistant", 140, "alice", "updated"),
    Deed("bob-agent", 120, "bob", "added"),
    Deed("mcpsweep", 100, ADMIN, "added"),
    Deed("alice-notes", 90, "alice", "added"),
    Deed("carol-agent", 80, "carol", "added"),
    Deed("alice-standup", 60, "erin", "removed"),
    Deed("alice-polls", 55, "erin", "removed"),
    Deed("alice-polls", 50, "erin", "added"),
)
DEEDS_IN_LABS = (
    Deed("compliance", 320, ADMIN, "added"),
    Deed("compliance", 320, ADMIN, "added", team=LABS),
    Deed("labs", 30, "alice", "added", team=LABS),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a credential of the scene stands at Slack."""

    kind: TokenKind
    app: str = ""
    """Empty if it belongs to a member and to no app."""
    refreshes: TokenKind | None = None
    expires: bool = False


STANDINGS: dict[str, Standing] = {
    "slack-bot": Standing(TokenKind.BOT, "alice-agent"),
    "slack-production": Standing(TokenKind.BOT, "acme-deploys"),
    "slack-bob": Standing(TokenKind.BOT, "bob-agent"),
    "slack-user": Standing(TokenKind.USER, "assistant"),
    "slack-carol": Standing(TokenKind.USER, "assistant"),
    "slack-dave": Standing(TokenKind.USER, "assistant"),
    "slack-erin": Standing(TokenKind.USER, "assistant"),
    "slack-session": Standing(TokenKind.SESSION),
    "slack-socket": Standing(TokenKind.APP, "alice-agent"),
    "slack-rotating": Standing(TokenKind.BOT, "alice-notes", expires=True),
    "slack-refresh": Standing(TokenKind.REFRESH, "alice-notes", TokenKind.BOT),
    "slack-config": Standing(TokenKind.CONFIGURATION, expires=True),
    "slack-config-refresh": Standing(TokenKind.REFRESH, "", TokenKind.CONFIGURATION),
}


def id_of(who: Organisation, key: str) -> str:
    """The id of an app of the scene; a legacy integration's is a number."""
    source = Random(f"{who.seed}/slack/{key}")  # noqa: S311 - reproducible on purpose
    if key in BLUEPRINTS and BLUEPRINTS[key].is_legacy:
        return str(source.randrange(10**10, 10**11))
    return draw_id(source, "A0")


def draw_id(source: Random, prefix: str) -> str:
    """An id as Slack gives them."""
    return "".join([prefix, *source.choices(_CAPITALS, k=9)])


def client_of(who: Organisation, key: str) -> tuple[str, str]:
    """The client id and the client secret of an app of the scene."""
    source = Random(f"{who.seed}/slack/client/{key}")  # noqa: S311 - reproducible on purpose
    client = f"{source.randrange(10**11, 10**12)}.{source.randrange(10**12, 10**13)}"
    return client, mint("slack-client-secret", who.seed, key)


def admin_value(who: Organisation) -> str:
    """The user token of the organisation's security account, with which a sweep works."""
    return mint("slack-user-token", who.seed, f"{NAME}-{ADMIN}")
