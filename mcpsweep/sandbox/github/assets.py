"""Webhooks, stored secrets and runners: what a user set up, with nothing that says who.

Only the audit log knows who made one; who asks for the list does not learn it.
"""

from collections.abc import Callable

from mcpsweep.sandbox.exchange import Json, Reply
from mcpsweep.sandbox.github.access import Access, Role, not_found
from mcpsweep.sandbox.github.call import CLOUDS, DONE, ENTERPRISE_CLOUDS, EVERYWHERE, Call, Endpoint, Endpoints
from mcpsweep.sandbox.github.state import Asset, Product, when

ENTERPRISE = "@enterprise"

_STORES: dict[str, frozenset[Product]] = {
    "actions": EVERYWHERE,
    "dependabot": EVERYWHERE,
    "codespaces": CLOUDS,
    "agents": CLOUDS,
}
"""Stores of secrets, and the products that have them."""


def _hook(call: Call, hook: Asset) -> Json:
    """A webhook. Who made it is not in it."""
    owner = f"/repos/{call.world.organisation}/{hook.place}" if hook.place else f"/orgs/{call.world.organisation}"
    address = f"{call.request.base}{owner}/hooks/{hook.id}"
    answer: dict[str, Json] = {
        "type": "Repository" if hook.place else "Organization",
        "id": hook.id,
        "name": "web",
        "active": True,
        "events": ["push"],
        "config": {"url": hook.name, "content_type": "json", "insecure_ssl": "0", "secret": "********"},
        "updated_at": when(hook.created_at),
        "created_at": when(hook.created_at),
        "url": address,
        "ping_url": f"{address}/pings",
        "deliveries_url": f"{address}/deliveries",
    }
    if hook.place:
        answer["test_url"] = f"{address}/tests"
        answer["last_response"] = {"code": None, "status": "unused", "message": None}
    return answer


def _secret(secret: Asset) -> Json:
    """A stored secret: its name only."""
    answer: dict[str, Json] = {
        "name": secret.name,
        "created_at": when(secret.created_at),
        "updated_at": when(secret.created_at),
    }
    return answer if secret.place else {**answer, "visibility": "all"}


def _runner(runner: Asset) -> Json:
    """A machine that runs jobs."""
    return {
        "id": runner.id,
        "runner_group_id": 1,
        "name": runner.name,
        "os": "linux",
        "status": "online",
        "busy": False,
        "labels": [{"id": 1, "name": "self-hosted", "type": "read-only"}],
    }


def _place(call: Call) -> str:
    if "repo" in call.parameters:
        repository = call.repository().name
        environment = call.parameters.get("environment_name")
        return f"{repository}/{environment}" if environment else repository
    return ENTERPRISE if "enterprise" in call.parameters else ""


def _here(call: Call, family: str) -> list[Asset]:
    place = _place(call)
    return [asset for asset in call.world.assets.values() if asset.family == family and asset.place == place]


def _one(call: Call, family: str, parameter: str) -> Asset:
    wanted = call.parameters[parameter]
    for asset in _here(call, family):
        if wanted == (asset.name if parameter == "secret_name" else str(asset.id)):
            return asset
    raise not_found()


def _lists_hooks(call: Call) -> Reply:
    return call.page(_here(call, "hooks"), lambda one: _hook(call, one))


def _reads_hook(call: Call) -> Reply:
    return Reply(200, _hook(call, _one(call, "hooks", "hook_id")))


def _lists_runners(call: Call) -> Reply:
    name = call.request.first("name")
    runners = [runner for runner in _here(call, "runners") if name in ("", runner.name)]
    return call.counted_page("runners", runners, _runner)


def _reads_runner(call: Call) -> Reply:
    return Reply(200, _runner(_one(call, "runners", "runner_id")))


def _lists_secrets(store: str) -> Callable[[Call], Reply]:
    return lambda call: call.counted_page("secrets", _here(call, store), _secret)


def _reads_secret(store: str) -> Callable[[Call], Reply]:
    return lambda call: Reply(200, _secret(_one(call, store, "secret_name")))


def _lists_environments(call: Call) -> Reply:
    repository = call.repository().name
    places = {asset.place for asset in call.world.assets.values()}
    names = sorted(place.partition("/")[2] for place in places if place.startswith(f"{repository}/"))
    return call.counted_page("environments", names, lambda name: _environment(call, name))


def _environment(call: Call, name: str) -> Json:
    address = f"{call.request.base}{call.request.path}/{name}"
    moment = "2026-01-01T00:00:00Z"
    common = {"id": len(name), "node_id": f"EN_{name}", "created_at": moment, "updated_at": moment}
    return {**common, "name": name, "url": address, "html_url": address}


def _deletes(family: str, parameter: str, event: str) -> Callable[[Call], Reply]:
    def delete(call: Call) -> Reply:
        asset = _one(call, family, parameter)
        del call.world.assets[asset.id]
        call.world.record(event, call.actor, name=asset.name)
        return DONE

    return delete


def _hooks(below: str, scope: str, permission: str) -> Endpoints:
    reads = Access(Role.OWNER, (scope,), f"{permission}:read")
    writes = Access(Role.OWNER, (scope,), f"{permission}:write")
    return (
        Endpoint("GET", f"{below}/hooks", _lists_hooks, reads),
        Endpoint("GET", f"{below}/hooks/{{hook_id}}", _reads_hook, reads),
        Endpoint("DELETE", f"{below}/hooks/{{hook_id}}", _deletes("hooks", "hook_id", "hook.destroy"), writes),
    )


def _runners(below: str, access: tuple[Access, Access], products: frozenset[Product] = EVERYWHERE) -> Endpoints:
    reads, writes = access
    delete = _deletes("runners", "runner_id", "org.remove_self_hosted_runner")
    return (
        Endpoint("GET", f"{below}/actions/runners", _lists_runners, reads, products),
        Endpoint("GET", f"{below}/actions/runners/{{runner_id}}", _reads_runner, reads, products),
        Endpoint("DELETE", f"{below}/actions/runners/{{runner_id}}", delete, writes, products),
    )


def _secrets(below: str, scope: str, permission: str, store: str, path: str) -> Endpoints:
    reads = Access(Role.OWNER, (scope,), f"{permission}:read")
    writes = Access(Role.OWNER, (scope,), f"{permission}:write")
    delete = _deletes(store, "secret_name", f"org.remove_{store}_secret")
    one = f"{below}{path}/{{secret_name}}"
    return (
        Endpoint("GET", f"{below}{path}", _lists_secrets(store), reads, _STORES[store]),
        Endpoint("GET", one, _reads_secret(store), reads, _STORES[store]),
        Endpoint("DELETE", one, delete, writes, _STORES[store]),
    )


def _both(role: Role, scope: str, permission: str) -> tuple[Access, Access]:
    return Access(role, (scope,), permission and f"{permission}:read"), Access(
        role, (scope,), permission and f"{permission}:write"
    )


_ORG, _REPO = "/orgs/{org}", "/repos/{owner}/{repo}"

ENDPOINTS: Endpoints = (
    *_hooks(_ORG, "admin:org_hook", "organization_hooks"),
    *_hooks(_REPO, "repo", "repository_hooks"),
    *_runners(_ORG, _both(Role.OWNER, "admin:org", "organization_self_hosted_runners")),
    *_runners(_REPO, _both(Role.OWNER, "repo", "administration")),
    *_runners(
        "/enterprises/{enterprise}", _both(Role.ENTERPRISE_OWNER, "manage_runners:enterprise", ""), ENTERPRISE_CLOUDS
    ),
    *(
        row
        for store in _STORES
        for row in _secrets(_ORG, "admin:org", "organization_secrets", store, f"/{store}/secrets")
    ),
    *(row for store in _STORES for row in _secrets(_REPO, "repo", "secrets", store, f"/{store}/secrets")),
    Endpoint("GET", _REPO + "/environments", _lists_environments, Access(Role.OWNER, ("repo",), "actions:read")),
    *_secrets(_REPO, "repo", "secrets", "actions", "/environments/{environment_name}/secrets"),
)
