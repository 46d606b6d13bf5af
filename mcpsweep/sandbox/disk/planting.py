"""Files with credentials planted in them, and the truth about where each one stands.

A file is a template. Inside any of its strings a mark says what to plant there, so that the bytes on the disk and the
truth about them come from the same data:

    «github-classic»                the value, spelled out
    «basic:jira»                    base64 of `login:value`, as an `Authorization: Basic` header has it
    «oauth:notion-access»           the value, in a client's own token store
    «kept:deploy»                   the value, in a place that some reference resolves to
    «use:deploy|${DEPLOY_TOKEN}»    the text behind the bar: a reference to the value
    «protected:github-input|v10…»   the text behind the bar: the value as a keychain encrypted it
    «agent:claude-code|claude -p»   the text behind the bar: the command of a scheduled agent
    «decoy|xoxb-your-token»         the text behind the bar: it looks like a credential and is none
"""

import base64
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from mcpsweep.model.finding import Form
from mcpsweep.model.place import Role
from mcpsweep.sandbox.organisation import Credential, Organisation

Tree: TypeAlias = "dict[str, Tree] | list[Tree] | str | int | float | bool | None"

PRIVATE = 0o600
PUBLIC = 0o644

_MARK = re.compile(r"«(?:(?P<sign>[a-z]+):)?(?P<label>[a-z-]+)(?:\|(?P<text>[^»]*))?»")


@dataclass(frozen=True, slots=True)
class Expectation:
    """One place on the disk where a scan must find a credential, or what refers to one."""

    path: str
    """As the scanned machine itself would say it."""
    pointer: str | None
    """JSON pointer; None in files that are no plain JSON: what a pointer is there, the scan decides."""
    line: int
    """1-based; 0 where the file has no lines."""
    label: str
    """Of the organisation's credential."""
    service: str
    kind: str
    form: Form
    role: Role
    written: str = field(repr=False)
    """What stands there: the value, its encoding, or the reference."""


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A command on the disk that starts an AI agent with nobody at the keyboard."""

    path: str
    line: int
    client: str
    command: str


@dataclass(frozen=True, slots=True)
class Decoy:
    """Text that looks like a credential and is none."""

    path: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Truth:
    """All that a scan must find on the disk, and what it must not."""

    expectations: tuple[Expectation, ...]
    agents: tuple[Scheduled, ...]
    decoys: tuple[Decoy, ...]


@dataclass(frozen=True, slots=True)
class JsonFile:
    """A JSON file that a program wrote."""

    path: str
    tree: Tree
    mode: int = PUBLIC
    indent: int | None = 2


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file that a person wrote: shell, dotenv, JSON with comments, broken JSON."""

    path: str
    text: str
    mode: int = PUBLIC
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class DatabaseFile:
    """A `state.vscdb`: SQLite with the one table `ItemTable(key, value)`."""

    path: str
    rows: dict[str, str]
    mode: int = PRIVATE


File: TypeAlias = JsonFile | TextFile | DatabaseFile


def _plain(credential: Credential, text: str | None) -> str:
    return credential.secret.reveal()


def _basic(credential: Credential, text: str | None) -> str:
    return base64.b64encode(f"{credential.account}:{credential.secret.reveal()}".encode()).decode("ascii")


def _behind_the_bar(credential: Credential, text: str | None) -> str:
    return text or ""


@dataclass(frozen=True, slots=True)
class _Sign:
    """What a mark of one sort writes, and what a scan must make of it."""

    write: Callable[[Credential, str | None], str]
    form: Form
    role: Role


_SIGNS = {
    None: _Sign(_plain, Form.LITERAL, Role.VALUE),
    "basic": _Sign(_basic, Form.LITERAL, Role.VALUE),
    "oauth": _Sign(_plain, Form.OAUTH, Role.VALUE),
    "kept": _Sign(_plain, Form.REFERENCE, Role.VALUE),
    "use": _Sign(_behind_the_bar, Form.REFERENCE, Role.USE),
    "protected": _Sign(_behind_the_bar, Form.PROTECTED, Role.VALUE),
}


class Planter:
    """Fills the marks of files and notes what it planted where."""

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation
        self._expectations: list[Expectation] = []
        self._agents: list[Scheduled] = []
        self._decoys: list[Decoy] = []

    @property
    def truth(self) -> Truth:
        """What the files rendered so far hold."""
        return Truth(tuple(self._expectations), tuple(self._agents), tuple(self._decoys))

    def render(self, file: File) -> bytes:
        """The bytes of `file`, every mark filled. Raises `KeyError` for an unknown label or sign."""
        match file:
            case TextFile():
                return self._fill(file.path, file.text, iter(())).encode(file.encoding)
            case JsonFile():
                template = json.dumps(file.tree, indent=file.indent, ensure_ascii=False) + "\n"
                return self._fill(file.path, template, _pointers(file.tree)).encode()
            case DatabaseFile():
                rows = {
                    key: self._fill(file.path, value, iter(()), has_lines=False) for key, value in file.rows.items()
                }
                return _database(rows)

    def _fill(self, path: str, template: str, pointers: Iterator[str], has_lines: bool = True) -> str:
        def plant(mark: re.Match[str]) -> str:
            line = template.count("\n", 0, mark.start()) + 1 if has_lines else 0
            return self._plant(mark, path, next(pointers, None), line)

        return _MARK.sub(plant, template)

    def _plant(self, mark: re.Match[str], path: str, pointer: str | None, line: int) -> str:
        sign, label, text = mark["sign"], mark["label"], mark["text"]
        if label == "decoy":
            self._decoys.append(Decoy(path, line, text))
            return text
        if sign == "agent":
            self._agents.append(Scheduled(path, line, label, text))
            return text
        meaning = _SIGNS[sign]
        credential = self._organisation.credential(label)
        written = meaning.write(credential, text)
        self._expectations.append(
            Expectation(
                path, pointer, line, label, credential.service, credential.kind, meaning.form, meaning.role, written
            )
        )
        return written


def _pointers(tree: Tree, pointer: str = "") -> Iterator[str]:
    """The pointer of every mark below `tree`, in the order in which JSON writes them."""
    match tree:
        case str():
            yield from (pointer for _ in _MARK.finditer(tree))
        case dict():
            for key, value in tree.items():
                yield from _pointers(value, pointer + "/" + key.replace("~", "~0").replace("/", "~1"))
        case list():
            for index, item in enumerate(tree):
                yield from _pointers(item, f"{pointer}/{index}")


def _database(rows: dict[str, str]) -> bytes:
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE TABLE ItemTable (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB)")
        connection.executemany("INSERT INTO ItemTable VALUES (?, ?)", rows.items())
        connection.commit()
        return connection.serialize()
    finally:
        connection.close()
