"""The audit log: what was done, by whom, with which token."""

import re
from datetime import UTC, datetime, timedelta

from mcpsweep.sandbox.exchange import Json, Reply
from mcpsweep.sandbox.github.access import Access, Entrance, Role
from mcpsweep.sandbox.github.call import ENTERPRISES, MAX_PAGE, Call, Endpoint, Endpoints
from mcpsweep.sandbox.github.state import Product

RETENTION = timedelta(days=180)
GIT_RETENTION = timedelta(days=7)
DEFAULT_WINDOW = timedelta(days=90)

_TERM = re.compile(r'(\w+):("[^"]*"|\S+)')
_PLAIN_FIELDS = frozenset({"actor", "user", "repo", "operation", "hashed_token"})


def read_log(call: Call) -> Reply:
    """The events that the phrase selects, newest first, behind a cursor."""
    phrase = call.request.first("phrase")
    terms = [(name, value.strip('"')) for name, value in _TERM.findall(phrase)]
    is_free_text = bool(_TERM.sub("", phrase).strip())
    events = [] if is_free_text else [event for event in call.world.events if _is_selected(call, event, terms)]
    events.sort(
        key=lambda event: (event["@timestamp"], event["_document_id"]), reverse=call.request.first("order") != "asc"
    )
    return _page(call, events)


def _is_selected(call: Call, event: dict[str, Json], terms: list[tuple[str, str]]) -> bool:
    moment = datetime.fromtimestamp(event["@timestamp"] / 1000, UTC)
    age = datetime.fromtimestamp(call.world.now(), UTC) - moment
    names = {name for name, _ in terms}
    is_git = str(event["action"]).startswith("git.")
    included = call.request.first("include", "web")
    if included != "all" and is_git != (included == "git"):
        return False
    if is_git and "hashed_token" in names:
        return False  # a search by token has no Git events
    if call.world.product is not Product.SERVER and age > (GIT_RETENTION if is_git else RETENTION):
        return False
    if "created" not in names and age > DEFAULT_WINDOW:
        return False
    return all(_matches(event, moment, name, value) for name, value in terms)


def _matches(event: dict[str, Json], moment: datetime, name: str, value: str) -> bool:
    if name in _PLAIN_FIELDS:
        return event.get(name) == value
    if name == "action":
        action = str(event["action"])
        return action == value or action.startswith(f"{value}.")
    if name == "created":
        return _is_in(moment.date().isoformat(), value)
    return False


def _is_in(day: str, wanted: str) -> bool:
    """Whether `day` is in `2026-10-23`, `>=2026-10-23` or `2026-10-01..2026-10-23`; times of day are cut off."""
    low, between, high = wanted.partition("..")
    if between:
        return low[:10] <= day <= high[:10]
    sign = wanted.rstrip("0123456789-:TZ+")
    bound = wanted.removeprefix(sign)[:10]
    return {"": day == bound, ">=": day >= bound, ">": day > bound, "<=": day <= bound, "<": day < bound}[sign]


def _page(call: Call, events: list[dict[str, Json]]) -> Reply:
    size = min(int(call.request.first("per_page") or 30), MAX_PAGE)
    after = call.request.first("after")
    start = next((n + 1 for n, event in enumerate(events) if event["_document_id"] == after), 0) if after else 0
    part = events[start : start + size]
    if start + size < len(events):
        return Reply(200, part, (("Link", call.link("next", after=str(part[-1]["_document_id"]), before="")),))
    return Reply(200, part)


_OWNER = Access(Role.OWNER, ("read:audit_log", "admin:org"), "organization_administration:read")
_ENTERPRISE = Access(Role.ENTERPRISE_OWNER, ("read:audit_log", "admin:enterprise"), entrance=Entrance.USERS)

ENDPOINTS: Endpoints = (
    Endpoint("GET", "/orgs/{org}/audit-log", read_log, _OWNER, ENTERPRISES),
    Endpoint("GET", "/enterprises/{enterprise}/audit-log", read_log, _ENTERPRISE, ENTERPRISES),
)
