"""The JSON Schemas of all documents, made from the structs and published with the program."""

from pathlib import Path

from mcpsweep.errors import UsageError

FOLDER = Path(__file__).parent


def published() -> list[str]:
    """The names of all schemas."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def read(name: str) -> str:
    """The newest schema of a document, or the one of a version: `tokens`, `tokens-1`. Raises `UsageError`."""
    known = published()
    found = [one for one in known if name == one] or [one for one in known if one.rpartition("-")[0] == name]
    if not found:
        raise UsageError(f"there is no schema {name}", f"there are: {', '.join(known)}")
    return (FOLDER / f"{found[-1]}.json").read_text("utf-8")
