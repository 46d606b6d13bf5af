"""What a failed question says of the credential that it was about."""

from mcpsweep.connectors.http.errors import Refused, ServiceError, Unsendable
from mcpsweep.model.held import Asked


def asked_how(error: ServiceError) -> Asked:
    """Whether the service answered at all: a refusal is an answer, if none that settles anything."""
    if isinstance(error, Unsendable):
        return Asked.NOT_ASKED
    return Asked.ANSWERED if isinstance(error, Refused) else Asked.NO_ANSWER
