"""Gateway or direct: told by address, bridge, header, credential or the organisation's word, never by a name."""

import base64
import json
from pathlib import Path

import pytest

from mcpsweep.model.server import Route
from tests.collectors.scanning import home_with, only, scan, token

VIRTUAL = "https://mcp.acme.example/servers/" + "0a" * 16


def signed(**claims: object) -> str:
    """A JSON Web Token with a signature of nothing."""
    parts = ({"alg": "HS256", "typ": "JWT"}, claims)
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, "c2lnbmF0dXJlIG9mIG5vdGhpbmcgYXQgYWxs"])


def route(tmp_path: Path, entry: object, gateways: frozenset[str] = frozenset()) -> Route:
    """The route of one server entry."""
    home = home_with(tmp_path, {".cursor/mcp.json": json.dumps({"mcpServers": {"acme": entry}})})
    (server,) = scan(home, gateways=gateways).servers
    return server.route


@pytest.mark.parametrize(
    "entry",
    [
        {"url": f"{VIRTUAL}/mcp"},
        {"url": f"{VIRTUAL}/sse/?x=1"},
        {"command": "npx", "args": ["-y", "mcp-remote", f"{VIRTUAL}/mcp"]},
        {"command": "python", "args": ["-m", "mcpgateway.wrapper"], "env": {"MCP_SERVER_URL": "http://localhost:4444"}},
        {"command": "uvx", "args": ["a-bridge"], "env": {"MCP_SERVER_URL": f"{VIRTUAL}/mcp"}},
        {"url": "https://obot.acme.example/mcp-connect/ms1abc"},
        {"url": "https://meta.acme.example/metamcp/engineering/mcp"},
        {"url": "https://gate.acme.example/adapters/github/mcp"},
        {"url": "https://llm.acme.example/mcp/", "headers": {"x-litellm-api-key": "Bearer ${LITELLM_KEY}"}},
        {"url": "https://x.acme.example/mcp", "headers": {"Authorization": "Bearer " + signed(iss="mcpgateway")}},
        {"url": "https://x.acme.example/mcp", "headers": {"Authorization": "Bearer ok" + "1-7-12-" + token("")}},
    ],
)
def test_a_gateway_is_told_by_its_shape(entry: object, tmp_path: Path) -> None:
    assert route(tmp_path, entry) is Route.GATEWAY


@pytest.mark.parametrize(
    "entry",
    [
        {"url": "https://api.githubcopilot.com/mcp/"},
        {"url": "https://mcp.acme.example/mcp"},
        {"url": "https://x.example/servers/none/mcp"},
        {"command": "docker", "args": ["mcp", "gateway", "run"]},
        {"command": "npx", "args": ["gateway-server", "--path", "/adapters/x/mcp"]},
        {"url": "http://[broken/servers/" + "0a" * 16 + "/mcp"},
    ],
)
def test_what_only_resembles_a_gateway_is_direct(entry: object, tmp_path: Path) -> None:
    assert route(tmp_path, entry) is Route.DIRECT


@pytest.mark.parametrize(
    "entry",
    [
        {"url": "https://MCP.acme.example:8443/mcp"},
        {"command": "npx", "args": ["mcp-remote", "https://mcp.acme.example/anything"]},
    ],
)
def test_the_organisations_own_gateway_is_one_whatever_its_shape(entry: object, tmp_path: Path) -> None:
    assert route(tmp_path, entry, gateways=frozenset({"mcp.acme.example"})) is Route.GATEWAY
    assert route(tmp_path, entry, gateways=frozenset({"acme.example"})) is Route.DIRECT


def test_a_credential_found_through_a_reference_tells_the_route_too(tmp_path: Path) -> None:
    secret = signed(iss="mcpgateway", sub="0a1b", user={"email": "alice@acme.example"})
    home_with(tmp_path, {".zshrc": f"export ACME_MCP_TOKEN={secret}\n"})
    entry = {"url": "https://x.acme.example/mcp", "headers": {"Authorization": "Bearer ${ACME_MCP_TOKEN}"}}
    assert route(tmp_path, entry) is Route.GATEWAY


def test_a_gateways_token_names_its_owner_without_asking_anybody(tmp_path: Path) -> None:
    secret = signed(
        iss="mcpgateway",
        aud="mcpgateway-api",
        token_use="api",
        sub="5b0c7e9e-0000-4000-8000-00000000a11c",
        user={"email": "alice@acme.example"},
        exp=1_900_000_000,
    )
    files = {
        ".cursor/mcp.json": json.dumps(
            {"mcpServers": {"acme": {"url": f"{VIRTUAL}/mcp", "headers": {"Authorization": f"Bearer {secret}"}}}}
        )
    }
    finding = only(scan(home_with(tmp_path, files)))
    assert (finding.service, finding.kind) == ("contextforge", "contextforge-token")
    assert {(one.value, one.source) for one in finding.accounts} >= {("alice@acme.example", "jwt:email")}
    assert finding.validity.expires_at == "2030-03-17T17:46:40Z"


def test_an_obot_key_names_its_owner(tmp_path: Path) -> None:
    entry = {
        "url": "https://o.example/mcp-connect/x",
        "headers": {"Authorization": "Bearer ok" + "1-7-12-" + token("")},
    }
    finding = only(scan(home_with(tmp_path, {".cursor/mcp.json": json.dumps({"mcpServers": {"o": entry}})})))
    assert ("obot", "7", "key") in {(one.service, one.value, one.source) for one in finding.accounts}
