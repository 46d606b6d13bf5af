"""Paths that name what they act on, and the calls that are never made."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

from mcpsweep.connectors.http.errors import CallForbidden

_FIELD = re.compile(r"\{([a-z_]+)\}")
_DOTS = frozenset({".", ".."})


def route(template: str, **selectors: str | int) -> str:
    """`template` with every `{name}` replaced by its selector, quoted as one path segment.

    An empty selector would turn "this one" into "all of them" on many services, so it raises `CallForbidden`, as does
    one that would climb out of its segment.
    """

    def fill(field: re.Match[str]) -> str:
        value = str(selectors[field[1]])
        if not value.strip() or value in _DOTS:
            raise CallForbidden(f"a call to {template} without a selector for {field[1]}")
        return quote(value, safe="")

    return _FIELD.sub(fill, template)


@dataclass(frozen=True, slots=True)
class Denied:
    """Calls that are never made: they would end credentials of everybody."""

    method: str
    """`DELETE`, `POST` …; `*` for every method."""
    path: str
    """Regular expression for the whole path, decoded, without a slash at its end."""
    why: str

    def covers(self, method: str, path: str) -> bool:
        """Whether the rule is about this call. Letter case and method tricks do not get round it."""
        return self.method in ("*", method.upper()) and re.fullmatch(self.path, path, re.IGNORECASE) is not None


def refuse_denied(rules: Sequence[Denied], method: str, path: str) -> None:
    """Raise `CallForbidden` if one of `rules` covers the call, however its path is written.

    `path` is the path alone, without query. Servers differ in what they make of doubled slashes, dots, encoded
    slashes and path parameters, so a path is looked at in all its readings, and one with dot segments is never sent.
    """
    decoded = unquote(unquote(path))
    if _DOTS & {segment.split(";")[0] for segment in re.split(r"[/\\]", decoded)}:
        raise CallForbidden(f"a path that climbs out of itself: {method} {path}")
    plain = re.sub(r";[^/]*", "", decoded.replace("\\", "/"))
    readings = {"/" + "/".join(part.strip() for part in text.split("/") if part.strip()) for text in (decoded, plain)}
    for rule in rules:
        if any(rule.covers(method, reading) for reading in readings):
            raise CallForbidden(f"{method} {path} is never sent: {rule.why}")
