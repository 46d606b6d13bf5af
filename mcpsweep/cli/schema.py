"""`mcpsweep schema`."""

from typing import Annotated

import typer

from mcpsweep.cli import completing
from mcpsweep.errors import ExitCode


def schema(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]",
            help="The document: inventory, plan, run, tokens … Without one: the names of all.",
            show_default=False,
            autocompletion=completing.schemas,
        ),
    ] = None,
) -> int:
    """Print the JSON Schema of a document.

    For programs that read what this one writes, and for editors. NAME may say its version, as in tokens-1.

    \b
    Examples:
      mcpsweep schema
      mcpsweep schema inventory > inventory.json
    """
    from mcpsweep import schemas
    from mcpsweep.cli.streams import destination

    text = "".join(f"{one}\n" for one in schemas.published()) if name is None else schemas.read(name)
    with destination(None, ()) as write:
        write(text)
    return ExitCode.DONE
