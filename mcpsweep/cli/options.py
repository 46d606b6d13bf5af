"""The options that several commands have: one name, one meaning, one wording."""

from typing import Annotated, TypeAlias

import typer

from mcpsweep.cli import completing

Who: TypeAlias = Annotated[
    str,
    typer.Option("--user", metavar="WHO", help="Who: an id of the roster, an e-mail address, or service:account."),
]
Inventories: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--inventory",
        metavar="FILE",
        help="What a scan of a laptop found (scan --format json): a file, a folder or a pattern; may be repeated.",
        show_default=False,
    ),
]
Playbook: TypeAlias = Annotated[
    str,
    typer.Option(
        metavar="NAME|FILE",
        help="How to treat what is found: a name that playbook list shows, or a file of your own.",
        autocompletion=completing.playbooks,
    ),
]
Services: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--service",
        metavar="NAME",
        help="Ask this connector of the configuration only; may be repeated.",
        show_default=False,
        autocompletion=completing.connectors,
    ),
]
Config: TypeAlias = Annotated[
    str | None,
    typer.Option("--config", metavar="FILE", help="The configuration; without it MCPSWEEP_CONFIG, or the usual place."),
]
Output: TypeAlias = Annotated[
    str | None,
    typer.Option(metavar="FILE", help="Write the result to FILE, for you alone (mode 0600), not to stdout."),
]
Quiet: TypeAlias = Annotated[bool, typer.Option("--quiet", help="No progress and no summary on stderr.")]
