"""How a call says who is asking."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from mcpsweep.model.secret import Secret


class Auth(Protocol):
    """Whatever can produce the headers that sign a call in."""

    def headers(self) -> Mapping[str, Secret]:
        """The headers, fresh for each call; may fetch a new token first."""


@dataclass(frozen=True, slots=True)
class Anonymous:
    """Nobody: no header is sent."""

    def headers(self) -> Mapping[str, Secret]:
        """None at all."""
        return {}


@dataclass(frozen=True, slots=True)
class Bearer:
    """`Authorization: Bearer …`, and whatever cookie must come with it."""

    token: Secret
    cookie: Secret | None = None
    """The whole `Cookie` header."""

    def headers(self) -> Mapping[str, Secret]:
        """One header, or two with a cookie."""
        signed = {"Authorization": Secret(f"Bearer {self.token.reveal()}")}
        return signed if self.cookie is None else {**signed, "Cookie": self.cookie}


@dataclass(frozen=True, slots=True)
class Basic:
    """`Authorization: Basic …`."""

    user: str
    password: Secret

    def headers(self) -> Mapping[str, Secret]:
        """One header."""
        pair = f"{self.user}:{self.password.reveal()}".encode()
        return {"Authorization": Secret("Basic " + base64.b64encode(pair).decode("ascii"))}
