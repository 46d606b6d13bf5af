"""Witsy. Servers stand beside the keys of the models it uses."""

from mcpsweep.collectors.base import Client, Location
from mcpsweep.model.coverage import Known

CLIENT = Client(
    name="witsy",
    title="Witsy",
    sources=("files written for it by install-mcp 1.10.2",),
    locations=(Location("{config}/Witsy/settings.json", known=Known.SEEN),),
)
