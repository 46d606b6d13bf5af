"""Records that are sealed to each other: whatever is done to them shows."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcpsweep.model.record import START, Break, Record, breaks, digest, is_unbroken, line, seal

WORDS = st.dictionaries(st.text(), st.text() | st.integers() | st.none() | st.lists(st.text()), max_size=3)


def chain(*data: dict[str, Any], run: str = "r1") -> list[Record]:
    """Records of one run."""
    records: list[Record] = []
    for words in data:
        records.append(seal(records[-1] if records else None, "2026-11-20T10:00:00Z", run, "intent", words))
    return records


@given(st.lists(WORDS, max_size=4))
def test_a_chain_is_whole_also_after_it_was_read_back(data: list[dict[str, Any]]) -> None:
    records = chain(*data)
    assert is_unbroken(records)
    assert [msgspec.json.decode(line(record), type=Record) for record in records] == records


def test_the_first_follows_from_nothing() -> None:
    (first,) = chain({})
    assert (first.sequence, first.previous) == (1, START)


def test_hashes_are_what_they_always_were() -> None:
    """A bundle of years ago must still check: the canonical form never changes."""
    (first,) = chain({"label": "é \ud800 \x7f", "n": 1})
    assert line(first) == (
        '{"at":"2026-11-20T10:00:00Z","data":{"label":"\\u00e9 \\\\ud800 \\u007f","n":1},'
        f'"hash":"{first.hash}","kind":"intent","previous":"{START}","run":"r1","sequence":1}}'
    )
    assert first.hash == "90d90d6deb0d05a026b5d1c6f05632cfa55f78da8fc6e2235fc52cc7ac846ed5"


@given(st.lists(WORDS, min_size=1, max_size=4), st.data())
def test_a_changed_record_is_named(data: list[dict[str, Any]], draw: st.DataObject) -> None:
    records = chain(*data)
    at = draw.draw(st.integers(0, len(records) - 1))
    changed: dict[str, Any] = draw.draw(
        st.sampled_from(
            [
                {"at": "2026-11-20T10:00:01Z"},
                {"kind": "outcome"},
                {"data": {**records[at].data, "added": ""}},
                {"run": "r2"},
                {"sequence": 7},
                {"previous": "1" * 64},
                {"hash": "1" * 64},
            ]
        )
    )
    records[at] = msgspec.structs.replace(records[at], **changed)
    assert next(breaks(records)).position == at + 1


def test_a_changed_record_with_a_hash_of_its_own_shows_in_the_next() -> None:
    records = chain({}, {}, {})
    forged = msgspec.structs.replace(records[1], data={"label": "other"})
    records[1] = msgspec.structs.replace(forged, hash=digest(forged))
    assert [found.position for found in breaks(records)] == [3]


def test_records_left_out_added_or_moved_are_named() -> None:
    one, two, three = chain({"n": 1}, {"n": 2}, {"n": 3})
    assert [found.position for found in breaks([one, three])] == [2, 2]
    assert [found.position for found in breaks([two, three])] == [1, 1]
    assert [found.position for found in breaks([one, two, two, three])] == [3, 3]
    assert [found.position for found in breaks([one, three, two])] == [2, 2, 3, 3]
    assert Break(2, "it belongs to another run") in breaks([one, *chain({}, {}, run="r2")[1:]])


def test_a_chain_does_not_know_of_an_end_that_was_cut_off() -> None:
    assert is_unbroken(chain({}, {}, {})[:2])


def test_a_record_follows_its_own_run_only() -> None:
    with pytest.raises(ValueError, match="another run"):
        seal(chain({})[0], "2026-11-20T10:00:00Z", "r2", "intent", {})
