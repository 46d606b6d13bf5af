"""Read a file of variables: shell start-up files, `.env` files, environment.d."""

from collections.abc import Iterator

from mcpsweep.collectors import left_over
from mcpsweep.collectors.base import File
from mcpsweep.collectors.observation import Assigned, Assignment, Held, Observation, Place, Unclear
from mcpsweep.detection.base import Context
from mcpsweep.detection.inspection import inspect
from mcpsweep.documents.base import Document, Node, Path, leaves, pointer
from mcpsweep.model.place import Slot
from mcpsweep.model.secret import Secret


def read(file: File, document: Document) -> Iterator[Observation]:
    """Every assignment, and every credential that is spelled out in one, switched-off lines included.

    References in shell files (`$HOME/bin:$PATH`) are no uses of a credential by themselves: whoever refers to the
    variable is told where the trail leads.
    """
    seen: set[Secret] = set()
    trees: list[tuple[Path, Node, bool]] = [((), document.root, True)] if document.root is not None else []
    trees += [(comment.path, comment.node, False) for comment in document.comments if comment.node is not None]
    for path, tree, is_active in trees:
        for leaf in leaves(tree, path):
            place = Place(file.path, leaf.scalar.line, leaf.scalar.column, pointer(leaf.path), file.client)
            name = leaf.path[-1] if leaf.path else ""
            if is_active:
                yield Assigned(Assignment(name, leaf.scalar.text, place))
            for hit in inspect(leaf.scalar.text, Context(Slot.ENV, name)).hits:
                seen.add(hit.secret)
                yield Held(hit, place)
    yield from left_over.read(file, document, seen)
    yield from (Unclear(problem.line, problem.message) for problem in document.problems)
