"""Goose. What `env_keys` names lies in the keyring, or in `secrets.yaml` where that is switched off."""

from mcpsweep.collectors.base import Client, Location, ReaderName, transcript
from mcpsweep.model.coverage import Known

_WINDOWS = "{home}/AppData/Roaming/Block/goose/config"

CLIENT = Client(
    name="goose",
    title="Goose",
    sources=("block.github.io/goose/docs/guides/config-files", "files written for it by add-mcp 2.4.0"),
    locations=(
        Location("{home}/.config/goose/config.yaml", known=Known.SEEN),
        Location(f"{_WINDOWS}/config.yaml"),
        Location("{home}/.config/goose/secrets.yaml", reader=ReaderName.ASSIGNMENTS),
        Location(f"{_WINDOWS}/secrets.yaml", reader=ReaderName.ASSIGNMENTS),
        transcript("{data}/goose/sessions/*.jsonl"),
        transcript("{home}/.local/share/goose/sessions/*.jsonl"),
        *(
            transcript(f"{folder}/sessions/sessions.db", reader=ReaderName.TRANSCRIPT_DATABASE)
            for folder in (
                "{data}/goose",
                "{home}/.local/share/goose",
                "{data}/Block/goose",
                "{config}/Block/goose/data",
            )
        ),
    ),
)
