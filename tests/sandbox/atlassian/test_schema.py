"""The answers of the simulated Atlassian, held against a description of its API.

The description is looked for in the folder that `MCPSWEEP_OPENAPI` names, else beside the checkout; without it these
tests are skipped.
"""

import functools
import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mcpsweep.sandbox.atlassian.access import Scope, Unscoped
from mcpsweep.sandbox.atlassian.call import Endpoint
from mcpsweep.sandbox.atlassian.service import API, HOSTS
from tests.sandbox.atlassian.caller import Caller

ROOT = Path(__file__).parents[3]
NAME = "atlassian-admin-subset.json"
METHODS = ("get", "post", "put", "patch", "delete")

UNDESCRIBED = {
    ("DELETE", "/admin/api-access/v1/orgs/{orgId}/service-accounts/{serviceAccountId}"),
    ("GET", "/admin/api-access/v1/orgs/{orgId}/api-keys/count"),
    ("GET", "/admin/api-access/v1/orgs/{orgId}/oauth-clients/{clientId}"),
    ("GET", "/admin/api-access/v1/orgs/{orgId}/service-accounts/api-tokens"),
    ("GET", "/admin/api-access/v1/orgs/{orgId}/service-accounts/oauth-clients"),
    ("GET", "/admin/api-access/v1/orgs/{orgId}/service-accounts/{serviceAccountId}/oauth-clients"),
    ("GET", "/admin/v2/orgs/{orgId}/directories/{directoryId}/users"),
    ("GET", "/ex/confluence/{cloudId}/wiki/rest/api/user/current"),
    ("POST", "/admin/v1/orgs/{orgId}/directory/users/{accountId}/restore-access"),
    ("POST", "/users/{account_id}/manage/lifecycle/cancel-delete"),
}
"""Known from prose only."""


@functools.cache
def _file() -> Path | None:
    named = os.environ.get("MCPSWEEP_OPENAPI")
    folder = Path(named) if named else next(ROOT.parent.glob("*/reference/openapi"), None)
    return folder / NAME if folder and (folder / NAME).is_file() else None


pytestmark = pytest.mark.skipif(_file() is None, reason="a description of Atlassian's API is not at hand")


@functools.cache
def operations() -> dict[tuple[str, str], Any]:
    """Every described operation by method and path."""
    file = _file()
    assert file is not None
    paths = _as_json_schema(json.loads(file.read_text()))["paths"]
    return {(m.upper(), path): item[m] for path, item in paths.items() for m in METHODS if m in item}


def _as_json_schema(node: Any) -> Any:
    """OpenAPI 3.0 writes `nullable: true` where JSON Schema has one type more."""
    if isinstance(node, list):
        return [_as_json_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    schema = {key: _as_json_schema(value) for key, value in node.items() if key != "nullable"}
    return {"anyOf": [schema, {"type": "null"}]} if node.get("nullable") is True else schema


def _strict(node: Any) -> Any:
    """The schema with every described field demanded, so that a misnamed one is noticed: fields are all optional."""
    if isinstance(node, list):
        return [_strict(item) for item in node]
    if not isinstance(node, dict):
        return node
    schema = {key: _strict(value) for key, value in node.items()}
    if isinstance(node.get("properties"), dict):
        schema["required"] = sorted(set(node["properties"]) - OPTIONAL)
    return schema


OPTIONAL = {"lastActiveAt", "lastAccess", "last_active", "email", "links", "total"}
"""Fields that an answer can lack."""


def target_of(caller: Caller, endpoint: Endpoint) -> str:
    """The endpoint's path with something in it that is there."""
    world = caller.world
    values = {
        "orgId": world.organisation,
        "account_id": caller.account("alice"),
        "accountId": caller.account("alice"),
        "directoryId": world.directory,
        "tokenId": caller.token("jira").id,
        "apiKeyId": next(key.id for key in world.keys.values() if key.label == "alice-reports"),
        "serviceAccountId": next(iter(world.service_accounts)),
        "clientId": next(iter(world.oauth_clients)),
        "cloudId": caller.atlassian.cloud_id,
    }
    target = endpoint.template
    for name, value in values.items():
        target = target.replace(f"{{{name}}}", value)
    return target


def authorization(caller: Caller, endpoint: Endpoint) -> str:
    """The credential that the endpoint is meant for."""
    match endpoint.access:
        case Scope() | Unscoped():
            return f"Bearer {caller.key}"
        case _:
            return f"Bearer {caller.atlassian.value('alice-rovo', 'atlassian-access-token').reveal()}"


CASES = [pytest.param(endpoint, id=f"{endpoint.method} {endpoint.template}") for endpoint in HOSTS[API]]


@pytest.mark.parametrize("endpoint", CASES)
def test_answers_are_those_that_are_described(endpoint: Endpoint) -> None:
    caller, key = Caller(), (endpoint.method, endpoint.template)
    described = operations().get(key)
    assert (described is None) == (key in UNDESCRIBED)
    status, body = caller.ask(endpoint.method, target_of(caller, endpoint), authorization(caller, endpoint))
    assert status < 300, body
    if described is None:
        return
    response = described["responses"][str(status)]
    for media in response.get("content", {}).values():
        jsonschema.Draft202012Validator(_strict(media["schema"])).validate(body)
    if isinstance(endpoint.access, Scope | Unscoped):
        assert {name for name in response.get("headers", {}) if not caller.header(name)} == set()


@pytest.mark.parametrize("endpoint", CASES)
def test_keys_are_the_kind_that_is_described(endpoint: Endpoint) -> None:
    described = operations().get((endpoint.method, endpoint.template), {})
    if scope := described.get("x-scope"):
        assert endpoint.access == Scope(scope)
    assert not described or isinstance(endpoint.access, Unscoped) == ("x-key" in described)
    assert not described.get("x-never-call") or endpoint.is_forbidden


def test_nothing_that_is_described_is_missing() -> None:
    assert set(operations()) <= {(endpoint.method, endpoint.template) for endpoint in HOSTS[API]}


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_refusals_are_among_those_that_are_described(method: str) -> None:
    caller = Caller()
    for endpoint in HOSTS[API]:
        described = operations().get((endpoint.method, endpoint.template))
        if endpoint.method != method or described is None:
            continue
        for header in ("", "Bearer nonsense", f"Bearer {caller.scoped}"):
            status, _ = caller.ask(endpoint.method, target_of(caller, endpoint), header)
            assert str(status) in described["responses"], (endpoint, status)
