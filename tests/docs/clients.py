"""What a scan knows of each client, scheduler and store of logins, from these themselves."""

from collections.abc import Iterable

from mcpsweep.collectors.coverage import coverage
from mcpsweep.model.coverage import CoveredClient, CoveredPlace, CoveredProgram, Known
from tests.docs.markdown import code, codes, table
from tests.reports import meanings


def known() -> str:
    """How well a place may be known."""
    return table(("known", "means"), [(code(one), meanings.of(Known)[one.name]) for one in Known])


def overview() -> str:
    """One line a client."""
    rows = [
        (
            f"[{one.title}](#{one.name})",
            code(one.name),
            str(len(one.places)),
            codes(known for known in Known if any(place.known is known for place in one.places)),
        )
        for one in coverage().clients
    ]
    return table(("client", "`--client`", "places", "known"), rows)


def places() -> str:
    """Every place of every client."""
    return "\n".join(map(_client, coverage().clients))


def schedulers() -> str:
    """Every place of every scheduler."""
    return "\n".join(map(_program, coverage().schedulers))


def stores() -> str:
    """Every place of every store of logins."""
    return "\n".join(map(_program, coverage().stores))


def _client(client: CoveredClient) -> str:
    moved = [f"`{variable}` moves `{folder}`." for variable, folder in client.moved_by.items()]
    return "\n".join(
        [
            f"### {client.name}\n",
            f"{client.title}." + "".join(f" {one}" for one in moved) + "\n",
            *([_table(client.places)] if client.places else []),
            *([f"Sources: {'; '.join(client.sources)}\n"] if client.sources else []),
        ]
    )


def _program(program: CoveredProgram) -> str:
    return f"**{program.title}** (`{program.name}`)\n\n{_table(program.places)}"


def _table(places: Iterable[CoveredPlace]) -> str:
    return table(
        ("scope", "holds", "known", "Linux", "macOS", "Windows"),
        [
            (place.scope, place.holds, place.known, code(place.linux), code(place.macos), code(place.windows))
            for place in places
        ],
    )


BLOCKS = {"clients": overview, "known places": known, "places": places, "schedulers": schedulers, "stores": stores}
