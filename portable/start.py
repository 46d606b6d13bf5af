"""The first line of the program that is carried to a laptop: `scan`, `client` and `--version`, and nothing else."""

import sys

from mcpsweep.cli.app import COMMANDS, run

CARRIED = ("scan", "client")

if __name__ == "__main__":
    sys.exit(run(sys.argv[1:], {name: COMMANDS[name] for name in CARRIED}))
