"""Signing in as a GitHub App.

PyGithub signs the assertion and nothing else. Its own requester cannot be held to the rules of our client: it
repeats POSTs after a 5xx, reads the environment, and knows no list of denied calls; the connections it would use
instead can only be exchanged for the whole process (`Requester.injectConnectionClasses`).
"""

import logging
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta

from mcpsweep.connectors.github.shapes import Installation, InstallationToken
from mcpsweep.connectors.http.auth import Bearer
from mcpsweep.connectors.http.client import Client
from mcpsweep.connectors.http.errors import Unauthenticated
from mcpsweep.connectors.http.route import route
from mcpsweep.errors import NotAuthorised
from mcpsweep.model.secret import Secret

_SPARE = 120.0
"""Seconds before its end in which a token is no longer used."""
_BACKDATED, _LIVES = 60, 300
"""Seconds for which an assertion holds, before and after now; 60 and at most 600 are asked for (docs.github.com:
"Generating a JSON Web Token (JWT) for a GitHub App")."""
_DRIFT = timedelta(seconds=30)
"""Clocks that differ by less are not what an assertion is refused for."""


class AppAuth:
    """The installation token of an App, fetched on first use and again before it ends. For several threads."""

    def __init__(self, client: Client, app_id: str, private_key: Secret, org: str, installation_id: str = "") -> None:
        """Tokens are fetched through `client`; without an `installation_id`, GitHub is asked for the one in `org`."""
        self.app_id = app_id
        self._client = client
        self._private_key = private_key
        self._org = org
        self._installation_id = installation_id
        self._token = Secret("")
        self._ends_at = 0.0
        self._permissions: Mapping[str, str] = {}
        self._lock = threading.Lock()

    def headers(self) -> Mapping[str, Secret]:
        """The header that signs a call in as the installation."""
        with self._lock:
            if self._client.now().timestamp() > self._ends_at - _SPARE:
                self._renew()
            return Bearer(self._token).headers()

    def permissions(self) -> Mapping[str, str]:
        """What the installation was given: level by name, as GitHub spells them."""
        self.headers()
        return self._permissions

    def _renew(self) -> None:
        believed = self._client.now()
        try:
            self._fetch()
        except Unauthenticated:
            # The refusal told the service's time. If that is another one, it was the assertion's times that were wrong.
            if abs(self._client.now() - believed) < _DRIFT:
                raise
            self._fetch()

    def _fetch(self) -> None:
        signed = Bearer(self._assertion())
        if not self._installation_id:
            found = self._client.read(route("/orgs/{org}/installation", org=self._org), endpoints="app", auth=signed)
            self._installation_id = str(found.decode(Installation).id)
        path = route("/app/installations/{id}/access_tokens", id=self._installation_id)
        # Another token does no harm, so that this POST may be repeated like a read.
        made = self._client.read(path, method="POST", endpoints="app", auth=signed).decode(InstallationToken)
        self._token = Secret(made.token)
        self._ends_at = datetime.fromisoformat(made.expires_at).timestamp()
        self._permissions = made.permissions

    def _assertion(self) -> Secret:
        # Loading it takes longer than all the rest of a start, and not every installation has an App.
        import github
        from jwt.exceptions import PyJWTError

        # On import it would print its own notices to stderr.
        logging.getLogger("github").handlers.clear()
        try:
            sign = github.Auth.AppAuth.create_jwt_sign(self._private_key.reveal(), "RS256")
            now = int(self._client.now().timestamp())
            return Secret(str(sign({"iat": now - _BACKDATED, "exp": now + _LIVES, "iss": self.app_id})))
        except (PyJWTError, ValueError, TypeError):
            pass
        raise NotAuthorised(
            "github: the App's private key cannot be read",
            hint="It must be the whole PEM file that GitHub offered when the key was made.",
        )
