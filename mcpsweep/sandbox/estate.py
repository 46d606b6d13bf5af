"""All simulated services of one organisation on the network, with the configuration that leads `mcpsweep` to them."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import tomli_w
import yaml

from mcpsweep import vault
from mcpsweep.model.secret import Secret
from mcpsweep.sandbox.atlassian import service as atlassian
from mcpsweep.sandbox.atlassian.seed import ADMIN
from mcpsweep.sandbox.atlassian.service import Atlassian
from mcpsweep.sandbox.atlassian.state import Plan as AtlassianPlan
from mcpsweep.sandbox.exchange import Service
from mcpsweep.sandbox.github.seed import ADMIN_LOGIN, APP_ID, INSTALLATION_ID
from mcpsweep.sandbox.github.service import GitHub
from mcpsweep.sandbox.github.state import Product
from mcpsweep.sandbox.leavers import LAST_DAY, Way, cut_off, leavers
from mcpsweep.sandbox.organisation import DOMAIN, NAME, SITE, Credential, Organisation, Person, organisation
from mcpsweep.sandbox.server import Server
from mcpsweep.sandbox.slack.limits import Limits as SlackLimits
from mcpsweep.sandbox.slack.scene import ADMIN_ID
from mcpsweep.sandbox.slack.service import Slack
from mcpsweep.sandbox.slack.state import Plan as SlackPlan

ENTERPRISE = "acme-inc"
POOL_OWNER = "data-platform"
"""Who rotates the warehouse's pool key."""
SECURITY = "security-team"
"""Who looks after the accounts that a sweep works with."""
KEY_VARIABLE = "MCPSWEEP_FINGERPRINT_KEY"
"""Where the configuration takes the key behind fingerprints from."""
_CLOUD = ("/github",)
_SERVER = ("/api/v3", "/api")
"""An Enterprise Server has its REST API below the first, and GraphQL below the second."""
_KEY_BITS = 2048
_MODE = 0o600


class Issuer(Protocol):
    """A simulated service, as the truth about its credentials."""

    def is_alive(self, credential: Credential) -> bool:
        """Whether it lets the credential in now."""


class Estate:
    """GitHub, Slack and Atlassian of one organisation behind one free port, from `start` to `stop`."""

    def __init__(
        self,
        who: Organisation | None = None,
        *,
        product: Product = Product.SAML,
        slack_plan: SlackPlan = SlackPlan.ENTERPRISE,
        atlassian_plan: AtlassianPlan = AtlassianPlan.GUARD,
        now: Callable[[], float] = time.time,
        delay: float = 0.2,
        port: int = 0,
        slack_limits: SlackLimits | None = None,
    ) -> None:
        """`delay`: seconds that a revoked credential still works where its service does not end it at once.

        Of the people beyond the scene some have left, and what they hold goes on working: see `leavers`.
        """
        self.who = who or organisation()
        self.github = GitHub(self.who, product, now=now, delay=delay)
        self.slack = Slack(self.who, slack_plan, now=now, limits=slack_limits)
        self.atlassian = Atlassian(self.who, plan=atlassian_plan, now=now, delay=delay)
        cut_off(self.who, self.github.world, self.slack.world, self.atlassian.world)
        self._product = product
        services: dict[str, Service] = {
            **dict.fromkeys(_SERVER if product is Product.SERVER else _CLOUD, self.github),
            "/slack": self.slack,
            **self.atlassian.services("/atlassian"),
        }
        self.server = Server(services, port=port, now=now)
        self._app_key = _private_key()

    def start(self) -> Self:
        """Begin to serve."""
        self.server.start()
        return self

    def stop(self) -> None:
        """Stop to serve."""
        self.server.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def is_alive(self, credential: Credential) -> bool:
        """Whether the credential's service lets it in now. Raises `KeyError` for a service that is not simulated."""
        services: Mapping[str, Issuer] = {"github": self.github, "slack": self.slack, "atlassian": self.atlassian}
        return services[credential.service].is_alive(credential)

    def settings(self) -> Mapping[str, Mapping[str, str | int]]:
        """The `[connectors.NAME]` tables."""
        url = self.server.url
        return {
            "github": self._github_settings(),
            "slack": {
                "api_url": url("/slack/api/"),
                "audit_url": url("/slack/audit/v1/"),
                "scim_url": url("/slack/scim/v2/"),
            },
            "atlassian": {
                "api_url": url(f"/atlassian/{atlassian.API}"),
                "site_url": url(f"/atlassian/{SITE}"),
                "bitbucket_url": url(f"/atlassian/{atlassian.BITBUCKET}"),
                "org_id": atlassian.ORGANISATION_ID,
                "own_keys": " ".join(self.atlassian.own_keys()),
            },
        }

    def _github_settings(self) -> dict[str, str | int]:
        prefix, *_ = _SERVER if self._product is Product.SERVER else _CLOUD
        settings: dict[str, str | int] = {
            "api_url": self.server.url(prefix),
            "org": NAME,
            "app_id": APP_ID,
            "installation_id": INSTALLATION_ID,
        }
        if self._product is not Product.TEAM:
            settings["enterprise"] = ENTERPRISE
        if self._product is Product.MANAGED:
            settings["product"] = "emu"
        return settings

    def keys(self) -> Mapping[str, Mapping[str, Secret]]:
        """The administrators' own credentials, by connector and field."""
        return {
            "github": {"token": self.github.admin_token, "app_private_key": self._app_key},
            "slack": {"token": self.slack.admin_token},
            "atlassian": {"org_key": self.atlassian.unscoped_key, "scoped_key": self.atlassian.scoped_key},
        }

    def secrets(self) -> Mapping[str, Secret]:
        """The same by the environment variable that hands each over."""
        return {vault.variable(name, field): key for name, keys in self.keys().items() for field, key in keys.items()}

    def write_config(self, folder: Path) -> Path:
        """Write `config.toml` and the roster beside it; the path of the first. They hold no secret."""
        config = folder / "config.toml"
        _write(
            config,
            tomli_w.dumps(
                {
                    "org": {
                        "domains": [DOMAIN],
                        "roster": "people.yaml",
                        "fingerprint_key": f"env:{KEY_VARIABLE}",
                    },
                    "connectors": {name: dict(table) for name, table in self.settings().items()},
                }
            ),
        )
        _write(folder / "people.yaml", yaml.safe_dump(self.roster(), sort_keys=False, allow_unicode=True))
        return config

    def _atlassian_admin(self) -> str:
        """The account that made the keys which a sweep works with."""
        address = f"{ADMIN}@{DOMAIN}"
        return next(one.id for one in self.atlassian.world.accounts.values() if one.email == address)

    def roster(self) -> Mapping[str, object]:
        """The organisation's people as a roster; what they share is in it."""
        left = leavers(self.who)
        return {
            "format": "mcpsweep-roster/1",
            "people": [
                _entry(person, left.get(person.id))
                for person in self.who.people
                if left.get(person.id) is not Way.UNLISTED
            ],
            "service_accounts": [
                {"service": service, "account": account, "owner": SECURITY}
                for service, account in (
                    ("github", ADMIN_LOGIN),
                    ("slack", ADMIN_ID),
                    ("atlassian", self._atlassian_admin()),
                )
            ],
            "shared": [{"service": "snowflake", "label": "ANALYTICS_POOL", "owner": POOL_OWNER}],
        }


def _entry(person: Person, way: Way | None) -> Mapping[str, object]:
    """Somebody as the roster has them."""
    status = "departed" if way is Way.KNOWN else person.status.value
    entry: dict[str, object] = {"id": person.id, "name": person.name, "emails": [person.email], "status": status}
    if way in (Way.KNOWN, Way.ENDED):
        entry["ends"] = LAST_DAY
    return entry | {"accounts": {"github": person.accounts["github"].login}}


def _private_key() -> Secret:
    """A key for the GitHub App, new each time: the simulated GitHub knows the App, and checks no signature."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return Secret(pem.decode("ascii"))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(_MODE)
