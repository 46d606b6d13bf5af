"""A plan from a file: data that a second person has read and approved."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from mcpsweep.documents.plain import load_yaml
from mcpsweep.errors import UsageError
from mcpsweep.model.plan import FORMAT, Plan
from mcpsweep.planner.digest import is_intact
from mcpsweep.playbook.measures import moment

MAX_AGE = timedelta(days=7)
"""An older plan is not run: too much may have changed since somebody approved it."""
_MAX_BYTES = 64 * 1024 * 1024
_ANEW = "make a new one with mcpsweep plan, and have it approved"


def read(path: Path) -> Plan:
    """The plan in `path`, YAML or JSON. Raises `UsageError` for one that cannot be read or was altered."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise UsageError(f"the plan {path} is larger than any plan of ours")
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"the plan {path} cannot be read: {error.strerror}") from None
    return _parse(data, path)


def check_age(plan: Plan, now: datetime) -> None:
    """Raises `UsageError` for a plan that is too old, or of the future, to be run. `now` is an aware time."""
    made = moment(plan.created_at)
    if made is None:
        raise UsageError(f"the plan {plan.id} does not say when it was made", _ANEW)
    age = now - made
    if age > MAX_AGE:
        raise UsageError(
            f"the plan {plan.id} was made on {plan.created_at[:10]}, more than {MAX_AGE.days} days ago", _ANEW
        )
    if age < -MAX_AGE:
        raise UsageError(
            f"the plan {plan.id} was made on {plan.created_at[:10]}, which is not yet", "look at the clock"
        )


def _parse(data: bytes, path: Path) -> Plan:
    tree = _json(data)
    if tree is None:
        tree = load_yaml(data, str(path), "plan")
    if not isinstance(tree, dict) or "format" not in tree:
        raise UsageError(f"{path} is no plan: it does not say format: {FORMAT}")
    if tree["format"] != FORMAT:
        raise UsageError(f"{path} says format {tree['format']!s:.60}; this version reads {FORMAT}")
    try:
        plan = msgspec.convert(tree, Plan, strict=True)
    except msgspec.ValidationError as error:
        raise UsageError(f"the plan {path} is wrong: {error}", _ANEW) from None
    if not is_intact(plan):
        raise UsageError(f"the plan {path} was altered after it was made: its digest does not fit", _ANEW)
    return plan


def _json(data: bytes) -> Any:
    """The plan's tree if it is JSON without a fault; whatever has one is read again as YAML, which tells its line."""
    try:
        return json.loads(data, object_pairs_hook=_unrepeated)
    except (ValueError, RecursionError):
        return None


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Raises `ValueError` for a key that comes twice: a person may have read the other one."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found
