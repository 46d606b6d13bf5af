"""Calls that never go out: they would hit more people than the one who leaves, or use a credential up."""

from collections.abc import Sequence

from mcpsweep.connectors.http.route import Denied

_API = r"(/.*)?/"
_EVERYBODY = "it acts on many people at once"
_APP = "it ends an app for everybody, without a plan that names the workspace"
_MINTS = "it uses a credential up to make a new one"
_POSTS = "it posts into a channel"

DENIED: Sequence[Denied] = (
    Denied("*", _API + r"admin\.users\.session\.(resetBulk|clearSettings|setSettings)", _EVERYBODY),
    Denied("*", _API + r"admin\.[A-Za-z.]*bulk[A-Za-z.]*", _EVERYBODY),
    Denied("*", _API + r"admin\.(conversations|teams|emoji|usergroups|roles|barriers)\..*", _EVERYBODY),
    Denied(
        "*", _API + r"admin\.apps\.(approve|restrict|clearResolution|config\.set)", "it changes a policy for everybody"
    ),
    Denied("*", _API + r"apps\.uninstall", _APP),
    Denied("*", _API + r"apps\.manifest\.(create|delete|update)", _APP),
    Denied("*", _API + r"apps\.(connections\.open|permissions\..*)", "it does more than ask"),
    Denied("*", _API + r"tooling\.tokens\.rotate", _MINTS),
    Denied("*", _API + r"(oauth|openid)\..*", _MINTS),
    Denied("*", _API + r"(chat|files|conversations|reactions|reminders|workflows|functions)\..*", _POSTS),
    Denied("*", r"/(services|workflows|triggers)/.*", _POSTS),
    Denied("DELETE", r"/.*", "a deactivation is an update; nothing is deleted"),
    Denied("PUT", r"/.*", "it replaces a whole record"),
    Denied("*", r"(/.*)?/scim/v[0-9]+/(Groups|Bulk)(/.*)?", _EVERYBODY),
    Denied("PATCH", r"(/.*)?/scim/v[0-9]+/Users", _EVERYBODY),
)
