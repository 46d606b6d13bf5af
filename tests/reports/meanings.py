"""What the structs' own documentation says of each of their fields and members."""

import ast
import inspect
import pkgutil
from functools import cache
from importlib import import_module

import mcpsweep.model


def of(kind: type) -> dict[str, str]:
    """Name of a field or member → the docstring below it, on one line; its bases' included."""
    said: dict[str, str] = {}
    for one in reversed(kind.__mro__):
        if one.__module__.startswith("mcpsweep."):
            said |= _written(one)
    return said


def summary(kind: type) -> str:
    """The docstring of a class, on one line."""
    return " ".join((inspect.getdoc(kind) or "").split())


@cache
def nouns() -> dict[str, type]:
    """Every class of the model, by its name."""
    modules = [import_module(f"mcpsweep.model.{found.name}") for found in pkgutil.iter_modules(mcpsweep.model.__path__)]
    return {
        name: kind
        for module in modules
        for name, kind in vars(module).items()
        if isinstance(kind, type) and kind.__module__ == module.__name__
    }


@cache
def _written(kind: type) -> dict[str, str]:
    (tree,) = ast.parse(inspect.getsource(kind)).body
    assert isinstance(tree, ast.ClassDef)
    said: dict[str, str] = {}
    for statement, below in zip(tree.body, tree.body[1:], strict=False):
        target = (
            statement.target
            if isinstance(statement, ast.AnnAssign)
            else statement.targets[0]
            if isinstance(statement, ast.Assign)
            else None
        )
        match target, below:
            case ast.Name(name), ast.Expr(ast.Constant(str(text))):
                said[name] = " ".join(text.split())
    return said
