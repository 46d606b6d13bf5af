"""Crush. What is typed in as a provider's key goes to the file of its state, and every project has its own sessions."""

from types import MappingProxyType

from mcpsweep.collectors.base import Client, Location, ProjectFile, ReaderName
from mcpsweep.model.coverage import Known

CLIENT = Client(
    name="crush",
    title="Crush",
    sources=("README of charmbracelet/crush",),
    locations=(
        Location("{home}/.config/crush/crush.json"),
        Location("{home}/.config/crush/crushrc", reader=ReaderName.ASSIGNMENTS, known=Known.PROBED),
        Location("{config}/crush/crush.json", known=Known.PROBED),
        Location("{home}/.local/share/crush/crush.json"),
        Location("{data}/crush/crush.json"),
    ),
    project_files=(
        ProjectFile(".crush.json"),
        ProjectFile("crush.json"),
        ProjectFile(".crush/crush.db", reader=ReaderName.TRANSCRIPT_DATABASE, known=Known.PROBED),
    ),
    moved_by=MappingProxyType(
        {"CRUSH_GLOBAL_CONFIG": "{home}/.config/crush", "CRUSH_GLOBAL_DATA": "{home}/.local/share/crush"}
    ),
)
