"""What every page of ours has in common: one file that needs no network, and in which all text is text."""

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from mcpsweep.reports.hostile import PARAGRAPH, terminal


def environment(package: str, known: Mapping[str, Any]) -> Environment:
    """Templates of a package, and the style sheet of all pages; `known` is what every template may use.

    Whatever stands between braces is harmless for a terminal first, then for HTML.
    """
    loaders = [PackageLoader(package), PackageLoader("mcpsweep.reports")]
    templates = Environment(
        loader=ChoiceLoader(loaders),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals.update(known)
    return templates


def policy_hash(templates: Environment, *names: str) -> str:
    """What a content security policy knows the text of these templates by, one after the other."""
    text = "".join(templates.get_template(name).render() for name in names)
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def _harmless(value: Any) -> Any:
    is_text = isinstance(value, str) and not hasattr(value, "__html__")  # What a macro made is markup already.
    return terminal(value, PARAGRAPH) if is_text else value
