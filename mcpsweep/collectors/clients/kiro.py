"""Kiro: the editor, and the command line that was Amazon Q's."""

from mcpsweep.collectors import editors
from mcpsweep.collectors.base import Client, Location, ProjectFile, ReaderName
from mcpsweep.model.coverage import Known

CLIENT = Client(
    name="kiro",
    title="Kiro",
    service="aws",
    sources=("kiro.dev/docs/mcp/configuration", "files written for it by add-mcp 2.4.0"),
    locations=(
        Location("{home}/.kiro/settings/mcp.json", known=Known.SEEN),
        Location("{home}/.kiro/agents/*.json"),
        Location("{home}/.aws/sso/cache/kiro-auth-token.json", reader=ReaderName.TOKEN_STORE, known=Known.PROBED),
        Location("{data}/kiro-cli/data.sqlite3", reader=ReaderName.DATABASE, known=Known.PROBED),
        *editors.settings_in("{config}/Kiro/User"),
    ),
    project_files=(ProjectFile(".kiro/settings/mcp.json", known=Known.SEEN), ProjectFile(".kiro/agents/*.json")),
)
