"""`mcpsweep revoke`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from mcpsweep.cli import completing
from mcpsweep.cli.options import Config, Inventories, Output, Playbook, Services
from mcpsweep.cli.plan import DEFAULT_PLAYBOOK
from mcpsweep.errors import UsageError
from mcpsweep.reports.registry import RunFormat

if TYPE_CHECKING:
    from mcpsweep.model.plan import Plan


def revoke(
    homes: Annotated[
        list[str] | None,
        typer.Argument(metavar="[HOME]...", help="With --scan: folders to scan as homes.", show_default=False),
    ] = None,
    user: Annotated[
        str | None,
        typer.Option(
            "--user",
            metavar="WHO",
            help="Who: an id of the roster, an e-mail address, or service:account.",
            show_default=False,
        ),
    ] = None,
    inventories: Inventories = None,
    unseal_with: Annotated[
        str | None,
        typer.Option(
            "--unseal-with",
            metavar="KEYFILE",
            help="The age key that opens a sealed inventory (scan --seal), so that values can be revoked.",
            show_default=False,
        ),
    ] = None,
    scan: Annotated[
        bool,
        typer.Option(
            "--scan",
            help="Scan this machine, or the HOME folders, in the same go: values stay in memory and can be revoked.",
        ),
    ] = False,
    root: Annotated[
        str | None,
        typer.Option(metavar="DIR", help="With --scan: scan the disk that is mounted at DIR.", show_default=False),
    ] = None,
    playbook: Playbook = DEFAULT_PLAYBOOK,
    plan_file: Annotated[
        str | None,
        typer.Option(
            "--plan", metavar="FILE", help="Carry out this plan, as it was approved, and no other.", show_default=False
        ),
    ] = None,
    resume: Annotated[
        str | None,
        typer.Option(
            metavar="RUN",
            help="Go on with a run that was left, by an id that runs list shows.",
            show_default=False,
            autocompletion=completing.runs,
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Do everything but the changes, and show each request kept back.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Ask nothing. Only where the plan leaves nothing to be asked about.")
    ] = False,
    evidence: Annotated[
        str | None,
        typer.Option(
            metavar="DIR", help="Write the bundle that proves the run into this new folder.", show_default=False
        ),
    ] = None,
    services: Services = None,
    config: Config = None,
    report_format: Annotated[
        RunFormat, typer.Option("--format", help="How the report of the run is written.")
    ] = RunFormat.TABLE,
    output: Output = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress on stderr; questions are still asked.")] = False,
) -> int:
    """End one person's credentials, and prove it.

    Asks every configured service, joins what they know with what was found on laptops, lets a playbook plan, shows
    the plan, asks, carries it out step by step and looks again whether each credential is dead. Every step is written
    down before and after; runs list shows the runs.

    \b
    Examples:
      mcpsweep revoke --user alice --scan --root /mnt/disk --dry-run
      mcpsweep revoke --user alice --inventory laptop.json
      mcpsweep revoke --plan plan.yaml --evidence case-17
      mcpsweep revoke --resume run-20260131-1a2b3c4d
    """
    from mcpsweep.cli import running
    from mcpsweep.cli.streams import destination
    from mcpsweep.executor.journal import Journal

    _refuse_contradictions(user, plan_file, resume, scan, bool(homes) or root is not None, inventories)
    delivery = running.Delivery(report_format, output, running.new_folder(evidence), quiet)
    places = [*(homes or ()), *([root] if root else ())]
    with destination(output, places) as write, Journal() as journal:
        approved = running.approved(plan_file, user) if plan_file else None
        left = journal.read(resume) if resume else None
        plan = left.run.plan if left else approved
        who = user or (plan or _nobody()).subject.who
        laptops = (
            running.scan(homes or [], root, config, quiet) if scan else running.read(inventories or [], unseal_with)
        )
        with running.desk(config, who, services or [], dry_run, quiet) as desk:
            work = running.Work(desk, laptops, journal, dry_run, yes, quiet)
            if left is not None:
                ran, code = work.resume(left)
            elif approved is not None:
                ran, code = work.carry_out(approved)
            else:
                ran, code = work.plan_and_carry_out(playbook)
        running.hand_over(write, journal, ran, delivery)
    if (trouble := ran.trouble or laptops.fault) is not None:
        raise trouble
    return code


def _refuse_contradictions(
    user: str | None,
    plan: str | None,
    resume: str | None,
    scan: bool,
    is_placed: bool,
    inventories: Sequence[str] | None,
) -> None:
    wrong = {
        "say whom it is about: --user WHO, or --plan FILE, or --resume RUN": not (user or plan or resume),
        "--plan and --resume are two different runs": bool(plan and resume),
        "a run that is resumed knows whom it is about: leave --user out": bool(user and resume),
        "HOME and --root are for --scan, which is missing": is_placed and not scan,
        "--scan and --inventory are two ways to say what is on the laptop; take one": bool(scan and inventories),
    }
    for message, is_wrong in wrong.items():
        if is_wrong:
            raise UsageError(message, "mcpsweep revoke --help")


def _nobody() -> "Plan":
    raise AssertionError("a run without a person was not refused")
