"""Read a token store that its client encrypts. Versions before the encryption wrote the same file in clear."""

from collections.abc import Iterator

from mcpsweep.collectors import token_store
from mcpsweep.collectors.base import File
from mcpsweep.collectors.observation import Guarded, Observation, Place
from mcpsweep.documents.base import Document, Scalar

KIND = "oauth-session"
"""What such a store holds: the logins and tokens of remote servers, or of the client itself."""


def read(file: File, document: Document) -> Iterator[Observation]:
    """Its tokens if it is in clear after all; else that it is there."""
    if document.root is not None and not isinstance(document.root, Scalar) and not document.problems:
        yield from token_store.read(file, document)
    elif document.text.strip():
        name = file.path.rpartition("/")[2]
        reason = f"{file.client or 'a client'}'s own store, encrypted"
        yield Guarded(file.service or "generic", KIND, name, reason, Place(file.path, 0, 0, "", file.client))
