"""Visual Studio Code with GitHub Copilot, in every flavour it comes in."""

from mcpsweep.collectors import editors
from mcpsweep.collectors.base import Client, ProjectFile
from mcpsweep.model.coverage import Known

CLIENT = Client(
    name="vscode",
    title="GitHub Copilot in VS Code",
    service="github",
    sources=(
        "code.visualstudio.com/docs/agents/reference/mcp-configuration",
        "the workbench's own code as of 1.139",
        "files written for it by add-mcp 2.4.0 and install-mcp 1.10.2",
    ),
    locations=tuple(
        location for folder, known in editors.of_vscode() for location in editors.settings_in(folder, known)
    ),
    project_files=(
        ProjectFile(".vscode/mcp.json", known=Known.SEEN),
        ProjectFile(".vscode/settings.json"),
        ProjectFile("*.code-workspace", known=Known.PROBED),
        ProjectFile(".devcontainer/devcontainer.json"),
        ProjectFile(".devcontainer.json"),
        ProjectFile("data/user-data/User/mcp.json", known=Known.PROBED),  # portable mode
        ProjectFile("data/user-data/User/settings.json", known=Known.PROBED),
    ),
)
