"""Read `state.vscdb`, where VS Code and its forks keep answers to prompts, logins and OAuth sessions.

Rows whose key begins with `secret://` are encrypted with a key from the system's keychain: that they are there, and
whose they are, stands in clear. Facts: the VS Code workbench's own code (storage, secrets, mcp) as of 1.139.
"""

from collections.abc import Iterator
from urllib.parse import unquote

from mcpsweep.collectors import left_over
from mcpsweep.collectors.base import File
from mcpsweep.collectors.observation import Assigned, Assignment, Guarded, Held, Observation, Opened, Place
from mcpsweep.detection.base import Context
from mcpsweep.detection.declaring import declare
from mcpsweep.detection.inspection import inspect
from mcpsweep.detection.issuer import service_of
from mcpsweep.documents.address import split
from mcpsweep.documents.base import Leaf, Mapping, Node, Scalar, leaves, pointer
from mcpsweep.documents.read import Format, parse
from mcpsweep.documents.sqlite.database import Database
from mcpsweep.model.account import AccountHint
from mcpsweep.model.finding import Form
from mcpsweep.model.place import Slot

_TABLE = "ItemTable"
_SECRET = "secret://"  # noqa: S105 - the beginning of a row's key
_ENCRYPTED = "encrypted with a key from this account's keychain"
INPUTS = "editor-input"
"""Kind of the one encrypted row that holds every answer to a password prompt."""
_CLEAR_LOGINS = {
    "cursorAuth/accessToken": ("cursor", "oauth-access-token"),
    "cursorAuth/refreshToken": ("cursor", "oauth-refresh-token"),
    "cursorAuth/openAIKey": ("openai", "api-key"),
    "cursorAuth/claudeKey": ("anthropic", "api-key"),
    "cursorAuth/googleKey": ("google", "api-key"),
}
"""Rows that hold a login in clear → service and kind."""
_LOGIN_MAILS = {"cursorAuth/cachedEmail": "cursor"}
_ANSWERS, _PROVIDERS, _OPENED = "mcpInputs", "dynamicAuthProviders", "history.recentlyOpenedPathsList"
_KNOWN = frozenset([*_CLEAR_LOGINS, *_LOGIN_MAILS, _ANSWERS, _PROVIDERS, _OPENED])
_OF_EXTENSION = {
    "vscode.github-authentication": "github",
    "github.copilot": "github",
    "github.copilot-chat": "github",
    "vscode.microsoft-authentication": "microsoft",
    "gitlab.gitlab-workflow": "gitlab",
    "atlassian.atlascode": "atlassian",
    "saoudrizwan.claude-dev": "cline",
    "rooveterinaryinc.roo-cline": "roo-code",
    "anthropic.claude-code": "anthropic",
    "openai.chatgpt": "openai",
}
"""Extension → service whose login it keeps; any other extension is its own hint."""


def read(file: File, database: Database) -> Iterator[Observation]:
    """What a state database keeps for MCP servers and logins, and every token that anything else in it holds."""
    yield from left_over.in_cells(file, database, _known(file, database))


def _known(file: File, database: Database) -> Iterator[Observation]:
    values = {
        str(key): value if isinstance(value, str) else ""
        for key, value in database.rows(_TABLE, ("key", "value"))
        if str(key) in _KNOWN or str(key).startswith(_SECRET)
    }
    mails = tuple(AccountHint(service, values[key], key) for key, service in _LOGIN_MAILS.items() if values.get(key))
    for key, value in values.items():
        place = Place(file.path, 0, 0, pointer((_TABLE, key)), file.client)
        if key in _CLEAR_LOGINS and value:
            service, kind = _CLEAR_LOGINS[key]
            context = Context(Slot.OAUTH, key)
            hit = declare(value, context, service=service, kind=kind, reason="a login that the editor keeps in clear")
            yield Held(hit, place, Form.OAUTH, tuple(mail for mail in mails if mail.service == service))
        elif key.startswith(_SECRET):
            yield _guarded(file, key, place)
        elif key == _ANSWERS:
            yield from _inputs(file, value)
        elif key == _PROVIDERS:
            yield from _authorised(file, value)
        elif key == _OPENED:
            yield from _opened(value)


def _guarded(file: File, key: str, place: Place) -> Guarded:
    """A row such as `secret://{"extensionId":"vscode.github-authentication","key":"github.auth"}`."""
    root = parse(key.removeprefix(_SECRET).encode(), Format.JSON).root
    owner = _text(root, "extensionId") or _text(root, "authProviderId")
    name = _text(root, "key") or key.removeprefix(_SECRET)
    service = _OF_EXTENSION.get(owner.lower()) or service_of("", tuple(w for w in (owner, name) if w)).service
    return Guarded(service, "editor-secret", owner or name, _ENCRYPTED, place)


def _inputs(file: File, value: str) -> Iterator[Observation]:
    """Answers to `${input:…}`: those asked for as passwords are encrypted, the others are not."""
    root = parse(value.encode(), Format.JSON).root
    for leaf in _below(root, "values"):
        identity = _identity(leaf.path[-1])
        place = Place(file.path, 0, 0, pointer((_TABLE, _ANSWERS, *leaf.path)), file.client)
        yield Assigned(Assignment(f"input:{identity}", leaf.scalar.text, place))
        for hit in inspect(leaf.scalar.text, Context(Slot.ENV, identity)).hits:
            yield Held(hit, place)
    secrets = _text(root, "secrets", "value") or _text(root, "secrets")
    if secrets:
        place = Place(file.path, 0, 0, pointer((_TABLE, _ANSWERS, "secrets")), file.client)
        yield Guarded("generic", INPUTS, _ANSWERS, _ENCRYPTED, place)


def _authorised(file: File, value: str) -> Iterator[Observation]:
    """Authorization servers that the editor holds a session of; the sessions themselves are encrypted rows."""
    root = parse(value.encode(), Format.JSON).root
    if root is None:
        return
    for leaf in leaves(root):
        if leaf.path[-1] != "authorizationServer" and leaf.path[-1] != "providerId":
            continue
        host = split(leaf.scalar.text).hostname or ""
        if not host:
            continue
        service = service_of("", (leaf.scalar.text,)).service
        place = Place(file.path, 0, 0, pointer((_TABLE, _PROVIDERS, *leaf.path)), file.client)
        account = AccountHint(service, host, "authorization server")
        yield Guarded(service, "oauth-session", host, _ENCRYPTED, place, (account,))


def _opened(value: str) -> Iterator[Observation]:
    root = parse(value.encode(), Format.JSON).root
    for leaf in leaves(root) if root is not None else ():
        if leaf.path[-1] == "folderUri":
            yield from opened_uri(leaf.scalar.text)


def opened_uri(uri: str) -> Iterator[Opened]:
    """The folder that an editor's `file://` address means; nothing for remote ones."""
    address = split(uri)
    if address.scheme == "file" and address.path:
        yield Opened(unquote(address.path).rstrip("/"))


def _below(root: Node | None, key: str) -> Iterator[Leaf]:
    node = root.get(key) if isinstance(root, Mapping) else None
    yield from leaves(node, (key,)) if node is not None else ()


def _identity(key: str) -> str:
    """`${input:github_pat}` → `github_pat`."""
    return key.removeprefix("${input:").removesuffix("}")


def _text(root: Node | None, *path: str) -> str:
    node = root
    for key in path:
        node = node.get(key) if isinstance(node, Mapping) else None
    return node.text if isinstance(node, Scalar) else ""
