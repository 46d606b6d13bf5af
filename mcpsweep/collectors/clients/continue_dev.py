"""Continue: the extensions and the command line."""

from mcpsweep.collectors.base import Client, Location, ProjectFile, ReaderName, transcript
from mcpsweep.model.coverage import Known

CLIENT = Client(
    name="continue",
    title="Continue",
    sources=("docs.continue.dev/customize/deep-dives/mcp", "continuedev/continue#8021"),
    locations=(
        Location("{home}/.continue/config.yaml"),
        Location("{home}/.continue/config.json"),
        Location("{home}/.continue/mcpServers/*.yaml"),
        Location("{home}/.continue/mcpServers/*.json"),
        Location("{home}/.continue/.env", reader=ReaderName.ASSIGNMENTS),
        transcript("{home}/.continue/sessions/*.json"),
    ),
    project_files=(
        ProjectFile(".continue/mcpServers/*.yaml"),
        ProjectFile(".continue/mcpServers/*.json"),
        ProjectFile(".continue/config.yaml", known=Known.PROBED),
        ProjectFile(".continuerc.json", known=Known.PROBED),
    ),
)
