"""Fuzz one target for a while: `python -m tests.fuzz TARGET SECONDS FOLDER`.

FOLDER keeps the inputs that reached something new, from one run to the next; what found something is put there as
`crash-…`, `timeout-…` or `oom-…`. Such a file, made small, belongs in `seeds/TARGET`, where every test run tries it.
"""

import importlib
import pkgutil
import sys
import tempfile
from pathlib import Path

import atheris

SEEDS = Path(__file__).parent / "seeds"
_SECONDS_EACH = 10
"""An input that takes longer is a hang: a file of that size is read in a millisecond."""
_MEGABYTES = 2048
_LONGEST = 1024
_LONGEST_DATABASE = 8192
"""Sixteen of the smallest pages."""


def main(target: str, seconds: str, folder: str) -> None:
    """Fuzz until the time is over or something is found; does not return."""
    with atheris.instrument_imports(include=["mcpsweep"]):
        from mcpsweep import documents
        from tests.fuzz.targets import TARGETS

        # Readers are imported when the first file of a kind is read: too late to be watched.
        for module in pkgutil.iter_modules(documents.__path__, "mcpsweep.documents."):
            importlib.import_module(module.name)
    kept = Path(folder, target)
    kept.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as beginning:
        _plant(Path(beginning))
        options = {
            "artifact_prefix": f"{kept}/",
            "max_total_time": seconds,
            "timeout": _SECONDS_EACH,
            "rss_limit_mb": _MEGABYTES,
            "max_len": _LONGEST_DATABASE if target == "databases" else _LONGEST,
            "print_final_stats": 1,
        }
        words = [f"-{name}={value}" for name, value in options.items()]
        atheris.Setup([sys.argv[0], *words, str(kept), str(SEEDS / target), beginning], TARGETS[target])
        atheris.Fuzz()


def _plant(folder: Path) -> None:
    """The files of the sample laptop, each behind bytes that choose how it is read."""
    from mcpsweep.sandbox.disk.planting import Planter
    from mcpsweep.sandbox.laptop import FILES
    from mcpsweep.sandbox.organisation import organisation

    planter = Planter(organisation())
    for number, file in enumerate(FILES):
        content = planter.render(file)[:_LONGEST]
        for choice in range(8):
            (folder / f"{number}-{choice}").write_bytes(bytes([choice, choice]) + content)


if __name__ == "__main__":
    main(*sys.argv[1:])
