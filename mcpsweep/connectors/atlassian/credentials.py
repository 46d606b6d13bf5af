"""What a credential is by its look, and where it can be asked who it is.

Prefixes as Atlassian's own tokens carry them; a personal access token of a Data Center is the base64 of twelve digits,
a colon and twenty random bytes.
"""

import base64
import binascii
import enum
import re
from collections.abc import Mapping

from mcpsweep.model.secret import Secret


class Form(enum.Enum):
    """What Atlassian lets us do with a credential."""

    USER = "user"
    """Of a person, with or without scopes: taken only together with the person's address."""
    OLD = "old"
    """Without any mark: a person's from before 2023, if it is Atlassian's at all and no password."""
    SERVICE = "service"
    """Of a service account: taken by the gateway alone."""
    KEY = "key"
    """Of an organisation; or, with the same prefix, of a Bitbucket repository, project or workspace."""
    SERVER = "server"
    """Of a person on a Data Center."""
    APP = "app"
    """What an app was given when a person let it in; ends after an hour."""
    UNASKABLE = "unaskable"
    """A client secret: no call is signed in with it without making something new."""


_PREFIXES: Mapping[str, Form] = {
    "ATATT": Form.USER,
    "ATSTT": Form.SERVICE,
    "ATCTT": Form.KEY,
    "ATOA": Form.UNASKABLE,
    "eyJ": Form.APP,
}
_SERVER = re.compile(r"[MNO][A-Za-z0-9+/]{43}")
_DIGITS = re.compile(rb"[0-9]{12}:.{20}", re.DOTALL)


def form_of(value: Secret) -> Form:
    """The form of a credential."""
    text = value.reveal()
    marked = next((form for prefix, form in _PREFIXES.items() if text.startswith(prefix)), None)
    if marked is not None:
        return marked
    return Form.SERVER if is_server_token(text) else Form.OLD


def is_server_token(text: str) -> bool:
    """Whether it is built as Data Center builds its personal access tokens."""
    if not _SERVER.fullmatch(text):
        return False
    try:
        return _DIGITS.fullmatch(base64.b64decode(text, validate=True)) is not None
    except binascii.Error:
        return False
