"""Enconvo."""

from mcpsweep.collectors.base import Client, Location
from mcpsweep.model.coverage import Known

CLIENT = Client(
    name="enconvo",
    title="Enconvo",
    sources=("files written for it by install-mcp 1.10.2",),
    locations=(Location("{home}/.config/enconvo/mcp_config.json", known=Known.SEEN),),
)
