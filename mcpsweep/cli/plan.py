"""`mcpsweep plan`."""

from typing import Annotated

import typer

from mcpsweep.cli.options import Config, Inventories, Output, Playbook, Quiet, Services, Who
from mcpsweep.reports.registry import PlanFormat

DEFAULT_PLAYBOOK = "offboard-employee"


def plan(
    user: Who,
    inventories: Inventories = None,
    playbook: Playbook = DEFAULT_PLAYBOOK,
    unseal_with: Annotated[
        str | None,
        typer.Option(
            "--unseal-with",
            metavar="KEYFILE",
            help="The age key that opens a sealed inventory (scan --seal): values then count as at hand.",
            show_default=False,
        ),
    ] = None,
    services: Services = None,
    config: Config = None,
    report_format: Annotated[
        PlanFormat, typer.Option("--format", help="How the plan is written; revoke --plan reads yaml and json.")
    ] = PlanFormat.TABLE,
    output: Output = None,
    details: Annotated[
        bool, typer.Option("--details", help="Tell of every step why it is in the plan, and what proves whose it is.")
    ] = False,
    quiet: Quiet = False,
) -> int:
    """Plan what to do about one person's credentials; change nothing.

    Asks every configured service, joins what they know with what was found on laptops, and lets a playbook decide.
    Written as yaml or json, a second person can read the plan and hand it to revoke --plan.

    \b
    Examples:
      mcpsweep plan --user alice --inventory laptop.json
      mcpsweep plan --user alice --format yaml --output plan.yaml
    """
    from mcpsweep.cli import casework
    from mcpsweep.cli.canvas import canvas_for
    from mcpsweep.cli.streams import destination
    from mcpsweep.cli.waiting import waiting
    from mcpsweep.reports import registry

    scanned = casework.read_inventories(inventories or [])
    held = casework.unseal(scanned, unseal_with)
    with destination(output, ()) as write:
        with waiting(quiet) as progress, casework.Desk.open(config, user, services or [], progress) as desk:
            case = desk.gather(scanned, held)
            made = desk.plan(case, playbook, held)
        write(registry.load(report_format).render(made, canvas_for(output, is_detailed=details)))
    return casework.exit_code(case)
