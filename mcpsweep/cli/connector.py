"""`mcpsweep connector`."""

import shlex
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from mcpsweep.cli import completing
from mcpsweep.cli.options import Config
from mcpsweep.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from mcpsweep.model.rights import Checkup

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Set up and check the services' connectors.")

Name = Annotated[
    str,
    typer.Argument(
        metavar="NAME",
        help="The connector, as its table in the configuration is called.",
        autocompletion=completing.connectors,
    ),
]


@app.command("list")
def list_connectors(config: Config = None) -> int:
    """List the configured connectors and their credentials.

    Says of each credential what it is for and whether it is at hand, never what it is. Asks no service.
    """
    from mcpsweep import config as configuration
    from mcpsweep import vault
    from mcpsweep.cli import connecting
    from mcpsweep.connectors import registry
    from mcpsweep.detection.redaction import redact_message
    from mcpsweep.reports.hostile import terminal

    for table in connecting.tables(configuration.load(config), []):
        fields = registry.secrets(table.type)
        found = vault.find(table.name, fields)
        where = " ".join(f"{key}={value}" for key, value in table.settings.items())
        _print(terminal(redact_message(f"{table.name}  {table.type}  {where}")))
        for field, purpose in fields.items():
            _print(f"    {field:<18} {'at hand' if field in found else 'missing'}  {purpose}")
    return ExitCode.DONE


@app.command()
def check(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME]...",
            help="Connectors to check. Without one: all.",
            show_default=False,
            autocompletion=completing.connectors,
        ),
    ] = None,
    config: Config = None,
) -> int:
    """Ask each service who the connector is and what it may do.

    Names every right that is there or missing, with the page that grants it. Changes nothing.
    """
    from mcpsweep import config as configuration
    from mcpsweep.cli import connecting
    from mcpsweep.connectors.http.budget import Silent
    from mcpsweep.connectors.http.errors import ServiceError
    from mcpsweep.errors import NotAuthorised
    from mcpsweep.reports.hostile import terminal

    worst = ExitCode.DONE
    for table in connecting.tables(configuration.load(config), names or []):
        connected = connecting.connect(table, connecting.credentials(table), Silent())
        if isinstance(connected, connecting.Locked):
            _print(terminal(f"{table.name}: not authorised: {connected.reason}"))
            worst = max(worst, ExitCode.NOT_AUTHORISED)
            continue
        try:
            checkup = connected.check()
        except ServiceError as error:
            _print(terminal(f"{table.name}: {error.message}" + (f"; {error.hint}" if error.hint else "")))
            code = ExitCode.NOT_AUTHORISED if isinstance(error, NotAuthorised) else ExitCode.INCOMPLETE
            worst = max(worst, code)
            continue
        finally:
            connected.close()
        _tell_checkup(checkup)
        if checkup.missing():
            worst = max(worst, ExitCode.NOT_AUTHORISED)
    return worst


@app.command()
def login(
    name: Name,
    fields: Annotated[
        list[str] | None,
        typer.Option(
            "--field",
            metavar="FIELD",
            help="Only this credential of the connector's; may be repeated.",
            show_default=False,
            autocompletion=completing.fields,
        ),
    ] = None,
    config: Config = None,
) -> int:
    """Put a connector's own credentials into the system's keyring.

    They are asked for one by one and never shown; an empty answer leaves one as it is. A prompt takes one line: a key
    of several is given from its file. From a pipe or file, one line is read for each, or a key from its first line to
    its last, in the order in which connector list names them; \\n in a line stands for a line's end.

    \b
    Examples:
      mcpsweep connector login github
      mcpsweep connector login github --field app_private_key < key.pem
      mcpsweep connector login atlassian --field org_key < key.txt
    """
    from mcpsweep import config as configuration
    from mcpsweep import vault
    from mcpsweep.cli import connecting, entering
    from mcpsweep.cli.streams import tell
    from mcpsweep.connectors import registry
    from mcpsweep.model.secret import Secret

    (table,) = connecting.tables(configuration.load(config), [name])
    known = registry.secrets(table.type)
    for field in fields or []:
        if field not in known:
            raise UsageError(f"{name} has no credential {field}", f"it has: {', '.join(known)}")
    given: dict[str, Secret] = {}
    for field in [field for field in known if not fields or field in fields]:
        from_file = shlex.join(["mcpsweep", "connector", "login", name, "--field", field]) + " < key.pem"
        if field in registry.PEM and entering.is_prompted():
            tell(f"{field} has several lines, and a prompt takes one. Leave it empty, and run: {from_file}")
        if value := entering.enter(f"{field} ({known[field]}): ", from_file):
            given[field] = Secret(value)
    for field, secret in given.items():
        vault.store(name, field, secret)
    _print(f"{len(given)} credentials of {name} are in the keyring")
    return ExitCode.DONE


@app.command()
def logout(name: Name, config: Config = None) -> int:
    """Take a connector's own credentials out of the system's keyring.

    At the service they stay valid: revoke them there.
    """
    from mcpsweep import config as configuration
    from mcpsweep import vault
    from mcpsweep.cli import connecting
    from mcpsweep.connectors import registry

    (table,) = connecting.tables(configuration.load(config), [name])
    gone = [field for field in registry.secrets(table.type) if vault.forget(name, field)]
    _print(f"{len(gone)} credentials of {name} were taken out of the keyring; at the service they stay valid")
    return ExitCode.DONE


def _tell_checkup(checkup: "Checkup") -> None:
    from mcpsweep.model.rights import RightState
    from mcpsweep.reports.hostile import terminal

    signs = {RightState.PRESENT: "yes", RightState.MISSING: "NO ", RightState.UNKNOWN: "?  "}
    _print(terminal(f"{checkup.connector}: reached, as {checkup.acts_as}; {checkup.product}"))
    for right in checkup.rights:
        wanting = right.state is RightState.MISSING
        _print(terminal(f"    {signs[right.state]}  {right.name}: {right.purpose}"))
        if wanting and right.grant_at:
            _print(terminal(f"         grant it at {right.grant_at}"))
    for limit in checkup.limits:
        _print(terminal(f"    left {limit.name}: {limit.remaining:,} of {limit.limit:,}"))
    for remark in checkup.remarks:
        _print(terminal(f"    note {remark}"))


def _print(line: str) -> None:
    sys.stdout.write(line.rstrip() + "\n")
