"""PowerShell profiles and Windows command files: the environment variables that they set."""

import re
from collections.abc import Iterator

from mcpsweep.documents import assigning
from mcpsweep.documents.base import Document

_QUOTED = r"""(?:"(?P<double{n}>(?:[^"`\r\n]++|`.|"")*+)"|'(?P<single{n}>(?:[^'\r\n]++|'')*+)')"""
_ASSIGNMENT = re.compile(
    r"(?im)"
    r"(?:\$\{?env:(?P<name1>\w+)\}?[ \t]*=[ \t]*(?:" + _QUOTED.format(n=1) + r"|(?P<plain1>[^\s;#]+))"
    r"|SetEnvironmentVariable\([ \t]*['\"](?P<name2>\w+)['\"][ \t]*,[ \t]*" + _QUOTED.format(n=2) + r""
    r"|^[ \t]*setx?[ \t]+\"?(?P<name3>\w+)(?:=|[ \t]+)(?P<plain3>[^\"\r\n]+))"
)


def parse(text: str) -> Document:
    """Read `text` as far as it can be read. Raises nothing."""
    return assigning.read(text, find)


def find(text: str) -> Iterator[assigning.Found]:
    """Every environment variable that `text` sets."""
    for match in _ASSIGNMENT.finditer(text):
        name = next(group for group in ("name1", "name2", "name3") if match[group] is not None)
        kinds = ("double1", "single1", "plain1", "double2", "single2", "plain3")
        kind = next(group for group in kinds if match[group] is not None)
        value = match[kind]
        if kind.startswith("single"):
            value = value.replace("''", "'")
        elif kind.startswith("double"):
            value = re.sub(r"`(.)", r"\1", value.replace('""', '"'))
        yield match[name], value.strip(), match.start(name), match.start(kind)
