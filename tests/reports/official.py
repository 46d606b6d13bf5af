"""The official schema of SARIF 2.1.0 (errata 01), as OASIS publishes it:
https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json.
"""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator

_SCHEMA = json.loads(Path(__file__).with_name("sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
_VALIDATOR = Draft4Validator(_SCHEMA)


def sarif(text: str) -> Any:
    """The log, which keeps to the schema."""
    log = json.loads(text)
    assert [f"{one.json_path}: {one.message}" for one in _VALIDATOR.iter_errors(log)] == []
    return log
