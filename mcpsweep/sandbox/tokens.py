"""Made-up credential values in the shapes that the real issuers give them.

Every value is a public prefix and a body drawn from a seeded source, put together at run time: no source file of ours
holds a string that a secret scanner would stop.
"""

import base64
import string
import zlib
from collections.abc import Callable
from random import Random

BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
"""GitHub's alphabet for checksums: digits, upper case, lower case."""

SLACK_TEAM = "T0ACME12345"
"""The workspace that the webhooks of `slack-webhook` post to."""

_HEX = "0123456789abcdef"
_CAPITALS = string.digits + string.ascii_uppercase


def github_checksum(body: str) -> str:
    """The six characters that end a 40-character GitHub token: CRC-32 of its 30-character body in base 62."""
    number = zlib.crc32(body.encode("ascii"))
    digits = ""
    while number:
        number, digit = divmod(number, 62)
        digits = BASE62[digit] + digits
    return digits.rjust(6, "0")


def _draw(source: Random, alphabet: str, length: int) -> str:
    return "".join(source.choices(alphabet, k=length))


def _github(prefix: str) -> Callable[[Random], str]:
    def make(source: Random) -> str:
        body = _draw(source, BASE62, 30)
        return prefix + body + github_checksum(body)

    return make


def _plain(prefix: str, length: int, alphabet: str = BASE62) -> Callable[[Random], str]:
    return lambda source: prefix + _draw(source, alphabet, length)


def _github_fine_grained(source: Random) -> str:
    return "github_pat_" + _draw(source, BASE62, 22) + "_" + _draw(source, BASE62, 59)


def _slack(prefix: str, groups: int) -> Callable[[Random], str]:
    def make(source: Random) -> str:
        numbers = [_draw(source, "123456789", 12) for _ in range(groups)]
        return "-".join([prefix, *numbers, _draw(source, BASE62, 24)])

    return make


def _slack_app(source: Random) -> str:
    return "-".join(
        ["xapp-1", "A0" + _draw(source, _CAPITALS, 9), _draw(source, "123456789", 13), _draw(source, _HEX, 64)]
    )


def _slack_session(source: Random) -> str:
    return "-".join(["xoxc", *(_draw(source, "123456789", 12) for _ in range(3)), _draw(source, _HEX, 64)])


def _slack_webhook(source: Random) -> str:
    parts = [SLACK_TEAM, "B0" + _draw(source, _CAPITALS, 9), _draw(source, BASE62, 24)]
    return "https://hooks.slack.com/" + "/".join(["services", *parts])


def _atlassian(prefix: str) -> Callable[[Random], str]:
    return lambda source: prefix + _draw(source, BASE62 + "-_", 170) + "=" + _draw(source, "0123456789ABCDEF", 8)


def _atlassian_personal(source: Random) -> str:
    """Base64 of twelve digits, a colon and twenty bytes: 44 characters without padding."""
    return base64.b64encode(_draw(source, string.digits, 12).encode() + b":" + source.randbytes(20)).decode()


def _jwt(source: Random) -> str:
    header = base64.urlsafe_b64encode(b'{"alg":"RS256","typ":"JWT"}').rstrip(b"=").decode()
    return ".".join([header, _draw(source, BASE62, 120), _draw(source, BASE62 + "-_", 86)])


SHAPES: dict[str, Callable[[Random], str]] = {
    "acme-deploy-key": _plain("acmd_", 32),
    "atlassian-access-token": _jwt,
    "atlassian-api-token": _atlassian("ATATT3xFfGF0"),
    "atlassian-organisation-key": _atlassian("ATCTT3xFfGN0"),
    "atlassian-personal-token": _atlassian_personal,
    "atlassian-service-account-token": _atlassian("ATSTT3xFfGF0"),
    "db-password": _plain("", 20),
    "generic": _plain("", 40),
    "github-app-user-token": _github("ghu_"),
    "github-fine-grained-pat": _github_fine_grained,
    "github-oauth-token": _github("gho_"),
    "github-pat": _github("ghp_"),
    "github-installation-token": _github("ghs_"),
    "linear-api-key": _plain("lin_api_", 40),
    "notion-token": _plain("ntn_", 46),
    "oauth-access-token": _plain("mcp_at_", 40),
    "oauth-client-secret": _plain("", 43),
    "oauth-refresh-token": _plain("mcp_rt_", 40),
    "sentry-token": _plain("sntryu_", 64, _HEX),
    "slack-app-token": _slack_app,
    "slack-bot-token": _slack("xoxb", 2),
    "slack-client-secret": _plain("", 32, _HEX),
    "slack-refresh-token": _plain("xoxe-1-", 146, _CAPITALS),
    "slack-rotating-bot-token": _plain("xoxe.xoxb-1-", 166, _CAPITALS),
    "slack-rotating-user-token": _plain("xoxe.xoxp-1-", 166, _CAPITALS),
    "slack-session-cookie": _plain("xoxd-", 120),
    "slack-session-token": _slack_session,
    "slack-user-token": _slack("xoxp", 3),
    "slack-webhook": _slack_webhook,
    "snowflake-password": _plain("", 32),
}
"""How a value of each kind is made."""


def mint(kind: str, seed: int, label: str) -> str:
    """A value of `kind`; the same `seed` and `label` always give the same one, whatever else is minted."""
    return SHAPES[kind](Random(f"{seed}/{label}/{kind}"))  # noqa: S311 - reproducible on purpose, guards nothing
