"""Command lines: the flag decides what the next word is."""

import pytest

from mcpsweep.detection.base import Context, Syntax
from mcpsweep.detection.inspection import inspect_arguments
from mcpsweep.model.place import Slot
from tests.detection.values import HEX, PASSWORD, RANDOM, UUID

CONTEXT = Context(Slot.ARG, "", ("acme",))


@pytest.mark.parametrize(
    ("arguments", "index", "secret"),
    [
        (["mcp-remote", "https://x.io/mcp", "--header", f"Authorization: Bearer {RANDOM}"], 3, RANDOM),
        (["mcp-remote", "https://x.io/mcp", "--header", "Authorization: Bearer", RANDOM], 4, RANDOM),
        (["run", "-i", "--rm", "-e", f"API_KEY={RANDOM}", "img"], 4, RANDOM),
        (["-y", "server-postgres", f"postgresql://bob:{PASSWORD}@db/x"], 2, PASSWORD),
        (["/c", "npx", "-y", "x", f"--api-key={RANDOM}"], 4, RANDOM),
        (["-c", f"API_TOKEN={RANDOM} exec npx x"], 1, RANDOM),
        ([f"-y x --token {RANDOM}"], 0, RANDOM),
        (["serve", "--user", "bob", "--password", PASSWORD], 4, PASSWORD),
        (["-y", "@acme/server", RANDOM + RANDOM[:10]], 2, RANDOM + RANDOM[:10]),
        (["-y", "@acme/server", "start", HEX * 2], 3, HEX * 2),
        (["run", "x", "-k", RANDOM], 3, RANDOM),
        (["serve", "-u", "bob", "-p", "j7zdnbMjAdTdlz"], 4, "j7zdnbMjAdTdlz"),
        (["run", "x", "--config", f'{{"braveApiKey":"{RANDOM}"}}'], 3, RANDOM),
    ],
)
def test_credential(arguments: list[str], index: int, secret: str) -> None:
    found = [(at, hit) for at, inspection in inspect_arguments(arguments, CONTEXT) for hit in inspection.hits]
    ((at, hit),) = found
    assert (at, hit.secret.reveal()) == (index, secret)
    assert arguments[at][hit.start : hit.end] == secret


def test_a_broker_owns_the_key_of_its_own_flag() -> None:
    arguments = ["-y", "@smithery/cli@latest", "run", "exa", "--key", UUID]
    ((_, inspection),) = inspect_arguments(arguments, CONTEXT)
    assert inspection.hits[0].service == "smithery"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--port", "8080", "--token-limit", "100", "--auth", "none"],
        ["run", "-e", "LOG_LEVEL=debug", "ghcr.io/github/github-mcp-server"],
        ["--api-key", "YOUR_KEY"],
        ["--url", f"https://gw.acme.io/servers/{HEX}/mcp"],
        ["--key-file", "/a/b.pem"],
        ["@acme/server", "--document-id", RANDOM + RANDOM[:10]],
        ["checkout", HEX + HEX[:8]],
        ["-y", "@acme/a-server-with-a-long-and-plain-name"],
        ["-k", "https://x.io/a"],
        ["run", "-u", "1000", "-p", "8080:80", "img"],
        ["serve", "-u", "bob", "-p", "my-project-1"],
        ["serve", "-u", "bob", "-p", "/srv/x1y2z3a4"],
        ["serve", "-p", "j7zdnbMjAdTdlz"],
        [],
    ],
)
def test_no_credential(arguments: list[str]) -> None:
    assert [hit for _, inspection in inspect_arguments(arguments, CONTEXT) for hit in inspection.hits] == []


@pytest.mark.parametrize(
    ("arguments", "syntax", "target"),
    [
        (["run", "-e", "GITHUB_TOKEN", "img"], Syntax.VARIABLE, "GITHUB_TOKEN"),
        (["--header", "Authorization:${AUTH}"], Syntax.VARIABLE, "AUTH"),
        (["dotenv", "-e", ".env.local", "--", "npx"], Syntax.FILE, ".env.local"),
        (["--env-file=.env", "x"], Syntax.FILE, ".env"),
        (["envmcp", "--env-file", "~/.env.mcp", "npx"], Syntax.FILE, "~/.env.mcp"),
        (["doppler", "run", "--", "npx"], Syntax.VAULT, "doppler run"),
        (["op", "run", "--", "npx"], Syntax.VAULT, "op run"),
    ],
)
def test_reference(arguments: list[str], syntax: Syntax, target: str) -> None:
    uses = [
        (use.syntax, use.target) for _, inspection in inspect_arguments(arguments, CONTEXT) for use in inspection.uses
    ]
    assert uses == [(syntax, target)]
