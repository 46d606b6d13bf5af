"""`mcpsweep list`."""

from typing import TYPE_CHECKING, Annotated

import typer

from mcpsweep.cli.options import Config, Output, Quiet, Services, Who
from mcpsweep.errors import ExitCode
from mcpsweep.reports.registry import ListFormat

if TYPE_CHECKING:
    from mcpsweep.model.listing import Listing


def list_grants(
    user: Who,
    services: Services = None,
    config: Config = None,
    report_format: Annotated[
        ListFormat, typer.Option("--format", help="How the result is written.")
    ] = ListFormat.TABLE,
    output: Output = None,
    quiet: Quiet = False,
) -> int:
    """List what the services know of one person's credentials.

    Tokens, keys, app installations, sessions. Asks every configured service side by side, and changes nothing. A
    service that does not answer is named in the result, and the exit code is 4.

    \b
    Examples:
      mcpsweep list --user alice                     # by the roster
      mcpsweep list --user alice@acme.example        # by address
      mcpsweep list --user github:anguyen            # by one account
    """
    from mcpsweep import config as configuration
    from mcpsweep import identity
    from mcpsweep.cli import connecting
    from mcpsweep.cli.canvas import canvas_for
    from mcpsweep.cli.streams import destination
    from mcpsweep.cli.waiting import waiting
    from mcpsweep.model.roster import Roster
    from mcpsweep.reports import registry

    settings = configuration.load(config)
    roster_file = settings.roster()
    subject = identity.find(identity.load(roster_file) if roster_file else Roster(), user)
    tables = connecting.tables(settings, services or [])
    with destination(output, ()) as write:
        with waiting(quiet) as progress:
            listing = connecting.ask(
                [connecting.connect(table, connecting.credentials(table), progress) for table in tables], subject
            )
        write(registry.load(report_format).render(listing, canvas_for(output)))
    return exit_code(listing)


def exit_code(listing: "Listing") -> ExitCode:
    """How a listing ends: 3 if no service at all let us in, 4 if any is missing from the result."""
    from mcpsweep.model.listing import AnswerState

    if all(answer.state is AnswerState.NOT_AUTHORISED for answer in listing.answers):
        return ExitCode.NOT_AUTHORISED
    return ExitCode.DONE if listing.is_complete() else ExitCode.INCOMPLETE
