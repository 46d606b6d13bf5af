"""Kilo: the command line, which is built from opencode, and the VS Code extension, which is built from Roo Code."""

from mcpsweep.collectors import editors
from mcpsweep.collectors.base import Client, Location, ProjectFile, ReaderName, transcript
from mcpsweep.model.coverage import Known

_EXTENSION = "kilocode.kilo-code"

CLIENT = Client(
    name="kilo",
    title="Kilo Code",
    sources=("kilo.ai/docs/automate/mcp/using-in-cli", "files written by @kilocode/cli 7.7.7"),
    locations=(
        Location("{home}/.config/kilo/kilo.jsonc", known=Known.SEEN),
        Location("{home}/.config/kilo/kilo.json"),
        Location("{home}/.local/share/kilo/mcp-auth.json", reader=ReaderName.TOKEN_STORE, known=Known.SEEN),
        Location("{home}/.local/share/kilo/auth.json", reader=ReaderName.TOKEN_STORE, known=Known.PROBED),
        Location("{home}/.kilocode/cli/global/settings/mcp_settings.json"),
        *editors.kept_by_extension(_EXTENSION, "settings/mcp_settings.json", Known.PROBED),
        transcript("{home}/.local/share/kilo/kilo.db", Known.SEEN, ReaderName.TRANSCRIPT_DATABASE),
        *editors.tasks_of(_EXTENSION),
    ),
    project_files=(
        ProjectFile("kilo.json"),
        ProjectFile("kilo.jsonc"),
        ProjectFile(".kilo/kilo.json", known=Known.PROBED),
        ProjectFile(".kilo/kilo.jsonc", known=Known.PROBED),
        ProjectFile(".kilocode/mcp.json"),
    ),
)
