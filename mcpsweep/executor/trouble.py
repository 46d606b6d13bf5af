"""What can go wrong with the journal."""

from mcpsweep.errors import Incomplete


class JournalError(Incomplete):
    """The journal cannot be read or written. Nothing is done that it does not hold."""
