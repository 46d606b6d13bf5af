"""GitHub Apps where they are installed, and OAuth clients that check and end their own tokens."""

from random import Random

from mcpsweep.sandbox.exchange import Json, Reply
from mcpsweep.sandbox.github.access import (
    Access,
    AppCaller,
    ClientCaller,
    Entrance,
    InstallationCaller,
    Role,
    not_found,
    refuse,
)
from mcpsweep.sandbox.github.call import DONE, ENTERPRISES, Call, Endpoint, Endpoints, accepted, found
from mcpsweep.sandbox.github.state import Installation, Token, TokenKind, hash_of, when
from mcpsweep.sandbox.tokens import mint

INSTALLATION_LIFE = 3600
"""Seconds that an installation's token lives."""


def _installation(call: Call, installation: Installation) -> Json:
    """An installed app. Who installed it is not in it."""
    return {
        "id": installation.id,
        "client_id": installation.client_id,
        "account": call.views.account(),
        "repository_selection": "all",
        "access_tokens_url": f"{call.request.base}/app/installations/{installation.id}/access_tokens",
        "repositories_url": f"{call.request.base}/installation/repositories",
        "html_url": f"https://github.com/organizations/{call.world.organisation}/settings/installations/{installation.id}",
        "app_id": installation.app,
        "app_slug": installation.slug,
        "target_id": 900,
        "target_type": "Organization",
        "permissions": dict(installation.permissions),
        "events": [],
        "created_at": when(installation.created_at),
        "updated_at": when(installation.created_at),
        "single_file_name": None,
        "suspended_by": None,
        "suspended_at": when(installation.suspended_at),
    }


def _app(call: Call) -> int:
    if not isinstance(call.caller, AppCaller):
        raise not_found()
    return call.caller.app


def _own(call: Call) -> Installation:
    installation = found(call.world.installations.get(call.number("installation_id")))
    if installation.app != _app(call):
        raise not_found()
    return installation


def read_app(call: Call) -> Reply:
    """The app that calls."""
    mine = [one for one in call.world.installations.values() if one.app == _app(call)]
    return Reply(
        200,
        {
            "id": _app(call),
            "slug": mine[0].slug,
            "client_id": mine[0].client_id,
            "node_id": f"A_{_app(call)}",
            "owner": call.views.account(),
            "name": mine[0].slug,
            "description": None,
            "external_url": "https://acme.example",
            "html_url": f"https://github.com/apps/{mine[0].slug}",
            "created_at": "2026-01-01T00:00:00Z",
            "updated_at": "2026-01-01T00:00:00Z",
            "permissions": dict(mine[0].permissions),
            "events": [],
            "installations_count": len(mine),
        },
    )


def list_own_installations(call: Call) -> Reply:
    """Where the calling app is installed."""
    mine = [one for one in call.world.installations.values() if one.app == _app(call)]
    return call.page(mine, lambda one: _installation(call, one))


def read_installation(call: Call) -> Reply:
    """One of them."""
    return Reply(200, _installation(call, _own(call)))


def read_organisations_installation(call: Call) -> Reply:
    """The calling app's own, on the organisation."""
    for installation in call.world.installations.values():
        if installation.app == _app(call):
            return Reply(200, _installation(call, installation))
    raise not_found()


def _uninstall(call: Call, installation: Installation) -> None:
    del call.world.installations[installation.id]
    for token in call.world.tokens.values():
        if token.installation == installation.id:
            token.is_alive = False
    call.world.record("integration_installation.destroy", call.actor, name=installation.slug)


def uninstall_own(call: Call) -> Reply:
    """Uninstall the calling app: at once, or in the background since the API of 2026."""
    _uninstall(call, _own(call))
    return accepted() if call.version == "2026-03-10" else DONE


def suspend(call: Call) -> Reply:
    """The calling app's tokens stop to work."""
    _own(call).suspended_at = call.world.now()
    return DONE


def unsuspend(call: Call) -> Reply:
    """They work again."""
    _own(call).suspended_at = None
    return DONE


def make_token(call: Call) -> Reply:
    """A token of an installation, for an hour."""
    installation = _own(call)
    if installation.suspended_at is not None:
        raise refuse(403, "This installation has been suspended")
    number = next(call.world.ids)
    value = mint("github-installation-token", installation.id, str(number))
    asked = call.body().get("permissions")
    permissions = {**installation.permissions, **asked} if isinstance(asked, dict) else dict(installation.permissions)
    now = call.world.now()
    token = Token(
        number, TokenKind.INSTALLATION, hash_of(value), value[-8:], 0, "", now,
        permissions=permissions, expires_at=now + INSTALLATION_LIFE, installation=installation.id,
    )  # fmt: skip
    call.world.add_token(token)
    body = {
        "token": value,
        "expires_at": when(token.expires_at),
        "permissions": permissions,
        "repository_selection": "all",
    }
    return Reply(201, body)


def end_own_token(call: Call) -> Reply:
    """The calling installation's token ends itself."""
    if not isinstance(call.caller, InstallationCaller):
        raise not_found()
    call.caller.token.is_alive = False
    return DONE


def list_reach(call: Call) -> Reply:
    """The repositories that the calling installation reaches."""
    has_downloads = call.version == "2022-11-28"
    repositories = list(call.world.repositories.values())
    return call.counted_page(
        "repositories", repositories, lambda one: call.views.repository_in_full(one, has_downloads)
    )


def list_installations(call: Call) -> Reply:
    """The apps on the organisation. Who installed them is not said."""
    return call.counted_page(
        "installations", list(call.world.installations.values()), lambda one: _installation(call, one)
    )


def list_enterprise_installations(call: Call) -> Reply:
    """The same as an app of the enterprise sees it."""
    return call.page(list(call.world.installations.values()), lambda one: _installation(call, one))


def uninstall(call: Call) -> Reply:
    """An app of the enterprise uninstalls another one."""
    _uninstall(call, found(call.world.installations.get(call.number("installation_id"))))
    return DONE


def _clients_token(call: Call) -> Token:
    """The token in the body, if the calling client issued it. Asking for a dead one is no failed login."""
    if not isinstance(call.caller, ClientCaller) or call.caller.client_id != call.parameters["client_id"]:
        raise not_found()
    token = call.world.by_hash.get(hash_of(str(call.body().get("access_token") or "")))
    if token is None or not token.is_alive or token.client_id != call.caller.client_id:
        raise not_found()
    return token


def check_token(call: Call) -> Reply:
    """What the calling client's own token is good for."""
    return Reply(200, _authorization(call, _clients_token(call), str(call.body()["access_token"])))


def reset_token(call: Call) -> Reply:
    """Put a new token in the place of the calling client's old one."""
    old = _clients_token(call)
    number = next(call.world.ids)
    value = mint("github-app-user-token", number, str(Random(old.id).random()))  # noqa: S311 - made up
    old.is_alive = False
    new = Token(
        number, old.kind, hash_of(value), value[-8:], old.user, old.name, call.world.now(),
        scopes=old.scopes, permissions=dict(old.permissions), client_id=old.client_id,
    )  # fmt: skip
    call.world.add_token(new)
    return Reply(200, _authorization(call, new, value))


def end_token(call: Call) -> Reply:
    """End one token of the calling client's."""
    call.world.end_token(_clients_token(call), call.actor)
    return DONE


def end_grant(call: Call) -> Reply:
    """End every token that the calling client has of that user."""
    named = _clients_token(call)
    for token in call.world.tokens_of(named.user):
        if token.client_id == named.client_id:
            call.world.end_token(token, call.actor)
    return DONE


def _authorization(call: Call, token: Token, value: str) -> Json:
    return {
        "id": token.id,
        "url": f"{call.request.base}/authorizations/{token.id}",
        "scopes": list(token.scopes),
        "token": value,
        "token_last_eight": token.last_eight,
        "hashed_token": token.hashed,
        "app": {"client_id": token.client_id, "name": token.name, "url": "https://acme.example"},
        "note": None,
        "note_url": None,
        "created_at": when(token.created_at),
        "updated_at": when(token.created_at),
        "fingerprint": None,
        "expires_at": when(token.expires_at),
        "user": call.views.user(call.world.users[token.user]),
        "installation": None,
    }


_ITSELF = Access(Role.ANYBODY, entrance=Entrance.APP_ITSELF)
_CLIENT = Access(Role.ANYBODY, entrance=Entrance.CLIENT_ITSELF)
_INSTALLATION = Access(Role.ANYBODY, entrance=Entrance.INSTALLATION_ITSELF)
_OWNER = Access(Role.OWNER, ("read:org", "admin:org"), "organization_administration:read")
_ENTERPRISE = "/enterprises/{enterprise}/apps/organizations/{org}/installations"
_ENTERPRISE_READS = Access(Role.OWNER, (), "enterprise_organization_installations:read", Entrance.APPS)
_ENTERPRISE_WRITES = Access(Role.OWNER, (), "enterprise_organization_installations:write", Entrance.APPS)

ENDPOINTS: Endpoints = (
    Endpoint("GET", "/app", read_app, _ITSELF),
    Endpoint("GET", "/app/installations", list_own_installations, _ITSELF),
    Endpoint("GET", "/app/installations/{installation_id}", read_installation, _ITSELF),
    Endpoint("DELETE", "/app/installations/{installation_id}", uninstall_own, _ITSELF),
    Endpoint("PUT", "/app/installations/{installation_id}/suspended", suspend, _ITSELF),
    Endpoint("DELETE", "/app/installations/{installation_id}/suspended", unsuspend, _ITSELF),
    Endpoint("POST", "/app/installations/{installation_id}/access_tokens", make_token, _ITSELF),
    Endpoint("GET", "/orgs/{org}/installation", read_organisations_installation, _ITSELF),
    Endpoint("GET", "/installation/repositories", list_reach, _INSTALLATION),
    Endpoint("DELETE", "/installation/token", end_own_token, _INSTALLATION),
    Endpoint("GET", "/orgs/{org}/installations", list_installations, _OWNER),
    Endpoint("GET", _ENTERPRISE, list_enterprise_installations, _ENTERPRISE_READS, ENTERPRISES),
    Endpoint("DELETE", _ENTERPRISE + "/{installation_id}", uninstall, _ENTERPRISE_WRITES, ENTERPRISES),
    Endpoint("POST", "/applications/{client_id}/token", check_token, _CLIENT),
    Endpoint("PATCH", "/applications/{client_id}/token", reset_token, _CLIENT),
    Endpoint("DELETE", "/applications/{client_id}/token", end_token, _CLIENT),
    Endpoint("DELETE", "/applications/{client_id}/grant", end_grant, _CLIENT),
)
