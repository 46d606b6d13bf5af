"""`mcpsweep scan`."""

import enum
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mcpsweep.cli import completing
from mcpsweep.cli.options import Config, Output, Quiet
from mcpsweep.errors import ExitCode, UsageError
from mcpsweep.reports.registry import Format

if TYPE_CHECKING:
    from mcpsweep.model.inventory import Inventory
    from mcpsweep.sealing import Recipient


class FailOn(enum.StrEnum):
    """When a scan that worked ends with exit code 1."""

    NEVER = "never"
    ANY = "any"
    """Something was found, even if only a reference whose value lies elsewhere."""
    LIVE = "live"
    """A service has said that a credential works."""


def scan(
    homes: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[HOME]...", help="Folders to scan as homes. Without one: your own.", show_default=False
        ),
    ] = None,
    root: Annotated[
        str | None, typer.Option(metavar="DIR", help="Scan the disk that is mounted at DIR, not this machine.")
    ] = None,
    all_users: Annotated[bool, typer.Option("--all-users", help="Scan every home of this machine.")] = False,
    clients: Annotated[
        list[str] | None,
        typer.Option(
            "--client",
            metavar="NAME",
            help="Look for this AI tool only, by a name that client list shows; may be repeated.",
            show_default=False,
            autocompletion=completing.clients,
        ),
    ] = None,
    no_projects: Annotated[
        bool, typer.Option("--no-projects", help="Do not walk the homes for project files.")
    ] = False,
    no_prune: Annotated[bool, typer.Option("--no-prune", help="Walk node_modules, caches and the like, too.")] = False,
    verify: Annotated[
        bool,
        typer.Option(
            "--verify",
            help="Ask GitHub, Slack and Atlassian whose their credentials are and whether they work: each value is "
            "sent to its own service, and nowhere else.",
        ),
    ] = False,
    seal: Annotated[
        str | None,
        typer.Option(
            metavar="RECIPIENT",
            help="Put each value into the inventory, encrypted to this age or SSH public key: revoke --unseal-with can "
            "end it then. Needs --format json.",
            show_default=False,
        ),
    ] = None,
    fail_on: Annotated[FailOn, typer.Option(help="End with exit code 1 if a credential like this is found.")] = (
        FailOn.NEVER
    ),
    report_format: Annotated[Format, typer.Option("--format", help="How the result is written.")] = Format.TABLE,
    output: Output = None,
    quiet: Quiet = False,
    config: Config = None,
) -> int:
    """Find every credential that the AI tools on a machine can use.

    Reads the files of AI tools, of projects and of shells. Writes nothing below what is scanned, runs nothing that it
    finds, and sends nothing anywhere, unless --verify says so. What could not be read is in the result, and the exit
    code is 4.

    \b
    Examples:
      mcpsweep scan                                  # your own home
      sudo mcpsweep scan --all-users                 # every home of this machine
      mcpsweep scan --root /mnt/disk                 # a mounted disk
      mcpsweep scan --format json --output laptop.json
    """
    from mcpsweep import config as configuration
    from mcpsweep import vault
    from mcpsweep.cli.canvas import canvas_for
    from mcpsweep.cli.progress import progress
    from mcpsweep.cli.streams import destination, tell
    from mcpsweep.collectors import sweep
    from mcpsweep.collectors.request import Request
    from mcpsweep.reports import registry
    from mcpsweep.reports.hostile import terminal
    from mcpsweep.reports.summary import summarise

    if verify:
        # Only now: without it, a scan loads no network module.
        from mcpsweep.cli import verifying

    settings = configuration.load(config)
    org = settings.org
    request = Request(
        homes=tuple(homes or ()),
        root=root,
        all_users=all_users,
        clients=frozenset(clients or ()),
        projects=not no_projects,
        prune=not no_prune,
        gateways=frozenset(host.lower() for host in org.gateways),
        fingerprint_key=vault.fingerprint_key(org.fingerprint_key),
    )
    recipient = _recipient(seal, report_format)
    if verify:
        verifying.check(settings)
    evidence = [*request.homes, *([root] if root is not None else [])]
    _keep_out_of(evidence or [os.path.expanduser("~")])
    with destination(output, evidence) as write:
        with progress(quiet) as watcher:
            swept = sweep.sweep(request, watcher)
            if not verify and recipient is None:
                swept = replace(swept, held={})
        inventory, missing = swept.inventory, tuple[str, ...]()
        if verify:
            verified = verifying.ask(swept, settings, quiet)
            inventory, missing = verified.inventory, verified.missing
        if recipient is not None:
            inventory = recipient.seal_all(inventory, swept.held)
        write(registry.load(report_format).render(inventory, canvas_for(output)))
    if not quiet and (report_format is not Format.TABLE or output is not None):
        for line in (*missing, summarise(inventory)):
            tell(terminal(line))
    if not quiet and fail_on is FailOn.LIVE and not _is_verified(inventory):
        tell("no service was asked, so no credential counts as live: --fail-on live matches nothing")
    if swept.fault is not None:
        raise swept.fault
    return exit_code(inventory, fail_on, is_answered=not missing)


def _keep_out_of(evidence: list[str]) -> None:
    """Raises `UsageError` where this program, if it is the one that is carried, unpacked itself into the evidence."""
    from mcpsweep.cli.streams import lies_below

    unpacked: str | None = getattr(sys, "_MEIPASS", None)
    if unpacked is None:
        return
    for folder in evidence:
        if lies_below(Path(os.path.realpath(unpacked)), folder):
            raise UsageError(
                f"this program has unpacked itself below {folder}, which is to be scanned and must not change",
                f"set {'TEMP' if os.name == 'nt' else 'TMPDIR'} to a folder elsewhere, such as one on the stick",
            )


def _recipient(seal: str | None, report_format: Format) -> "Recipient | None":
    """Whom values are sealed to. Raises `UsageError`, before anything is read, where that cannot be."""
    if seal is None:
        return None
    from mcpsweep.sealing import Recipient

    if report_format is not Format.JSON:
        raise UsageError(f"--seal has no place in the format {report_format}", "add --format json")
    return Recipient(seal)


def exit_code(inventory: "Inventory", fail_on: FailOn, *, is_answered: bool = True) -> ExitCode:
    """How a scan ends. What was not read or answered outranks what was found: the result could be another one."""
    from mcpsweep.model.validity import ValidityState

    if not inventory.is_complete() or not is_answered:
        return ExitCode.INCOMPLETE
    is_match = {
        FailOn.NEVER: False,
        FailOn.ANY: bool(inventory.findings),
        FailOn.LIVE: any(finding.validity.state is ValidityState.LIVE for finding in inventory.findings),
    }
    return ExitCode.FAIL_ON if is_match[fail_on] else ExitCode.DONE


def _is_verified(inventory: "Inventory") -> bool:
    return any(finding.validity.checked_at is not None for finding in inventory.findings)
