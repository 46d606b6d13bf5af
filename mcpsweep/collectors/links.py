r"""Where a link on a mounted disk leads, said as the disk itself would. Pure.

A driver hands out what Windows stored, or its own idea of it. ntfs-3g turns a junction to `C:\Users` into
`<mount point>/Users`, into `<mount point>/.NTFS-3G/C:/Users` where it does not find that, and any other reparse point
into the words `unsupported reparse tag 0x9000601a` (libntfs-3g/reparse.c); ntfs3 and older kernels leave
`\??\C:\Users`, with either slash.
"""

import re
from dataclasses import dataclass
from typing import TypeAlias

_UNSUPPORTED = "unsupported reparse "
_DRIVE = re.compile(r"(?:/?\.NTFS-3G/|[/\\]+\?\?[/\\]|\\\\\?\\|//\?/)?([A-Za-z]):(?=[/\\]|\Z)")
_VOLUME = re.compile(r"(?:[/\\]+\?\?[/\\]|\\\\\?\\|//\?/)")
_OWN = "C"
"""The drive that a mounted disk of Windows is taken for."""


@dataclass(frozen=True, slots=True)
class Leads:
    """The link leads somewhere on a disk."""

    to: str
    """Absolute or relative, with `/`."""


@dataclass(frozen=True, slots=True)
class LeadsElsewhere:
    """The link leads to another drive or volume."""


@dataclass(frozen=True, slots=True)
class Untold:
    """Whoever mounted the disk cannot tell where it leads."""


Target: TypeAlias = Leads | LeadsElsewhere | Untold


def target(written: str, mounted_at: str, is_windows: bool) -> Target:
    """What a link that says `written` means on a disk that lies at `mounted_at` for us."""
    if written.startswith(_UNSUPPORTED):
        return Untold()
    inside = written.removeprefix(mounted_at) if mounted_at and written.startswith(mounted_at + "/") else written
    drive = _DRIVE.match(inside)
    if drive is not None:
        rest = inside[drive.end() :].replace("\\", "/")
        return Leads(rest or "/") if drive[1].upper() == _OWN else LeadsElsewhere()
    if _VOLUME.match(inside):
        return LeadsElsewhere()
    return Leads(inside.replace("\\", "/") if is_windows else inside)
