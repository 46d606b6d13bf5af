"""What a scan knows of each client, from the clients themselves."""

from mcpsweep.collectors import registry
from mcpsweep.collectors.coverage import coverage
from mcpsweep.model.coverage import CoveredClient, Known
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
        for one in coverage(registry.select(())).clients
    ]
    return table(("client", "`--client`", "places", "known"), rows)


def places() -> str:
    """Every place of every client."""
    return "\n".join(map(_client, coverage(registry.select(())).clients))


def _client(client: CoveredClient) -> str:
    rows = [
        (place.scope, place.holds, place.known, code(place.linux), code(place.macos), code(place.windows))
        for place in client.places
    ]
    moved = [f"`{variable}` moves `{folder}`." for variable, folder in client.moved_by.items()]
    return "\n".join(
        [
            f"### {client.name}\n",
            f"{client.title}." + "".join(f" {one}" for one in moved) + "\n",
            *([table(("scope", "holds", "known", "Linux", "macOS", "Windows"), rows)] if rows else []),
            *([f"Sources: {'; '.join(client.sources)}\n"] if client.sources else []),
        ]
    )


BLOCKS = {"clients": overview, "known places": known, "places": places}
