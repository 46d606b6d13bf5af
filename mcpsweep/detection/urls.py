"""Credentials inside URLs and connection strings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mcpsweep.detection.issuer import vendor_of_hint
from mcpsweep.detection.piece import Doubt, Piece
from mcpsweep.detection.structures import Address, parameters, percent_decoded, segments
from mcpsweep.detection.values import is_stand_in, is_uuid, looks_random
from mcpsweep.detection.vendors.table import vendor_of_host
from mcpsweep.detection.vocabulary import TEMPLATE_PASSWORDS, TEMPLATE_USERS
from mcpsweep.model.account import OF_LOGIN, AccountHint
from mcpsweep.model.place import Slot


@dataclass(frozen=True, slots=True)
class Capability:
    """URLs of a service that are credentials as they stand: whoever knows the path may act."""

    host: re.Pattern[str]
    path: re.Pattern[str]
    """Its group is the secret part."""
    service: str
    kind: str


def _capability(host: str, path: str, service: str, kind: str) -> Capability:
    return Capability(re.compile(rf"(?:[a-z0-9.-]*\.)?(?:{host})"), re.compile(path), service, kind)


CAPABILITIES: tuple[Capability, ...] = (
    _capability(
        r"hooks\.slack(?:-gov)?\.com",
        r"/(?:services|workflows|triggers)/([A-Za-z0-9/_-]{20,200})",
        "slack",
        "slack-webhook",
    ),
    _capability(
        r"discord(?:app)?\.com", r"/api/(?:v\d+/)?webhooks/\d+/([A-Za-z0-9_-]{40,90})", "discord", "webhook-url"
    ),
    _capability(r"webhook\.office\.com", r"/webhookb2/(\S{40,400})", "azure", "webhook-url"),
    _capability(r"outlook\.office(?:365)?\.com", r"/webhook/(\S{40,400})", "azure", "webhook-url"),
    _capability(r"chat\.googleapis\.com", r"/v1/spaces/([A-Za-z0-9_-]+)/messages", "google", "webhook-url"),
    _capability(
        r"open\.(?:feishu\.cn|larksuite\.com)", r"/open-apis/bot/v2/hook/([0-9a-f-]{30,40})", "lark", "webhook-url"
    ),
    _capability(r"hooks\.zapier\.com", r"/hooks/catch/(\d+/[A-Za-z0-9]+)", "zapier", "webhook-url"),
    _capability(
        r"(?:mcp|actions)\.zapier\.com",
        r"/(?:api/)?(?:v\d/)?mcp/(?:[as]/)?(?:\d+/)?([A-Za-z0-9_=-]{16,400})",
        "zapier",
        "capability-url",
    ),
    _capability(r"make\.com", r"/mcp/(?:api/v\d/)?(?:u/|server/)?([0-9a-zA-Z_-]{20,80})", "make", "capability-url"),
    _capability(r"hook\.[a-z0-9]+\.make\.com|hook\.integromat\.com", r"/([a-z0-9]{24,40})", "make", "webhook-url"),
    _capability(
        r"composio\.dev",
        r"/(?:composio/server|v3/mcp|partner/composio/[a-z]+)/([0-9A-Za-z_-]{12,80})(?=/|$)",
        "composio",
        "capability-url",
    ),
    _capability(r"mcp\.composio\.dev", r"/[a-z0-9_-]+/([0-9A-Za-z_-]{12,80})(?=/|$)", "composio", "capability-url"),
    _capability(
        r"mcp\.api-inference\.modelscope\.(?:net|cn)", r"/([0-9a-f]{12,40})(?=/|$)", "modelscope", "capability-url"
    ),
    _capability(r"router\.mcp\.so", r"/(?:sse|mcp)/([0-9a-z]{10,40})(?=/|$)", "mcp-so", "capability-url"),
    _capability(r"mcp\.pipedream\.net", r"/(?:v\d/)?([0-9a-f-]{36})", "pipedream", "capability-url"),
    _capability(r"m\.pipedream\.net", r"/([0-9a-z]{14,40})", "pipedream", "webhook-url"),
    _capability(r"viasocket\.com", r"/mcp/([0-9A-Za-z_-]{16,80})", "viasocket", "capability-url"),
    _capability(r"rube\.app", r"/mcp/([0-9A-Za-z_-]{16,80})", "composio", "capability-url"),
    _capability(
        r"api\.telegram\.org", r"/(?:file/)?bot(\d{8,10}:[A-Za-z0-9_-]{30,40})", "telegram", "telegram-bot-token"
    ),
    _capability(r"g\.alchemy\.com|alchemyapi\.io", r"/v2/([A-Za-z0-9_-]{21,40})", "alchemy", "alchemy-api-key"),
    _capability(r"infura\.io", r"/v3/([0-9a-f]{32})", "infura", "infura-api-key"),
    _capability(r"quiknode\.pro", r"/([0-9a-f]{32,64})", "quicknode", "quicknode-token"),
    _capability(r"script\.google\.com", r"/macros/s/([A-Za-z0-9_-]{50,120})/exec", "google", "capability-url"),
)

_DATABASES = {
    "postgres": "postgres", "postgresql": "postgres", "cockroachdb": "postgres", "redshift": "aws", "mysql": "mysql",
    "mysql2": "mysql", "mariadb": "mysql", "mongodb": "mongodb", "mongodb+srv": "mongodb", "redis": "redis",
    "rediss": "redis", "valkey": "redis", "amqp": "rabbitmq", "amqps": "rabbitmq", "neo4j": "neo4j", "neo4j+s": "neo4j",
    "neo4j+ssc": "neo4j", "bolt": "neo4j", "bolt+s": "neo4j", "clickhouse": "clickhouse", "clickhouses": "clickhouse",
    "mssql": "mssql", "sqlserver": "mssql", "oracle": "oracle", "snowflake": "snowflake", "databricks": "databricks",
    "libsql": "turso", "kafka": "kafka", "nats": "nats", "mqtt": "mqtt", "mqtts": "mqtt", "ldap": "ldap",
    "ldaps": "ldap", "smtp": "smtp", "smtps": "smtp", "imap": "smtp", "imaps": "smtp", "ftp": "ftp", "ftps": "ftp",
    "sftp": "ssh", "ssh": "ssh", "trino": "trino", "presto": "trino", "hive": "hive", "cassandra": "cassandra",
    "couchbase": "couchbase", "couchbases": "couchbase", "elasticsearch": "elastic", "cockroach": "postgres",
    "socks5": "proxy",
}  # fmt: skip
_SETTINGS = frozenset({Slot.URL, Slot.ARG, Slot.ENV, Slot.HEADER})
_WEB = frozenset({"http", "https", "ws", "wss", "sse", "git", "git+https", "git+http"})
_LOCAL = re.compile(
    r"localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1\]|host\.docker\.internal|[a-z0-9_-]+|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+"
)
_TEMPLATE_HOST = re.compile(
    r"host(?:name)?|server|your[-_.].*|.*<.*|.*\{.*|db[-_]?host|example\.(?:com|org|net)|xxx+", re.IGNORECASE
)
_DOORS = frozenset(
    [
        "mcp",
        "u",
        "s",
        "a",
        "t",
        "k",
        "sse",
        "token",
        "tokens",
        "key",
        "keys",
        "hook",
        "hooks",
        "webhook",
        "webhooks",
        "mcp-test",
        "webhook-test",
        "catch",
        "secret",
        "connect",
        "c",
    ]
)
"""Path words that a capability follows."""
_SHELVES = frozenset(
    [
        "servers",
        "server",
        "projects",
        "project",
        "workspaces",
        "workspace",
        "orgs",
        "org",
        "organizations",
        "accounts",
        "account",
        "tenants",
        "tenant",
        "apps",
        "app",
        "agents",
        "agent",
        "spaces",
        "space",
        "d",
        "docs",
        "document",
        "documents",
        "blob",
        "tree",
        "commit",
        "commits",
        "raw",
        "gist",
        "pages",
        "page",
        "files",
        "file",
        "user",
        "users",
        "team",
        "teams",
        "images",
        "sha256",
        "sites",
        "site",
        "datasets",
        "models",
        "packages",
        "releases",
        "download",
        "downloads",
        "issues",
        "p",
        "e",
    ]
)
"""Path words that an id follows."""
_HARMLESS_PARAMETERS = frozenset(["session", "id", "ids", "code", "pin", "access", "cert", "certificate", "profile"])
_PUBLIC_PARAMETERS = frozenset({"sessionid", "session_id", "client_id"})


_LOOPBACK = re.compile(r"127\.|.*\.localhost$", re.IGNORECASE)


def is_local_host(host: str) -> bool:
    """Whether `host` is this machine, a container's name or a private address."""
    return _LOCAL.fullmatch(host.lower()) is not None


def read_address(piece: Piece, parts: Address) -> Iterator[Piece | Doubt]:
    """The places of a URL where credentials stand."""
    scheme = parts.scheme.removeprefix("jdbc:")
    base = scheme.split("+")[0]
    vendor = vendor_of_host(parts.host)
    database = _DATABASES.get(scheme) or _DATABASES.get(base)
    service = (vendor.service if vendor else "") or database or ""
    hints = (parts.host, *piece.hints) if vendor else (*piece.hints, parts.host)
    yield from _user_part(piece, parts, service, hints, database is not None)
    for pair in parameters(parts.query):
        if pair.name.lower() not in _PUBLIC_PARAMETERS:
            yield piece.inner(
                pair.value,
                slot=Slot.URL,
                name=pair.name,
                hints=hints,
                is_local=is_local_host(parts.host),
                kind="",
                service="",
            )
    if base in _WEB:
        yield from _path(piece, parts, hints)


def _user_part(
    piece: Piece, parts: Address, service: str, hints: tuple[str, ...], is_database: bool
) -> Iterator[Piece | Doubt]:
    user = percent_decoded(parts.user)
    if parts.password is not None and parts.password.text:
        password = percent_decoded(parts.password)
        template = user.text.lower() in TEMPLATE_USERS or _TEMPLATE_HOST.fullmatch(parts.host)
        if template and (password.text.lower() in TEMPLATE_PASSWORDS or is_stand_in(password.text)):
            yield Doubt(*password.span)
            return
        accounts = [AccountHint(service, user.text, "url")] if user.text and not is_stand_in(user.text) else []
        if "." in parts.host and not _LOOPBACK.match(parts.host):
            accounts.append(AccountHint(service, parts.host, OF_LOGIN))
        yield piece.inner(
            password, slot=Slot.URL, name=piece.name, hints=hints, is_held=True, is_password=True,
            is_local=is_local_host(parts.host), service=service, kind="db-password" if is_database else "", preview=f"{parts.scheme}://",
            accounts=(*piece.accounts, *accounts),
        )  # fmt: skip
        if parts.scheme.startswith("http") and looks_random(user.text, 16):
            yield piece.inner(user, slot=Slot.URL, hints=hints, is_held=True, service=service, kind="", preview="")
    elif user.text and not is_database:
        if looks_random(user.text, 16):
            kind = "publishable-key" if service == "sentry" else ""
            yield piece.inner(user, slot=Slot.URL, hints=hints, is_held=True, service=service, kind=kind, preview="")
        else:
            yield Doubt(*user.span)


def _path(piece: Piece, parts: Address, hints: tuple[str, ...]) -> Iterator[Piece]:
    host = parts.host.lower()
    for capability in CAPABILITIES:
        if capability.host.fullmatch(host) and (match := capability.path.match(parts.path.text)):
            secret = parts.path.cut(*match.span(1))
            if not is_stand_in(secret.text):
                yield piece.inner(
                    secret, slot=Slot.URL, is_held=True, service=capability.service, kind=capability.kind, preview=""
                )
            return
    if piece.slot not in _SETTINGS:
        return
    previous = ""
    steps = segments(parts.path)
    endpoint = piece.slot is Slot.URL or any(
        re.match(r"mcp|sse|stream|messages?$|hooks?|webhooks?", step.text) for step in steps
    )
    for step in steps:
        if endpoint and _is_secret_step(step.text, previous):
            yield piece.inner(
                step,
                slot=Slot.URL,
                hints=hints,
                is_held=True,
                kind="capability-url",
                service=_service(hints),
                preview="",
            )
        previous = step.text.lower()


def _is_secret_step(step: str, previous: str) -> bool:
    if previous in _SHELVES or "." in step:
        return False
    if is_uuid(step):
        return previous in _DOORS
    return looks_random(step, 20) and not (len(step) in (40, 64) and not previous)


def _service(hints: tuple[str, ...]) -> str:
    vendor = next((found for hint in hints if (found := vendor_of_hint(hint))), None)
    return vendor.service if vendor else ""
