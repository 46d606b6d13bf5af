"""cron: the tables of accounts and of the system, and the folders of scripts beside them.

Sources: crontab(5) of cronie, Debian's cron and macOS; anacrontab(5); run-parts(8).
"""

import re
from collections.abc import Iterator

from mcpsweep.collectors import left_over
from mcpsweep.collectors.observation import Held, Observation, Place, Referred, Scheduled, ShellLine, Unclear, Words
from mcpsweep.collectors.schedules import scripts
from mcpsweep.collectors.schedules.base import Input, Scheduler, hands, in_shell_line, in_variable, location
from mcpsweep.documents.base import Document
from mcpsweep.documents.decode import decode
from mcpsweep.model.agent import AgentState
from mcpsweep.model.secret import Secret
from mcpsweep.model.server import Scope

_KIND = "cron"
_FIELD = r"(?:(?![A-Za-z]{4})[0-9A-Za-z*?,/~#-])+"
"""Names of days and months have three letters."""
_TIMES = rf"-?(?P<times>@\w+|{_FIELD}(?:[ \t]+{_FIELD}){{4}})[ \t]+"
_COMMAND = r"(?P<command>\S[^\r\n]*)"
_OF_ACCOUNT = re.compile(rf"[ \t]*{_TIMES}{_COMMAND}")
_OF_SYSTEM = re.compile(rf"[ \t]*{_TIMES}(?P<user>\S+)[ \t]+{_COMMAND}")
_OF_ANACRON = re.compile(rf"[ \t]*(?P<times>@\w+|\d+)[ \t]+\d+[ \t]+(?P<name>\S+)[ \t]+{_COMMAND}")
_VARIABLE = re.compile(r"""[ \t]*(?:"([^"\r\n]*)"|'([^'\r\n]*)'|([A-Za-z_]\w*))[ \t]*=[ \t]*([^\r\n]*)""")
_LINE_END = re.compile(r"\r\n|\r|\n")
_REST = re.compile(r"(?<!\\)%.*", re.DOTALL)
_FOLDER = re.compile(r"/cron\.(hourly|daily|weekly|monthly|yearly)/")
_UNREAD = re.compile(r"(?:\A\.|~\Z|,v\Z|\.(?:dpkg-\w+|rpm\w+|bak|orig|disabled|off|swp)\Z)", re.IGNORECASE)
"""Names that no cron takes for a table of its own."""


def read(source: Input) -> Iterator[Observation]:
    """Every line of a table; all of a script in one of the folders."""
    text, path = decode(source.data), source.file.path
    folder = _FOLDER.search(path)
    if folder is not None:
        yield from scripts.read(source.file, source.data)
        place = Place(path, 1, 1, "")
        yield Scheduled(_KIND, place, f"@{folder[1]}", Words((path,)), user="root", state=_state(path))
        return
    pattern = _OF_ANACRON if path.endswith("/anacrontab") else _OF_ACCOUNT if source.file.user else _OF_SYSTEM
    yield from _table(text, source, pattern)


def _table(text: str, source: Input, pattern: re.Pattern[str]) -> Iterator[Observation]:
    path = source.file.path
    variables: list[Held | Referred] = []
    seen: set[Secret] = set()
    for number, line in enumerate(_LINE_END.split(text), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if variable := _VARIABLE.fullmatch(line):
            name = variable[1] or variable[2] or variable[3] or ""
            quoted = re.fullmatch(r"(['\"])(.*)\1\s*", variable[4])
            value = quoted[2] if quoted else variable[4].rstrip()
            place = Place(path, number, variable.start(4) + 1 + (quoted is not None), f"/{name}")
            found = in_variable(name, value, place)
            variables += found
        elif job := pattern.fullmatch(line):
            place = Place(path, number, job.start("command") + 1, "")
            found = in_shell_line(job["command"], place)
            yield _job(job, source, Place(path, number, 1, ""), hands([*variables, *found]))
        else:
            yield Unclear(number, "not a line of a cron table")
            continue
        yield from found
        seen |= {one.hit.secret for one in found if isinstance(one, Held)}
    # Lines that are switched off may still hold a credential.
    yield from left_over.read(source.file, Document(None, text), seen)


def _job(job: re.Match[str], source: Input, place: Place, handed: tuple[Place, ...]) -> Scheduled:
    said = job.groupdict()
    # What stands behind the first percent sign is the command's input.
    command = _REST.sub("", job["command"]).replace("\\%", "%").rstrip()
    times = " ".join(job["times"].split())
    return Scheduled(
        kind=_KIND,
        place=place,
        schedule=f"every {times} days" if times.isdigit() else times,
        command=ShellLine(command),
        name=said.get("name") or "",
        user=said.get("user") or source.file.user or "root",
        state=_state(source.file.path),
        hands=handed,
    )


def _state(path: str) -> AgentState:
    return AgentState.DISABLED if _UNREAD.search(path.rpartition("/")[2]) else AgentState.ENABLED


SCHEDULER = Scheduler(
    name=_KIND,
    title="cron",
    read=read,
    folders_of_accounts=(
        "/var/spool/cron/crontabs",
        "/var/spool/cron",
        "/var/spool/cron/tabs",
        "/private/var/at/tabs",
        "/usr/lib/cron/tabs",
        "/etc/crontabs",
    ),
    locations=(
        location(_KIND, "/etc/crontab", Scope.MANAGED),
        location(_KIND, "/etc/anacrontab", Scope.MANAGED),
        location(_KIND, "/etc/cron.d/*", Scope.MANAGED),
        location(_KIND, "/etc/cron.hourly/*", Scope.MANAGED),
        location(_KIND, "/etc/cron.daily/*", Scope.MANAGED),
        location(_KIND, "/etc/cron.weekly/*", Scope.MANAGED),
        location(_KIND, "/etc/cron.monthly/*", Scope.MANAGED),
    ),
)
