"""GitHub Copilot in Visual Studio.

The solution's `.mcp.json`, `.vscode/mcp.json` and
`.cursor/mcp.json`, which it reads too, count for the clients whose names they bear.
"""

from mcpsweep.collectors.base import Client, Location, ProjectFile

CLIENT = Client(
    name="visual-studio",
    title="GitHub Copilot in Visual Studio",
    service="github",
    sources=("learn.microsoft.com/visualstudio/ide/mcp-servers",),
    locations=(Location("{home}/.mcp.json"),),
    project_files=(ProjectFile(".vs/mcp.json"),),
)
