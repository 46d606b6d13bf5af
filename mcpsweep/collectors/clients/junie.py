"""Junie, JetBrains' agent: in IDEs and on the command line."""

from mcpsweep.collectors.base import Client, Location, ProjectFile

CLIENT = Client(
    name="junie",
    title="JetBrains Junie",
    sources=("vaadin.com/docs/next/agentic-development/mcp/supported-tools/junie",),
    locations=(Location("{home}/.junie/mcp/*.json"),),
    project_files=(ProjectFile(".junie/mcp/*.json"),),
)
