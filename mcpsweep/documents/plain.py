"""YAML files of our own formats, as plain values: what a person writes by hand and a struct is made of."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import yaml
from yaml.constructor import ConstructorError

from mcpsweep.errors import UsageError


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader, but a date stays the text that it is in the file, and no key comes twice in a mapping.

    Of two, the library takes the last and a person may read the first: they would not approve the same thing.
    """

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, Any]]]] = {
        sign: [resolver for resolver in resolvers if resolver[0] != "tag:yaml.org,2002:timestamp"]
        for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Called before a mapping is made of `node`; what is merged into it (`<<`) may hold keys of its own."""
        if "is_flat" not in vars(node):  # Flat ones may hold a key twice: the merged one and the one that replaces it.
            vars(node)["is_flat"] = True
            _refuse_repeated(node)
            super().flatten_mapping(node)


def load_yaml(data: bytes | str, where: str, what: str) -> Any:
    """The values of a YAML file. JSON is YAML, so it reads that, too.

    `where` is its place and `what` it is (`roster`, `plan`), for the message. Raises `UsageError` with the line.
    """
    try:
        with _no_search_for_cycles():
            return yaml.load(data, Loader=_Loader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{where}:{mark.line + 1}" if mark is not None else where
        raise UsageError(
            f"{place}: the {what} is no YAML: {getattr(error, 'problem', '') or 'it cannot be read'}"
        ) from None


def _refuse_repeated(node: yaml.MappingNode) -> None:
    seen: set[str] = set()
    for key, _value in node.value:
        if isinstance(key, yaml.ScalarNode):
            if key.value in seen:
                raise ConstructorError(None, None, f"{key.value} comes twice", key.start_mark)
            seen.add(key.value)


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """The parser's nodes are many, and all alive until the end: in a roster of 100,000 people the search for cycles
    among them takes two thirds of the time and finds none.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
