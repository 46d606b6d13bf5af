"""GitHub Copilot in JetBrains IDEs.

Source: microsoft/apm#1225 for the Windows path; the others follow the same plug-in's layout.
"""

from mcpsweep.collectors.base import Client, Known, Location

CLIENT = Client(
    name="copilot-jetbrains",
    title="GitHub Copilot in JetBrains IDEs",
    service="github",
    locations=(
        Location("{home}/.config/github-copilot/intellij/mcp.json*", known=Known.PROBED),
        Location("{config}/github-copilot/intellij/mcp.json*", known=Known.PROBED),
        Location("{data}/github-copilot/intellij/mcp.json*", known=Known.PROBED),
    ),
)
