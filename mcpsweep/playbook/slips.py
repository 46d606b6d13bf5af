"""Words of a playbook that are no error, but look like a slip: names of services and kinds have no closed list."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from mcpsweep.playbook.expressions import tests
from mcpsweep.playbook.matchers import IsLike
from mcpsweep.playbook.schema import AccountCheck, Playbook

_CLOSE = 0.8
"""From this likeness on (0 to 1, as `difflib` has it) a word that nobody knows is more likely a slip than a name."""


def slips(playbook: Playbook, services: Collection[str], kinds: Collection[str]) -> tuple[str, ...]:
    """What looks like a slip, in words. `services` and `kinds` are the names that are known to this installation."""
    known = {"service": services, "connector": services, "kind": kinds}
    return tuple(
        f"{place}: nothing is known by the name {word}; did you mean {close[0]}?"
        for place, field, word in _words(playbook)
        if "*" not in word and word not in known[field] and (close := get_close_matches(word, known[field], 1, _CLOSE))
    )


def _words(playbook: Playbook) -> Iterator[tuple[str, str, str]]:
    """Place, field and word of every name."""
    access = playbook.access
    named = {
        "services": playbook.services,
        "access": (*access.remove, *access.disable, *access.end_sessions),
        "checks": tuple(check.service for check in playbook.checks if isinstance(check, AccountCheck)),
    }
    for place, words in named.items():
        yield from ((place, "service", word) for word in words)
    for number, rule in enumerate(playbook.rules, start=1):
        for test in tests(rule.when):
            if test.field.name in ("service", "connector", "kind") and isinstance(test.matcher, IsLike):
                yield from ((f"rule {number}", test.field.name, word) for word in test.matcher.wanted)
