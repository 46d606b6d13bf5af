"""Scan a folder in a test, and look things up in what came of it."""

from pathlib import Path

from mcpsweep.collectors.request import Request, Silent
from mcpsweep.collectors.sweep import sweep
from mcpsweep.model.finding import Finding
from mcpsweep.model.inventory import Inventory
from mcpsweep.model.place import Role

KEY = b"a key for tests only, of no use!"


def token(prefix: str = "gh" + "p_") -> str:
    """A made-up token that has no valid checksum; assembled here, so that no scanner takes the source for a leak."""
    return prefix + "Q7w2Zr9Tk4Xb1Lm6Vn3Hs8Jd5Fg0Pc2Ry4Ua"


def home_with(folder: Path, files: dict[str, str]) -> Path:
    """A home below `folder` with these files."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def scan(*homes: Path, root: Path | None = None, **rest: object) -> Inventory:
    """Scan as `mcpsweep scan` would."""
    request = Request(
        homes=tuple(map(str, homes)),
        root=str(root) if root else None,
        fingerprint_key=KEY,
        **rest,  # type: ignore[arg-type]
    )
    swept = sweep(request, Silent())
    if swept.fault is not None:
        raise swept.fault
    return swept.inventory


def places(finding: Finding, role: Role) -> set[tuple[str, str]]:
    """File name and pointer of every sighting in that role."""
    return {(s.path.rpartition("/")[2], s.pointer) for s in finding.sightings if s.role is role}


def only(inventory: Inventory) -> Finding:
    """The one finding of an inventory."""
    (finding,) = inventory.findings
    return finding
