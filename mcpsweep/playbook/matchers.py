"""What a condition asks of the value of one field, and the answer: yes, no, or that it cannot be known."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from typing import Final, Protocol, TypeAlias, TypeVar

from mcpsweep.playbook.measures import spell_duration, spell_instant

Truth: TypeAlias = bool | None
"""None: it cannot be known."""


class Never(Enum):
    """In the place of a time: the service has a record, and there is no such time in it."""

    NEVER = "never"


NEVER: Final = Never.NEVER
Time: TypeAlias = datetime | Never
V = TypeVar("V", contravariant=True)


class Matcher(Protocol[V]):
    """What is asked of a value that is known."""

    def answer(self, value: V, now: datetime) -> Truth:
        """Whether `value` is what is asked for."""

    def words(self, name: str) -> str:
        """The question in words, about the field `name`."""


@dataclass(frozen=True, slots=True)
class IsFlag:
    """Whether it is so."""

    wanted: bool

    def answer(self, value: bool, now: datetime) -> Truth:
        """Whether `value` is the wanted one."""
        return value is self.wanted

    def words(self, name: str) -> str:
        """`shared`, or `not shared`."""
        return name if self.wanted else f"not {name}"


@dataclass(frozen=True, slots=True)
class IsOneOf:
    """Whether one of the values is among the wanted ones."""

    wanted: tuple[str, ...]

    def answer(self, value: Collection[str], now: datetime) -> Truth:
        """Whether `value` and the wanted ones share a word."""
        return not set(self.wanted).isdisjoint(value)

    def words(self, name: str) -> str:
        """`validity live or unknown`."""
        return f"{name} {either(self.wanted)}"


@dataclass(frozen=True, slots=True)
class IsLike:
    """Whether one of the values looks like a wanted one; `*` stands for any text, and case makes no difference."""

    wanted: tuple[str, ...]
    _pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        pattern = "|".join(map(_glob, self.wanted))
        object.__setattr__(self, "_pattern", re.compile(pattern, re.IGNORECASE | re.DOTALL))

    def answer(self, value: Collection[str], now: datetime) -> Truth:
        """Whether a text of `value` is like a wanted one as a whole."""
        return any(self._pattern.fullmatch(text) for text in value)

    def words(self, name: str) -> str:
        """`kind slack-bot-token or *-app`."""
        return f"{name} {either(self.wanted)}"


@dataclass(frozen=True, slots=True)
class IsNever:
    """Whether the service has a record without such a time."""

    def answer(self, value: Time, now: datetime) -> Truth:
        """Whether `value` is no time at all."""
        return value is NEVER

    def words(self, name: str) -> str:
        """`last_used never`."""
        return f"{name} never"


class Bound(StrEnum):
    """On which side of a point in time."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class IsBeside:
    """Whether a time lies on one side of a point in time."""

    bound: Bound
    at: datetime

    def answer(self, value: Time, now: datetime) -> Truth:
        """Whether `value` is before, or not before, the point; not known where there is no time."""
        if value is NEVER:
            return None
        return value < self.at if self.bound is Bound.BEFORE else value >= self.at

    def words(self, name: str) -> str:
        """`created before 2026-01-01`."""
        return f"{name} {self.bound} {spell_instant(self.at)}"


class Reach(StrEnum):
    """Nearer or farther than a length of time."""

    OVER = "over"
    WITHIN = "within"


_REACHES = {
    (Reach.OVER, False): "over {} ago",
    (Reach.OVER, True): "in over {}",
    (Reach.WITHIN, False): "within the last {}",
    (Reach.WITHIN, True): "within the next {}",
}


@dataclass(frozen=True, slots=True)
class IsFar:
    """Whether a time lies nearer or farther from now than a length of time."""

    reach: Reach
    length: timedelta
    is_ahead: bool
    """Whether such times lie in the future: then one that is past is neither near nor far."""

    def answer(self, value: Time, now: datetime) -> Truth:
        """Whether `value` is that near or far; not known where there is no time."""
        if value is NEVER:
            return None
        distance = value - now if self.is_ahead else now - value
        if self.reach is Reach.OVER:
            return distance > self.length
        # The clock of a service may be ahead of ours: what happened in our future has just happened.
        return distance <= self.length and not (self.is_ahead and distance < timedelta())

    def words(self, name: str) -> str:
        """`last_used over 90d ago`, `expires within the next 30d`."""
        return f"{name} {_REACHES[self.reach, self.is_ahead].format(spell_duration(self.length))}"


class Size(StrEnum):
    """Longer or shorter than a length of time."""

    OVER = "over"
    UNDER = "under"


@dataclass(frozen=True, slots=True)
class IsLong:
    """Whether a length of time is longer or shorter than another."""

    size: Size
    length: timedelta

    def answer(self, value: timedelta, now: datetime) -> Truth:
        """Whether `value` is longer, or not longer."""
        return value > self.length if self.size is Size.OVER else value <= self.length

    def words(self, name: str) -> str:
        """`age over 90d`."""
        return f"{name} {self.size} {spell_duration(self.length)}"


def either(words: Collection[str]) -> str:
    """`a, b or c`."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def _glob(wanted: str) -> str:
    """A regular expression for a text with stars."""
    first, *others = (re.escape(part) for part in wanted.split("*"))
    if not others:
        return first
    *between, last = others
    # What a star took is never taken back: else a long hostile text costs time without end.
    return first + "".join(f"(?>.*?{part})" for part in between) + ".*" + last
