"""How long an organisation's join takes and what it holds in memory, beside the budget. Input is made as it is read."""

import time
import tracemalloc
from collections.abc import Iterator

from mcpsweep.join.engine import join
from mcpsweep.join.people import People
from mcpsweep.model.account import AccountRef
from mcpsweep.model.finding import Confidence, Finding, Form
from mcpsweep.model.grant import Grant, Way
from mcpsweep.model.holding import Found
from mcpsweep.model.person import Person
from mcpsweep.model.place import Role, Sighting, Slot
from mcpsweep.model.roster import Roster
from tests.benchmarks.base import Row, table

GRANTS, FINDINGS, PEOPLE = 1_000_000, 200_000, 100_000
_SECONDS, _MEGABYTES = 5.0, 300.0
_EACH = GRANTS // PEOPLE
_FOUND_EVERY = 10
"""One grant in so many lies on a laptop too, known there by its last eight characters."""
_KINDS = (
    ("github", "github-fine-grained-pat"),
    ("github", "github-pat"),
    ("slack", "slack-app"),
    ("slack", "slack-session"),
    ("atlassian", "atlassian-api-token"),
)
_WAYS = (Way.ID,)
_PLACE = (Sighting("/home/p/.claude.json", 7, 3, "/env/T", Slot.ENV, "TOKEN", "claude-code", "s", Role.VALUE),)


def roster() -> Roster:
    """Everybody, with an address and a login."""
    return Roster(
        people=tuple(
            Person(f"p{number}", emails=(f"p{number}@acme.example",), accounts={"github": f"l{number}"})
            for number in range(PEOPLE)
        )
    )


class Grants:
    """Ten of each person's, over three services, one person after the other."""

    def __iter__(self) -> Iterator[Grant]:
        for number in range(GRANTS):
            service, kind = _KINDS[number % len(_KINDS)]
            is_token = service != "slack"
            yield Grant(
                service,
                service,
                str(number),
                kind,
                AccountRef(str(number // _EACH), f"l{number // _EACH}"),
                "notebook",
                _WAYS,
                token_id=str(number) if service == "github" else None,
                last_eight=f"{number:08d}" if is_token else None,
            )


def findings() -> Iterator[Found]:
    """Half of them what services list, half what no service knows."""
    for number in range(FINDINGS):
        twin = number * _FOUND_EVERY + 1
        service, kind = _KINDS[twin % len(_KINDS)]
        yield Found(
            "laptop",
            "inventory",
            Finding(
                str(number),
                f"{number:032x}",
                service,
                kind,
                Confidence.HIGH,
                Form.LITERAL,
                "by its form",
                "",
                40,
                f"{twin:08d}",
                None,
                _PLACE,
            ),
        )


def rows() -> Iterator[Row]:
    """The time without that of making the input, and the most memory held, findings and index of people included."""
    work = f"join of {GRANTS:,} grants x {FINDINGS:,} findings x {PEOPLE:,} people"
    everybody = roster()
    start = time.perf_counter()
    for made in (Grants(), Grants(), findings()):
        for _ in made:
            pass
    input_took = time.perf_counter() - start
    start = time.perf_counter()
    matched = sum(1 for one in join(findings(), Grants(), People(everybody), {}) if one.found and one.grants)
    took = time.perf_counter() - start - input_took
    if matched != GRANTS // _FOUND_EVERY:
        raise SystemExit(f"{matched:,} findings were matched")
    yield Row(work, f"{took:.1f} s", f"budget {_SECONDS:g} s", took / _SECONDS, 1.0)
    tracemalloc.start()
    for _ in join(findings(), Grants(), People(everybody), {}):
        pass
    held = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    yield Row(work, f"{held:.0f} MB", f"budget {_MEGABYTES:g} MB", held / _MEGABYTES, 1.0)


def main() -> None:
    """Print the rows."""
    print(table(list(rows())))


if __name__ == "__main__":
    main()
