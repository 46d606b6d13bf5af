"""`demo --serve`: the simulated services keep running, with a configuration to play with."""

import shlex
import shutil
import sys
import tempfile
import threading
from pathlib import Path

from mcpsweep.cli.rehearsal import performance
from mcpsweep.cli.streams import say, tell
from mcpsweep.config import VARIABLE
from mcpsweep.errors import ExitCode
from mcpsweep.executor.journal import FOLDER_VARIABLE
from mcpsweep.sandbox import laptop
from mcpsweep.sandbox.estate import KEY_VARIABLE, Estate
from mcpsweep.sandbox.slack.limits import Limits

_PREFIX = "mcpsweep-sandbox-"
_PRIVATE = 0o600
_TEXT = """\
The simulated GitHub, Slack and Atlassian of Acme now listen on
{address}
until Ctrl-C; Slack's rate limits are off. What mcpsweep needs lies in
{folder}
and is readable by you alone: config.toml, people.yaml, laptop (a disk to scan),
and env, with the administrators' credentials: made up, like everything here.

In another terminal:

  . {environment}
  mcpsweep connector check
  mcpsweep list --user alice
  mcpsweep plan --user alice
  mcpsweep scan --root "$LAPTOP"
  mcpsweep revoke --user alice --scan --root "$LAPTOP" --dry-run
  mcpsweep revoke --user alice --scan --root "$LAPTOP"
  mcpsweep runs list

With that file read, configuration, journal and keyring of your own stay out of
it, in that terminal. What is revoked stays so until this is started anew.
"""


def serve() -> ExitCode:
    """Until somebody interrupts. The folder stays, and is named."""
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    try:
        # Other processes ask with the real clock: what Slack lets happen once a minute would cost them one.
        with Estate(slack_limits=Limits(is_on=False)) as estate:
            prepare(estate, folder)
            say(_TEXT.format(address=estate.server.url(), folder=folder, environment=shlex.quote(str(folder / "env"))))
            threading.Event().wait()
    except KeyboardInterrupt:
        tell("")
        tell(f"stopped; to throw away what is left: rm -r {shlex.quote(str(folder))}")
    return ExitCode.DONE


def prepare(estate: Estate, folder: Path) -> None:
    """Everything that `mcpsweep` needs in order to meet the estate and nothing else, in `folder`."""
    disk = folder / "laptop"
    laptop.build(disk)
    variables = {
        "LAPTOP": str(disk),
        VARIABLE: str(estate.write_config(folder)),
        FOLDER_VARIABLE: str(folder / "state"),
        KEY_VARIABLE: performance.KEY.decode(),
        # The user's own keyring may know fields that the estate has no key for.
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        **{name: secret.reveal() for name, secret in estate.secrets().items()},
    }
    file = folder / "env"
    file.touch(_PRIVATE)
    lines = [f"export {name}={shlex.quote(value)}\n" for name, value in variables.items()]
    file.write_text("".join([*lines, _path()]), "utf-8")


def _path() -> str:
    """What lets a shell find this very program, where it would find none."""
    if shutil.which("mcpsweep"):
        return ""
    return f'export PATH={shlex.quote(str(Path(sys.argv[0]).absolute().parent))}:"$PATH"\n'
