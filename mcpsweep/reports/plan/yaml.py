"""The plan itself, as YAML that a second person reads and approves: `mcpsweep-plan/1`."""

from typing import Any

import msgspec
import yaml

from mcpsweep.model.canonical import sayable
from mcpsweep.model.plan import Plan
from mcpsweep.reports.base import Canvas

_WIDTH = 100
_PREFACE = """\
# What would be done about one person's credentials, in order. Nothing is done until this file is given to
#   mcpsweep revoke --plan FILE
# Whoever approves it approves exactly this: after any change its digest no longer fits, and it is refused.
"""


class _Dumper(yaml.SafeDumper):
    """No anchors, and lists that stand out from their names."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)


def render(plan: Plan, canvas: Canvas) -> str:
    """Block style in ASCII, in the order of the fields; what is left at its default is left out."""
    tree = sayable(_told(plan))
    return _PREFACE + yaml.dump(
        tree, Dumper=_Dumper, sort_keys=False, default_flow_style=False, allow_unicode=False, width=_WIDTH
    )


def _told(value: Any) -> Any:
    """`value` as plain values, without the fields of structs that say nothing but their default."""
    match value:
        case msgspec.Struct():
            fields = [(field, getattr(value, field.name)) for field in msgspec.structs.fields(value)]
            return {field.encode_name: _told(content) for field, content in fields if content != _default(field)}
        case tuple():
            return [_told(item) for item in value]
        case _:
            return msgspec.to_builtins(value)


def _default(field: msgspec.structs.FieldInfo) -> Any:
    """What `field` is where it is not named: `NODEFAULT`, which nothing equals, if it must be."""
    return field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
