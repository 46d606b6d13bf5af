"""Tell a file whose content lies in somebody's cloud from one that is here. Nothing is ever fetched."""

import os

KEPT_ELSEWHERE = "kept in the cloud: its content is not on this disk, and to read it could fetch it"
BLANK = "nothing but zero bytes: its content is kept in the cloud, or was never written"
UNTOLD = "a reparse point that is not understood where the disk is mounted: kept in the cloud, or on another volume"

_DATALESS = 0x40000000
"""`SF_DATALESS` of sys/stat.h on macOS: iCloud Drive and other file providers."""
_RECALL = 0x1000 | 0x40000 | 0x400000
"""`FILE_ATTRIBUTE_OFFLINE`, `…_RECALL_ON_OPEN` and `…_RECALL_ON_DATA_ACCESS` of Windows: OneDrive and others."""
_BEGINNING, _END = ".", ".icloud"


def is_kept_elsewhere(about: os.stat_result) -> bool:
    """Whether the system says that to read the file would fetch it."""
    flags: int = getattr(about, "st_flags", 0)
    attributes: int = getattr(about, "st_file_attributes", 0)
    return bool(flags & _DATALESS or attributes & _RECALL)


def is_blank(data: bytes) -> bool:
    """Whether a file that is not empty holds nothing, as a placeholder does that was copied or mounted elsewhere."""
    return data.startswith(b"\0") and data.count(0) == len(data)


def stands_for(name: str) -> str | None:
    """The name of the file that a placeholder of iCloud before macOS 14 stands for: `.notes.txt.icloud`."""
    inner = name.removeprefix(_BEGINNING).removesuffix(_END)
    return inner if inner and len(inner) == len(name) - len(_BEGINNING) - len(_END) else None
