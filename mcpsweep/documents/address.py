"""A web address, as somebody wrote it."""

from urllib.parse import SplitResult, urlsplit

_NONE = SplitResult("", "", "", "", "")


def split(address: str) -> SplitResult:
    """The parts of an address, all of them empty where it is none: the library takes offence at `https://[x`."""
    try:
        return urlsplit(address)
    except ValueError:
        return _NONE
