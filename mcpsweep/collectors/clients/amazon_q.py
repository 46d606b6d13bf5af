"""Amazon Q Developer: the command line and the IDE extensions."""

from mcpsweep.collectors.base import Client, Location, ProjectFile, ReaderName
from mcpsweep.model.coverage import Known

CLIENT = Client(
    name="amazon-q",
    title="Amazon Q Developer",
    service="aws",
    sources=("snyk/agent-scan: src/agent_scan/well_known_clients.py",),
    locations=(
        Location("{home}/.aws/amazonq/mcp.json", known=Known.PROBED),
        Location("{home}/.aws/amazonq/default.json", known=Known.PROBED),
        Location("{home}/.aws/amazonq/agents/*.json", known=Known.PROBED),
        Location("{home}/.aws/amazonq/cli-agents/*.json", known=Known.PROBED),
        Location("{data}/amazon-q/data.sqlite3", reader=ReaderName.DATABASE, known=Known.PROBED),
    ),
    project_files=(
        ProjectFile(".amazonq/mcp.json", known=Known.PROBED),
        ProjectFile(".amazonq/default.json", known=Known.PROBED),
        ProjectFile(".amazonq/agents/*.json", known=Known.PROBED),
        ProjectFile(".amazonq/cli-agents/*.json", known=Known.PROBED),
    ),
)
