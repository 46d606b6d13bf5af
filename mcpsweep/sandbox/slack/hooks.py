"""Incoming webhooks: the address is the secret, and whoever posts well-formed text to it speaks in a channel."""

from mcpsweep.sandbox.exchange import Malformed, Reply
from mcpsweep.sandbox.slack.access import Access, Role
from mcpsweep.sandbox.slack.call import Call, Endpoint, Endpoints, Family
from mcpsweep.sandbox.slack.limits import Tier
from mcpsweep.sandbox.slack.state import hash_of

_PLAIN = ("Content-Type", "text/html")


def post_message(call: Call) -> Reply:
    """Post. A body that is no JSON object tells whether the webhook lives, and posts nothing."""
    webhook = call.world.webhooks.get(hash_of(call.request.path))
    if webhook is None:
        return Reply(403, b"invalid_token", (_PLAIN,))
    if not webhook.is_alive:
        return Reply(404, b"no_service", (_PLAIN,))
    try:
        body = call.request.json()
    except Malformed:
        body = None
    if not isinstance(body, dict) or not body:
        return Reply(400, b"invalid_payload", (_PLAIN,))
    webhook.posted += 1
    return Reply(200, b"ok", (_PLAIN,))


ENDPOINTS: Endpoints = (
    Endpoint(
        "POST",
        Family.HOOKS.value + "/{team}/{bot}/{secret}",
        post_message,
        Access(Role.ANYBODY),
        Tier.FOUR,
        Family.HOOKS,
    ),
)
