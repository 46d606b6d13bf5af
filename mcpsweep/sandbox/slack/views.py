"""People and apps as Slack writes them."""

import hashlib

from mcpsweep.sandbox.exchange import Json
from mcpsweep.sandbox.slack.state import App, User
from mcpsweep.sandbox.slack.world import ENTERPRISE_ID, ENTERPRISE_NAME, World

PICTURES = "https://avatars.slack-edge.example"
_SIZES = (24, 32, 48, 72, 192, 512)


def icons(name: str, *sizes: int) -> dict[str, Json]:
    """Addresses of one picture in several sizes."""
    return {f"image_{size}": f"{PICTURES}/{name}_{size}.png" for size in sizes}


def user_view(world: World, user: User, *, with_email: bool) -> Json:
    """A member or a bot user; the mail address only for a token that may read it."""
    team = min(user.teams, default="")
    given, _, family = user.real_name.partition(" ")
    profile = {
        "title": "",
        "phone": "",
        "skype": "",
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.name,
        "display_name_normalized": user.name,
        "status_text": "",
        "status_emoji": "",
        "status_expiration": 0,
        "avatar_hash": hashlib.sha256(user.id.encode()).hexdigest()[:12],
        "first_name": given,
        "last_name": family,
        "team": team,
        **icons(user.id, *_SIZES),
    }
    if user.bot_id:
        profile |= {"bot_id": user.bot_id, "api_app_id": user.app, "always_active": False}
    elif with_email:
        profile["email"] = user.email
    view: dict[str, Json] = {
        "id": user.id,
        "team_id": team,
        "name": user.name,
        "deleted": user.is_deleted,
        "profile": profile,
        "is_bot": bool(user.bot_id),
        "is_app_user": False,
        "updated": int(user.updated),
    }
    if not user.is_deleted:  # a deactivated member has no roles any more
        view |= {
            "color": "9f69e7",
            "real_name": user.real_name,
            "tz": "Europe/Lisbon",
            "tz_label": "Western European Time",
            "tz_offset": 0,
            "is_admin": user.is_admin,
            "is_owner": user.is_owner,
            "is_primary_owner": user.is_primary_owner,
            "is_restricted": False,
            "is_ultra_restricted": False,
            "is_email_confirmed": bool(user.email),
            "who_can_share_contact_card": "EVERYONE",
        }
    if world.is_enterprise and not user.bot_id:
        view["enterprise_user"] = {
            "id": user.id,
            "enterprise_id": ENTERPRISE_ID,
            "enterprise_name": ENTERPRISE_NAME,
            "is_admin": user.is_admin,
            "is_owner": user.is_owner,
            "is_primary_owner": user.is_primary_owner,
            "teams": sorted(user.teams),
        }
    return view


def app_view(app: App) -> Json:
    """An app as the organisation's administration names it."""
    return {
        "id": app.id,
        "name": app.name,
        "description": "",
        "help_url": "",
        "privacy_policy_url": "",
        "app_homepage_url": "",
        "app_directory_url": "" if app.is_internal else f"https://slack.example/apps/{app.id}",
        "is_app_directory_approved": not app.is_internal,
        "is_internal": app.is_internal,
        "is_granular_bot_app": True,
        "additional_info": "",
        "icons": icons(app.id, 32, 48, 64, 72),
    }


def scope_view(scope: str, token_type: str = "bot") -> Json:  # noqa: S107 - a kind, no secret
    """One scope of an app."""
    return {"name": scope, "description": "", "is_sensitive": scope.endswith(":write"), "token_type": token_type}
