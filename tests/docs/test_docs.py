"""What the documents say is what the program does."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from mcpsweep.cli import app
from mcpsweep.errors import ExitCode
from mcpsweep.model.concern import Concern
from mcpsweep.model.decision import Do
from mcpsweep.playbook import library
from mcpsweep.playbook.loader import parse
from mcpsweep.playbook.schema import DEFAULT_ORDER
from mcpsweep.reports import registry
from mcpsweep.schemas import published
from tests.docs import blocks, commands, picture

ROOT = blocks.ROOT
README = ROOT / "README.md"
DOCUMENTS = [*blocks.documents(), ROOT / "CHANGELOG.md", ROOT / "SECURITY.md", ROOT / "examples" / "README.md"]
_FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<to>[^)\s]+)\)|<(?:img|a) [^>]*?(?:src|href)=\"(?P<html>[^\"]+)\"")
_INLINE = re.compile(r"`(mcpsweep [^`\n]+)`")


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", list(blocks.documents()), ids=named)
def test_what_is_made_from_the_code_is_as_the_code_says(path: Path) -> None:
    assert blocks.fill(text(path)) == text(path), "run: make docs"


def test_everything_that_can_be_made_from_the_code_is_in_the_documents() -> None:
    shown = [name for path in blocks.documents() for name in blocks.names(text(path))]
    assert set(shown) == set(blocks.BLOCKS)


@pytest.mark.parametrize("command", list(commands.tree()), ids=lambda command: command.title)
def test_every_command_is_explained(command: commands.Command) -> None:
    reference = text(ROOT / "docs" / "commands.md")
    start = reference.index(f"\n## {command.title}\n")
    section = reference[start : reference.find("\n## ", start + 1)]
    for parameter in commands.options(command):
        assert parameter.help, f"{parameter.opts} says nothing of itself"
        names = parameter.opts if parameter.param_type_name == "option" else [parameter.metavar]
        assert all(f"`{name}" in section for name in names)


@pytest.mark.parametrize("document", [README, ROOT / "docs" / "commands.md"], ids=named)
def test_every_exit_code_is_explained(document: Path) -> None:
    assert re.findall(r"^\| (\d+) \|", text(document), re.MULTILINE) == [str(code.value) for code in ExitCode]


@pytest.mark.parametrize("format_", [one for kind in registry.AnyFormat.__args__ for one in kind], ids=str)
def test_every_format_is_explained(format_: registry.AnyFormat) -> None:
    assert f"| `{format_}` |" in text(ROOT / "docs" / "formats.md")


def said_in_code(pattern: str) -> set[str]:
    """What the package's own code names."""
    return {name for path in (ROOT / "mcpsweep").rglob("*.py") for name in re.findall(pattern, text(path))}


def test_every_document_is_explained() -> None:
    explained = text(ROOT / "docs" / "formats.md") + text(ROOT / "docs" / "playbooks.md")
    named = said_in_code(r"\bmcpsweep-[a-z]+/\d+")
    assert {f"mcpsweep-{'/'.join(name.rsplit('-', 1))}" for name in published()} <= named
    assert [name for name in named if f"`{name}`" not in explained] == []


def test_every_variable_is_explained() -> None:
    explained = text(ROOT / "docs" / "commands.md")
    named = said_in_code(r'"(MCPSWEEP_[A-Z_]+)"')
    assert {"MCPSWEEP_CONFIG", "MCPSWEEP_STATE"} <= named
    assert [name for name in named if f"`{name}`" not in explained] == []


@pytest.mark.parametrize("concern", Concern)
def test_every_concern_is_in_the_schema(concern: Concern) -> None:
    assert f'"{concern.value}"' in text(ROOT / "mcpsweep/schemas/tokens-1.json")


def shown(path: Path) -> Iterator[str]:
    """Every line of shell that a document shows as one: in a shell's block, or behind a prompt."""
    for fence in _FENCE.finditer(text(path)):
        lines = fence["body"].replace("\\\n", " ").splitlines()
        match fence["language"]:
            case "sh":
                yield from (line.strip() for line in lines)
            case "console":
                yield from (line.partition("$ ")[2].strip() for line in lines if "$ " in line)


def spoken_of(path: Path) -> Iterator[str]:
    """What running text says in code, which need not be whole: `mcpsweep report orphans --baseline`."""
    return (found[1] for found in _INLINE.finditer(_FENCE.sub("", text(path))))


def ours(line: str) -> list[list[str]]:
    """The command lines of ours in a line of shell: behind assignments, `sudo`, a pipe; without redirections."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    found: list[list[str]] = [[]]
    for word in lexer:
        if set(word) <= set("|;&()"):
            found.append([])
        else:
            found[-1].append(word)
    return [words for one in found if (words := _words(one)) is not None]


def _words(words: list[str]) -> list[str] | None:
    for at, word in enumerate(words):
        if word.rpartition("/")[2] == "mcpsweep":
            rest = words[at + 1 :]
            return rest[: next((i for i, one in enumerate(rest) if set(one) <= set("<>")), len(rest))]
        if word != "sudo" and "=" not in word:
            return None
    return None


def _find(words: list[str]) -> tuple[Any, list[str]]:
    """The command that `words` begin with, and what is left of them."""
    command: Any = typer.main.get_command(app.application(app.COMMANDS, app.COMMANDS))
    rest = list(words)
    while rest and rest[0] in getattr(command, "commands", {}):
        command = command.commands[rest.pop(0)]
    return command, rest


def is_one(words: list[str]) -> bool:
    """Whether the program takes these very words. A word in capitals stands for anything but a choice or a number."""
    command, rest = _find(words)
    if getattr(command, "commands", None) and not (rest and rest[0].startswith("-")):
        return not rest
    try:
        command.make_context("mcpsweep", rest)
    except typer.Exit:
        return True
    except typer.TyperException:
        return False
    return True


def could_be_one(words: list[str]) -> bool:
    """The same for words that need not be whole: the command is there, and has these options."""
    command, rest = _find(words)
    if getattr(command, "commands", None) and rest and not rest[0].startswith("-"):
        return rest[0].isupper() or "|" in rest[0]
    known = {name for parameter in command.params for name in parameter.opts} | {"--help"}
    return {word for word in rest if word.startswith("-")} <= known


def test_command_lines_are_found() -> None:
    assert ours("A=b sudo ./mcpsweep scan --root /x > out # --nonsense") == [["scan", "--root", "/x"]]
    assert ours("awk x key | mcpsweep connector login github") == [["connector", "login", "github"]]
    assert ours("rm mcpsweep scan") == []
    assert len([words for path in DOCUMENTS for line in shown(path) for words in ours(line)]) > 50


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_every_command_line_that_is_shown_is_one(path: Path) -> None:
    for line in shown(path):
        assert all(is_one(words) for words in ours(line)), line


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_every_command_that_is_spoken_of_is_there(path: Path) -> None:
    for line in spoken_of(path):
        assert could_be_one(line.split()[1:]), line


def test_what_is_no_command_line_is_told() -> None:
    assert is_one(["scan", "--root", "DIR"])
    assert is_one(["--version"])
    assert not is_one(["scan", "--format", "xml"])
    assert not is_one(["list"])
    assert not is_one(["runs", "lists"])
    assert not is_one(["nonsense"])
    assert could_be_one(["list", "--user"])
    assert could_be_one(["COMMAND", "--help"])
    assert not could_be_one(["scan", "--rooot"])
    assert not could_be_one(["runs", "lists"])


def anchors(path: Path) -> set[str]:
    """What a link can lead to within a document, as GitHub names its headings."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", text(path)), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_every_link_leads_somewhere(path: Path) -> None:
    for found in _LINK.finditer(_FENCE.sub("", text(path))):
        to = found["to"] or found["html"]
        if re.match(r"[a-z]+:", to):
            continue
        file, _, anchor = to.partition("#")
        target = (path.parent / file).resolve() if file else path
        assert target.exists(), to
        assert not anchor or anchor in anchors(target), to


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_nobody_is_sent_to_the_other_package(path: Path) -> None:
    assert not re.search(r"pip\S* install (\S+ )*mcpsweep(?!-cli)\b", text(path))


def test_a_named_file_of_ours_is_there() -> None:
    for path in re.findall(r"`((?:mcpsweep|examples|docs)/[\w./-]+)`", text(README)):
        assert (ROOT / path).exists()


def test_every_shipped_playbook_is_explained() -> None:
    assert all(f"| `{name}` |" in text(ROOT / "docs" / "playbooks.md") for name in library.shipped())


def test_the_playbook_that_is_shown_is_one() -> None:
    content = text(ROOT / "docs" / "playbooks.md")
    (written,) = re.findall(r"```yaml\n(format: mcpsweep-playbook/1\n.*?)```", content, re.DOTALL)
    playbook = parse(written.encode(), "playbooks.md")
    assert playbook.order == DEFAULT_ORDER
    assert {rule.do for rule in playbook.rules} < set(Do)
    assert f"# {', '.join(Do)}\n" in written


def test_the_picture_is_what_a_scan_prints() -> None:
    assert picture.draw() == picture.PICTURE.read_text(encoding="utf-8"), "make docs draws it anew"
    assert f"docs/{picture.PICTURE.name}" in text(README)
