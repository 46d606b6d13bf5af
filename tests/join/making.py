"""Made-up findings, grants and people for the join."""

from collections.abc import Iterable, Mapping
from typing import Any

from mcpsweep.join.engine import join
from mcpsweep.join.people import People
from mcpsweep.model.account import Account, AccountHint, AccountKind, AccountRef
from mcpsweep.model.event import Event
from mcpsweep.model.finding import Confidence, Finding, Form
from mcpsweep.model.grant import Grant, Way
from mcpsweep.model.held import Identification
from mcpsweep.model.holding import Found, Holding
from mcpsweep.model.identity import Link, Method
from mcpsweep.model.person import Person
from mcpsweep.model.place import Role, Sighting, Slot
from mcpsweep.model.roster import Roster, ServiceAccount, SharedCredential
from mcpsweep.model.subject import Subject
from mcpsweep.model.validity import Validity, ValidityState

ALICE = Person("alice", "Alice Nguyen", ("alice@acme.example",), accounts={"github": "anguyen"})
BOB = Person("bob", "Bob Osei", ("bob@acme.example",), accounts={"github": "bosei"})
CAROL = Person("carol", "Alice Nguyen", ("carol@acme.example",), accounts={"github": "alice-nguyen"})
DAVE = Person("dave", "Dave Alvarez", ("alice+dave@acme.example",), accounts={"github": "dalvarez"})
ROSTER = Roster(
    people=(ALICE, BOB, CAROL, DAVE),
    shared=(
        SharedCredential("snowflake", "data-platform", label="ANALYTICS_POOL"),
        SharedCredential("github", "platform", suffix="POOLED01"),
        SharedCredential("generic", "ops", fingerprint="f-ops"),
    ),
    service_accounts=(ServiceAccount("github", "acme-bot", "platform"),),
)
SLACK = Account("slack", "slack", "U0ALICE", "U0ALICE", AccountKind.PERSON, emails=("alice@acme.example",))
LINKS = (Link("alice", SLACK, Method.EMAIL, "Slack holds the address for this user"),)
SUBJECT = Subject(ALICE)

LOGINS = {"alice": ("1001", "anguyen"), "carol": ("1003", "alice-nguyen"), "dave": ("1004", "dalvarez")}
"""At GitHub: id and login."""


def ref(person: str) -> AccountRef:
    """Somebody's login at GitHub, as its records name it."""
    return AccountRef(*LOGINS[person])


def people(subject: Subject | None = SUBJECT, links: Iterable[Link] = LINKS, roster: Roster = ROSTER) -> People:
    """The people of the scene; the case is about alice."""
    return People(roster, links, subject)


def found(fingerprint: str | None = "f1", *, machine: str = "laptop", person: str = "", **changes: Any) -> Found:
    """A classic token in a file of alice's, unless `changes` say otherwise."""
    name, path = changes.pop("name", "TOKEN"), changes.pop("path", f"/home/alice/{fingerprint}.json")
    place = Sighting(path, 7, 3, "/env/T", Slot.ENV, name, "claude-code", "srv", Role.VALUE)
    fields: dict[str, Any] = {
        "id": f"{machine}-{fingerprint}",
        "fingerprint": fingerprint,
        "service": "github",
        "kind": "github-pat",
        "confidence": Confidence.HIGH,
        "form": Form.LITERAL,
        "reason": "by its form",
        "preview": "",
        "length": 40,
        "suffix": None,
        "sha256": None,
        "sightings": (place,),
    }
    return Found(machine, f"inventory of {machine}", Finding(**fields | changes), person)


def grant(number: str = "g1", **changes: Any) -> Grant:
    """A token of alice's as GitHub records it, unless `changes` say otherwise."""
    fields: dict[str, Any] = {
        "service": "github",
        "connector": "github",
        "id": number,
        "kind": "github-pat",
        "account": ref("alice"),
        "label": "",
        "can_revoke": (Way.ACCESS, Way.VALUE),
    }
    return Grant(**fields | changes)


def said(person: str = "alice", **changes: Any) -> Identification:
    """What a living token of somebody's says at GitHub."""
    number, login = LOGINS[person]
    fields: dict[str, Any] = {
        "validity": Validity(ValidityState.LIVE, "2026-11-22T12:00:00Z", login, (), changes.pop("expires", None)),
        "account": Account("github", "github", number, login, AccountKind.PERSON, name="Alice Nguyen"),
        "reason": f"GitHub says it is {login}'s",
    }
    return Identification(**fields | changes)


def bot(app: str) -> Identification:
    """What a bot's token says at Slack."""
    live = Validity(ValidityState.LIVE, "2026-11-22T12:00:00Z", "U0BOT")
    account = Account("slack", "slack", "U0BOT", "U0BOT", AccountKind.BOT)
    return Identification(live, account, f"Slack says it is the bot of app {app}", app_id=app)


def bot_token(fingerprint: str = "f1") -> Found:
    """A bot's token on alice's laptop."""
    return found(fingerprint, service="slack", kind="slack-bot-token")


def app(number: str = "A1", account: AccountRef | None = SLACK.ref()) -> Grant:  # noqa: B008 - frozen
    """An app that alice installed, unless `account` says otherwise."""
    return grant(number, service="slack", connector="slack", kind="slack-app", account=account, app_id=number)


def hint(value: str) -> tuple[AccountHint, ...]:
    """A neighbour of a credential."""
    return (AccountHint("github", value, "USER_EMAIL"),)


def logged(sha256: str, token_id: str, connector: str = "github") -> Event:
    """A line of the audit log that names a token by hash and id."""
    return Event("github", connector, "e1", "2026-11-22T12:00:00Z", "git.clone", ref("alice"), "acme", token_id, sha256)


def joined(
    findings: Iterable[Found] = (),
    grants: Iterable[Grant] = (),
    identifications: Mapping[str, Identification] | None = None,
    events: Iterable[Event] = (),
    who: People | None = None,
    keys: Mapping[str, str] | None = None,
) -> list[Holding]:
    """The join of all that, sorted."""
    holdings = join(findings, grants, who or people(), identifications or {}, events, keys or {}, {"github": "github"})
    return sorted(holdings, key=lambda one: one.id)
