"""What a report is asked for."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mcpsweep.model.concern import CONCERNS, Concern, Topic


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be reported, as of when."""

    topic: Topic
    now: datetime
    """In UTC."""
    dormant_days: int = 90
    gateways: tuple[str, ...] = ()
    """Hosts of the organisation's MCP gateways, where the configuration names some."""

    @property
    def at(self) -> str:
        """`now`, RFC 3339."""
        return _rfc3339(self.now)

    @property
    def today(self) -> str:
        """The date of `now`, RFC 3339."""
        return self.now.astimezone(UTC).date().isoformat()

    @property
    def dormant_before(self) -> str:
        """What was last used before this moment is dormant. RFC 3339, to be compared as text.

        However many days are asked for, there is such a moment: the first that a date can name.
        """
        try:
            return _rfc3339(self.now - timedelta(days=self.dormant_days))
        except OverflowError:
            return _rfc3339(datetime.min.replace(tzinfo=UTC))

    @property
    def concerns(self) -> frozenset[Concern]:
        """What brings a credential into the report."""
        return CONCERNS[self.topic]


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
