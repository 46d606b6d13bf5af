"""YAML files of our own formats, as plain values: what a person writes by hand and a struct is made of."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import yaml

from mcpsweep.errors import UsageError


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader, but a date stays the text that it is in the file."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, Any]]]] = {
        sign: [resolver for resolver in resolvers if resolver[0] != "tag:yaml.org,2002:timestamp"]
        for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


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
