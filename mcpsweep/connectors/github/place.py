"""Which GitHub a credential is of: github.com, or a server whose address stands beside it.

A token does not say where it was issued; the client is told (`GITHUB_HOST`, cli.github.com/manual: `GH_HOST`). What a
laptop says keeps a token away from a GitHub; it never leads one to an address that is not configured.
"""

import re
from typing import Self

from mcpsweep.connectors.claim import Claim
from mcpsweep.connectors.http.client import LOOPBACK
from mcpsweep.documents.address import split
from mcpsweep.model.account import OF_LOGIN, AccountHint
from mcpsweep.model.held import Held

_MAIN = "github.com"
_DOMAINS = (_MAIN, "githubcopilot.com", "githubusercontent.com", "ghcr.io")
"""What belongs to github.com (docs.github.com: "Meta API endpoints")."""
_TENANTS = ".ghe.com"
"""Under it are GitHub's own servers for single enterprises (docs.github.com: "GitHub Enterprise Cloud with data
residency"), so an address there says which GitHub is meant, whatever it stands under."""
_ADDRESS = r".*(?:url|uri|host|server|domain|base|endpoint|instance|site).*"
_SAYS_WHICH = re.compile(rf"(?:.*[^a-z])?(?:github|ghe?s?[_-]){_ADDRESS}|{OF_LOGIN}", re.IGNORECASE)
"""Names of settings that say which GitHub is meant. A server's `url` does not: it may be a gateway's."""
_SAYS_IT_HERE = re.compile(rf"(?:.*[^a-z])?(?:api|base|enterprise){_ADDRESS}", re.IGNORECASE)
"""The same, where they stand in what is known to be GitHub's."""
_OF_A_SERVER = re.compile(r"(?:.*[^a-z])?(?:gh|github)(?:[_-]?enterprise(?![_-]?cloud)|es?[_-]).*", re.IGNORECASE)
"""Names of credentials for an Enterprise Server (cli.github.com/manual/gh_help_environment: `GH_ENTERPRISE_TOKEN`)."""
_HOST = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


class Place:
    """One GitHub, by the address of its API."""

    def __init__(self, host: str, *, is_main: bool) -> None:
        self.host = host
        """Its own name, not its API's."""
        self.is_main = is_main
        """Whether it is github.com, or plays it in a rehearsal on this machine."""

    @classmethod
    def of(cls, api_url: str) -> Self:
        """The place that an API's address leads to: `api.github.com`, `api.acme.ghe.com`, `github.acme.example`."""
        host = (split(api_url).hostname or "").casefold().removeprefix("api.")
        return cls(host, is_main=host == _MAIN or host in LOOPBACK)

    def claim(self, held: Held) -> Claim:
        """What a credential stands under, and beside, says of this place."""
        hints = held.hints
        hosts = [hint for hint in hints if _HOST.fullmatch(hint.value)]
        told = [hint for hint in hosts if _says_which(hint)]
        if self.host not in LOOPBACK:
            here = [self._owns(hint.value.casefold()) for hint in told or hosts]
            if told and not any(here):
                return Claim.ANOTHER
            if told and not all(here):
                return Claim.DIVIDED
            if any(here):
                return Claim.NAMED
            if self.is_main and is_of_a_server(held):
                return Claim.ANOTHER
        return Claim.USUAL if self.is_main else Claim.POSSIBLE

    def _owns(self, host: str) -> bool:
        domains = _DOMAINS if self.is_main else (self.host,)
        return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def is_of_a_server(held: Held) -> bool:
    """Whether all names of a credential say that it is for an Enterprise Server."""
    return bool(held.names) and all(map(_OF_A_SERVER.fullmatch, held.names))


def _says_which(hint: AccountHint) -> bool:
    if hint.service == "github" and _SAYS_IT_HERE.fullmatch(hint.source):
        return True
    return bool(_SAYS_WHICH.fullmatch(hint.source)) or hint.value.casefold().endswith(_TENANTS)
