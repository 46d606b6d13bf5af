"""The answers of the simulated GitHub, held against GitHub's own description of its API.

The description is looked for in the folder that `MCPSWEEP_OPENAPI` names, else beside the checkout; without it these
tests are skipped.
"""

import base64
import functools
import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mcpsweep.sandbox.github.access import Entrance
from mcpsweep.sandbox.github.assets import ENTERPRISE as ENTERPRISE_PLACE
from mcpsweep.sandbox.github.call import Endpoint
from mcpsweep.sandbox.github.seed import APP_CLIENT, INSTALLATION_ID
from mcpsweep.sandbox.github.service import ENDPOINTS, ENTERPRISE
from mcpsweep.sandbox.github.state import Asset, Product
from tests.sandbox.github.caller import Caller

ROOT = Path(__file__).parents[3]

UNDESCRIBED = {
    # The server's documentation has these two, its description of version 3.19 has not.
    ("POST", "/credentials/revoke", Product.SERVER),
    ("GET", "/enterprises/{enterprise}/consumed-licenses", Product.SERVER),
    # The excerpt of the description has it only as a part of other answers.
    *(("GET", "/repos/{owner}/{repo}", product) for product in Product),
    *(("GET", "/user/{account_id}", product) for product in Product),  # the excerpt leaves it out
}
REFUSED = {
    ("GET", "/rate_limit", Product.SERVER),  # limits are off there
    ("DELETE", "/admin/tokens/{token_id}", Product.SERVER),
}


@functools.cache
def _folder() -> Path | None:
    named = os.environ.get("MCPSWEEP_OPENAPI")
    folder = Path(named) if named else next(ROOT.parent.glob("*/reference/openapi"), None)
    return folder if folder and (folder / "github-subset.json").is_file() else None


pytestmark = pytest.mark.skipif(_folder() is None, reason="GitHub's description of its API is not at hand")


@functools.cache
def _read(name: str) -> dict[str, Any]:
    folder = _folder()
    assert folder is not None
    document: dict[str, Any] = _as_json_schema(json.loads((folder / name).read_text()))
    return document


def description(product: Product) -> dict[str, Any]:
    """GitHub's description of a product's API, with schemas that `jsonschema` understands."""
    return _read("github-subset-ghes-3.19.json" if product is Product.SERVER else "github-subset.json")


def _as_json_schema(node: Any) -> Any:
    """OpenAPI 3.0 writes `nullable: true` where JSON Schema has one type more."""
    if isinstance(node, list):
        return [_as_json_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    schema = {key: _as_json_schema(value) for key, value in node.items() if key != "nullable"}
    if [part.get("title") for part in schema.get("allOf", ())] == ["Simple User", "Enterprise"]:
        # An installation's account is one or the other; the description's own example is no enterprise either.
        schema["anyOf"] = schema.pop("allOf")
    return {"anyOf": [schema, {"type": "null"}]} if node.get("nullable") is True else schema


def _shape(template: str) -> str:
    """The template without its parameters' names, which differ."""
    return "/".join("{}" if part.startswith("{") else part for part in template.split("/"))


def operation(product: Product, method: str, template: str) -> dict[str, Any] | None:
    """GitHub's description of one endpoint."""
    for path, operations in description(product)["paths"].items():
        if _shape(path) == _shape(template) and method.lower() in operations:
            found: dict[str, Any] = operations[method.lower()]
            return found
    return None


def check(product: Product, described: dict[str, Any], status: int, body: Any) -> None:
    """Hold one answer against its description."""
    components = description(product)["components"]
    assert str(status) in described["responses"], (status, body, sorted(described["responses"]))
    response = described["responses"][str(status)]
    if "$ref" in response:
        response = components["responses"][response["$ref"].rpartition("/")[2]]
    media = list(response.get("content", {}).values())
    if media:
        jsonschema.Draft202012Validator({**media[0]["schema"], "components": components}).validate(body)
    else:
        assert body in (None, {})


def asset_for(caller: Caller, endpoint: Endpoint) -> Asset:
    """A webhook, secret or runner that the endpoint can work on."""
    parts = endpoint.template.split("/")
    known = ("hooks", "runners", "dependabot", "codespaces", "agents", "actions")
    family = "actions" if "environments" in parts else next((name for name in known if name in parts), "actions")
    place = "app" if "repos" in parts else ENTERPRISE_PLACE if "enterprises" in parts else ""
    if "environments" in parts:
        place = "app/production"
    asset = Asset(next(caller.github.world.ids), family, place, "STAGED", caller.clock())
    caller.github.world.assets[asset.id] = asset
    return asset


def target_of(caller: Caller, endpoint: Endpoint) -> str:
    """The endpoint's path with something in it that is there."""
    world, asset = caller.github.world, asset_for(caller, endpoint)
    repository = "app" if "/repos/" in endpoint.template else ""
    keys: list[int] = [key.id for key in world.deploy_keys.values() if key.repository == "app"]
    if endpoint.template.startswith("/user/"):
        alice = world.user(caller.login("alice"))
        assert alice is not None
        keys = [
            k.id
            for k in world.user_keys.values()
            if k.user == alice.id and k.use.value == endpoint.template.split("/")[2]
        ]
    username = "contractor" if "outside" in endpoint.template else caller.login("alice")
    scim = [user.scim_id for user in world.users.values() if user.scim_id]
    values = {
        "org": "acme",
        "owner": "acme",
        "repo": "app",
        "enterprise": ENTERPRISE,
        "username": username,
        "account_id": next(iter(world.users)),
        "environment_name": "production",
        "pat_id": next(iter(world.grants)),
        "pat_request_id": next(iter(world.requests)),
        "credential_id": next(iter(world.authorizations)),
        "key_id": keys[0] if keys else 0,
        "hook_id": asset.id,
        "runner_id": asset.id,
        "secret_name": asset.name,
        "installation_id": INSTALLATION_ID,
        "invitation_id": next(i.id for i in world.invitations.values() if i.repository == repository),
        "team_slug": "platform",
        "enterprise-team": "pilots",
        "codespace_name": next(codespace.name for codespace in world.codespaces.values()),
        "client_id": APP_CLIENT,
        "scim_user_id": scim[0] if scim else "",
        "token_id": next(iter(world.tokens)),
        "key_ids": next(iter(world.user_keys)),
    }
    target = endpoint.template
    for name, value in values.items():
        target = target.replace(f"{{{name}}}", str(value))
    return target


BODIES: dict[str, Any] = {
    "/orgs/{org}/personal-access-tokens": {"action": "revoke", "pat_ids": [1]},
    "/orgs/{org}/personal-access-tokens/{pat_id}": {"action": "revoke"},
    "/orgs/{org}/personal-access-token-requests": {"action": "deny", "pat_request_ids": [1]},
    "/orgs/{org}/personal-access-token-requests/{pat_request_id}": {"action": "deny"},
    "/credentials/revoke": {"credentials": ["x"]},
    "/orgs/{org}/copilot/billing/selected_users": {"selected_usernames": ["anguyen"]},
    "/scim/v2/enterprises/{enterprise}/Users/{scim_user_id}": {
        "Operations": [{"op": "replace", "path": "active", "value": False}]
    },
}


def ask(caller: Caller, endpoint: Endpoint) -> tuple[int, Any]:
    """Call an endpoint as the caller that it is meant for."""
    token: str | None = None
    body = BODIES.get(endpoint.template) if endpoint.method != "GET" else None
    if endpoint.template.endswith("/revoke-credential-type"):
        body = {"credential_type": "classic_pat"}
    headers = {}
    match endpoint.access.entrance:
        case Entrance.APP_ITSELF:
            token = caller.jwt()
        case Entrance.APPS | Entrance.INSTALLATION_ITSELF:
            token = caller.installation()
        case Entrance.NAMELESS:
            token = ""
        case Entrance.CLIENT_ITSELF:
            value = caller.value("github-copilot")
            caller.token("github-copilot").client_id = APP_CLIENT
            client = f"{APP_CLIENT}:{caller.github.client_secret.reveal()}"
            headers, body = (
                {"authorization": "Basic " + base64.b64encode(client.encode()).decode()},
                {"access_token": value},
            )
        case _ if endpoint.template.startswith("/user/"):
            alices = caller.token("github-spare")
            alices.scopes = (*alices.scopes, *endpoint.access.scopes)
            token = caller.value("github-spare")
    return caller.ask(endpoint.method, target_of(caller, endpoint), token, body, **headers)


CASES = [
    pytest.param(endpoint, product, id=f"{endpoint.method} {endpoint.template} {product.name}")
    for endpoint in ENDPOINTS
    for product in (Product.TEAM, Product.CLOUD, Product.SAML, Product.MANAGED, Product.SERVER)
    if product in endpoint.products and endpoint.template != "/graphql"
]


@pytest.mark.parametrize(("endpoint", "product"), CASES)
def test_answers_are_those_that_github_describes(endpoint: Endpoint, product: Product) -> None:
    key = (endpoint.method, endpoint.template, product)
    described = operation(product, endpoint.method, endpoint.template)
    assert (described is None) == (key in UNDESCRIBED)
    status, body = ask(Caller(product), endpoint)
    assert (status >= 300) == (key in REFUSED), (status, body)
    if described is not None and key not in REFUSED:
        check(product, described, status, body)


def test_endpoints_that_github_com_lacks_without_an_enterprise_are_missing_there() -> None:
    for path, operations in description(Product.TEAM)["paths"].items():
        for method, described in operations.items():
            if isinstance(described, dict) and described.get("x-in-api-github-com") is False:
                rows = [e for e in ENDPOINTS if (e.method, _shape(e.template)) == (method.upper(), _shape(path))]
                assert not any(Product.TEAM in row.products for row in rows), (method, path)
