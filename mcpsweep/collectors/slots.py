"""Which part of a configuration a value stands in, told from the keys on the way to it."""

from mcpsweep.documents.base import Path
from mcpsweep.model.place import Slot

_SLOT_BELOW = {
    "env": Slot.ENV,
    "environment": Slot.ENV,
    "envs": Slot.ENV,
    "terminal.integrated.env.linux": Slot.ENV,
    "terminal.integrated.env.osx": Slot.ENV,
    "terminal.integrated.env.windows": Slot.ENV,
    "headers": Slot.HEADER,
    "http_headers": Slot.HEADER,
    "httpHeaders": Slot.HEADER,
    "customHeaders": Slot.HEADER,
    "env_http_headers": Slot.HEADER,
    "oauth": Slot.OAUTH,
    "auth": Slot.OAUTH,
    "args": Slot.ARG,
    "arguments": Slot.ARG,
    "hooks": Slot.COMMAND,
    "permissions": Slot.COMMAND,
}
"""Keys whose members, at any depth, stand in that slot; the nearest one counts."""

_SLOT_OF = {
    "url": Slot.URL,
    "httpUrl": Slot.URL,
    "serverUrl": Slot.URL,
    "uri": Slot.URL,
    "baseUrl": Slot.URL,
    "baseURL": Slot.URL,
    "endpoint": Slot.URL,
    "command": Slot.COMMAND,
    "cmd": Slot.COMMAND,
    "headersHelper": Slot.HELPER,
    "apiKeyHelper": Slot.HELPER,
    "awsAuthRefresh": Slot.HELPER,
    "awsCredentialExport": Slot.HELPER,
    "otelHeadersHelper": Slot.HELPER,
    "gcpAuthRefresh": Slot.HELPER,
    "proxyAuthHelper": Slot.HELPER,
}
"""Keys whose own value stands in that slot."""

ENVIRONMENT_KEYS = frozenset(key for key, slot in _SLOT_BELOW.items() if slot is Slot.ENV)
ENVIRONMENT_FILE_KEYS = frozenset({"envFile", "env_file", "envfile"})
"""Keys whose value is the path of a file of variables."""
HEADER_KEYS = frozenset(key for key, slot in _SLOT_BELOW.items() if slot is Slot.HEADER)

_NAMES_A_VARIABLE = frozenset({"env_vars", "env_keys", "env_http_headers", "envVars", "headersFromEnv"})
"""Keys whose members are names of variables."""


def slot_of(path: Path) -> Slot:
    """The slot of the value at `path`."""
    for depth in range(len(path) - 1, -1, -1):
        key = path[depth]
        if depth == len(path) - 1 and key in _SLOT_OF:
            return _SLOT_OF[key]
        if depth < len(path) - 1 and key in _SLOT_BELOW:
            return _SLOT_BELOW[key]
    return Slot.FILE


def name_of(path: Path) -> str:
    """The key that says what the value at `path` is; for a member of an array, the array's."""
    for key in path[:-1]:
        if key in _NAMES_A_VARIABLE:
            return key
    return next((key for key in reversed(path) if not key.isdecimal()), "")
