"""What a command line starts: an AI agent, or a script that may start one. Nothing is run or expanded."""

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from mcpsweep.collectors.schedules.programs import (
    Program,
    base_name,
    goes_on_alone,
    program_of,
    program_of_package,
)
from mcpsweep.collectors.schedules.wrappers import (
    CHANGING_FOLDER,
    INTERPRETERS,
    KEYWORDS,
    POWERSHELLS,
    SHELL_VALUES,
    SHELLS,
    SOURCING,
    WRAPPERS,
    Wrapper,
)
from mcpsweep.documents.words import Flavour, Word, WordKind, split_command

_MAX_DEPTH = 6
"""Command lines in command lines are read so deep."""
_MAX_LAYERS = 32
"""So many wrappers around one command are taken off."""
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=.*", re.DOTALL)
_REDIRECTIONS = frozenset({"<", ">", ">>", "<<", "<<-", "<<<", "&>"})
_SHELL_COMMAND = re.compile(r"-[a-z]*c[a-z]*")
_ROOTED = re.compile(r"[A-Za-z]:[\\/]|[\\/]")
_SCRIPT = re.compile(r"\.(?:sh|bash|zsh|fish|py|js|mjs|cjs|ts|mts|rb|pl|php|ps1|bat|cmd)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Run:
    """An AI agent is started here."""

    client: str
    arguments: tuple[str, ...]
    start: int
    """Span in the text of the simple command, wrappers included."""
    end: int
    folder: str = ""
    """Where it is started, as the command line writes it; empty if it does not say."""
    user: str = ""
    """As whom; empty if the command line does not change that."""


@dataclass(frozen=True, slots=True)
class Call:
    """A script is started here."""

    path: str
    """As the command line writes it."""
    start: int
    end: int
    folder: str = ""
    user: str = ""


Started: TypeAlias = Run | Call


@dataclass(frozen=True, slots=True)
class _Setting:
    """What the way to a command has settled so far."""

    start: int
    end: int
    flavour: Flavour
    folder: str = ""
    user: str = ""
    depth: int = 0


def started_by(text: str, flavour: Flavour = Flavour.POSIX, folder: str = "") -> Iterator[Started]:
    """Every agent and script that a shell would start for `text`, in its order. Raises nothing."""
    yield from _line(text, _Setting(0, 0, flavour, folder), is_top=True)


def started_by_words(words: Sequence[str], folder: str = "") -> Iterator[Started]:
    """The same for words that no shell reads. Spans are those of nothing."""
    yield from _command(list(words), _Setting(0, 0, Flavour.POSIX, folder))


def powershell(text: str) -> str:
    """PowerShell's text for `Flavour.WINDOWS`, no longer and no shorter: commands are divided by semicolons there."""
    return text.replace(";", "&")


def _line(text: str, setting: _Setting, *, is_top: bool = False) -> Iterator[Started]:
    if setting.depth > _MAX_DEPTH:
        return
    folder = setting.folder
    for words in _simple_commands(split_command(text, setting.flavour)):
        texts = [word.text for word in words]
        span = (words[0].start, words[-1].end) if is_top else (setting.start, setting.end)
        here = replace(setting, start=span[0], end=span[1], folder=folder)
        for word in texts:
            for inner in _substituted(word):
                yield from _line(inner, replace(here, depth=here.depth + 1))
        texts = _without_keywords(texts)
        if len(texts) > 1 and base_name(texts[0]) in CHANGING_FOLDER:
            folder = _joined(folder, next((word for word in texts[1:] if not word.startswith("-")), ""))
            continue
        yield from _command(texts, here)


def _substituted(word: str) -> Iterator[str]:
    """The command lines of `$(…)` and of backticks in a word, from the first sign to the last."""
    for opening, closing in (("$(", ")"), ("`", "`")):
        start, end = word.find(opening), word.rfind(closing)
        if 0 <= start < end:
            yield word[start + len(opening) : end]


def _simple_commands(pieces: Sequence[Word]) -> Iterator[list[Word]]:
    """The words between operators. What a redirection names is no word of the command."""
    words: list[Word] = []
    is_target = False
    for index, piece in enumerate(pieces):
        if piece.kind is WordKind.COMMENT:
            continue
        before = pieces[index - 1] if index else None
        if piece.kind is WordKind.WORD:
            following = pieces[index + 1] if index + 1 < len(pieces) else None
            if not is_target and not _is_descriptor(piece, following):
                words.append(piece)
            is_target = False
        elif _redirects(piece):
            is_target = True
        elif is_target and piece.text == "&" and before is not None and before.end == piece.start:
            continue  # `2>&1`
        else:
            is_target = False
            if words:
                yield words
            words = []
    if words:
        yield words


def _redirects(piece: Word) -> bool:
    return piece.kind is WordKind.OPERATOR and piece.text in _REDIRECTIONS


def _is_descriptor(piece: Word, following: Word | None) -> bool:
    """The `2` of `2>log`."""
    return following is not None and _redirects(following) and piece.text.isdigit() and piece.end == following.start


def _without_keywords(words: list[str]) -> list[str]:
    index = 0
    while index < len(words) and (words[index] in KEYWORDS or _ASSIGNMENT.fullmatch(words[index])):
        index += 1
    return words[index:]


def _command(words: list[str], setting: _Setting) -> Iterator[Started]:
    """One simple command: its wrappers are taken off, one after the other."""
    for _ in range(_MAX_LAYERS):
        words = _without_keywords(words)
        if not words:
            return
        if any(space in words[0] for space in " \t\n") and not _is_path(words[0]):
            # `tmux new 'claude -p …'`: one word is a whole command line.
            yield from _line(words[0], replace(setting, depth=setting.depth + 1))
            return
        name = base_name(words[0])
        program = program_of(words[0]) or program_of_package(words[0])
        if program is not None:
            yield from _agent(program, words[1:], setting)
            return
        if name in SHELLS:
            yield from _shell(words[1:], setting)
            return
        if name in POWERSHELLS:
            yield from _powershell(words[1:], setting)
            return
        if name == "cmd":
            switches = [index for index, word in enumerate(words) if word.lower() in ("/c", "/k")]
            rest = " ".join(words[switches[0] + 1 :]) if switches else ""
            yield from _line(rest, replace(setting, flavour=Flavour.WINDOWS, depth=setting.depth + 1))
            return
        if name in INTERPRETERS:
            yield from _interpreter(words[1:], setting)
            return
        if words[0] in SOURCING:
            if len(words) > 1:
                yield Call(words[1], setting.start, setting.end, setting.folder, setting.user)
            return
        wrapper = WRAPPERS.get(name)
        if wrapper is None:
            if "/" in words[0] or "\\" in words[0] or _SCRIPT.search(words[0]):
                yield Call(words[0], setting.start, setting.end, setting.folder, setting.user)
            return
        inner, setting = _unwrap(wrapper, words[1:], setting)
        if isinstance(inner, str):
            yield from _line(inner, replace(setting, depth=setting.depth + 1))
            return
        words = inner


def _unwrap(wrapper: Wrapper, words: list[str], setting: _Setting) -> tuple[list[str] | str, _Setting]:
    """What a wrapper starts: words, or the command line that it hands to a shell."""
    operands, index = wrapper.operands, 0
    while index < len(words):
        word = words[index]
        index += 1
        if word == "--":
            break
        flag, equals, value = word.partition("=")
        if word.startswith("-"):
            if flag in wrapper.shell:
                return value if equals else " ".join(words[index : index + 1]), setting
            if flag in wrapper.values and not equals:
                value = words[index] if index < len(words) else ""
                index += 1
            if flag in wrapper.user:
                setting = replace(setting, user=value)
            if flag in wrapper.folder:
                setting = replace(setting, folder=_joined(setting.folder, value))
        elif _ASSIGNMENT.fullmatch(word):
            continue
        elif operands:
            operands -= 1
            if wrapper.is_user_operand:
                setting = replace(setting, user=word)
        else:
            index -= 1
            break
    return words[index:], setting


def _agent(program: Program, arguments: list[str], setting: _Setting) -> Iterator[Started]:
    if goes_on_alone(program, arguments):
        yield Run(program.client, tuple(arguments), setting.start, setting.end, setting.folder, setting.user)


def _shell(arguments: list[str], setting: _Setting) -> Iterator[Started]:
    index, is_command = 0, False
    while index < len(arguments) and arguments[index][:1] in ("-", "+"):
        word = arguments[index]
        is_command = is_command or _SHELL_COMMAND.fullmatch(word) is not None or word == "--command"
        index += 1 + (word in SHELL_VALUES)
    if index >= len(arguments):
        return
    if is_command:
        flavour = Flavour.POSIX if setting.flavour is Flavour.WINDOWS else setting.flavour
        yield from _line(arguments[index], replace(setting, flavour=flavour, depth=setting.depth + 1))
    else:
        yield Call(arguments[index], setting.start, setting.end, setting.folder, setting.user)


def _powershell(arguments: list[str], setting: _Setting) -> Iterator[Started]:
    """Options of PowerShell may be cut short, whatever their case."""
    inner = replace(setting, flavour=Flavour.WINDOWS, depth=setting.depth + 1)
    index = 0
    while index < len(arguments):
        option = arguments[index].lower().lstrip("-/")
        rest = arguments[index + 1 :]
        if arguments[index][:1] not in ("-", "/"):
            rest, option = arguments[index:], "file" if _SCRIPT.search(arguments[index]) else "command"
        if not rest:
            return
        if "file".startswith(option):
            yield Call(rest[0], setting.start, setting.end, setting.folder, setting.user)
            return
        if "encodedcommand".startswith(option) or option == "ec":
            yield from _line(powershell(_decoded(rest[0])), inner)
            return
        if "command".startswith(option):
            yield from _line(powershell(" ".join(rest)), inner)
            return
        index += 1 if option in ("noprofile", "nologo", "noninteractive", "noexit", "sta", "mta", "nop", "noni") else 2


def _decoded(text: str) -> str:
    """`-EncodedCommand`: base64 of UTF-16."""
    try:
        return base64.b64decode(text, validate=True).decode("utf-16-le", "replace")
    except (binascii.Error, ValueError):
        return ""


def _interpreter(arguments: list[str], setting: _Setting) -> Iterator[Started]:
    for index, word in enumerate(arguments):
        if word == "-m" and index + 1 < len(arguments):
            program = program_of_package(arguments[index + 1])
            if program is not None:
                yield from _agent(program, arguments[index + 2 :], setting)
            return
        if word in ("-c", "-e", "--eval", "-r"):
            return
        if not word.startswith("-") and word != "run":
            program = program_of(word) if "node_modules" in word.replace("\\", "/") else None
            if program is not None:
                yield from _agent(program, arguments[index + 1 :], setting)
            else:
                yield Call(word, setting.start, setting.end, setting.folder, setting.user)
            return


def _is_path(word: str) -> bool:
    """Whether a word with blanks in it is a path all the same: `C:\\Program Files\\x\\claude.exe`."""
    return _ROOTED.match(word) is not None and (_SCRIPT.search(word) is not None or word.lower().endswith(".exe"))


def _joined(folder: str, to: str) -> str:
    """Where `cd to` leads from `folder`, both as written."""
    is_absolute = to.startswith(("/", "~", "$", "%", "\\")) or to[1:2] == ":"
    return to if is_absolute or not folder else f"{folder}/{to}"
