"""The command line proper: finds the command, runs it, and is the one place that catches everything."""

import os
import sys
from collections.abc import Collection, Mapping
from importlib import import_module
from typing import Annotated, NamedTuple

from mcpsweep import __version__
from mcpsweep.errors import ExitCode, SweepError
from mcpsweep.signals import leaving_in_order

# Unless it is told not to before it is imported, typer loads rich for its help pages: as much again as all the rest.
os.environ["TYPER_USE_RICH"] = "0"

import typer


class Command(NamedTuple):
    """A command that is not loaded yet."""

    module: str
    function: str
    """What does it; `app` for a group of commands."""
    summary: str
    """The first line of that function's docstring, so that listing the commands loads none."""


_FIRST_STEPS = """
Only revoke changes anything at a service; everything else looks.

\b
Examples:
  mcpsweep demo                # the whole job, with nothing of yours
  mcpsweep scan                # what your own AI tools hold
  mcpsweep plan --user alice   # what would be done about alice's
"""
_NAME = "mcpsweep"
COMPLETION = "_MCPSWEEP_COMPLETE"
"""The variable in which the shell's part of the completion, which typer writes, says that it is asking."""

COMMANDS = {
    "scan": Command("mcpsweep.cli.scan", "scan", "Find every credential that the AI tools on a machine can use."),
    "list": Command(
        "mcpsweep.cli.listing",
        "list_grants",
        "List what the services know of one person's credentials.",
    ),
    "plan": Command("mcpsweep.cli.plan", "plan", "Plan what to do about one person's credentials; change nothing."),
    "revoke": Command("mcpsweep.cli.revoke", "revoke", "End one person's credentials, and prove it."),
    "runs": Command("mcpsweep.cli.runs", "app", "List the runs in the journal, and tell what each did."),
    "report": Command("mcpsweep.cli.report", "app", "Report credentials that somebody has to do something about."),
    "client": Command("mcpsweep.cli.client", "app", "Show what a scan knows."),
    "connector": Command("mcpsweep.cli.connector", "app", "Set up and check the services' connectors."),
    "playbook": Command("mcpsweep.cli.playbook", "app", "Show, check and help to write playbooks."),
    "schema": Command("mcpsweep.cli.schema", "schema", "Print the JSON Schema of a document."),
    "demo": Command("mcpsweep.cli.demo", "demo", "Play the whole job on a simulated organisation."),
}


def run(argv: list[str], commands: Mapping[str, Command] = COMMANDS) -> int:
    """Run the command line `argv` (without the program's name) and return the exit code. Nothing is raised.

    `commands` are all that there are: the program that is carried to a laptop has a few of them.
    """
    with leaving_in_order():
        return _run(argv, commands)


def _run(argv: list[str], commands: Mapping[str, Command]) -> int:
    try:
        if COMPLETION in os.environ and commands is COMMANDS:
            # A shell asks what it could offer: typer answers from the environment, and ends the process.
            typer.main.get_command(application(commands, commands))(prog_name=_NAME)
        command = typer.main.get_command(application(commands, _asked(argv)))
        words = [*argv, "--help"] if _asks_for_help(argv, commands) else list(argv)
        # Not `command.main`: it ends the process on a broken pipe and has its own idea of exit codes.
        with command.make_context(_NAME, words) as context:
            return int(command.invoke(context) or ExitCode.DONE)
    except typer.Exit as end:
        return ExitCode.USAGE if end.exit_code else ExitCode.DONE
    except SystemExit as end:
        # Typer's way out of what it does about completion by itself.
        return ExitCode.USAGE if end.code else ExitCode.DONE
    except SweepError as error:
        _tell(error.message, error.hint)
        return error.exit_code
    except typer.TyperException as error:
        _tell(error.format_message(), "mcpsweep --help, or mcpsweep COMMAND --help, says what can be asked")
        return ExitCode.USAGE
    except (KeyboardInterrupt, typer.Abort):
        _tell("interrupted", "")
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader of the help has seen enough; the reports' own way out knows about this by itself.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE
    except Exception as error:  # noqa: BLE001  (the one place that catches everything)
        return _crash(error)


def _asks_for_help(argv: list[str], commands: Mapping[str, Command]) -> bool:
    """Whether nothing, or a group of commands alone, was typed: that is a question, not a mistake."""
    return not argv or (len(argv) == 1 and argv[0] in commands and commands[argv[0]].function == "app")


def application(commands: Mapping[str, Command], loaded: Collection[str] = ()) -> typer.Typer:
    """All `commands`, of which only those in `loaded` can be called; the others are there to be listed.

    The whole program offers to complete its command lines in a shell. The one that is carried to a laptop does not: it
    must not write into the laptop's own start-up files.
    """
    is_whole = commands is COMMANDS
    app = typer.Typer(
        add_completion=is_whole,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(epilog=_FIRST_STEPS if is_whole else None)(_mcpsweep)
    for name, command in commands.items():
        found = getattr(import_module(command.module), command.function) if name in loaded else None
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name)
        elif found is not None:
            app.command(name)(found)
        else:
            app.command(name, help=command.summary)(_not_loaded)
    return app


def _asked(argv: list[str]) -> list[str]:
    """The command that was typed, if any."""
    return [word for word in argv if not word.startswith("-")][:1]


def _print_version(is_asked: bool) -> None:
    if is_asked:
        sys.stdout.write(f"mcpsweep {__version__}\n")
        raise typer.Exit


def _mcpsweep(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Find, end and prove dead the credentials that a departing person's AI tools hold."""


def _not_loaded() -> None:
    raise AssertionError("a command that was not asked for was called")


def _crash(error: Exception) -> ExitCode:
    from mcpsweep.cli.crash import write_report

    path = write_report(error)
    where = f"a report without any value is in {path}" if path else "no report of it could be written"
    _tell(f"a fault in mcpsweep itself ({type(error).__name__}): {where}", "please send that report to the maintainers")
    return ExitCode.FAULT


def _tell(message: str, hint: str) -> None:
    from mcpsweep.cli.streams import tell
    from mcpsweep.detection.redaction import redact_message
    from mcpsweep.reports.hostile import terminal

    # Before anything is cut or escaped: half a token is no shape any more.
    tell(terminal(redact_message(message)))
    if hint:
        tell("")
        tell(f"hint: {terminal(redact_message(hint))}")
