"""Who somebody is: the roster, and whom a command line means by a name."""

import csv
import io
from pathlib import Path
from typing import Any

import msgspec

from mcpsweep.documents import base as documents
from mcpsweep.documents.plain import load_yaml
from mcpsweep.documents.read import Format, parse
from mcpsweep.errors import UsageError
from mcpsweep.model.person import Person
from mcpsweep.model.roster import FORMAT, Roster
from mcpsweep.model.subject import Subject

_CORRECT = "whose it is cannot be told; correct the roster"
_LISTS = (";", "|", ",")
"""What may stand between several values in one CSV cell."""


def load(path: Path) -> Roster:
    """Read a roster, YAML or CSV by its ending. Raises `UsageError` with file, line and what would be right."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"the roster {path} cannot be read: {error.strerror}") from None
    roster = _from_csv(data, path) if path.suffix.lower() == ".csv" else _from_yaml(data, path)
    _check(roster, path)
    return roster


def find(roster: Roster, who: str) -> Subject:
    """Whom `--user` means: a roster id, an e-mail address, or `service:account`.

    Somebody who is not in the roster may be named by address or account. Raises `UsageError` if nobody, or more than
    one person, could be meant.
    """
    service, colon, account = who.partition(":")
    if colon and service and account:
        people = [one for one in roster.people if one.accounts.get(service, "").casefold() == account.casefold()]
        named = _one(people, who) or Person(id=who, accounts={service: account})
        return Subject(named, {service: account})
    if "@" in who:
        people = [one for one in roster.people if who.casefold() in {mail.casefold() for mail in one.emails}]
        return Subject(_one(people, who) or Person(id=who, emails=(who,)))
    people = [one for one in roster.people if one.id == who] or [
        one for one in roster.people if one.id.casefold() == who.casefold()
    ]
    person = _one(people, who)
    if person is None:
        raise UsageError(
            f"nobody in the roster has the id {who}", "name an e-mail address, or an account as service:account"
        )
    return Subject(person)


def _one(people: list[Person], who: str) -> Person | None:
    if len(people) > 1:
        listed = ", ".join(f"{one.id} ({one.name})" if one.name else one.id for one in people)
        raise UsageError(f"{who} could be more than one person: {listed}", "name one of them by the roster's id")
    return people[0] if people else None


def _from_yaml(data: bytes, path: Path) -> Roster:
    tree = load_yaml(data, str(path), "roster")
    return _convert(tree if tree is not None else {}, path, data)


def _convert(tree: Any, path: Path, data: bytes) -> Roster:
    try:
        return msgspec.convert(tree, Roster, strict=True)
    except msgspec.ValidationError as error:
        message, _, place = str(error).partition(" - at `")
        raise UsageError(f"{path}:{_line(data, place.rstrip('`'))}: {message[:1].lower()}{message[1:]}") from None


def _line(data: bytes, place: str) -> int:
    """The line of what msgspec calls `$.people[3].status`."""
    node = parse(data, Format.YAML).root
    line = 1
    for step in place.replace("[", ".").replace("]", "").split(".")[1:]:
        match node:
            case documents.Mapping():
                node = node.get(step)
            case documents.Sequence(items=items):
                node = items[int(step)] if step.isdecimal() and int(step) < len(items) else None
            case _:
                node = None
        if node is None:
            break
        line = node.line
    return line


def _from_csv(data: bytes, path: Path) -> Roster:
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig", "replace")))
    known = {"id", "name", "emails", "status", "ends", "manager", "accounts"}
    people = []
    names = rows.fieldnames or ()
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"{path}:1: the roster has two columns {name}")
        if name not in known and not name.startswith("accounts."):
            raise UsageError(
                f"{path}:1: the roster has a column {name} that means nothing",
                f"columns are: {', '.join(sorted(known))}, accounts.SERVICE",
            )
    for row in rows:
        if None in row:
            raise UsageError(
                f"{path}:{rows.line_num}: the row has more cells than there are columns",
                "a cell that holds a comma stands in double quotes",
            )
        if wrong := [pair for pair in _split(row.get("accounts")) if "=" not in pair]:
            raise UsageError(
                f"{path}:{rows.line_num}: {wrong[0]} is no account", "accounts are written SERVICE=ID, several with ;"
            )
        person = {
            key: value.strip()
            for key, value in row.items()
            if key in ("id", "name", "status", "ends", "manager") and value
        }
        accounts = {
            key.removeprefix("accounts."): value for key, value in row.items() if key.startswith("accounts.") and value
        }
        accounts |= dict(pair.split("=", 1) for pair in _split(row.get("accounts")))
        try:
            people.append(
                msgspec.convert({**person, "emails": _split(row.get("emails")), "accounts": accounts}, Person)
            )
        except msgspec.ValidationError as error:
            raise UsageError(f"{path}:{rows.line_num}: {error}") from None
    return Roster(people=tuple(people))


def _split(cell: str | None) -> list[str]:
    if not cell:
        return []
    separator = next((sign for sign in _LISTS if sign in cell), " ")
    return [part.strip() for part in cell.split(separator) if part.strip()]


def _check(roster: Roster, path: Path) -> None:
    if roster.format != FORMAT:
        raise UsageError(f"{path}: the roster says format {roster.format}; this version reads {FORMAT}")
    ids: set[str] = set()
    owners: dict[tuple[str, str], str] = {}
    for person in roster.people:
        if person.id in ids:
            raise UsageError(f"{path}: two people of the roster have the id {person.id}", _CORRECT)
        ids.add(person.id)
        marks = [("address", mail.casefold()) for mail in person.emails]
        marks += [(f"{service} account", account.casefold()) for service, account in person.accounts.items()]
        for what, value in marks:
            other = owners.setdefault((what, value), person.id)
            if other != person.id:
                raise UsageError(f"{path}: {other} and {person.id} have the same {what}: {value}", _CORRECT)
