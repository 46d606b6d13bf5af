"""What the demo answers by itself, and what it tells of the services' own books."""

from collections.abc import Callable

import pytest

from mcpsweep.cli.rehearsal.answers import ByItself
from mcpsweep.cli.rehearsal.truth import SERVICES, Truth
from mcpsweep.executor.crew import Consent
from mcpsweep.model.plan import Action, Confirm, Target
from mcpsweep.sandbox.organisation import Credential, organisation
from tests.executor.plans import step

WHO = organisation()


def told(is_alive: Callable[[Credential], bool]) -> str:
    """What is said of alice, whose laptop holds one of her tokens."""
    return " ".join(Truth.of(WHO, "alice", {"github-fine"}, is_alive, 7, 0).words())


def test_all_of_hers_is_dead_and_nothing_of_anybody_else_s() -> None:
    words = told(lambda one: one.holders != ("alice",))
    count = sum(one.service in SERVICES and one.holders == ("alice",) for one in WHO.credentials)
    assert f"Of alice's {count} credentials at the three services {count} are dead." in words
    assert "Still alive" not in words
    assert "dead by your answer" not in words
    assert "7 requests, none of them one" in words


def test_what_still_works_is_named_by_where_it_lies() -> None:
    words = told(lambda one: one.label in ("github-fine", "slack-config-refresh"))
    assert "Still alive, and on the list above: github-fine." in words
    assert "Still alive, and not on this laptop: slack-config-refresh." in words


def test_what_died_of_others_is_not_kept_back() -> None:
    words = told(lambda one: one.label != "slack-production")
    assert "hold, 9 work as before; dead by your answer: slack-production." in words


@pytest.mark.parametrize(
    ("label", "consent"),
    [
        ("Alice Agent", Consent.YES),
        ("SLACK_BOT_TOKEN of Alice Agent", Consent.YES),
        ("SLACK_BOT_TOKEN of Acme Deploys", Consent.SKIP),
        ("Somebody's App", Consent.SKIP),
    ],
)
def test_in_doubt_the_demo_says_no(label: str, consent: Consent) -> None:
    asked = step(1, Action.REVOKE, target=Target("slack-app", "A1", label), confirm=Confirm.ASK)
    assert ByItself(lambda *_: None).consent(asked) is consent
