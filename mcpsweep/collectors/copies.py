"""Tell a copy of a file by its name."""

import re
from functools import cache

COPY = (
    r"(?:~|[._-](?:bak|backup|old|orig|original|save|saved|sample|example|template|tmpl|dist|disabled|off|copy|tmp|swp"
    r"|local|prod|dev|[0-9]+)|\.(?:bak|backup|orig)[._-][A-Za-z0-9]+)*"
)
"""What editors, tools and people add to a file's name when they put a copy aside; nothing, for the file itself."""


def is_copy(name: str, original: str) -> bool:
    """Whether a file called `name` is a copy of `original`, which may hold `*`, or that file itself."""
    return name.startswith(original.partition("*")[0]) and _copies_of(original).fullmatch(name) is not None


@cache
def _copies_of(original: str) -> re.Pattern[str]:
    return re.compile(re.escape(original).replace(r"\*", "[^/]*") + COPY, re.IGNORECASE)
