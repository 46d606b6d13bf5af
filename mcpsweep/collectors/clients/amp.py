"""Amp. Its servers stand under one key with a dot in it, `amp.mcpServers`, in VS Code's settings too."""

from mcpsweep.collectors.base import Client, Location, ProjectFile, ReaderName, transcript
from mcpsweep.model.coverage import Known
from mcpsweep.model.server import Scope

_MANAGED = ("/etc/ampcode", "/Library/Application Support/ampcode", "/ProgramData/ampcode")

CLIENT = Client(
    name="amp",
    title="Amp",
    service="amp",
    sources=("ampcode.com/manual", "files written by @sourcegraph/amp 0.0.1790142911"),
    locations=(
        Location("{home}/.config/amp/settings.json", known=Known.SEEN),
        Location("{home}/.config/amp/settings.jsonc", known=Known.PROBED),
        Location("{home}/.local/share/amp/secrets.json", reader=ReaderName.TOKEN_STORE, known=Known.PROBED),
        Location("{home}/.amp/oauth/*.json", reader=ReaderName.TOKEN_STORE, known=Known.PROBED),
        *(Location(f"{folder}/managed-settings.json", Scope.MANAGED, known=Known.PROBED) for folder in _MANAGED),
        transcript("{home}/.local/share/amp/threads/*.json"),
    ),
    project_files=(ProjectFile(".amp/settings.json", known=Known.SEEN),),
)
