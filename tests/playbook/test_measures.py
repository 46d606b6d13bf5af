"""Lengths of time, points in time and shares: what is written is what is read."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcpsweep.playbook.measures import (
    LONGEST,
    duration,
    instant,
    moment,
    share,
    spell_duration,
    spell_instant,
    spell_share,
)


@given(st.integers(1, LONGEST.days * 24).map(lambda hours: timedelta(hours=hours)))
def test_a_length_of_time_comes_back(length: timedelta) -> None:
    assert duration(spell_duration(length)) == length


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_point_in_time_comes_back(at: datetime) -> None:
    assert instant(spell_instant(at)) == at


@given(st.integers(1, 1_000_000).map(lambda parts: parts / 1_000_000))
def test_a_share_comes_back(part: float) -> None:
    assert share(spell_share(part)) == pytest.approx(part)


@pytest.mark.parametrize(
    ("text", "length"), [("36h", timedelta(hours=36)), ("7d", timedelta(days=7)), ("2w", timedelta(days=14))]
)
def test_lengths_of_time(text: str, length: timedelta) -> None:
    assert duration(text) == length


@pytest.mark.parametrize("text", ["", "7", "d", "0d", "-7d", "7 d", "7D", "7.5d", "1m", "9y", "99999d", "７d", "7d\n"])
def test_no_lengths_of_time(text: str) -> None:
    assert duration(text) is None


def test_points_in_time() -> None:
    assert instant("2026-01-31") == datetime(2026, 1, 31, tzinfo=UTC)
    assert instant("2026-01-31T12:00:00+02:00") == datetime(2026, 1, 31, 10, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "2026", "2026-02-30", "2026-1-1", "31.01.2026", "2026-01-31 noon", "20260131"])
def test_no_points_in_time(text: str) -> None:
    assert instant(text) is None


@pytest.mark.parametrize("text", [None, "", "yesterday", "2026-99-01T00:00:00Z"])
def test_no_time_that_a_service_could_mean(text: str | None) -> None:
    assert moment(text) is None


def test_a_time_without_a_zone_is_in_utc() -> None:
    assert moment("2026-01-31T12:00:00") == datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "5", "0%", "101%", "-5%", "5 %", "half", "0.00001%", "%"])
def test_no_shares(text: str) -> None:
    assert share(text) is None
