"""The command line as the program itself knows it."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple

import typer

from mcpsweep import config, vault
from mcpsweep.cli import app
from mcpsweep.connectors import registry
from mcpsweep.errors import ExitCode
from mcpsweep.executor import journal
from tests.docs.markdown import code, table
from tests.reports import meanings

_ARGUMENT = "argument"


class Command(NamedTuple):
    """A command that does something, or a group of them."""

    words: tuple[str, ...]
    """What is typed after `mcpsweep`; none for the program itself."""
    click: Any
    """As typer built it; typer does not publish the type."""

    @property
    def title(self) -> str:
        """It as it is typed."""
        return " ".join(("mcpsweep", *self.words))

    @property
    def help(self) -> str:
        """Its whole help text; what stands there line by line, as code."""
        whole = "\n\n".join(filter(None, (self.click.help, (self.click.epilog or "").strip())))
        return "\n\n".join(map(_paragraph, whole.split("\n\n")))


def _paragraph(text: str) -> str:
    kept = text.strip().removeprefix("\b\n")
    if kept == text.strip():
        return " ".join(text.split())
    _title, *lines = kept.splitlines()
    return "```sh\n" + "".join(f"{line.strip()}\n" for line in lines) + "```"


def tree() -> Iterator[Command]:
    """The program, its commands and theirs, in the order of the help."""
    yield Command((), typer.main.get_command(app.application(app.COMMANDS)))
    for name in app.COMMANDS:
        command = typer.main.get_command(app.application(app.COMMANDS, {name})).commands[name]  # type: ignore[attr-defined]
        yield Command((name,), command)
        for inner, found in getattr(command, "commands", {}).items():
            yield Command((name, inner), found)


def options(command: Command) -> Iterator[Any]:
    """Its options and arguments, `--help` left out."""
    return (one for one in command.click.params if "--help" not in one.opts)


def reference() -> str:
    """Every command with its arguments and options."""
    return "\n".join(map(_section, tree()))


def _section(command: Command) -> str:
    usage = " ".join([command.title, *_usage(command)])
    rows = [(_name(one), _default(one), _meaning(one)) for one in options(command)]
    parts = [f"## {command.title}\n", f"```text\n{usage}\n```\n", command.help + "\n"]
    if rows:
        parts.append(table(("argument or option", "default", "means"), rows))
    if inner := getattr(command.click, "commands", None):
        parts.append(
            "".join(f"- [{name}](#{_anchor(command, name)}): {_first(found)}\n" for name, found in inner.items())
        )
    return "\n".join(parts)


def _anchor(command: Command, name: str) -> str:
    return "-".join(("mcpsweep", *command.words, name))


def _first(command: Any) -> str:
    return " ".join((command.help or "").split("\n\n")[0].split())


def _usage(command: Command) -> Iterator[str]:
    if any(one.param_type_name != _ARGUMENT for one in options(command)):
        yield "[OPTIONS]"
    for one in options(command):
        if one.param_type_name == _ARGUMENT:
            yield one.metavar
    if getattr(command.click, "commands", None):
        yield "COMMAND"


def _name(parameter: Any) -> str:
    if parameter.param_type_name == _ARGUMENT:
        return code(parameter.metavar)
    value = "" if parameter.is_flag else f" {parameter.metavar or _choices(parameter)}"
    return code(", ".join(parameter.opts) + value)


def _choices(parameter: Any) -> str:
    known = getattr(parameter.type, "choices", None)
    return "|".join(map(str, known)) if known else parameter.type.name.upper()


def _default(parameter: Any) -> str:
    if isinstance(parameter.show_default, str):
        return parameter.show_default
    if parameter.required:
        return "required"
    if parameter.is_eager or not parameter.default or not parameter.show_default:
        return ""
    default = parameter.default
    return code(default.value if isinstance(default, StrEnum) else str(default))


def _meaning(parameter: Any) -> str:
    return " ".join((parameter.help or "").split())


def exit_codes() -> str:
    """Every exit code."""
    said = meanings.of(ExitCode)
    return table(("exit code", "means"), [(str(one.value), said[one.name]) for one in ExitCode])


def variables() -> str:
    """Every variable of the environment that is read."""
    rows = [
        (code(config.VARIABLE), "The configuration, where `--config` names none."),
        (code(journal.FOLDER_VARIABLE), "The folder of the journal, instead of `mcpsweep` in your state folder."),
        (code("NO_COLOR"), "No colour, whatever it is set to."),
        (code("COLUMNS"), "The width of a table that goes into a pipe or a file."),
        *(
            (code(vault.variable(name, field)), f"`{name}`: {purpose}.")
            for name in registry.CONNECTORS
            for field, purpose in registry.secrets(name).items()
        ),
    ]
    return table(("variable", "holds"), rows)


BLOCKS = {"commands": reference, "exit codes": exit_codes, "environment variables": variables}
