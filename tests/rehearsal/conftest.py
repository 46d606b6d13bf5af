"""A laptop that all tests read, and an organisation for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mcpsweep.errors import ExitCode
from mcpsweep.sandbox import laptop
from tests.rehearsal.scene import Scene, everything, scene
from tests.rehearsal.world import Effects, effects


@pytest.fixture(scope="session")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Alice's laptop."""
    folder = tmp_path_factory.mktemp("disk")
    laptop.build(folder)
    return folder


@pytest.fixture(scope="session")
def usual_effects(tmp_path_factory: pytest.TempPathFactory, disk: Path, app_key: str) -> Effects:
    """What a sweep changes when all goes well."""
    with scene(tmp_path_factory.mktemp("usual"), disk, app_key) as made:
        assert made.sweep(answers=everything).code == ExitCode.INCOMPLETE
        return effects(made.before, made.state())


@pytest.fixture
def stage(tmp_path: Path, disk: Path, app_key: str) -> Iterator[Scene]:
    """A fresh organisation with all its services."""
    with scene(tmp_path, disk, app_key) as made:
        yield made
