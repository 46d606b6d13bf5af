"""How each AI tool is started with nobody at the keyboard.

Sources: the programs' own help (claude 2.1, codex 0.169, copilot 1.0, gemini 0.61, qwen 0.24, opencode, kilo 7.7, amp,
droid, auggie, cline 3.0, cn); for `cursor-agent`, `goose`, `q`, `kiro-cli` and `aider` the vendors' documentation.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Program:
    """One AI tool's command line."""

    client: str
    names: frozenset[str]
    """What the program is called, extension and folder aside."""
    packages: frozenset[str] = frozenset()
    """What it is called where a package manager starts it, and the folder of its own script."""
    flags: frozenset[str] = frozenset()
    """Any of these makes it go on by itself."""
    subcommands: frozenset[str] = frozenset()
    """So does any of these, as the first word."""
    attended: frozenset[str] | None = None
    """If not None, it always goes on by itself, unless one of these is its first word."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MANAGING = _words("mcp extensions extension auth update install uninstall hooks skills --version -v --help -h --list")
"""First words that manage the program itself."""

PROGRAMS = (
    Program(
        "claude-code",
        _words("claude"),
        _words("@anthropic-ai/claude-code"),
        _words("-p --print --bg --background --remote-control"),
        _words("agents daemon remote-control"),
    ),
    Program(
        "codex",
        _words("codex"),
        _words("@openai/codex"),
        subcommands=_words("exec e app-server exec-server remote-control cloud"),
    ),
    # `agent` is the newer name, and anybody's word: it must ask for print mode too.
    Program("cursor", _words("cursor-agent agent"), flags=_words("-p --print")),
    Program("copilot-cli", _words("copilot"), _words("@github/copilot"), _words("-p --prompt")),
    # Both read their prompt from what stands before a pipe, too: without a terminal they never ask.
    Program("gemini-cli", _words("gemini"), _words("@google/gemini-cli"), attended=_MANAGING),
    Program("qwen-code", _words("qwen"), _words("@qwen-code/qwen-code"), attended=_MANAGING),
    Program("opencode", _words("opencode"), _words("opencode-ai"), subcommands=_words("run serve web github")),
    Program("kilo", _words("kilo kilocode"), _words("@kilocode/cli"), subcommands=_words("run serve web github")),
    Program("amp", _words("amp"), _words("@sourcegraph/amp"), _words("-x --execute")),
    Program("goose", _words("goose"), subcommands=_words("run schedule")),
    Program("droid", _words("droid"), subcommands=_words("exec daemon")),
    Program("augment", _words("auggie"), _words("@augmentcode/auggie"), _words("-p --print")),
    Program("cline", _words("cline"), _words("cline"), _words("--auto-approve"), _words("schedule hub")),
    Program("continue", _words("cn"), _words("@continuedev/cli"), _words("-p --print --auto")),
    Program("amazon-q", _words("q qchat"), flags=_words("--no-interactive")),
    Program("kiro", _words("kiro-cli"), flags=_words("--no-interactive")),
    Program(
        "aider", _words("aider"), _words("aider-chat aider"), _words("--message -m --message-file --yes --yes-always")
    ),
)

ACTIONS = (
    ("anthropics/claude-code-action", "claude-code"),
    ("anthropics/claude-code-base-action", "claude-code"),
    ("openai/codex-action", "codex"),
    ("google-github-actions/run-gemini-cli", "gemini-cli"),
    ("google-gemini/gemini-cli-action", "gemini-cli"),
    ("sst/opencode/github", "opencode"),
    ("anomalyco/opencode/github", "opencode"),
)
"""Actions of GitHub's workflows that run an agent → its client."""

_CONFIGURATION_FLAGS = {"claude-code": "--mcp-config", "copilot-cli": "--additional-mcp-config"}
"""Client → the flag that names files of servers, or holds them as JSON."""
_STRICT_FLAGS = {"claude-code": "--strict-mcp-config"}
"""Client → the flag that makes it load no others."""

KITS = (
    (re.compile(r"@anthropic-ai/claude-(?:agent-sdk|code)\b|\bclaude_(?:agent|code)_sdk\b"), "claude-code"),
    (re.compile(r"@openai/codex-sdk\b"), "codex"),
    (re.compile(r"@cursor/sdk\b"), "cursor"),
    (re.compile(r"@github/copilot-sdk\b"), "copilot-cli"),
)
"""What a program imports that is an agent itself → the client whose settings it uses."""

_BY_NAME = {name: program for program in PROGRAMS for name in program.names}
_BY_PACKAGE = {package: program for program in PROGRAMS for package in program.packages}
_ENDING = re.compile(r"\.(?:exe|cmd|bat|ps1|js|mjs|cjs)\Z", re.IGNORECASE)
_VERSION = re.compile(r"(?<=.)@[^/@]*\Z")
_CLUSTER = re.compile(r"-[A-Za-z]{2}")
_MAX_ARGUMENTS = 1000


def base_name(word: str) -> str:
    """The last part of a path, without a program's extension, in lower case: `C:\\bin\\Claude.CMD` → `claude`."""
    return _ENDING.sub("", word.replace("\\", "/").rpartition("/")[2]).lower()


def program_of(word: str) -> Program | None:
    """The AI tool that is started by `word`: its name, a path to it, or a path to its own package's script."""
    found = _BY_NAME.get(base_name(word))
    if found is not None:
        return found
    path = word.replace("\\", "/")
    marks = (f"node_modules/{package}/" for package in _BY_PACKAGE)
    return next((_BY_PACKAGE[mark[len("node_modules/") : -1]] for mark in marks if mark in path), None)


def program_of_package(word: str) -> Program | None:
    """The AI tool that a package runner starts for `word`: `@openai/codex@latest`."""
    name = _VERSION.sub("", word)
    return _BY_PACKAGE.get(name) or _BY_NAME.get(name)


def goes_on_alone(program: Program, arguments: Sequence[str]) -> bool:
    """Whether `program` works through a task by itself with these arguments."""
    words = list(itertools.takewhile(lambda word: word != "--", arguments[:_MAX_ARGUMENTS]))
    if program.attended is not None:
        return not words or words[0] not in program.attended
    return any(_names(word, program.flags) for word in words) or any(
        word in program.subcommands for word in _first_words(words)
    )


def configurations(client: str, arguments: Sequence[str]) -> Iterator[str]:
    """The files of servers that a command line names, as written."""
    wanted, is_named = _CONFIGURATION_FLAGS.get(client), False
    for word in arguments[:_MAX_ARGUMENTS]:
        flag, equals, value = word.partition("=")
        if flag == wanted:
            is_named = not equals
            named = value
        else:
            is_named = is_named and not word.startswith("-")
            named = word if is_named else ""
        if named and not named.lstrip().startswith("{"):
            yield named.removeprefix("@")


def is_strict(client: str, arguments: Sequence[str]) -> bool:
    """Whether a command line makes the client load no servers but those that it names."""
    return _STRICT_FLAGS.get(client) in arguments


def _names(word: str, flags: frozenset[str]) -> bool:
    """Whether a word is one of the flags: `-p`, `--print=json`, or `-cp` for `-c -p`."""
    if word.partition("=")[0] in flags:
        return True
    return _CLUSTER.fullmatch(word) is not None and any(f"-{letter}" in flags for letter in word[1:])


def _first_words(words: Sequence[str]) -> Iterator[str]:
    """Words that may be the subcommand: what stands behind an option may be that one's value, or not."""
    before = ""
    for word in words:
        if not word.startswith("-"):
            yield word
            if not before.startswith("-"):
                return
        before = word
