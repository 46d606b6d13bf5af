"""Every other editor built from VS Code, told by the layout alone: Positron, Void, the fork of next month."""

from mcpsweep.collectors import editors
from mcpsweep.collectors.base import Client

CLIENT = Client(
    name="vscode-fork",
    title="Another editor built from VS Code",
    sources=("the layout of VS Code itself",),
    locations=tuple(editors.settings_in("{config}/*/User")),
)
