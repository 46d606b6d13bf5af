"""The YAML of a playbook: whether it is plain enough that what a person reads in it is what it says.

Anchors, aliases, merges, tags and further documents let a file say something else than it shows, and cost time and
memory without end in the hands of somebody who means harm. No playbook needs them.
"""

from typing import Any

import yaml

from mcpsweep.documents.base import Node, Scalar
from mcpsweep.documents.decode import decode
from mcpsweep.documents.read import Format, parse
from mcpsweep.playbook.faults import Faults

MAX_BYTES = 1024 * 1024
"""A larger file is no playbook."""
MAX_DEPTH = 32
"""Deeper nesting is no playbook's, either."""
_WRITE_OUT = "write out what it stands for, so that everybody reads what the playbook says"


def tree(data: bytes, faults: Faults) -> Node | None:
    """The tree of a playbook's bytes; None after noting why there is none."""
    if len(data) > MAX_BYTES:
        faults.add(None, f"larger than {MAX_BYTES // 1024} KiB", "a playbook is a few pages of text")
        return None
    _look(decode(data), faults)
    if faults:
        return None
    document = parse(data, Format.YAML)
    for problem in document.problems:
        faults.add(Scalar("", problem.line, 0), problem.message)
    if document.root is None:
        faults.add(None, "nothing is in it", "mcpsweep playbook show offboard-employee shows a whole one")
    return document.root


def _look(text: str, faults: Faults) -> None:
    """Note everything that no playbook has."""
    try:
        _walk(text, faults)
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        place = Scalar("", before.count("\n") + 1, len(before) - before.rfind("\n"))
        faults.add(place, "a character that no YAML may hold", "save it as plain text, in UTF-8")
    except yaml.MarkedYAMLError as error:
        faults.add(_place(error.problem_mark), f"this is no YAML: {error.problem}", "look at the lines above it, too")


def _walk(text: str, faults: Faults) -> None:
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        place = _place(event.start_mark)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if depth > MAX_DEPTH:
            # Here is the end of it: libyaml takes square time for brackets in brackets.
            faults.add(place, f"nested more than {MAX_DEPTH} deep", "no condition needs that")
            return
        if documents > 1:
            faults.add(place, "a second document begins here", "write each playbook into a file of its own")
            return
        if isinstance(event, yaml.AliasEvent):
            faults.add(place, "an alias", _WRITE_OUT)
        elif getattr(event, "anchor", None):
            faults.add(place, "an anchor", _WRITE_OUT)
        if getattr(event, "tag", None):
            faults.add(place, "a tag", "tags mean nothing in a playbook; put what begins with ! in quotes")


def _place(mark: Any) -> Scalar | None:
    """Where libyaml's or PyYAML's mark stands."""
    return Scalar("", mark.line + 1, mark.column + 1) if mark is not None else None
