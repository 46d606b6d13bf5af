"""What can go wrong between us and a service.

Incomplete
└── ServiceError                 any trouble with a service; knows status and request id
    ├── Unreachable              no connection: nothing was sent
    ├── Unclear                  it was sent; whether it took effect must be asked
    │   ├── LostAnswer           the connection broke, or time was up, before the whole answer was there
    │   ├── BadAnswer            an answer that is not what the service documents: HTML, cut short, endless
    │   └── Unavailable          5xx
    ├── Limited                  the service asks for a longer wait than we are willing to make
    ├── Withheld                 a rehearsal: the change was kept back
    └── Refused                  any other 4xx: nothing was changed
        ├── Unsendable           the credential itself cannot travel in a header or body: nothing was sent
        ├── Unauthenticated 401  (also NotAuthorised)
        ├── Forbidden       403  (also NotAuthorised)
        └── Absent          404, 410

SweepError
└── CallForbidden                a fault of ours: a call that must never be made was about to go out
"""

from mcpsweep.errors import ExitCode, Incomplete, NotAuthorised, SweepError


class ServiceError(Incomplete):
    """Any trouble with a service. Its message never holds a credential."""

    def __init__(self, message: str, *, status: int | None = None, request_id: str = "", hint: str = "") -> None:
        super().__init__(message, hint)
        self.status = status
        self.request_id = request_id


class Unreachable(ServiceError):
    """No connection could be made, or TLS did not verify: nothing was sent."""


class Unclear(ServiceError):
    """The call went out; whether it took effect is not known and must be asked before anything is repeated."""


class LostAnswer(Unclear):
    """The connection broke, or time was up, before the whole answer was there."""


class BadAnswer(Unclear):
    """The answer is not what the service documents: HTML, cut short, too large, or a redirect to another host."""

    is_final = False
    """Whether asking again would only bring the same answer."""


class Unavailable(Unclear):
    """The service answered with a 5xx status."""


class Limited(ServiceError):
    """The service asks for a longer wait than we are willing to make; the call was not carried out."""

    def __init__(self, message: str, *, wait: float, status: int | None = None, request_id: str = "") -> None:
        super().__init__(message, status=status, request_id=request_id, hint="Run it again after that time.")
        self.wait = wait


class Withheld(ServiceError):
    """A change that a rehearsal (`Wire.rehearses`) kept back: nothing was sent."""

    def __init__(self, service: str, request: str) -> None:
        super().__init__(f"{service}: kept back, since this is a rehearsal: {request}")
        self.request = request
        """Method, host and path; no query, no credential."""


class Refused(ServiceError):
    """The service said no: nothing was changed. Also the answer to every 4xx that has no class of its own."""


class Unsendable(Refused):
    """The credential holds what no header or body can carry: nothing was sent, and no service would take it."""


class Unauthenticated(Refused, NotAuthorised):
    """401: the connector's own credential is wrong, expired or revoked."""

    exit_code = ExitCode.NOT_AUTHORISED


class Forbidden(Refused, NotAuthorised):
    """403 that is no rate limit: the connector's own credential may not do this."""

    exit_code = ExitCode.NOT_AUTHORISED


class Absent(Refused):
    """404 or 410. Some services answer so for things that exist and may not be seen."""


class CallForbidden(SweepError):
    """A call that must never be made was about to go out. It did not."""
