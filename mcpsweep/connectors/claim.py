"""Whether a credential is of a certain place, as far as what stood beside it tells. Nothing is asked for it."""

import enum


class Claim(enum.Enum):
    """How strongly a place may claim a credential, strongest first: the order decides where it is asked."""

    NAMED = "named"
    """The place's address stands beside the credential, and no other one of its kind."""
    USUAL = "usual"
    """No address does; the credential bears the vendor's mark, and this is the vendor's own place."""
    DIVIDED = "divided"
    """The place's address stands beside the credential, and another one as well: it is shown to neither."""
    POSSIBLE = "possible"
    """No address does, and it may be of here."""
    ANOTHER = "another"
    """It cannot be of this place, or the address of another one stands beside it: it is never shown here."""
