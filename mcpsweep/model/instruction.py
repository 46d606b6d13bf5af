"""What a person has to do where no API can."""

import msgspec


class Instruction(msgspec.Struct, frozen=True):
    """What a person has to do by hand, and on which page."""

    text: str
    """Whole sentences, as they stand in a report."""
    page: str = ""
    """URL of the page to do it on, or the way through the menus where it has no fixed address."""
