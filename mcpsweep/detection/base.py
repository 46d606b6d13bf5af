"""What goes into detection and what comes out."""

import enum
from dataclasses import dataclass

from mcpsweep.model.account import AccountHint
from mcpsweep.model.finding import Confidence
from mcpsweep.model.place import Slot
from mcpsweep.model.secret import Secret


@dataclass(frozen=True, slots=True)
class Context:
    """What stands around a string in a configuration."""

    slot: Slot
    name: str = ""
    """The variable, header, flag or key that the string stands under."""
    hints: tuple[str, ...] = ()
    """Words that may tell who issued a credential, best first: server name, package, image, host of the URL."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A credential inside a string."""

    secret: Secret
    start: int
    end: int
    """Span of the credential in the string as written (before percent- or base64-decoding)."""
    service: str
    kind: str
    confidence: Confidence
    reason: str
    """Why this counts, in words, without any part of the value."""
    slot: Slot
    """Narrower than the context's where the string says so: a header inside an argument is `header`."""
    name: str
    """As for `slot`: `GITHUB_TOKEN` in the argument `GITHUB_TOKEN=…`."""
    is_issued: bool
    """Vendor-issued with at least 128 random bits: its last eight characters and hash may be shown."""
    preview: str
    """The value with all but its public prefix masked."""
    accounts: tuple[AccountHint, ...] = ()
    """Who the credential itself says it belongs to: Basic auth's user, a JWT's subject, a URL's user."""
    expires_at: str | None = None
    """RFC 3339 in UTC, where the credential itself tells."""


class Syntax(enum.StrEnum):
    """How a configuration says that a value comes from elsewhere."""

    VARIABLE = "variable"
    """`${X}`, `$X`, `${env:X}`, `{env:X}`, `%X%`, `env_vars`, `docker -e X`: a variable of the client's environment."""
    INPUT = "input"
    """`${input:id}`: the editor asks, and keeps the answer."""
    OPTION = "option"
    """`${user_config.key}`: an option of a plugin or extension."""
    FILE = "file"
    """`{file:path}`, `--env-file path`, `envFile`: the value, or the assignments, are in that file."""
    VAULT = "vault"
    """`op://…`, `doppler run`, `$(pass …)`: a vault holds it."""
    HELPER = "helper"
    """A command prints it: `headersHelper`, `apiKeyHelper`, `$(…)`."""


@dataclass(frozen=True, slots=True)
class Use:
    """A place that refers to a credential kept elsewhere."""

    syntax: Syntax
    target: str
    """The variable, input id, option key, file path, vault address or command; secret parts redacted."""
    start: int
    end: int
    service: str
    kind: str
    """What would be there, as far as name and surroundings tell."""
    confidence: Confidence
    reason: str
    slot: Slot
    name: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """All that one string holds."""

    hits: tuple[Hit, ...] = ()
    uses: tuple[Use, ...] = ()
