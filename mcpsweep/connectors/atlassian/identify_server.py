"""Personal access tokens of a Data Center server, asked who they are: at that server only."""

from mcpsweep.connectors.asking import asked_how
from mcpsweep.connectors.atlassian.credentials import Form, form_of
from mcpsweep.connectors.atlassian.server import Entrance, Person, person
from mcpsweep.connectors.claim import Claim
from mcpsweep.connectors.http.auth import Bearer
from mcpsweep.connectors.http.clock import rfc3339
from mcpsweep.connectors.http.errors import ServiceError
from mcpsweep.model.account import Account, AccountKind, AccountState
from mcpsweep.model.held import Asked, Held, Identification
from mcpsweep.model.validity import Validity, ValidityState


class ServerIdentifier:
    """Asks tokens who they are."""

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance

    def claim(self, held: Held) -> Claim:
        """Whether a token is of this server: of all credentials only those of the servers' form are."""
        return self._entrance.claim(held.hints) if form_of(held.secret) is Form.SERVER else Claim.ANOTHER

    def verify(self, held: Held) -> Identification:
        """Who a token is. Raises nothing that a server can cause."""
        claim = self.claim(held)
        if form_of(held.secret) is not Form.SERVER:
            return _not_asked("it is no Data Center's token, and this server was not asked")
        if claim is Claim.ANOTHER:
            return _not_asked("it stands beside another server's address; this one was not asked")
        try:
            answer = self._entrance.who_is(Bearer(held.secret))
            if answer.status == 403:
                return self._said(ValidityState.UNKNOWN, "the server answered 403, which settles nothing")
            found = None if answer.status == 401 else person(answer)
        except ServiceError as error:
            return self._said(ValidityState.UNKNOWN, str(error), asked=asked_how(error))
        if found is not None:
            return self._said(ValidityState.LIVE, "the server knows it", account_of(self._entrance.name, found))
        if claim is Claim.POSSIBLE:
            reason = "this server does not know it, and nothing says that it was made here"
            return self._said(ValidityState.UNKNOWN, reason, asked=Asked.STRANGER)
        return self._said(ValidityState.DEAD, "the server does not know it")

    def _said(
        self, state: ValidityState, reason: str, account: Account | None = None, asked: Asked = Asked.ANSWERED
    ) -> Identification:
        now = rfc3339(self._entrance.client.clock.now())
        validity = Validity(state, now, account.login if account else None)
        return Identification(validity, account, reason, asked=asked)


def account_of(connector: str, found: Person) -> Account:
    """A user of the server as an account."""
    return Account(
        service="atlassian",
        connector=connector,
        id=found.key,
        login=found.name,
        kind=AccountKind.PERSON,
        state=AccountState.ACTIVE if found.active else AccountState.DISABLED,
        name=found.display_name,
    )


def _not_asked(reason: str) -> Identification:
    return Identification(Validity(ValidityState.UNKNOWN), None, reason, asked=Asked.NOT_ASKED)
