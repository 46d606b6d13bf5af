"""`.env` files, environment.d and /etc/environment: one assignment a line, more or less.

Sources: the grammars of dotenv for Node and Python, docker's env files, environment.d(5).
"""

import re
from collections.abc import Iterator

from mcpsweep.documents import assigning
from mcpsweep.documents.base import Document

_LINE = re.compile(
    r"""
    ^[ \t]*(?:export[ \t]+|set[ \t]+)?
    (?P<name>[A-Za-z_][A-Za-z0-9_.-]*)
    [ \t]*(?:=|:[ \t])[ \t]*
    (?:
        "(?P<double>(?:[^"\\]++|\\.)*+)"
      | '(?P<single>[^']*+)'
      | `(?P<back>[^`]*+)`
      | (?P<plain>[^\r\n]*)
    )
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_TRAILING_COMMENT = re.compile(r"[ \t]+#.*$")


def parse(text: str) -> Document:
    """Read `text` as far as it can be read. Raises nothing."""
    return assigning.read(text, find)


def find(text: str) -> Iterator[assigning.Found]:
    """Every assignment of `text`."""
    for match in _LINE.finditer(text):
        kind = match.lastgroup or "plain"
        value = match[kind]
        if kind == "double":
            value = _ESCAPE.sub(lambda escape: _ESCAPES.get(escape[1], escape[1]), value)
        elif kind == "plain":
            value = _TRAILING_COMMENT.sub("", value).strip()
            if value.startswith("#"):
                value = ""
        yield match["name"], value, match.start("name"), match.start(kind)
