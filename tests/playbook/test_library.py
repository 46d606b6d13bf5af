"""Where playbooks come from, in a checkout and in a wheel."""

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from mcpsweep.errors import UsageError
from mcpsweep.playbook import library

ROOT = Path(__file__).parent.parent.parent
SHIPPED = sorted((ROOT / "playbooks").glob("*"))


def test_the_shipped_ones() -> None:
    assert library.shipped() == (
        "historical-cleanup",
        "hostile-departure",
        "offboard-contractor",
        "offboard-employee",
        "rotate-shared",
    )
    assert [path.name for path in SHIPPED] == [f"{name}.yaml" for name in library.shipped()]


@pytest.mark.parametrize("name", library.shipped())
def test_each_says_when_to_take_it(name: str) -> None:
    loaded = library.load(name)
    assert loaded.playbook.name == name
    assert loaded.playbook.description
    assert loaded.data.startswith(b"# Take this ")


def test_a_plan_can_say_which_it_was() -> None:
    ref = library.load("rotate-shared").ref()
    assert ref.name == "rotate-shared"
    assert ref.sha256 == hashlib.sha256((ROOT / "playbooks" / "rotate-shared.yaml").read_bytes()).hexdigest()


def test_one_of_your_own(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text("format: mcpsweep-playbook/1\nname: own\nrules: [{do: ask}]\n")
    loaded = library.load(str(file))
    assert (loaded.playbook.name, loaded.origin) == ("own", str(file))


def test_a_shipped_name_is_not_shadowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rotate-shared").write_text("format: mcpsweep-playbook/1\nname: own\nrules: [{do: revoke}]\n")
    monkeypatch.chdir(tmp_path)
    assert library.load("rotate-shared").playbook.name == "rotate-shared"
    assert library.load("./rotate-shared").playbook.name == "own"


@pytest.mark.parametrize(
    ("which", "message"),
    [
        ("offboard-employe", "offboard-employe is neither a shipped playbook nor a file"),
        ("own/nowhere.yaml", "own/nowhere.yaml is no file"),
        (".", "the playbook . cannot be read: Is a directory"),
        ("a\0b", "the playbook a\0b cannot be read: this is no path"),
        ("", " is no file"),
    ],
)
def test_what_is_not_there(which: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        library.load(which)
    assert caught.value.message == message


def test_a_wheel_has_them(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert {
            name.removeprefix("mcpsweep/playbooks/"): archive.read(name)
            for name in archive.namelist()
            if name.startswith("mcpsweep/playbooks/")
        } == {path.name: path.read_bytes() for path in SHIPPED}
        assert "mcpsweep/schemas/playbook-1.json" in archive.namelist()
        archive.extractall(tmp_path / "installed")
    told = subprocess.run(
        [sys.executable, "-c", "from mcpsweep.playbook import library; print(*library.shipped(), library.__file__)"],
        cwd=tmp_path / "installed",
        check=True,
        capture_output=True,
        text=True,
    )
    assert told.stdout.split() == [*library.shipped(), str(tmp_path / "installed/mcpsweep/playbook/library.py")]
