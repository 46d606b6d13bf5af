"""A service that a test holds in its hand, and the connector before it, which looks, acts and looks again."""

import threading
from collections.abc import Callable, Iterator, Sequence

import msgspec

from mcpsweep.connectors.base import Listed, Setup
from mcpsweep.connectors.claim import Claim
from mcpsweep.connectors.http.answer import Answer
from mcpsweep.connectors.http.errors import Absent, LostAnswer, ServiceError, Unreachable, Withheld
from mcpsweep.connectors.proof import Presence, end, skipped
from mcpsweep.model.account import Account, AccountRef, AccountState
from mcpsweep.model.capability import Ability, Capability
from mcpsweep.model.event import Event
from mcpsweep.model.gap import Gap
from mcpsweep.model.grant import Grant
from mcpsweep.model.held import Held, Identification
from mcpsweep.model.identity import Attribution, Method
from mcpsweep.model.instruction import Instruction
from mcpsweep.model.outcome import Outcome
from mcpsweep.model.rights import Checkup
from mcpsweep.model.secret import Secret
from mcpsweep.model.validity import Validity, ValidityState
from tests.connectors.fake import FakeClock
from tests.executor.plans import ALICE


class Tracker:
    """What the service knows, and what goes wrong next."""

    def __init__(self, *grants: Grant) -> None:
        self.grants = {grant.key(): grant for grant in grants}
        self.values: dict[Secret, AccountRef] = {}
        """Living values, and whose they are."""
        self.accounts = {ALICE.id: ALICE}
        self.members = {ALICE.id}
        self.gaps: list[Gap] = []
        self.acts: list[str] = []
        """What was ended, in order; also what was ended in vain."""
        self.batches: list[int] = []
        self.listings = 0
        self.lost = 0
        """So many answers get lost after the effect."""
        self.is_down = False
        self.before_act: Callable[[str], None] = lambda name: None
        self.lock = threading.RLock()

    def act(self, name: str, effect: Callable[[], None]) -> Answer:
        """One change."""
        self.before_act(name)
        with self.lock:
            self.acts.append(name)
            effect()
            if self.lost:
                self.lost -= 1
                raise LostAnswer("tracker: the connection broke")
        return Answer("DELETE", f"/{name}", 204, {}, b"", f"r-{name}")


class TrackerConnector:
    """Speaks to a `Tracker`."""

    service = "tracker"
    host = "tracker.example"

    def __init__(
        self, tracker: Tracker, name: str = "tracker", *, rehearses: bool = False, own: Account | None = None
    ) -> None:
        self.tracker = tracker
        self.name = name
        self.rehearses = rehearses
        self.own = own
        self.clock = FakeClock()

    @classmethod
    def made(cls, setup: Setup) -> "TrackerConnector":
        """Never from settings."""
        raise NotImplementedError

    def capabilities(self) -> tuple[Capability, ...]:
        """Nobody asks."""
        return ()

    def check(self) -> Checkup:
        """Who it is."""
        self._reach()
        return Checkup("tracker", self.name, self.own, "a test", "", ())

    def find_accounts(self, who: str) -> Iterator[Attribution]:
        """By id or login."""
        self._reach()
        for account in self.tracker.accounts.values():
            if who in (account.id, account.login):
                yield Attribution(account, Method.ID, "asked for by its id")

    def list_accounts(self) -> Iterator[Account | Gap]:
        """Everybody."""
        self._reach()
        yield from self.tracker.accounts.values()

    def list_grants(self, account: Account) -> Iterator[Listed]:
        """What the account holds."""
        self._reach()
        self.tracker.listings += 1
        for grant in list(self.tracker.grants.values()):
            if grant.connector == self.name and (grant.account is None or grant.account.could_be(account.ref())):
                yield grant
        yield from self.tracker.gaps

    def list_all_grants(self) -> Iterator[Listed]:
        """What everybody holds."""
        self._reach()
        yield from self.tracker.grants.values()

    def claim(self, held: Held) -> Claim:
        """There is only one."""
        return Claim.USUAL

    def verify(self, held: Held) -> Identification:
        """Whose a value is."""
        self._reach()
        owner = self.tracker.values.get(held.secret)
        state = ValidityState.LIVE if owner else ValidityState.DEAD
        return Identification(Validity(state), self.tracker.accounts.get(owner.id) if owner else None, "it says so")

    def revoke(self, grant: Grant) -> Outcome:
        """By its id."""
        known = self.tracker.grants

        def look() -> Presence:
            self._reach()
            seen = known.get(grant.key())
            if seen is None:
                return Presence.GONE
            return Presence.PRESENT if seen.account == grant.account else Presence.CHANGED

        def remove() -> None:
            if known.pop(grant.key(), None) is None:
                raise Absent("tracker: not found", status=404)

        return self._end(grant.id, look, remove)

    def revoke_values(self, held: Sequence[Held], owner: AccountRef) -> tuple[Outcome, ...]:
        """The owner's own only."""
        self.tracker.batches.append(len(held))
        return tuple(self._revoke_value(one, owner) for one in held)

    def end_sessions(self, account: Account) -> tuple[Outcome, ...]:
        """There is always one."""
        signed_in = {True}

        def look() -> Presence:
            self._reach()
            return Presence.PRESENT if signed_in else Presence.GONE

        return (self._end(f"sessions-{account.id}", look, lambda: signed_in.discard(True)),)

    def remove_access(self, account: Account) -> tuple[Outcome, ...]:
        """The membership."""
        members = self.tracker.members

        def look() -> Presence:
            self._reach()
            return Presence.PRESENT if account.id in members else Presence.GONE

        return (self._end(f"member-{account.id}", look, lambda: members.discard(account.id)),)

    def disable_account(self, account: Account) -> tuple[Outcome, ...]:
        """Whether it may sign in."""
        accounts = self.tracker.accounts

        def look() -> Presence:
            self._reach()
            is_disabled = accounts[account.id].state is AccountState.DISABLED
            return Presence.GONE if is_disabled else Presence.PRESENT

        def disable() -> None:
            accounts[account.id] = msgspec.structs.replace(accounts[account.id], state=AccountState.DISABLED)

        return (self._end(f"account-{account.id}", look, disable),)

    def trace(self, sha256: str, account: AccountRef | None = None) -> Iterator[Event | Gap]:
        """It keeps no log."""
        yield from ()

    def instructions(self, ability: Ability, kind: str = "") -> Instruction | None:
        """It can do everything."""
        return None

    def requests_sent(self) -> int:
        """Nobody counts."""
        return 0

    def close(self) -> None:
        """There is nothing to close."""

    def _revoke_value(self, held: Held, owner: AccountRef) -> Outcome:
        values = self.tracker.values

        def look() -> Presence:
            self._reach()
            return Presence.PRESENT if held.secret in values else Presence.GONE

        whose = values.get(held.secret)
        if whose is not None and not whose.could_be(owner):
            return skipped(f"it belongs to {whose.login}")
        return self._end("value", look, lambda: values.pop(held.secret, None))

    def _end(self, name: str, look: Callable[[], Presence], effect: Callable[[], object]) -> Outcome:
        def act() -> Answer:
            if self.rehearses:
                raise Withheld("tracker", f"DELETE tracker.example/{name}")
            return self.tracker.act(name, lambda: (effect(), None)[1])

        return end(look, act, clock=self.clock)

    def _reach(self) -> None:
        if self.tracker.is_down:
            error: ServiceError = Unreachable("tracker: no connection")
            raise error
