"""The sample laptop: a disk with a Linux, a macOS and a Windows home of alice's, and the truth about it."""

from pathlib import Path

from mcpsweep.sandbox.disk import linux, linux_editors, macos, windows
from mcpsweep.sandbox.disk.planting import File, Planter, Truth
from mcpsweep.sandbox.organisation import Organisation, organisation

FILES: tuple[File, ...] = linux.FILES + linux_editors.FILES + macos.FILES + windows.FILES
HOMES = (linux.HOME, macos.HOME, windows.HOME)

_FOLDER_MODE = 0o755


def build(folder: Path, who: Organisation | None = None) -> None:
    """Write the disk below `folder`, as it would look mounted there.

    Two disks of the same organisation are equal to the byte. Nothing that is already there is overwritten.
    Raises `FileExistsError` if a file of the disk is already there.
    """
    planter = Planter(who or organisation())
    for file in FILES:
        target = folder / file.path.lstrip("/")
        _make_folders(folder, target.parent)
        with target.open("xb") as stream:
            stream.write(planter.render(file))
        target.chmod(file.mode)


def expected(who: Organisation | None = None) -> Truth:
    """What a scan of that disk must find, and what it must not. Paths are those that the scanned machine would say."""
    planter = Planter(who or organisation())
    for file in FILES:
        planter.render(file)
    return planter.truth


def _make_folders(top: Path, folder: Path) -> None:
    for missing in [*reversed(folder.relative_to(top).parents), folder.relative_to(top)]:
        place = top / missing
        if not place.is_dir():
            place.mkdir(parents=True)
            place.chmod(_FOLDER_MODE)
