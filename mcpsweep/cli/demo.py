"""`mcpsweep demo`."""

from mcpsweep.errors import ExitCode

_BEFORE = """\
This is what IT sees when a laptop comes back. Everything here is made up: alice, her files and every
credential. A sample disk with a Linux, a macOS and a Windows home now lies in a temporary folder, as if
it were mounted there, and is scanned just so:

    mcpsweep scan --root {folder}
"""
_AFTER = """
Each block is one credential: what it is, whose it may be, where its value lies, what refers to it.
The sample disk is gone again. To scan this machine's own home: mcpsweep scan"""


def demo() -> int:
    """Scan a made-up laptop, to show what a scan finds."""
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from mcpsweep.cli.canvas import canvas_for
    from mcpsweep.cli.progress import progress
    from mcpsweep.cli.streams import destination, tell
    from mcpsweep.collectors import sweep
    from mcpsweep.collectors.request import Request
    from mcpsweep.reports import registry
    from mcpsweep.sandbox import laptop

    with TemporaryDirectory(prefix="mcpsweep-demo-") as folder:
        laptop.build(Path(folder))
        tell(_BEFORE.format(folder=folder))
        with progress(is_quiet=False) as watcher:
            inventory = sweep.sweep(Request(root=folder), watcher)
    with destination(None, ()) as write:
        write(registry.load(registry.Format.TABLE).render(inventory, canvas_for(None)))
    tell(_AFTER)
    return ExitCode.DONE
