"""What fuzzing once found, and what it starts from: tried with every test run."""

from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS

SEEDS = Path(__file__).parent / "seeds"
CASES = sorted(path for path in SEEDS.rglob("*") if path.is_file())


@pytest.mark.parametrize("seed", CASES, ids=lambda seed: f"{seed.parent.name}-{seed.name}")
def test_what_must_hold_for_any_bytes_holds_for_a_seed(seed: Path) -> None:
    TARGETS[seed.parent.name](seed.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_has_seeds(target: str) -> None:
    assert target in {seed.parent.name for seed in CASES}
    TARGETS[target](b"")
