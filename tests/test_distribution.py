"""What people get who install it, and who take its source."""

import tarfile
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel of this tree."""
    (path,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("wheel")), versions=["standard"])
    return zipfile.ZipFile(path)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The files of the source distribution."""
    (path,) = SdistBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("sdist")), versions=["standard"])
    with tarfile.open(path) as archive:
        return {member.name.partition("/")[2] for member in archive.getmembers() if member.isfile()}


def test_the_wheel_has_the_package_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    folders = {name.partition("/")[0] for name in wheel.namelist()}
    assert {folder for folder in folders if not folder.endswith(".dist-info")} == {"mcpsweep"}
    assert {Path(name).suffix for name in wheel.namelist() if name.startswith("mcpsweep/")} == {
        *(".css", ".html", ".js", ".json", ".py", ".typed", ".yaml")
    }


def test_the_wheel_has_all_of_the_package(wheel: zipfile.ZipFile) -> None:
    there = set(wheel.namelist())
    files = [path for path in (ROOT / "mcpsweep").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert {str(path.relative_to(ROOT)) for path in files} <= there
    assert {f"mcpsweep/playbooks/{path.name}" for path in (ROOT / "playbooks").iterdir()} <= there
    assert "mcpsweep/py.typed" in there


def test_the_wheel_says_what_it_is(wheel: zipfile.ZipFile) -> None:
    (name,) = (name for name in wheel.namelist() if name.endswith("/METADATA"))
    said = message_from_bytes(wheel.read(name))
    assert said["Name"] == "mcpsweep-cli"
    assert said["License-Expression"] == "Apache-2.0"
    assert said.get_payload(decode=True) == (ROOT / "README.md").read_bytes()


def test_the_source_has_what_it_takes_to_test_it(source: set[str]) -> None:
    assert {"Makefile", "pyproject.toml", "requirements-dev.txt", ".ci/run", "tests/test_distribution.py"} <= source
    assert {"README.md", "CHANGELOG.md", "LICENSE", "SECURITY.md", "docs/commands.md", "docs/data-flow.svg"} <= source
    assert not [name for name in source if name.startswith((".venv/", "dist/"))]
