"""Neighbours of a credential that tell whose it may be."""

import re
from collections.abc import Collection
from itertools import takewhile

from mcpsweep.detection.names import Meaning, understand, words
from mcpsweep.detection.values import is_email, is_stand_in
from mcpsweep.detection.vendors.table import form_of
from mcpsweep.model.account import OF_LOGIN, AccountHint

MAX_VALUE = 254

_HOST_NAMES = frozenset(
    [
        "url",
        "uri",
        "host",
        "hostname",
        "domain",
        "site",
        "instance",
        "endpoint",
        "server",
        "base",
        "workspace",
        "subdomain",
    ]
)
_HOST = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://)?(?:[^/@\s]*@)?([A-Za-z0-9](?:[A-Za-z0-9_-]*\.)+[A-Za-z]{2,}|\d{1,3}(?:\.\d{1,3}){3})(?::\d+)?(?:[/?#].*)?",
    re.DOTALL,
)
_TEMPLATE = re.compile(r"(?:^|[-.])(?:your|yours|tu|votre|dein)(?:[-.])|^(?:my-|example\.|subdomain\.)|xxx")
_PUBLIC = re.compile(
    r"(?:api|mcp|app|www|hub|raw|login|console|dashboard|docs)\.[a-z0-9-]+\.[a-z]{2,4}|localhost|.*\.localhost|api\.(?!.*\.ghe\.com$).*|(?:0|127)\..*",
)
_IDENTITY = (
    re.compile(r"(?:^|-)(?:email|mail|login|username|user|user-name|owner|account|acct|actor|upn|principal|subject|author)(?:-(?:id|name|email|locator|address))?$"),
    re.compile(r"(?:^|-)(?:team|org|organization|organisation|tenant|workspace|company|client|customer|project|account|cloud|site|space|warehouse|subscription|directory)(?:-(?:id|ref|slug|name|number))$"),
    re.compile(r"(?:^|-)(?:project-ref|org|organization|tenant|account|database-user|db-user|pguser|role|client-email|private-key-id)$"),
)  # fmt: skip
_SHAPES = (re.compile(r"T[A-Z0-9]{8,11}"), re.compile(r"E[A-Z0-9]{8,11}"))
_VALUE = re.compile(r"[\w.@+:/|-]{2,254}")
_DEFAULTS = frozenset(
    [
        "postgres",
        "root",
        "neo4j",
        "admin",
        "user",
        "username",
        "sa",
        "mysql",
        "redis",
        "test",
        "default",
        "guest",
        "localhost",
        "true",
        "false",
    ]
)


def hint(name: str, value: str, service: str) -> AccountHint | None:
    """What `value`, standing under `name` beside a credential of `service`, tells of the owner; None if nothing.

    E-mail addresses, private sites' hosts, team, organisation, tenant and project ids, account and user names.
    """
    value = value.strip()
    if not value or len(value) > MAX_VALUE or is_stand_in(value) or any(sign in value for sign in "${}\n"):
        return None
    if is_email(value):
        return AccountHint(service, value, name)
    parts = words(name)
    if understand(name).meaning not in (None, Meaning.CONNECTION, Meaning.WEBHOOK) or form_of(value) is not None:
        return None
    joined = "-".join(parts)
    if _HOST_NAMES.intersection(parts):
        host = _HOST.fullmatch(value)
        if host is None or _PUBLIC.fullmatch(host[1].lower()) or _TEMPLATE.search(host[1].lower()):
            return None
        return AccountHint(service, host[1].lower(), name)
    if value.lower() in _DEFAULTS or not _VALUE.fullmatch(value):
        return None
    if any(pattern.search(joined) for pattern in _IDENTITY) or (
        any(shape.fullmatch(value) for shape in _SHAPES) and "id" in parts
    ):
        return AccountHint(service, value, name)
    return None


def nearest(names: Collection[str], hints: Collection[AccountHint]) -> tuple[AccountHint, ...]:
    """`hints` without the addresses that belong to another product than the credential that stands under `names`.

    One entry often configures two servers: `CONFLUENCE_URL` says nothing of what stands under `JIRA_API_TOKEN`, if
    there is a `JIRA_URL`. Of the addresses those stay whose names begin most alike; all, where none begins alike.
    """
    settings = [
        hint
        for hint in hints
        if hint.source != OF_LOGIN and _HOST.fullmatch(hint.value) and _HOST_NAMES.intersection(words(hint.source))
    ]
    alike = {hint: max((_alike(name, hint.source) for name in names), default=0) for hint in settings}
    most = max(alike.values(), default=0)
    return tuple(hint for hint in hints if alike.get(hint, most) == most)


def _alike(one: str, other: str) -> int:
    """How many words two names have in common at their beginning."""
    pairs = zip(words(one), words(other), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
