"""Which value is which record: the strongest evidence first, and none where two could be meant."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from mcpsweep.join.clues import Clues
from mcpsweep.join.kinds import may_be_same
from mcpsweep.join.records import Record
from mcpsweep.join.values import Value
from mcpsweep.model.finding import Confidence
from mcpsweep.model.grant import Grant, GrantState
from mcpsweep.model.holding import Bond, Match
from mcpsweep.model.validity import ValidityState


@dataclass(slots=True)
class Ties:
    """What belongs together."""

    records: dict[Value, list[Record]] = field(default_factory=dict)
    matches: dict[Value, list[Match]] = field(default_factory=dict)
    remarks: dict[Value, list[str]] = field(default_factory=dict)
    """What could not be settled, in words."""
    taken: dict[Record, Value] = field(default_factory=dict)

    def match(self, value: Value, grant: Grant, bond: Bond, confidence: Confidence, reason: str) -> None:
        """Note a match; it does not merge by itself."""
        match = Match(value.fingerprints[0], grant.key(), bond, confidence, reason)
        self.matches.setdefault(value, []).append(match)

    def merge(self, value: Value, record: Record) -> None:
        """From now on the record is of this value."""
        self.records.setdefault(value, []).append(record)
        self.taken[record] = value

    def grants(self, value: Value) -> tuple[Grant, ...]:
        """The records of this value, best first, in a fixed order."""
        records = self.records.get(value, ())
        if len(records) == 1:
            return records[0].grants
        return tuple(grant for one in sorted(records, key=_first_key) for grant in one.grants)

    def matched(self, value: Value) -> tuple[Match, ...]:
        """Its matches, in a fixed order."""
        return tuple(sorted(self.matches.get(value, ()), key=_order))

    def remarked(self, value: Value) -> tuple[str, ...]:
        """The doubts about it, in a fixed order."""
        return tuple(sorted(self.remarks.get(value, ())))

    def remark(self, value: Value, text: str) -> None:
        """Note a doubt."""
        self.remarks.setdefault(value, []).append(text)


def _first_key(record: Record) -> tuple[str, str, str]:
    return record.grants[0].key()


def _order(match: Match) -> tuple[tuple[str, str, str], Bond]:
    return (match.grant, match.bond)


@dataclass(frozen=True, slots=True)
class _Proof:
    """A bond that leaves no doubt."""

    bond: Bond
    values: Callable[[Clues, Grant], Iterable[Value]]
    reason: str


_PROOFS = (
    _Proof(
        Bond.TOKEN_ID,
        lambda clues, grant: clues.by_token_id(grant),
        "the service's log, or the credential itself, names the token id of this record",
    ),
    _Proof(Bond.HASH, lambda clues, grant: _only(clues.by_hash(grant)), "the service keeps the same hash of the value"),
    _Proof(Bond.KEY_FINGERPRINT, lambda clues, grant: _only(clues.by_key(grant)), "it is the public half of this key"),
)


def tie(records: Sequence[Record], clues: Clues) -> Ties:
    """Tie records to values: by proof, else by last characters, else by what credentials say of themselves."""
    ties = Ties()
    for record in records:
        if any(map(clues.prove, record.grants)):
            _prove(record, clues, ties)
    for value, record in _pair(ties, _alike(records, clues, ties), "ends in the same eight characters"):
        _note_ending(ties, value, record, clues)
        ties.merge(value, record)
    for value, record in _pair(ties, _identified(records, clues, ties), "fits what the credential says of itself"):
        _note_identity(ties, value, record)
        ties.merge(value, record)
    return ties


def _only(value: Value | None) -> tuple[Value, ...]:
    return () if value is None else (value,)


def _prove(record: Record, clues: Clues, ties: Ties) -> None:
    found: dict[Value, list[tuple[Grant, _Proof]]] = {}
    for grant in record.grants:
        for proof in _PROOFS:
            for value in proof.values(clues, grant):
                # A token id is counted for each kind apart: the same number of another kind is another token.
                if proof.bond is not Bond.TOKEN_ID or _is_like(value, grant):
                    found.setdefault(value, []).append((grant, proof))
    if len(found) > 1:
        for value in found:
            ties.remark(value, f"{_named(record)} is said to be this credential and another one too; neither is taken")
        return
    for value, proofs in found.items():
        for grant, proof in proofs:
            ties.match(value, grant, proof.bond, Confidence.HIGH, proof.reason)
        _note_ending(ties, value, record, clues)
        ties.merge(value, record)


def _alike(records: Sequence[Record], clues: Clues, ties: Ties) -> Iterator[tuple[Value, Record]]:
    for record in records:
        if record in ties.taken:
            continue
        alike = [value for grant in record.grants for value in clues.by_last_eight(grant) if _is_like(value, grant)]
        for value in dict.fromkeys(alike):
            if not _contradict(value, record, clues, ties):
                yield value, record


def _identified(records: Sequence[Record], clues: Clues, ties: Ties) -> Iterator[tuple[Value, Record]]:
    """Only a value that lives is looked for, and only where nothing better was found."""
    living = [
        (value, answer)
        for value, answer in clues.answers.items()
        if answer.account is not None and answer.validity.state is ValidityState.LIVE and value not in ties.records
    ]
    if not living:
        return
    by_account: dict[str, list[Record]] = {}
    for record in records:
        if record not in ties.taken:
            for name in {name for grant in record.grants for name in _names(grant)}:
                by_account.setdefault(name, []).append(record)
    for value, answer in living:
        account = answer.account
        if account is None:
            continue
        near = [one for name in (account.id, account.login.casefold()) if name for one in by_account.get(name, ())]
        for record in dict.fromkeys(near):
            if all(_could_be_meant(value, grant, answer.connector) for grant in record.grants) and not _contradict(
                value, record, clues, ties, answer.validity.expires_at
            ):
                yield value, record


def _names(grant: Grant) -> Iterator[str]:
    if grant.account is not None:
        yield from filter(None, (grant.account.id, grant.account.login.casefold()))


def _could_be_meant(value: Value, grant: Grant, connector: str) -> bool:
    return (
        _is_like(value, grant)
        and connector in ("", grant.connector)
        and grant.account is not None
        and grant.state not in (GrantState.EXPIRED, GrantState.PENDING)
    )


def _pair(ties: Ties, candidates: Iterable[tuple[Value, Record]], alike: str) -> list[tuple[Value, Record]]:
    """Those that have only each other; where there are several, they are named and none is taken."""
    found = list(candidates)
    of_value = Counter(value for value, _ in found)
    of_record = Counter(record for _, record in found)
    pairs: list[tuple[Value, Record]] = []
    several: dict[Value, list[Record]] = {}
    for value, record in found:
        if of_value[value] > 1:
            several.setdefault(value, []).append(record)
        elif of_record[record] > 1:
            ties.remark(
                value, f"{_named(record)} {alike}, and another credential that was found may be it just as well"
            )
        else:
            pairs.append((value, record))
    for value, records in several.items():
        listed = " and ".join(sorted(map(_named, records)))
        ties.remark(value, f"each of {listed} {alike}; which of them it is cannot be told")
    return pairs


def _note_ending(ties: Ties, value: Value, record: Record, clues: Clues) -> None:
    answer = clues.answers.get(value)
    for grant in record.grants:
        if value in clues.by_last_eight(grant):
            vouched = answer is not None and answer.account is not None and grant.account is not None
            words = "the service shows the same last eight characters, for the same kind"
            confidence = Confidence.HIGH if vouched else Confidence.MEDIUM
            ties.match(
                value, grant, Bond.LAST_EIGHT, confidence, f"{words}, and the same account" if vouched else words
            )


def _note_identity(ties: Ties, value: Value, record: Record) -> None:
    for grant in record.grants:
        words = "asked who it is, it named this account; of its kind and dates there is no other record"
        ties.match(value, grant, Bond.IDENTITY, Confidence.MEDIUM, words)


def _is_like(value: Value, grant: Grant) -> bool:
    best = value.best
    return best.service == grant.service and may_be_same(best.kind, grant.kind)


def _contradict(value: Value, record: Record, clues: Clues, ties: Ties, expires: str | None = None) -> bool:
    """Whether anything that both sides know differs."""
    answer = clues.answers.get(value)
    account = answer.account if answer is not None else None
    for grant in record.grants:
        if account is not None and grant.account is not None and not account.could_be(grant.account):
            return True
        if _differ(value.suffix, grant.last_eight):
            return True
        if expires is not None and _differ(_minute(expires), _minute(grant.expires)):
            return True
        if grant.token_id is not None and _is_another_token(value, grant.connector, grant.token_id, clues, ties):
            return True
    return False


def _is_another_token(value: Value, connector: str, token_id: str, clues: Clues, ties: Ties) -> bool:
    """Whether the connector gives the value another token id: in its log, or in a record that is known to be of it."""
    ids = clues.token_ids(value, connector)
    known = (grant for one in ties.records.get(value, ()) for grant in one.grants if grant.connector == connector)
    return bool(ids and token_id not in ids) or any(_differ(one.token_id, token_id) for one in known)


def _differ(ours: str | None, theirs: str | None) -> bool:
    """Whether both sides know it, and not the same."""
    return bool(ours and theirs and ours != theirs)


def _minute(moment: str | None) -> str | None:
    """To the minute: one source leaves out the seconds."""
    return moment[:16] if moment else None


def _named(record: Record) -> str:
    best = record.grants[0]
    label = f"“{best.label}” " if best.label else ""
    return f"{label}({best.connector} {best.kind} {best.id})"
