"""The parts of the documents that are made from the code. `make docs` writes them anew.

A part stands between `<!-- generated: NAME -->` and `<!-- end -->`; what is around it is written by people.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tests.docs import clients, commands, formats, playbooks, services

ROOT = Path(__file__).parent.parent.parent
BLOCKS: Mapping[str, Callable[[], str]] = {
    **clients.BLOCKS,
    **commands.BLOCKS,
    **formats.BLOCKS,
    **playbooks.BLOCKS,
    **services.BLOCKS,
}
"""Name of a part → what writes it, in whole lines."""
_BLOCK = re.compile(r"<!-- generated: (?P<name>.+?) -->\n.*?<!-- end -->\n", re.DOTALL)


def documents() -> Iterator[Path]:
    """Every document that people read."""
    yield ROOT / "README.md"
    yield from sorted((ROOT / "docs").rglob("*.md"))


def names(text: str) -> list[str]:
    """The parts of a document, in order."""
    return [found["name"] for found in _BLOCK.finditer(text)]


def fill(text: str) -> str:
    """A document with every part as the code says it now. Raises `KeyError` for a part that nothing makes."""
    return _BLOCK.sub(
        lambda found: f"<!-- generated: {found['name']} -->\n{BLOCKS[found['name']]()}<!-- end -->\n", text
    )


if __name__ == "__main__":
    for document in documents():
        document.write_text(fill(document.read_text(encoding="utf-8")), encoding="utf-8")
