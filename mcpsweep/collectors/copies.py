"""Tell a copy of a file by its name."""

import re
from functools import cache

_WORDS = """template original disabled example backup sample local saved copy dist orig prod save tmpl bak dev off old
    swp tmp"""

# Possessive, so that a name made of a hundred endings is no work: an ending, once read, is never read another way.
# Hence the endings that contain others come first.
COPY = rf"(?:~|\.(?:backup|orig|bak)[._-][A-Za-z0-9]+|[._-](?:{'|'.join(_WORDS.split())}|[0-9]+))*+"
"""What editors, tools and people add to a file's name when they put a copy aside; nothing, for the file itself."""


def is_copy(name: str, original: str) -> bool:
    """Whether a file called `name` is a copy of `original`, which may hold `*`, or that file itself."""
    return (
        name.lower().startswith(original.partition("*")[0].lower()) and _copies_of(original).fullmatch(name) is not None
    )


@cache
def _copies_of(original: str) -> re.Pattern[str]:
    return re.compile(re.escape(original).replace(r"\*", "[^/]*") + COPY, re.IGNORECASE)
