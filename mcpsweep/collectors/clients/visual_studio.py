"""GitHub Copilot in Visual Studio.

Source: learn.microsoft.com/visualstudio/ide/mcp-servers. The solution's `.mcp.json`, `.vscode/mcp.json` and
`.cursor/mcp.json`, which it reads too, count for the clients whose names they bear.
"""

from mcpsweep.collectors.base import Client, Location, ProjectFile

CLIENT = Client(
    name="visual-studio",
    title="GitHub Copilot in Visual Studio",
    service="github",
    locations=(Location("{home}/.mcp.json"),),
    project_files=(ProjectFile(".vs/mcp.json"),),
)
