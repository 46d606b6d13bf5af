"""How strings hold other strings: headers, assignments, URLs, JSON, shell commands.

Each function takes a view and returns its parts, or nothing if the view has not that structure. None judges a value.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mcpsweep.detection.view import View, join

_SCHEME_TEXT = re.compile(
    r"(?P<scheme>Bearer|Basic|Token|ApiKey|Api-Key|SSWS|Bot|GenieKey|DeepL-Auth-Key|Splunk|Klaviyo-API-Key|Zoho-oauthtoken|"
    r"sso-key|Key|Apikey|OAuth|JWT|Digest|GoogleLogin auth=)[ \t]+(?P<value>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_HEADER = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9_-]{0,80})[ \t]*:[ \t]*(?P<value>.*)", re.DOTALL)
_ASSIGNMENT = re.compile(
    r"(?:export[ \t]+|setx?[ \t]+|\$env:)?(?P<name>-{0,2}[A-Za-z_$][A-Za-z0-9_.:-]{0,120})[ \t]?="
    r"[ \t]?(?P<value>.*)",
    re.DOTALL,
)
_URL = re.compile(r"(?P<scheme>(?:jdbc:)?[A-Za-z][A-Za-z0-9+.-]{0,40})://(?P<rest>\S+)")
_FIELD = re.compile(r"\s*(?P<name>[A-Za-z_][A-Za-z0-9_ .-]{0,60}?)\s*=(?P<value>[^;]*)(?:;|$)")
_PERCENT = re.compile(r"%[0-7][0-9A-Fa-f]|(?:%[C-Fc-f][0-9A-Fa-f])(?:%[89ABab][0-9A-Fa-f]){1,3}")
_JSON_STRING = re.compile(r"\"(?P<double>(?:[^\"\\]|\\.)*+)(?:\"|$)|'(?P<single>(?:[^'\\]|\\.)*+)(?:'|$)", re.DOTALL)
_JSON_ESCAPE = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_COLON = re.compile(r"\s*:")
_KEY_BLOCK = re.compile(r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----")
_SHELL = re.compile(
    r"(?P<space>\s+)|(?P<operator>[;&|<>()]+)|(?P<single>'[^']*(?:'|$))|(?P<double>\"(?:[^\"\\]|\\.)*+(?:\"|$))|(?P<escape>\\.)"
    r"|(?P<substitution>\$\([^()\"']{0,512}\)|\$\{[^}]{0,256}\})|(?P<plain>[^\s;&|<>()'\"\\$]+|.)",
    re.DOTALL,
)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")

_JSON_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


@dataclass(frozen=True, slots=True)
class Named:
    """A value with the name that it stands under; no name, no words."""

    name: str
    value: View


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of a URL or connection string."""

    scheme: str
    user: View
    password: View | None
    """None without a colon in the user part."""
    host: str
    path: View
    query: View


def key_block(view: View) -> View | None:
    """A private key in PEM form, from its first line to its last."""
    begin = _KEY_BLOCK.search(view.text)
    if begin is None:
        return None
    end = view.text.find("-----END", begin.end())
    if end >= 0:
        end = view.text.find("-----", end + len("-----END"))
    return view.cut(begin.start(), end + len("-----") if end >= 0 else None)


def json_strings(view: View) -> list[Named] | None:
    """The strings of a JSON text inside a string, each with its key. Quotes may be single or escaped once more."""
    view = view.strip()
    text = view.text
    if text[:1] in ("'", '"') and text[1:].lstrip()[:1] in ("{", "["):
        # A shell's quotes kept around it, as Windows users do.
        inner = unquote(view)
        return json_strings(inner) if inner is not view else None
    if text[:1] not in ("{", "["):
        return None
    if re.match(r"[{\[]\s*\\[\"']", text):
        return json_strings(view.replace(_JSON_ESCAPE, _unescape))
    if not re.match(r"[{\[][\s{\[]*[\"']", text):
        return None
    found: list[Named] = []
    key = ""
    for match in _JSON_STRING.finditer(view.text):
        group = "double" if match["double"] is not None else "single"
        part = view.cut(*match.span(group)).replace(_JSON_ESCAPE, _unescape)
        if _COLON.match(view.text, match.end()):
            key = part.text
        else:
            found.append(Named(key, part))
    return found


def header_scheme(view: View) -> Named | None:
    """`Bearer X`, `Basic X`, `token X`: the scheme and the value behind it."""
    match = _SCHEME_TEXT.fullmatch(view.text)
    return Named(match["scheme"], view.cut(*match.span("value")).strip()) if match else None


def basic_pair(view: View) -> tuple[View, View] | None:
    """User and password of `Basic` credentials."""
    if not view.text or not _BASE64.fullmatch(view.text):
        return None
    try:
        decoded = base64.b64decode(
            view.text.translate(str.maketrans("-_", "+/")) + "=" * (-len(view.text) % 4)
        ).decode()
    except (binascii.Error, ValueError):
        return None
    user, colon, password = decoded.partition(":")
    if not colon or not decoded.isprintable():
        return None
    return view.opaque(user) if user else view.cut(0, 0), view.opaque(password)


def header_line(view: View) -> Named | None:
    """`Name: value`."""
    match = _HEADER.fullmatch(view.text)
    if match is None or match["value"].startswith("//") or "\n" in view.text.strip():
        return None
    return Named(match["name"], view.cut(*match.span("value")).strip())


def assignment(view: View) -> Named | None:
    """`NAME=value`, `--flag=value`, `export NAME=value`, `$env:NAME = value`."""
    match = _ASSIGNMENT.fullmatch(view.text)
    if match is None:
        return None
    return Named(match["name"].lstrip("-$"), unquote(view.cut(*match.span("value")).strip()))


def unquote(view: View) -> View:
    """Without the quotes around it."""
    text = view.text
    return view.cut(1, -1) if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'`" else view


def fields(view: View) -> list[Named] | None:
    """`a=b; c=d`: cookies, ADO and JDBC connection strings."""
    if ";" not in view.text:
        return None
    found: list[Named] = []
    position = 0
    while position < len(view.text):
        match = _FIELD.match(view.text, position)
        if match is None:
            return found if len(found) > 1 else None
        found.append(Named(match["name"], unquote(view.cut(*match.span("value")).strip())))
        position = match.end()
    return found


def address(view: View, loose: bool = False) -> Address | None:
    """The parts of a URL. `loose`: the password may hold characters that should have been percent-encoded."""
    match = _URL.fullmatch(view.text)
    if match is None:
        return None
    rest = view.cut(*match.span("rest"))
    stop = re.search(r"[/?#]", rest.text)
    authority = stop.start() if stop else len(rest.text)
    at = rest.text.rfind("@", 0, authority)
    if loose:
        # The last @ before the query is the real one; a port number tells that there was no user part at all.
        limit = rest.text.find("?", authority)
        last = rest.text.rfind("@", 0, limit if limit >= 0 else None)
        head = rest.text[:authority]
        if last > max(at, 0) and ":" in head and not head.rsplit(":", 1)[1].isdigit():
            at, stop = last, re.compile(r"[/?#]").search(rest.text, last)
            authority = stop.start() if stop else len(rest.text)
    host = rest.text[at + 1 : authority]
    user = rest.cut(0, max(at, 0))
    colon = user.text.find(":")
    query = rest.text.find("?", authority)
    fragment = rest.text.find("#", authority)
    end = len(rest.text) if fragment < 0 else fragment
    if query > end:
        query = -1
    return Address(
        match["scheme"].lower(),
        user if colon < 0 else user.cut(0, colon),
        None if colon < 0 else user.cut(colon + 1),
        host if host.startswith("[") else host.split(":")[0],
        rest.cut(authority, query if query >= 0 else end),
        # A fragment may carry tokens as a query does.
        rest.cut(query + 1) if query >= 0 else rest.cut(end + 1),
    )


def parameters(query: View) -> Iterator[Named]:
    """The `name=value` pairs of a query, values decoded."""
    position = 0
    for part in re.split(r"[&;#]", query.text):
        name, equals, value = part.partition("=")
        if equals and value:
            start = position + len(name) + 1
            yield Named(name, percent_decoded(query.cut(start, start + len(value))))
        position += len(part) + 1


def segments(path: View) -> list[View]:
    """The parts of a path between slashes, empty ones left out."""
    return [path.cut(*match.span()) for match in re.finditer(r"[^/]+", path.text)]


def percent_decoded(view: View) -> View:
    """With `%XX` decoded."""
    return view.replace(_PERCENT, _unpercent)


def shell_words(view: View) -> list[list[View]]:
    """The words of each simple command in a shell line, quotes removed. An open quote ends with the line."""
    commands: list[list[View]] = [[]]
    word: list[View] = []

    def close() -> None:
        if word:
            commands[-1].append(join(word))
            word.clear()

    for match in _SHELL.finditer(view.text):
        start, end = match.span()
        match match.lastgroup:
            case "space":
                close()
            case "operator":
                close()
                if commands[-1]:
                    commands.append([])
            case "single" | "double":
                closed = end - start > 1 and view.text[end - 1] == view.text[start]
                inner = view.cut(start + 1, end - 1 if closed else end)
                if match.lastgroup == "double":
                    inner = inner.replace(re.compile(r"\\[\"\\$`]"), lambda text: text[1:])
                word.append(inner)
            case "escape" if view.text[start + 1] in "\"' \\$&|;()<>!#`":
                word.append(view.cut(start + 1, end))
            case _:
                word.append(view.cut(start, end))
    close()
    return [command for command in commands if command]


def _unescape(escape: str) -> str:
    if len(escape) > 2:
        character = chr(int(escape[2:], 16))
        return character if not "\ud800" <= character <= "\udfff" else "\ufffd"
    return _JSON_LETTERS.get(escape[1], escape[1])


def _unpercent(text: str) -> str:
    return bytes.fromhex(text.replace("%", "")).decode("utf-8", "replace")
