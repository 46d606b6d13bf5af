"""What somebody who holds a token can do with it: say who it is, end it, renew it, take its app away."""

from dataclasses import replace

from mcpsweep.sandbox.exchange import Json, Reply
from mcpsweep.sandbox.slack.access import BEARERS, Access, Refused, Role
from mcpsweep.sandbox.slack.call import Call, Endpoints, done, following, web
from mcpsweep.sandbox.slack.limits import Tier
from mcpsweep.sandbox.slack.state import App, Death, Token, TokenKind, hash_of
from mcpsweep.sandbox.slack.views import icons
from mcpsweep.sandbox.slack.world import ENTERPRISE_ID, ENTERPRISE_NAME, World
from mcpsweep.sandbox.tokens import mint

LIFE = 12 * 3600
"""Seconds that a rotating token works (docs.slack.dev/authentication/using-token-rotation)."""

_MINTED = {
    TokenKind.BOT: "slack-rotating-bot-token",
    TokenKind.USER: "slack-rotating-user-token",
    TokenKind.CONFIGURATION: "slack-rotating-user-token",
}


def test_token(call: Call) -> Reply:
    """Who the token is. A bot's names its bot and not who installed it; an app's own token names only the app."""
    token, world = call.bearer, call.world
    if token.kind is TokenKind.APP:
        return done(app_id=token.app, app_name=world.apps[token.app].name)
    user = call.caller
    team = world.teams.get(token.team)
    domain, name = (team.domain, team.name) if team else ("acme-inc.enterprise", ENTERPRISE_NAME)
    told: dict[str, Json] = {
        "url": f"https://{domain}.slack.com/",
        "team": name,
        "user": user.name,
        "team_id": token.team,
        "user_id": user.id,
        "is_enterprise_install": token.is_org_wide,
    }
    if user.bot_id:
        told["bot_id"] = user.bot_id
    if world.is_enterprise:
        told["enterprise_id"] = ENTERPRISE_ID
    if token.expires_at is not None:
        told["expires_in"] = int(token.expires_at - world.now())
    return done(**told)


def revoke_token(call: Call) -> Reply:
    """End the token that makes this call, unless it is only a `test`. Its partner of a pair is another token."""
    token = call.bearer
    if token.kind is TokenKind.APP:
        raise Refused("not_bearer_token")
    if call.flag("test"):
        return done(revoked=False)
    call.world.revoke(token)
    return done(revoked=True)


def list_teams(call: Call) -> Reply:
    """The workspaces that the token is good for."""
    token, world = call.bearer, call.world
    teams = [team for team in world.teams.values() if token.is_org_wide or team.id == token.team]
    part, cursor = call.page(teams, 100)
    rows = [{"id": team.id, "name": team.name, "icon": {"image_default": True, **icons(team.id, 34)}} for team in part]
    return done(teams=rows, response_metadata=following(cursor))


def _client(call: Call) -> App:
    """The app whose id and secret were sent. Raises `Refused`."""
    client, secret = call.required("client_id", "client_secret")
    app = next((app for app in call.world.apps.values() if app.client_id == client), None)
    if app is None:
        raise Refused("invalid_client_id")
    if app.client_secret_hash != hash_of(secret):
        raise Refused("bad_client_secret")
    return app


def uninstall_app(call: Call) -> Reply:
    """Take the token's app out of the token's workspace, for everybody there."""
    app, token = _client(call), call.bearer
    installation = call.world.installations.get((token.app, token.team))
    if app.id != token.app or installation is None:
        raise Refused("client_id_token_mismatch")
    call.world.uninstall(installation, token.user)
    return done()


def _spend(call: Call, kinds: frozenset[TokenKind], app: str) -> Token:
    """The refresh token that was sent, for the last time: each works once. Raises `Refused`."""
    (value,) = call.required("refresh_token")
    token = call.world.tokens.get(hash_of(value))
    if token is None or token.death is not None or token.refreshes not in kinds or token.app != app:
        raise Refused("invalid_refresh_token")
    token.death = Death.REVOKED
    return token


def _renew(world: World, spent: Token) -> tuple[str, str]:
    """A new pair of access and refresh token in the place of `spent`."""
    kind = spent.refreshes or TokenKind.BOT
    number = next(world.ids)
    access = mint(_MINTED[kind], world.seed, f"renewed/{number}")
    refresh = mint("slack-refresh-token", world.seed, f"renewed/{number}")
    working = replace(spent, kind=kind, hashed=hash_of(access), refreshes=None, death=None)
    world.add_token(replace(working, expires_at=world.now() + LIFE))
    world.add_token(replace(spent, hashed=hash_of(refresh), death=None))
    if kind is TokenKind.BOT:
        world.users[spent.user].is_deleted = False
    return access, refresh


def rotate_configuration(call: Call) -> Reply:
    """A new pair for who configures apps; needs no token beside the refresh token."""
    spent = _spend(call, frozenset({TokenKind.CONFIGURATION}), app="")
    access, refresh = _renew(call.world, spent)
    moment = int(call.world.now())
    return done(
        token=access, refresh_token=refresh, team_id=spent.team, user_id=spent.user, iat=moment, exp=moment + LIFE
    )


def renew_access(call: Call) -> Reply:
    """A new pair for an app with token rotation."""
    if call.text("grant_type") != "refresh_token":
        raise Refused("invalid_grant_type")
    app = _client(call)
    spent = _spend(call, frozenset({TokenKind.BOT, TokenKind.USER}), app.id)
    access, refresh = _renew(call.world, spent)
    team = call.world.teams[spent.team]
    return done(
        app_id=app.id,
        access_token=access,
        refresh_token=refresh,
        token_type="bot" if spent.refreshes is TokenKind.BOT else "user",
        expires_in=LIFE,
        scope=",".join(spent.scopes),
        bot_user_id=spent.user,
        team={"id": team.id, "name": team.name},
        is_enterprise_install=False,
    )


_NOBODY = Access(Role.ANYBODY)
_ANY = Access(Role.TOKEN)
_HELD = Access(Role.TOKEN, kinds=BEARERS | {TokenKind.REFRESH})
_OF_AN_APP = Access(Role.TOKEN, kinds=frozenset({TokenKind.BOT, TokenKind.USER}))

ENDPOINTS: Endpoints = (
    *web("auth.test", test_token, _ANY, Tier.SPECIAL),
    *web("auth.revoke", revoke_token, _HELD, Tier.THREE),
    *web("auth.teams.list", list_teams, _ANY, Tier.TWO),
    *web("apps.uninstall", uninstall_app, _OF_AN_APP, Tier.ONE),
    *web("tooling.tokens.rotate", rotate_configuration, _NOBODY, Tier.SPECIAL),
    *web("oauth.v2.access", renew_access, _NOBODY, Tier.SPECIAL),
)
