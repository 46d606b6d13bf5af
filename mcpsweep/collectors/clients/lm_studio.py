"""LM Studio. The file is in Cursor's format."""

from mcpsweep.collectors.base import Client, Location, transcript
from mcpsweep.model.coverage import Known

CLIENT = Client(
    name="lm-studio",
    title="LM Studio",
    sources=("lmstudio.ai/docs/app/mcp", "lmstudio-ai/lmstudio-bug-tracker#1371"),
    locations=(
        Location("{home}/.lmstudio/mcp.json"),
        Location("{home}/.cache/lm-studio/mcp.json", known=Known.PROBED),
        transcript("{home}/.lmstudio/conversations/*.json"),
        transcript("{home}/.lmstudio/conversations/*/*.json"),
        transcript("{home}/.cache/lm-studio/conversations/*.json"),
    ),
)
