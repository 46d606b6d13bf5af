"""`mcpsweep schema`."""

from pathlib import Path
from typing import Annotated

import typer

import mcpsweep
from mcpsweep.cli import completing
from mcpsweep.errors import ExitCode, UsageError

_FOLDER = Path(mcpsweep.__file__).parent / "schemas"


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
    from mcpsweep.cli.streams import destination

    text = "".join(f"{one}\n" for one in published()) if name is None else _read(name)
    with destination(None, ()) as write:
        write(text)
    return ExitCode.DONE


def published() -> list[str]:
    """The names of all schemas."""
    return sorted(path.stem for path in _FOLDER.glob("*.json"))


def _read(name: str) -> str:
    known = published()
    found = [one for one in known if name == one] or [one for one in known if one.rpartition("-")[0] == name]
    if not found:
        raise UsageError(f"there is no schema {name}", f"there are: {', '.join(known)}")
    return (_FOLDER / f"{found[-1]}.json").read_text("utf-8")
