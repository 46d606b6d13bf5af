"""What the simulated services themselves know of a person: the other side of what a connector says."""

from collections.abc import Collection, Mapping
from typing import TypeAlias

from mcpsweep.connectors.atlassian import listing as atlassian
from mcpsweep.connectors.atlassian import made as atlassian_made
from mcpsweep.connectors.github import listing as github
from mcpsweep.connectors.slack import listing as slack
from mcpsweep.sandbox.atlassian import state as atlassian_state
from mcpsweep.sandbox.atlassian.service import Atlassian
from mcpsweep.sandbox.github.authorizations import SIGN_ON
from mcpsweep.sandbox.github.service import GitHub
from mcpsweep.sandbox.github.state import KeyUse, Product, TokenKind
from mcpsweep.sandbox.slack.service import Slack
from mcpsweep.sandbox.slack.state import Plan
from tests.rehearsal.world import Where, World

Keys: TypeAlias = frozenset[tuple[str, str]]
"""Kind and id of grants, as the connectors write them."""

CREDENTIALS = frozenset(
    {
        github.FINE_GRAINED,
        github.REQUEST,
        github.CLASSIC,
        github.OAUTH,
        github.APP_USER,
        github.SSH_KEY,
        github.AUTHORIZED_SSH_KEY,
        github.DEPLOY_KEY,
        slack.APP,
        slack.INTEGRATION,
        slack.SESSION,
        atlassian.API_TOKEN,
        atlassian_made.KEY,
    }
)
"""What belongs to somebody by the service's own record; the rest is for a person to look at."""


def grants_of(world: World, person: str) -> Keys:
    """What the service would show an administrator of the person's credentials."""
    return grants_at(world.service, world.who.person(person).accounts[world.connector.service].id)


def grants_at(service: GitHub | Slack | Atlassian, account: str) -> Keys:
    """What a service would show an administrator of an account's credentials."""
    match service:
        case GitHub():
            return _at_github(service, int(account))
        case Slack():
            return _at_slack(service, account)
        case Atlassian():
            return _at_atlassian(service, account)


def _at_github(service: GitHub, user: int) -> Keys:
    world = service.world
    login = world.users[user].login
    keys = {(github.FINE_GRAINED, one.id) for one in world.grants.values() if world.tokens[one.token].user == user}
    keys |= {(github.REQUEST, one.id) for one in world.requests.values() if world.tokens[one.token].user == user}
    keys |= {(github.DEPLOY_KEY, one.id) for one in world.deploy_keys.values() if one.added_by == login}
    own = {one.id for one in world.user_keys.values() if one.user == user and one.use is KeyUse.AUTHENTICATION}
    keys |= {(github.SSH_KEY, key) for key in own}
    if world.product in SIGN_ON:
        keys |= {(github.AUTHORIZED_SSH_KEY, one.id) for one in world.authorizations.values() if one.key in own}
        # Classic tokens only: GitHub says of all others that they are not returned.
        classic = {one.id for one in world.tokens_of(user) if one.kind is TokenKind.CLASSIC}
        keys |= {(github.CLASSIC, one.id) for one in world.authorizations.values() if one.token in classic}
    if world.product is Product.SERVER:
        keys |= {(github.CLASSIC, one.id) for one in world.tokens_of(user) if one.kind is TokenKind.CLASSIC}
    return frozenset((kind, str(number)) for kind, number in keys)


def _at_slack(service: Slack, user: str) -> Keys:
    world, keys = service.world, set()
    for (app, team), installation in world.installations.items():
        if installation.installer == user:
            kind = slack.INTEGRATION if world.apps[app].is_legacy else slack.APP
            keys.add((kind, f"{app}@{team}" if world.plan is Plan.ENTERPRISE else app))
    if world.plan is Plan.ENTERPRISE:
        keys |= {(slack.SESSION, str(one.id)) for one in world.sessions_of(user)}
    return frozenset(keys)


def _at_atlassian(service: Atlassian, user: str) -> Keys:
    world = service.world
    tokens = {one.id for one in world.api_tokens.values() if one.account == user and one.ended_at is None}
    keys = {one.id for one in world.keys.values() if one.creator == user and one.ended_at is None}
    kinds = {atlassian.API_TOKEN: tokens, atlassian_made.KEY: keys}
    return frozenset((kind, one) for kind, ids in kinds.items() for one in ids)


BY_HAND: Mapping[str, Collection[Where]] = {
    "github-oauth-token": (Product.SERVER,),
    "github-app-user-token": (Product.SERVER,),
    "slack-app-token": tuple(Plan),
    "slack-webhook": tuple(Plan),
    "atlassian-api-token": tuple(atlassian_state.Plan),
}
"""Kinds that only a person can end, and where."""

COMPANIONS: Mapping[str, tuple[str, ...]] = {
    "slack-session": ("slack-cookie",),
    "slack-cookie": ("slack-session",),
    "slack-rotating": ("slack-refresh",),
    "slack-refresh": ("slack-rotating",),
    "slack-config": ("slack-config-refresh",),
    "slack-config-refresh": ("slack-config",),
}
"""What lies beside a credential in the same file, and is handed over with it."""
