"""Public keys of users and deploy keys of repositories."""

from collections.abc import Callable

from mcpsweep.sandbox.exchange import Json, Reply
from mcpsweep.sandbox.github.access import Access, Entrance, Role, TokenCaller, not_found
from mcpsweep.sandbox.github.call import DONE, Call, Endpoint, Endpoints
from mcpsweep.sandbox.github.state import DeployKey, KeyUse, UserKey, when

_SCOPES = {KeyUse.AUTHENTICATION: "public_key", KeyUse.SIGNING: "ssh_signing_key", KeyUse.GPG: "gpg_key"}
_PERMISSIONS = {
    KeyUse.AUTHENTICATION: "git_ssh_keys",
    KeyUse.SIGNING: "git_signing_ssh_public_keys",
    KeyUse.GPG: "gpg_keys",
}


def _written(call: Call, key: DeployKey) -> Json:
    """A repository's key."""
    return {
        "id": key.id,
        "key": key.key,
        "url": f"{call.request.base}/repos/{call.world.organisation}/{key.repository}/keys/{key.id}",
        "title": key.title,
        "verified": True,
        "created_at": when(key.created_at),
        "read_only": key.read_only,
        "added_by": key.added_by,
        "last_used": when(key.last_used),
        "enabled": True,
    }


def _user_key(call: Call, key: UserKey, is_own: bool = False) -> Json:
    """A user's public key as others see it, or in full for its owner."""
    match key.use:
        case KeyUse.AUTHENTICATION if not is_own:
            return {"id": key.id, "key": key.key, "created_at": when(key.created_at)}
        case KeyUse.AUTHENTICATION:
            more = {"url": f"{call.request.base}/user/keys/{key.id}", "verified": True, "read_only": False}
        case KeyUse.SIGNING:
            more = {}
        case KeyUse.GPG:
            return _gpg_key(call, key)
    return {"id": key.id, "key": key.key, "title": key.title, "created_at": when(key.created_at), **more}


def _gpg_key(call: Call, key: UserKey) -> Json:
    owner = call.world.users[key.user]
    return {
        "id": key.id,
        "name": key.title,
        "primary_key_id": None,
        "key_id": f"{key.id:016X}",
        "public_key": key.key,
        "emails": [{"email": owner.email, "verified": True}],
        "subkeys": [],
        "can_sign": True,
        "can_encrypt_comms": False,
        "can_encrypt_storage": False,
        "can_certify": True,
        "created_at": when(key.created_at),
        "expires_at": None,
        "revoked": False,
        "raw_key": None,
    }


def list_deploy_keys(call: Call) -> Reply:
    """Of one repository; there is no list over the organisation."""
    repository = call.repository()
    keys = [key for key in call.world.deploy_keys.values() if key.repository == repository.name]
    return call.page(keys, lambda key: _written(call, key))


def _deploy_key(call: Call) -> DeployKey:
    repository = call.repository()
    key = call.world.deploy_keys.get(call.number("key_id"))
    if key is None or key.repository != repository.name:
        raise not_found()
    return key


def read_deploy_key(call: Call) -> Reply:
    """One key."""
    return Reply(200, _written(call, _deploy_key(call)))


def delete_deploy_key(call: Call) -> Reply:
    """The key ends."""
    key = _deploy_key(call)
    del call.world.deploy_keys[key.id]
    call.world.record("public_key.delete", call.actor, repo=f"{call.world.organisation}/{key.repository}")
    return DONE


def _caller_id(call: Call) -> int:
    if not isinstance(call.caller, TokenCaller):
        raise not_found()
    return call.caller.user.id


def _of(call: Call, user: int, use: KeyUse) -> list[UserKey]:
    return [key for key in call.world.user_keys.values() if key.user == user and key.use is use]


def _lists_anybodys(use: KeyUse) -> Callable[[Call], Reply]:
    return lambda call: call.page(_of(call, call.user().id, use), lambda key: _user_key(call, key))


def _lists_own(use: KeyUse) -> Callable[[Call], Reply]:
    return lambda call: call.page(_of(call, _caller_id(call), use), lambda key: _user_key(call, key, is_own=True))


def _own_key(call: Call, use: KeyUse) -> UserKey:
    number = call.number("key_id")
    for key in _of(call, _caller_id(call), use):
        if key.id == number:
            return key
    raise not_found()


def _reads_own(use: KeyUse) -> Callable[[Call], Reply]:
    return lambda call: Reply(200, _user_key(call, _own_key(call, use), is_own=True))


def _deletes_own(use: KeyUse) -> Callable[[Call], Reply]:
    def delete(call: Call) -> Reply:
        key = _own_key(call, use)
        del call.world.user_keys[key.id]
        call.world.record("public_key.delete", call.actor)
        return DONE

    return delete


def _of_users(use: KeyUse) -> Endpoints:
    scope, permission = _SCOPES[use], _PERMISSIONS[use]
    reads = Access(Role.USER, (f"read:{scope}",), f"{permission}:read", Entrance.USERS)
    writes = Access(Role.USER, (f"admin:{scope}",), f"{permission}:write", Entrance.USERS)
    return (
        Endpoint("GET", f"/users/{{username}}/{use.value}", _lists_anybodys(use), Access(Role.ANYBODY)),
        Endpoint("GET", f"/user/{use.value}", _lists_own(use), reads),
        Endpoint("GET", f"/user/{use.value}/{{key_id}}", _reads_own(use), reads),
        Endpoint("DELETE", f"/user/{use.value}/{{key_id}}", _deletes_own(use), writes),
    )


_READS = Access(Role.OWNER, ("repo",), "administration:read")
_WRITES = Access(Role.OWNER, ("repo",), "administration:write")

ENDPOINTS: Endpoints = (
    Endpoint("GET", "/repos/{owner}/{repo}/keys", list_deploy_keys, _READS),
    Endpoint("GET", "/repos/{owner}/{repo}/keys/{key_id}", read_deploy_key, _READS),
    Endpoint("DELETE", "/repos/{owner}/{repo}/keys/{key_id}", delete_deploy_key, _WRITES),
    *(endpoint for use in KeyUse for endpoint in _of_users(use)),
)
