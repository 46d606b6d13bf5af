"""What the words of a command line hold: flags and their values, assignments, headers, env files, vaults."""

import re
from collections.abc import Iterator, Sequence

from mcpsweep.detection.base import Syntax, Use
from mcpsweep.detection.issuer import service_of
from mcpsweep.detection.names import Meaning, understand
from mcpsweep.detection.piece import Piece
from mcpsweep.detection.structures import assignment, header_line, unquote
from mcpsweep.detection.values import is_path, is_variable_name, looks_random
from mcpsweep.detection.view import View
from mcpsweep.model.finding import Confidence
from mcpsweep.model.place import Slot

_ENVIRONMENT = frozenset({"-e", "--env"})
_ENV_FILES = frozenset(
    {"--env-file", "--envfile", "--env-files", "--dotenv", "--env-from-file", "--env-file-if-exists", "--dotenv-path"}
)
_ENV_FILE_PROGRAMS = frozenset({"dotenv", "dotenv-cli", "dotenvx", "env-cmd"})
_ENV_FILE_SHORT = frozenset({"-e", "-f"})
_HEADERS = frozenset({"-h", "--header", "--headers", "--http-header", "--extra-header", "--request-header"})
_USERS = frozenset({"-u", "--user", "--userpass", "--basic-auth", "--proxy-user"})
_VAULTS = {
    "op": ("run",), "doppler": ("run",), "infisical": ("run",), "aws-vault": ("exec",), "vault": ("agent", "exec"),
    "chamber": ("exec",), "teller": ("run",), "sops": ("exec-env", "exec-file"), "envchain": (), "akeyless": (),
    "bws": ("run",), "berglas": ("exec",), "summon": (), "phase": ("run",), "keeper": ("run",), "aws-okta": ("exec",),
    "saml2aws": ("exec",), "varlock": ("run",),
}  # fmt: skip
_PROGRAM_FLAGS = {
    "mysql": "-p", "mysqldump": "-p", "mariadb": "-p", "mysqladmin": "-p", "sshpass": "-p", "redis-cli": "-a",
    "sqlcmd": "-P", "mongosh": "-p", "mongo": "-p",
}  # fmt: skip
"""Short flags that take a password, glued to them or as the next word."""
_KEY_FLAGS = frozenset({"-k", "-t", "-a"})
"""Short flags that servers name their key or token with; `curl -k` and others take no value, so it must look random."""
_PASSWORD_FLAGS = frozenset({"-p", "-P", "-pw"})
"""Where a user is named too; alone they are ports and projects, and beside one they may be, so it must look random."""
_LOGIN_FLAGS = frozenset({"-u", "-U", "--user", "--username"})
_SWITCHES = frozenset({"-y", "--yes", "-q", "--quiet", "-i", "--rm", "--"})
"""Flags that take no value: the word behind them stands for itself."""
_BARE_KEY = re.compile(r"(?=\S*[A-Z])(?=\S*[a-z])(?=\S*[0-9])[A-Za-z0-9_-]{32,128}|[0-9a-f]{32}|[0-9a-f]{64}")
_BROKERS = (("@smithery/cli", "smithery"), ("@composio", "composio"))
_BROKER_FLAGS = frozenset({"key", "api-key", "token"})
_FLAG = re.compile(r"--?[A-Za-z][\w.-]*")
_PACKAGE = re.compile(r"@?[A-Za-z0-9][\w.-]*(?:/[\w.@-]+)+|[\w-]*mcp[\w.@-]*", re.IGNORECASE)
MAX_WORDS = 4096
"""Longer command lines are cut; the search for token shapes still sees all of them."""


def read_arguments(words: Sequence[View], setting: Piece) -> Iterator[Piece | Use]:
    """The places of a command line where credentials stand. Every word comes out as a piece or is of no interest."""
    words = words[:MAX_WORDS]
    program = _program(words[0].text) if words else ""
    hints = (*setting.hints, *(word.text for word in words if _PACKAGE.fullmatch(word.text) and len(word.text) < 120))
    broker = next((name for sign, name in _BROKERS for word in words if word.text.startswith(sign)), "")
    is_login = any(word.text in _LOGIN_FLAGS for word in words)
    position = 0
    while position < len(words):
        word = words[position]
        following = words[position + 1] if position + 1 < len(words) else None
        position += 1
        text = word.text
        if (vault := _vault(text, following)) is not None:
            yield _use(Syntax.VAULT, vault, word, setting, hints, "a vault's command starts the program")
            continue
        if following is not None and following.text == "=" and position + 1 < len(words):
            name = text.rpartition(":")[2].lstrip("$")
            yield setting.inner(words[position + 1], slot=Slot.ENV, name=name, hints=hints)
            position += 2
            continue
        flag, equals, _ = text.partition("=")
        known = flag.lower() if flag.startswith("--") else flag
        if _FLAG.fullmatch(flag) and equals:
            value = unquote(word.cut(len(flag) + 1))
            yield from _flag_value(known, value, setting, hints, broker, program)
            continue
        if (
            following is not None
            and (_takes_value(known, program) or _is_credential_flag(known))
            and not _is_flag(following.text)
        ):
            position += 1
            value = following
            if (
                known.lower() in _HEADERS
                and position < len(words)
                and re.fullmatch(r"[\w-]+:\s*(?:Bearer|Basic|Token)?\s*", value.text, re.I)
            ):
                value = words[position]
                position += 1
                name = following.text.split(":")[0]
                yield setting.inner(
                    value, slot=Slot.HEADER, name=name, hints=hints, is_held=bool(re.search(r":\s*\w", following.text))
                )
                continue
            yield from _flag_value(known, value, setting, hints, broker, program)
            continue
        short = _PROGRAM_FLAGS.get(program)
        if short and text.startswith(short) and len(text) > len(short) and not text.startswith("--"):
            yield setting.inner(
                word.cut(len(short)),
                slot=Slot.ARG,
                name="password",
                hints=(program, *hints),
                is_held=True,
                is_password=True,
            )
        elif text.startswith("-e") and "=" in text and not text.startswith("--"):
            yield from _environment(word.cut(2), setting, hints)
        elif text in _KEY_FLAGS and following is not None and looks_random(following.text, 20):
            position += 1
            yield setting.inner(following, slot=Slot.ARG, name=text.lstrip("-"), hints=hints, is_held=True)
        elif text in _PASSWORD_FLAGS and following is not None and is_login and _may_be_password(following.text):
            position += 1
            yield setting.inner(following, slot=Slot.ARG, name="password", hints=hints, is_held=True, is_password=True)
        elif setting.slot is Slot.ARG and _stands_alone(words, position - 1) and _is_bare_key(text):
            yield setting.inner(word, name="", hints=hints, is_held=True)
        elif not _is_flag(text):
            yield from _positional(word, setting, hints)


def _program(text: str) -> str:
    return re.split(r"[\\/]", text)[-1].removesuffix(".exe").removesuffix(".cmd").split("@")[0]


def _is_flag(text: str) -> bool:
    return re.fullmatch(r"--?[A-Za-z][\w-]*(?:=.*)?|--", text, re.DOTALL) is not None


def _is_bare_key(text: str) -> bool:
    return _BARE_KEY.fullmatch(text) is not None and looks_random(text, 32)


def _may_be_password(text: str) -> bool:
    return looks_random(text, 8) and not is_path(text)


def _stands_alone(words: Sequence[View], position: int) -> bool:
    """Whether no flag before it says what the word is: `--document-id X` is none, `npx -y package X` may be one."""
    if position == 0:
        return False
    before = words[position - 1].text
    return before in _SWITCHES or not before.startswith("-")


def _takes_value(flag: str, program: str) -> bool:
    return (
        (flag.lower() in _HEADERS and flag != "-h")
        or flag.lower() in _ENV_FILES
        or flag in _ENVIRONMENT
        or flag in _USERS
        or _PROGRAM_FLAGS.get(program) == flag
        or (program in _ENV_FILE_PROGRAMS and flag in _ENV_FILE_SHORT)
    )


def _is_credential_flag(flag: str) -> bool:
    return flag.startswith("-") and len(flag) > 2 and understand(flag).meaning is not None


def _flag_value(
    flag: str, value: View, setting: Piece, hints: tuple[str, ...], broker: str, program: str
) -> Iterator[Piece | Use]:
    low = flag.lower()
    if low in _ENV_FILES or (program in _ENV_FILE_PROGRAMS and flag in _ENV_FILE_SHORT):
        if value.text:
            yield _use(Syntax.FILE, value.text, value, setting, hints, "its variables come from this file")
    elif low in _HEADERS:
        yield from _header(value, setting, hints)
    elif flag in _ENVIRONMENT:
        yield from _environment(value, setting, hints)
    elif flag in _USERS:
        user, colon, _ = value.text.partition(":")
        if colon:
            yield setting.inner(
                value.cut(len(user) + 1), slot=Slot.ARG, name=setting.name, hints=hints, is_held=True, is_password=True
            )
    elif _PROGRAM_FLAGS.get(program) == flag:
        yield setting.inner(
            value, slot=Slot.ARG, name="password", hints=(program, *hints), is_held=True, is_password=True
        )
    else:
        name = flag.lstrip("-")
        service = broker if broker and name in _BROKER_FLAGS else ""
        yield setting.inner(value, slot=Slot.ARG, name=name, hints=hints, service=service)


def _header(value: View, setting: Piece, hints: tuple[str, ...]) -> Iterator[Piece]:
    named = header_line(value) or assignment(value)
    if named is None:
        yield setting.inner(value, slot=Slot.HEADER, hints=hints)
    elif named.value.text:
        yield setting.inner(named.value, slot=Slot.HEADER, name=named.name, hints=hints)


def _environment(value: View, setting: Piece, hints: tuple[str, ...]) -> Iterator[Piece | Use]:
    named = assignment(value)
    if named is not None:
        if named.value.text:
            yield setting.inner(named.value, slot=Slot.ENV, name=named.name, hints=hints)
    elif re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", value.text):
        if understand(value.text).meaning not in (None, Meaning.FILE):
            yield _variable(value, setting, hints, Slot.ENV, Confidence.HIGH)
    else:
        yield setting.inner(value, hints=hints)


def _positional(word: View, setting: Piece, hints: tuple[str, ...]) -> Iterator[Piece | Use]:
    text = word.text
    if is_variable_name(text):
        if setting.slot is not Slot.COMMAND and understand(text).meaning not in (None, Meaning.FILE, Meaning.UNCLEAR):
            yield _variable(word, setting, hints, Slot.ARG, Confidence.LOW)
        return
    yield setting.inner(word, hints=hints, name="")


def _variable(word: View, setting: Piece, hints: tuple[str, ...], slot: Slot, confidence: Confidence) -> Use:
    issuer = service_of(word.text, hints)
    start, end = word.span
    reason = "the variable is passed on by name"
    return Use(Syntax.VARIABLE, word.text, start, end, issuer.service, issuer.kind, confidence, reason, slot, word.text)


def _vault(text: str, following: View | None) -> str | None:
    program = _program(text)
    verbs = _VAULTS.get(program)
    if verbs is None or following is None or (verbs and following.text not in verbs):
        return None
    return f"{program} {following.text}" if verbs else program


def _use(syntax: Syntax, target: str, word: View, setting: Piece, hints: tuple[str, ...], reason: str) -> Use:
    issuer = service_of("", hints)
    start, end = word.span
    confidence = (
        Confidence.MEDIUM if syntax is Syntax.VAULT or is_path(target) or target.startswith(".") else Confidence.LOW
    )
    return Use(syntax, target, start, end, issuer.service, "generic", confidence, reason, setting.slot, setting.name)
