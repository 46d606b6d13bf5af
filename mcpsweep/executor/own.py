"""The connectors' own credentials: to end one in the middle of a run would end the run."""

import base64
import hashlib
from collections.abc import Iterable

from mcpsweep.connectors.base import Connector
from mcpsweep.connectors.http.errors import ServiceError
from mcpsweep.model.account import Account
from mcpsweep.model.grant import Grant
from mcpsweep.model.held import Held
from mcpsweep.model.instruction import Instruction
from mcpsweep.model.outcome import Outcome, OutcomeState, Verified
from mcpsweep.model.secret import Secret

_EIGHT = 8


class OwnCredentials:
    """Tells what a connector itself works with from what is to be ended. The connectors look for themselves, too."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        self._secrets = frozenset(secrets)
        values = [secret.reveal() for secret in self._secrets]
        self._endings = frozenset(value[-_EIGHT:] for value in values if len(value) > _EIGHT)
        self._hashes = frozenset(_hash(value) for value in values)
        self._accounts: dict[str, Account | None] = {}

    def has_value(self, held: Held) -> bool:
        """Whether this value, or one that ends with it, is a connector's own."""
        return not self._secrets.isdisjoint((held.secret, *(secret for _name, secret in held.companions)))

    def has_grant(self, grant: Grant) -> bool:
        """Whether a service's record is, by its hash or its last characters, that of a connector's own credential."""
        return grant.sha256 in self._hashes or grant.last_eight in self._endings

    def has_account(self, connector: Connector, account: Account) -> bool:
        """Whether the connector's own credential belongs to the account; asked once. False where it does not tell."""
        if connector.name not in self._accounts:
            try:
                self._accounts[connector.name] = connector.check().account
            except ServiceError:
                self._accounts[connector.name] = None
        own = self._accounts[connector.name]
        return own is not None and own.ref().could_be(account.ref())


def left_alone(connector: Connector) -> Outcome:
    """What is said of a step that would end the connector's own credential or account."""
    return Outcome(
        OutcomeState.MANUAL,
        Verified.NO,
        f"not tried: the connector {connector.name} itself works with it, and would be locked out in mid-run",
        Instruction(
            f"Give the connector another administrator's credential (mcpsweep connector login {connector.name}), "
            "then resume the run."
        ),
    )


def _hash(value: str) -> str:
    return base64.b64encode(hashlib.sha256(value.encode("utf-8", "surrogatepass")).digest()).decode("ascii")
