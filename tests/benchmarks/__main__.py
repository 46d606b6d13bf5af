"""Run every benchmark of this folder and print one table: `python -m tests.benchmarks`."""

import importlib
import pkgutil

from tests import benchmarks
from tests.benchmarks.base import Rows, table


def main() -> None:
    """Print the rows of all benchmarks. Nothing fails by the clock."""
    found = []
    for module in pkgutil.iter_modules(benchmarks.__path__):
        if module.name not in ("base", "__main__"):
            rows: Rows = importlib.import_module(f"tests.benchmarks.{module.name}").rows
            found += list(rows())
    print(table(found))


if __name__ == "__main__":
    main()
