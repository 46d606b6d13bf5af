"""Augment: its command line, Auggie, and its extensions."""

from mcpsweep.collectors.base import Client, Location, ProjectFile, ReaderName
from mcpsweep.model.coverage import Known
from mcpsweep.model.server import Scope

CLIENT = Client(
    name="augment",
    title="Augment",
    sources=("docs.augmentcode.com/cli/integrations", "files written by @augmentcode/auggie 0.36.0"),
    locations=(
        Location("{home}/.augment/settings.json", known=Known.SEEN),
        Location("{home}/.augment/.auggie.json", known=Known.SEEN),
        Location("{home}/.augment/session.json", reader=ReaderName.TOKEN_STORE, known=Known.PROBED),
    ),
    project_files=(
        ProjectFile(".augment/settings.json", known=Known.SEEN),
        ProjectFile(".augment/settings.local.json", Scope.LOCAL),
    ),
)
