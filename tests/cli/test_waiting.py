"""What is said of waits where nobody watches a terminal."""

import pytest

from mcpsweep.cli.waiting import waiting


@pytest.mark.parametrize(
    ("seconds", "said"), [(2.0, ""), (60.0, "slack waits 60 s: the rate limit for team.integrationLogs\n")]
)
def test_a_log_is_told_of_long_waits_only(seconds: float, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with waiting(is_quiet=False) as progress:
        progress.report("slack", "people", 12)
        progress.waits("slack", seconds, "the rate limit for team.integrationLogs")
    assert capsys.readouterr() == ("", said)


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with waiting(is_quiet=True) as progress:
        progress.waits("slack", 60.0, "a rate limit")
    assert capsys.readouterr() == ("", "")
