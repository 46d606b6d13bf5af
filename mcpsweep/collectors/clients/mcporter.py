"""MCPorter, a runtime and command line for other clients' servers."""

from mcpsweep.collectors.base import Client, Location, ProjectFile, ReaderName
from mcpsweep.model.coverage import Known

CLIENT = Client(
    name="mcporter",
    title="MCPorter",
    sources=("files written for it by add-mcp 2.4.0",),
    locations=(
        Location("{home}/.mcporter/mcporter.json", known=Known.SEEN),
        Location("{home}/.mcporter/mcporter.jsonc", known=Known.PROBED),
        Location("{home}/.mcporter/credentials.json", reader=ReaderName.TOKEN_STORE, known=Known.PROBED),
    ),
    project_files=(ProjectFile("config/mcporter.json", known=Known.SEEN),),
)
