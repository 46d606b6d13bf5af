"""What conditions may ask of a holding."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from mcpsweep.model.finding import Confidence, Finding, Form
from mcpsweep.model.grant import Grant, GrantState, Way
from mcpsweep.model.holding import Holding, Owner, SharedHow
from mcpsweep.model.validity import ValidityState
from mcpsweep.playbook.kinds import Choice, Flag, Instant, Kind, Span, Text, Words
from mcpsweep.playbook.matchers import NEVER, Time
from mcpsweep.playbook.measures import moment
from mcpsweep.playbook.situation import Situation

V = TypeVar("V")

_SURE = tuple(Confidence)
"""The surest first."""


@dataclass(frozen=True, slots=True)
class Field(Generic[V]):
    """One thing that conditions may ask about."""

    name: str
    kind: Kind[V]
    meaning: str
    """One line, for the reference."""
    get: Callable[[Situation], V | None]
    """The value; None where nothing says, so that nothing can be asked about it but `unknown`."""
    is_always_known: bool = False


def _findings(holding: Holding) -> Iterator[Finding]:
    return (found.finding for found in holding.found)


def _form(situation: Situation) -> Words | None:
    return _known(finding.form.value for finding in _findings(situation.holding))


def _confidence(situation: Situation) -> Words | None:
    told = {finding.confidence for finding in _findings(situation.holding)}
    return next(((confidence.value,) for confidence in _SURE if confidence in told), None)


def _account(situation: Situation) -> Words | None:
    account = situation.holding.account
    return _known((account.login, account.id)) if account is not None else None


def _label(situation: Situation) -> Words | None:
    holding = situation.holding
    return _known((holding.label, *(grant.label for grant in holding.grants)))


def _clients(situation: Situation) -> Words | None:
    return _known(sighting.client for one in _findings(situation.holding) for sighting in one.sightings)


def _paths(situation: Situation) -> Words | None:
    return _known(sighting.path for one in _findings(situation.holding) for sighting in one.sightings)


def _machines(situation: Situation) -> Words | None:
    return _known(found.machine for found in situation.holding.found)


def _scopes(situation: Situation) -> Words | None:
    holding = situation.holding
    return _known(
        (
            *(scope for grant in holding.grants for scope in grant.scopes),
            *holding.validity.scopes,
            *(scope for finding in _findings(holding) for scope in finding.validity.scopes),
        )
    )


def _states(situation: Situation) -> Words | None:
    return _known(grant.state.value for grant in situation.holding.grants)


def _ways(situation: Situation) -> Words | None:
    grants = situation.holding.grants
    return tuple(way.value for grant in grants for way in grant.can_revoke) if grants else None


def _created(situation: Situation) -> Time | None:
    return _recorded(situation.holding, lambda grant: grant.created, min)


def _last_used(situation: Situation) -> Time | None:
    return _recorded(situation.holding, lambda grant: grant.last_used, max)


def _expires(situation: Situation) -> Time | None:
    holding = situation.holding
    recorded = _recorded(holding, lambda grant: grant.expires, max)
    if isinstance(recorded, datetime):
        return recorded
    told = (holding.validity.expires_at, *(finding.validity.expires_at for finding in _findings(holding)))
    return max(filter(None, map(moment, told)), default=recorded)


def _age(situation: Situation) -> timedelta | None:
    created = _created(situation)
    return situation.now - created if isinstance(created, datetime) else None


def _recorded(
    holding: Holding, get: Callable[[Grant], str | None], choose: Callable[[Iterable[datetime]], datetime]
) -> Time | None:
    """What the service's records of a holding say of a time; where there are several, the one to `choose`."""
    if not holding.grants:
        return None
    texts = [text for text in map(get, holding.grants) if text]
    times = [at for at in map(moment, texts) if at is not None]
    if times:
        return choose(times)
    return None if texts else NEVER


def _known(texts: Iterable[str]) -> Words | None:
    """The texts that say something; None where none does."""
    return tuple(dict.fromkeys(filter(None, texts))) or None


FIELDS: tuple[Field[Any], ...] = (
    Field("service", Text(), "Who issued it: `github`, `slack` …", lambda one: (one.holding.service,), True),
    Field(
        "connector",
        Text(),
        "The configured connector that can speak of it; unknown where there is none.",
        lambda one: _known([one.holding.connector]),
    ),
    Field("kind", Text(), "What it is: `github-pat`, `slack-bot-token` …", lambda one: (one.holding.kind,), True),
    Field("shared", Flag(), "It is not one person's alone.", lambda one: one.holding.is_shared, True),
    Field(
        "sharing",
        Choice(SharedHow),
        "What says that it is shared; a credential that is not has none.",
        lambda one: tuple(sharing.how.value for sharing in one.holding.sharing),
        True,
    ),
    Field(
        "owner",
        Choice(Owner),
        "Whose it is by proof: the person's, provably somebody else's, or nothing that counts says.",
        lambda one: (one.holding.ownership.owner.value,),
        True,
    ),
    Field(
        "validity",
        Choice(ValidityState),
        "Whether it works; its service said so.",
        lambda one: (one.holding.validity.state.value,),
        True,
    ),
    Field(
        "review",
        Flag(),
        "The service's records say that a person must look at it before it ends.",
        lambda one: bool(one.holding.review),
        True,
    ),
    Field("on_laptop", Flag(), "A scan of a machine found it.", lambda one: bool(one.holding.found), True),
    Field("listed", Flag(), "Its service has a record of it.", lambda one: bool(one.holding.grants), True),
    Field("value", Flag(), "A revocation has the value in hand.", lambda one: one.has_value, True),
    Field(
        "state", Choice(GrantState), "Whether the service would accept it now, by the service's record of it.", _states
    ),
    Field("can_revoke", Choice(Way), "How the service lets it be ended, by the service's record of it.", _ways),
    Field("account", Text(), "Login or id of the account that it acts as.", _account),
    Field("label", Text(), "What its maker called it, or the variable that it stands in.", _label),
    Field("scopes", Text(), "What it may do, in the service's words.", _scopes),
    Field("form", Choice(Form), "How the configuration holds it.", _form),
    Field("confidence", Choice(Confidence), "How sure the scan is that it is a credential.", _confidence),
    Field("client", Text(), "The AI tools whose files have it: `claude-code`, `cursor` …", _clients),
    Field("path", Text(), "The files that have it.", _paths),
    Field("machine", Text(), "The machines that have it.", _machines),
    Field("age", Span(), "How long ago it was made.", _age),
    Field("created", Instant(), "When it was made; the first time where there are several records.", _created),
    Field("last_used", Instant(), "When it was last used; the last time where there are several records.", _last_used),
    Field("expires", Instant(is_ahead=True), "When it stops working by itself; the last time of several.", _expires),
)
"""In the order of the reference."""

BY_NAME = {field.name: field for field in FIELDS}
