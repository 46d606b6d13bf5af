"""Whose each row of the simulated services is, by the fields that name its owner: to hold a sweep against."""

from collections.abc import Collection, Mapping

from mcpsweep.sandbox.github.state import TokenKind
from mcpsweep.sandbox.organisation import Person
from tests.rehearsal.world import State, changed

_OWNERS: Mapping[str, tuple[str, ...]] = {
    "github.authorizations": ("token", "key"),
    "github.copilot": (),
    "github.deploy_keys": ("added_by",),
    "github.grants": ("token",),
    "github.invitations": ("inviter",),
    "github.members": (),
    "github.requests": ("token",),
    "github.tokens": ("user",),
    "github.user_keys": ("user",),
    "slack.installations": ("installer",),
    "slack.sessions": ("user",),
    "slack.tokens": ("user", "app"),
    "slack.users": ("app",),
    "slack.webhooks": ("app",),
    "atlassian.accounts": (),
    "atlassian.api_tokens": ("account",),
    "atlassian.keys": ("creator",),
}
"""Table → the fields whose value names an owner: a person's account, one of its tokens, or an app that it installed.
A row is also the person's if its own key is her account."""
_SHARED = frozenset({"github.teams", "github.enterprise_teams"})
"""Tables of which a row may lose her, and nothing else."""


def foreign(before: State, after: State, person: Person) -> list[str]:
    """What changed and is not the person's, in words; empty if all is as it has to be."""
    hers = belongings(before, person)
    found = []
    for table, key in sorted(changed(before, after), key=str):
        old, new = before.get((table, key)), after.get((table, key))
        if old is None and isinstance(new, dict) and new.get("kind") is TokenKind.INSTALLATION:
            continue  # how the App signed in
        if table in _SHARED and _has_only_lost(old, new, hers):
            continue
        if old is None or table not in _OWNERS or not _is_hers(table, key, old, hers):
            found.append(f"{table} {key}: {old} became {new}")
    return found


def belongings(state: State, person: Person) -> Collection[object]:
    """Ids of the person's accounts, tokens and keys, and of the apps that she installed."""
    hers: set[object] = {account.id for account in person.accounts.values()}
    hers |= {account.login for account in person.accounts.values()}
    hers.add(int(person.accounts["github"].id))
    for (table, key), row in state.items():
        if table in ("github.tokens", "github.user_keys") and row["user"] in hers:
            hers.add(key)
        elif table == "slack.installations" and row["installer"] in hers:
            hers.add(row["app"])
    return hers


def _is_hers(table: str, key: object, row: object, hers: Collection[object]) -> bool:
    return key in hers or (isinstance(row, dict) and any(row[field] in hers for field in _OWNERS[table]))


def _has_only_lost(old: object, new: object, hers: Collection[object]) -> bool:
    if not isinstance(old, dict) or not isinstance(new, dict):
        return False
    lost = old["members"] - new["members"]
    return lost <= set(hers) and {**old, "members": None} == {**new, "members": None}
