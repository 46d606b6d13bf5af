"""JetBrains AI Assistant: XML in each IDE's options and in projects, since 2025.3 JSON in `.ai`."""

from mcpsweep.collectors.base import Client, Location, ProjectFile, ReaderName
from mcpsweep.model.coverage import Known

CLIENT = Client(
    name="jetbrains-ai",
    title="JetBrains AI Assistant",
    sources=("youtrack.jetbrains.com: LLM-16145, LLM-22682, LLM-26654",),
    locations=(
        Location("{config}/JetBrains/*/options/llm.mcpServers.xml", reader=ReaderName.IDE_OPTIONS, known=Known.PROBED),
        Location("{home}/.ai/mcp/mcp.json", known=Known.PROBED),
    ),
    project_files=(
        ProjectFile(".ai/mcp/mcp.json", known=Known.PROBED),
        ProjectFile(".idea/workspace.xml", reader=ReaderName.IDE_OPTIONS, known=Known.PROBED),
    ),
)
