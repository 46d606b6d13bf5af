"""at and batch: jobs that run once, each a shell script with the whole environment of whoever asked for it.

Sources: at(1), atrun(8). A job's name is its queue, its number, and the minute since 1970 at which it is due.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from mcpsweep.collectors.observation import Observation, Place, Scheduled, Words
from mcpsweep.collectors.schedules import scripts
from mcpsweep.collectors.schedules.base import Input, Scheduler, location
from mcpsweep.documents.decode import decode

_NAME = re.compile(r"[a-zA-Z=][0-9a-f]{5}([0-9a-f]{8})\Z")
_MAIL = re.compile(r"^# mail\s+(\S+)", re.MULTILINE)


def read(source: Input) -> Iterator[Observation]:
    """One job."""
    yield from scripts.read(source.file, source.data)
    mail = _MAIL.search(decode(source.data[:4096]))
    path = source.file.path
    yield Scheduled(
        kind="at",
        place=Place(path, 1, 1, ""),
        schedule=_due(path.rpartition("/")[2]),
        command=Words((path,)),
        user=mail[1] if mail else "",
    )


def _due(name: str) -> str:
    match = _NAME.match(name)
    if match is None:
        return "once"
    # Eight hexadecimal digits of minutes reach beyond the year 9999.
    minutes = min(int(match[1], 16), 4_000_000_000)
    return f"once, at {datetime.fromtimestamp(minutes * 60, UTC):%Y-%m-%dT%H:%MZ}"


SCHEDULER = Scheduler(
    name="at",
    title="at",
    read=read,
    locations=(
        location("at", "/var/spool/at/*"),
        location("at", "/var/spool/cron/atjobs/*"),
        location("at", "/private/var/at/jobs/*"),
    ),
)
