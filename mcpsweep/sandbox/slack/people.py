"""Members and bots, as every token with the right scope can look them up."""

from mcpsweep.sandbox.exchange import Json, Reply
from mcpsweep.sandbox.slack.access import WORKERS, Access, Refused, Role
from mcpsweep.sandbox.slack.call import MAX_PAGE, Call, Endpoints, done, following, web
from mcpsweep.sandbox.slack.limits import Tier
from mcpsweep.sandbox.slack.state import TokenKind, User
from mcpsweep.sandbox.slack.views import icons, user_view

_EMAIL = "users:read.email"


def _view(call: Call, user: User) -> Json:
    token = call.bearer
    return user_view(call.world, user, with_email=token.kind is TokenKind.SESSION or _EMAIL in token.scopes)


def _is_in_sight(call: Call, user: User) -> bool:
    token = call.bearer
    return token.is_org_wide or token.team in user.teams


def read_user(call: Call) -> Reply:
    """One user by id, deactivated ones too."""
    user = call.member("user")
    if not _is_in_sight(call, user):
        raise Refused("user_not_visible")
    return done(user=_view(call, user))


def list_users(call: Call) -> Reply:
    """Everybody of a workspace, bots and deactivated members among them; a large one only in parts."""
    team = call.team()
    users = [user for user in call.world.users.values() if team in user.teams]
    if len(users) > MAX_PAGE and not call.text("limit"):
        raise Refused("limit_required")
    part, cursor = call.page(users, len(users) or 1)
    members = [_view(call, user) for user in part]
    return done(members=members, cache_ts=int(call.world.now()), response_metadata=following(cursor))


def find_user(call: Call) -> Reply:
    """The member with exactly that mail address; deactivated members are not found."""
    (email,) = call.required("email")
    for user in call.world.users.values():
        is_meant = user.email.casefold() == email.casefold() and not user.bot_id
        if is_meant and not user.is_deleted and _is_in_sight(call, user):
            return done(user=_view(call, user))
    raise Refused("users_not_found")


def read_bot(call: Call) -> Reply:
    """A bot and its app: nothing of who installed it."""
    wanted = call.text("bot")
    for user in call.world.users.values():
        if user.bot_id and user.bot_id == wanted and _is_in_sight(call, user):
            bot = {
                "id": user.bot_id,
                "deleted": user.is_deleted,
                "name": user.real_name,
                "updated": int(user.updated),
                "app_id": user.app,
                "user_id": user.id,
                "icons": icons(user.app, 36, 48, 72),
            }
            return done(bot=bot)
    raise Refused("bot_not_found")


_READERS = Access(Role.TOKEN, ("users:read",), WORKERS)
_MAIL_READERS = Access(Role.TOKEN, (_EMAIL,), WORKERS)

ENDPOINTS: Endpoints = (
    *web("users.info", read_user, _READERS, Tier.FOUR),
    *web("users.list", list_users, _READERS, Tier.TWO),
    *web("users.lookupByEmail", find_user, _MAIL_READERS, Tier.THREE),
    *web("bots.info", read_bot, _READERS, Tier.THREE),
)
