"""Where playbooks come from: the shipped ones by name, anybody's own by file."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import mcpsweep
from mcpsweep.errors import UsageError
from mcpsweep.model.plan import PlaybookRef
from mcpsweep.playbook.loader import NAME, parse
from mcpsweep.playbook.schema import Playbook
from mcpsweep.playbook.syntax import MAX_BYTES

_PACKAGE = Path(mcpsweep.__file__).parent
_FOLDERS = (_PACKAGE / "playbooks", _PACKAGE.parent / "playbooks")
"""In a wheel; in a checkout, of which an editable install is one."""
_ENDING = ".yaml"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A playbook, and the very bytes that it was read from."""

    playbook: Playbook
    origin: str
    """The shipped name or the file, as the user said it."""
    data: bytes

    def ref(self) -> PlaybookRef:
        """What a plan says of it."""
        return PlaybookRef(self.playbook.name, hashlib.sha256(self.data).hexdigest())


def shipped() -> tuple[str, ...]:
    """The names of the shipped playbooks, sorted."""
    return tuple(sorted(path.stem for path in _folder().glob(f"*{_ENDING}")))


def load(which: str) -> Loaded:
    """A shipped playbook by its name, or a playbook's file by its path (`./name` where a shipped one has the name).

    Raises `UsageError` if there is no such file, and `FaultyPlaybook` with all that is wrong with it.
    """
    names = shipped()
    if which in names:
        data = (_folder() / f"{which}{_ENDING}").read_bytes()
    else:
        data = _read(which, names)
    return Loaded(parse(data, which), which, data)


def _folder() -> Path:
    return next(folder for folder in _FOLDERS if folder.is_dir())


def _read(which: str, names: tuple[str, ...]) -> bytes:
    try:
        with open(which, "rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        what = "neither a shipped playbook nor a file" if re.fullmatch(NAME, which) else "no file"
        raise UsageError(f"{which} is {what}", f"shipped are: {', '.join(names)}") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "this is no path"
        raise UsageError(f"the playbook {which} cannot be read: {reason}") from None
