"""Bytes that can be read from anywhere: a file that is open, or what was read of one."""

from dataclasses import dataclass
from typing import Protocol


class Bytes(Protocol):
    """A database or its log, wherever it lies."""

    @property
    def size(self) -> int:
        """In bytes."""

    def at(self, offset: int, count: int) -> bytes:
        """`count` bytes from `offset` on, fewer where it ends. Raises `OSError` if they cannot be read."""


@dataclass(frozen=True, slots=True)
class InMemory:
    """The whole of a small one."""

    data: bytes

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.data)

    def at(self, offset: int, count: int) -> bytes:
        """A part of it."""
        return self.data[offset : offset + count]
