"""Read stores with a syntax of their own: netrc, addresses, PostgreSQL's password file, and files that are one value.

Sources: netrc(5) of GNU inetutils; git-credential-store(1); postgresql.org/docs/current/libpq-pgpass.
"""

import re
from collections.abc import Iterator

from mcpsweep.collectors.base import File
from mcpsweep.collectors.beside.base import Store
from mcpsweep.collectors.beside.logins import login
from mcpsweep.collectors.observation import Held, Observation, Place
from mcpsweep.detection.base import Context
from mcpsweep.detection.hints import hint
from mcpsweep.detection.inspection import inspect
from mcpsweep.detection.issuer import service_of
from mcpsweep.documents.decode import decode
from mcpsweep.documents.reading import Reading
from mcpsweep.model.account import OF_LOGIN, AccountHint
from mcpsweep.model.place import Slot

_NETRC = re.compile(r'#[^\r\n]*|"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>\S+)', re.DOTALL)
_LINE = re.compile(r"[^\r\n]+")
_FIELD = re.compile(r"((?:[^:\\]|\\.)*+)(?::|\Z)")
_FIELDS = 5
_LONGEST = 64 * 1024
"""A file that is one value is no longer."""


def netrc(file: File, data: bytes, store: Store) -> Iterator[Observation]:
    """`machine HOST login USER password VALUE`, in any order and over lines; `default` for every other host."""
    text = decode(data)
    reading = Reading(text)
    host = user = word = ""
    for token in _NETRC.finditer(text):
        value = token["quoted"] if token["quoted"] is not None else token["plain"]
        if value is None:
            continue
        before, word = word, ""
        match before:
            case "machine":
                host, user = value, ""
            case "login":
                user = value
            case "password":
                group = "quoted" if token["quoted"] is not None else "plain"
                line, column = reading.position(token.start(group))
                place = Place(file.path, line, column, f"/{host or 'default'}/password")
                yield from _login(file, store, value, place, host, user)
            case "account" | "macdef":
                pass
            case _:
                word = value
                if value == "default":
                    host = user = ""


def addresses(file: File, data: bytes, store: Store) -> Iterator[Observation]:
    """One address a line."""
    text = decode(data)
    reading = Reading(text)
    for line in _LINE.finditer(text):
        number, column = reading.position(line.start())
        for hit in inspect(line[0], Context(Slot.URL, "url")).hits:
            yield Held(hit, Place(file.path, number, column + hit.start, f"/{number - 1}"))


def password_file(file: File, data: bytes, store: Store) -> Iterator[Observation]:
    """`host:port:database:user:password`, a backslash before what is meant as a letter."""
    text = decode(data)
    reading = Reading(text)
    for line in _LINE.finditer(text):
        if line[0].lstrip().startswith("#"):
            continue
        fields = [(match[1], line.start() + match.start()) for match in _FIELD.finditer(line[0])][:_FIELDS]
        if len(fields) == _FIELDS and fields[-1][0]:
            number, column = reading.position(fields[-1][1])
            place = Place(file.path, number, column, f"/{number - 1}/password")
            host, _, _, user, value = (re.sub(r"\\(.)", r"\1", field) for field, _ in fields)
            yield from _login(file, store, value, place, host, user)


def whole(file: File, data: bytes, store: Store, kind: str) -> Iterator[Observation]:
    """All of the file."""
    text = decode(data).strip()
    if text and len(text) <= _LONGEST:
        place = Place(file.path, 1, 1, "")
        yield from login(file, text, place, title=store.title, service=store.service, kind=kind)


def _login(file: File, store: Store, value: str, place: Place, host: str, user: str) -> Iterator[Observation]:
    hints = tuple(filter(None, (host if "." in host else "", store.service)))
    issuer = service_of("", hints).service
    account = AccountHint(issuer, user, "login") if user and user != "*" else None
    yield from login(
        file,
        value,
        place,
        title=store.title,
        service=store.service,
        kind="password",
        name="password",
        hints=hints,
        accounts=tuple(filter(None, (account, hint(OF_LOGIN, host, "")))),
    )
