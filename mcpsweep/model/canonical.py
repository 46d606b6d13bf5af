"""One spelling for every document, so that a hash of it means something."""

import json
from typing import Any

import msgspec


def canonical(document: Any) -> bytes:
    """`document` as JSON in printable ASCII, keys sorted, without spaces or a last line's end.

    It is a struct, or what JSON can say. Raises `ValueError` where a number is none.
    """
    tree = sayable(msgspec.to_builtins(document))
    text = json.dumps(tree, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.replace("\x7f", "\\u007f").encode("ascii")


def sayable(tree: Any) -> Any:
    """`tree` with strings that JSON can say.

    Names of files that are no Unicode hold lone surrogates, which it cannot: these alone are kept as visible escapes
    (`\\udc80`); every other string stays as it is.
    """
    match tree:
        case str():
            return tree if tree.isascii() else tree.encode("utf-8", "backslashreplace").decode("utf-8")
        case dict():
            return {sayable(key): sayable(value) for key, value in tree.items()}
        case list() | tuple():
            return [sayable(item) for item in tree]
        case _:
            return tree
