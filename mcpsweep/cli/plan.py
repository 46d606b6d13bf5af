"""`mcpsweep plan`."""

from typing import Annotated

import typer

from mcpsweep.reports.registry import PlanFormat

DEFAULT_PLAYBOOK = "offboard-employee"


def plan(
    user: Annotated[
        str, typer.Option("--user", metavar="WHO", help="A roster id, an e-mail address, or service:account.")
    ],
    inventories: Annotated[
        list[str] | None,
        typer.Option(
            "--inventory",
            metavar="FILE",
            help="What a scan of the person's laptop found (scan --format json); a file, a folder or a pattern; "
            "may be repeated.",
            show_default=False,
        ),
    ] = None,
    playbook: Annotated[
        str, typer.Option(metavar="NAME|FILE", help="How to treat what is found; mcpsweep playbook list.")
    ] = DEFAULT_PLAYBOOK,
    unseal_with: Annotated[
        str | None,
        typer.Option(
            "--unseal-with",
            metavar="KEYFILE",
            help="The age key that opens a sealed inventory (scan --seal): values then count as at hand.",
            show_default=False,
        ),
    ] = None,
    services: Annotated[
        list[str] | None,
        typer.Option("--service", metavar="NAME", help="Ask this connector only; may be repeated.", show_default=False),
    ] = None,
    config: Annotated[
        str | None, typer.Option("--config", metavar="FILE", help="The configuration; also MCPSWEEP_CONFIG.")
    ] = None,
    report_format: Annotated[
        PlanFormat, typer.Option("--format", help="How the plan is written; revoke --plan reads yaml and json.")
    ] = PlanFormat.TABLE,
    output: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write the plan to FILE (mode 0600), not to stdout.")
    ] = None,
    details: Annotated[
        bool, typer.Option("--details", help="Tell of every step why it is in the plan, and what proves whose it is.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress on stderr.")] = False,
) -> int:
    """Plan what to do about one person's credentials; change nothing.

    Asks every configured service, joins what they know with what was found on laptops, and lets a playbook decide.
    A second person can read the result and hand it to: mcpsweep revoke --user WHO --plan FILE
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
