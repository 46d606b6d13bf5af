"""GitHub Copilot in JetBrains IDEs. The Windows path was reported; the others follow the same layout."""

from mcpsweep.collectors.base import Client, Location
from mcpsweep.model.coverage import Known

CLIENT = Client(
    name="copilot-jetbrains",
    title="GitHub Copilot in JetBrains IDEs",
    service="github",
    sources=("microsoft/apm#1225",),
    locations=(
        Location("{home}/.config/github-copilot/intellij/mcp.json", known=Known.PROBED),
        Location("{config}/github-copilot/intellij/mcp.json", known=Known.PROBED),
        Location("{data}/github-copilot/intellij/mcp.json", known=Known.PROBED),
    ),
)
