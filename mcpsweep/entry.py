"""The `mcpsweep` command's first line of code.

It imports nothing but `sys`, so that `mcpsweep --version` costs little more than starting Python.
"""

import sys


def main() -> int:
    """Answer `--version`; hand everything else to the command line proper and return its exit code."""
    if sys.argv[1:] == ["--version"]:
        from mcpsweep import __version__

        try:
            sys.stdout.write(f"mcpsweep {__version__}\n")
            sys.stdout.flush()
        except OSError as error:
            sys.stderr.write(f"the version could not be written: {error.strerror}\n")
            return 4
        return 0
    from mcpsweep.cli.app import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
