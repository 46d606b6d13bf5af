"""Holdings made by hand and at random."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from hypothesis import strategies as st

from mcpsweep.model.account import AccountRef
from mcpsweep.model.finding import Confidence, Finding, Form
from mcpsweep.model.grant import Grant, GrantState, Way
from mcpsweep.model.holding import Found, Holding, Owner, Ownership, SharedHow, Sharing
from mcpsweep.model.place import Role, Sighting, Slot
from mcpsweep.model.validity import Validity, ValidityState

NOW = datetime(2026, 6, 1, 12, 30, tzinfo=UTC)
SERVICES = ("github", "slack", "generic")
KINDS = ("github-pat", "slack-bot-token", "slack-app", "api-key")
TEXTS = ("prod", "Prod bot", "ci*", "read:org", "[x]", "")


def ago(**length: int) -> str:
    """A time before `NOW` as services tell it."""
    return told(NOW - timedelta(**length))


def told(at: datetime) -> str:
    """A time as services tell it."""
    return at.isoformat().replace("+00:00", "Z")


def sighting(**changes: Any) -> Sighting:
    """A value in a client's configuration."""
    base = Sighting("/home/alice/.claude.json", 3, 5, "/env/T", Slot.ENV, "T", "claude-code", "", Role.VALUE)
    return msgspec.structs.replace(base, **changes)


def finding(**changes: Any) -> Finding:
    """A token that is written out."""
    base = Finding(
        id="f1",
        fingerprint="fp1",
        service="github",
        kind="github-pat",
        confidence=Confidence.HIGH,
        form=Form.LITERAL,
        reason="it has the form of one",
        preview="",
        length=40,
        suffix=None,
        sha256=None,
        sightings=(sighting(),),
    )
    return msgspec.structs.replace(base, **changes)


def grant(**changes: Any) -> Grant:
    """A token that the service lists."""
    base = Grant("github", "github", "g1", "github-pat", AccountRef("7", "alice"), "laptop", (Way.ID,))
    return msgspec.structs.replace(base, **changes)


def holding(**changes: Any) -> Holding:
    """A token of alice's, of which nothing else is known."""
    base = Holding("h1", "github", "github", "github-pat", None, Ownership(Owner.PERSON, "the roster says so"))
    return msgspec.structs.replace(base, **changes)


_MOMENTS = st.sampled_from([None, ago(days=1), ago(days=30), ago(days=400), ago(days=-20), "2026-01-01T00:00:00Z", "?"])
_TEXT = st.sampled_from(TEXTS)
_SCOPES = st.lists(_TEXT, max_size=2).map(tuple)
_SIGHTINGS = st.builds(sighting, path=st.sampled_from(["/a/prod", "/b"]), name=_TEXT, client=_TEXT)
_VALIDITIES = st.builds(Validity, st.sampled_from(ValidityState), scopes=_SCOPES, expires_at=_MOMENTS)
_FINDINGS = st.builds(
    finding,
    confidence=st.sampled_from(Confidence),
    form=st.sampled_from(Form),
    sightings=st.lists(_SIGHTINGS, max_size=2).map(tuple),
    validity=_VALIDITIES,
)
_GRANTS = st.builds(
    grant,
    label=_TEXT,
    can_revoke=st.lists(st.sampled_from(Way), max_size=2, unique=True).map(tuple),
    state=st.sampled_from(GrantState),
    scopes=_SCOPES,
    created=_MOMENTS,
    last_used=_MOMENTS,
    expires=_MOMENTS,
    review=_TEXT,
)
HOLDINGS = st.builds(
    Holding,
    id=st.just("h1"),
    service=st.sampled_from(SERVICES),
    connector=st.sampled_from([*SERVICES, ""]),
    kind=st.sampled_from(KINDS),
    fingerprint=st.none(),
    ownership=st.builds(
        Ownership,
        st.sampled_from(Owner),
        st.just("so it is"),
        account=st.none() | st.builds(AccountRef, st.sampled_from(["", "7"]), st.sampled_from(["alice", "ci-bot"])),
    ),
    validity=_VALIDITIES,
    found=st.lists(st.builds(Found, _TEXT, st.just(""), _FINDINGS), max_size=2).map(tuple),
    grants=st.lists(_GRANTS, max_size=2).map(tuple),
    apps=st.lists(_GRANTS, max_size=1).map(tuple),
    sharing=st.lists(st.builds(Sharing, st.sampled_from(SharedHow), st.just("")), max_size=2).map(tuple),
)
"""Holdings of every sort, likely or not."""
