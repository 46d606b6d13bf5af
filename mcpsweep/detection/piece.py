"""A part of a string on its way to be judged."""

from dataclasses import dataclass, replace

from mcpsweep.detection.view import View
from mcpsweep.model.account import AccountHint
from mcpsweep.model.place import Slot


@dataclass(frozen=True, slots=True)
class Piece:
    """A view with what is known of its surroundings."""

    view: View
    slot: Slot
    name: str
    hints: tuple[str, ...]
    is_held: bool = False
    """The syntax itself says that a credential stands here: behind `Bearer`, as the password of a URL."""
    is_password: bool = False
    """A password in the syntax's own sense: any text will do, and a weak default is one too."""
    is_local: bool = False
    """It opens something on the machine itself."""
    service: str = ""
    """Who issued it, where the surroundings say so better than any name; empty if they do not."""
    kind: str = ""
    preview: str = ""
    """Public beginning of the whole that the piece is a part of: `postgresql://`."""
    accounts: tuple[AccountHint, ...] = ()
    depth: int = 0

    def inner(self, view: View, **changes: object) -> "Piece":
        """A part of this piece, one level further in."""
        return replace(self, view=view, depth=self.depth + 1, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Text that is no credential by the rules and yet is not to be shown."""

    start: int
    end: int
