"""Paths name what they act on."""

import pytest

from mcpsweep.connectors.http.errors import CallForbidden
from mcpsweep.connectors.http.route import route


def test_selectors_are_one_segment_each() -> None:
    assert (
        route("/repos/{owner}/{repo}/keys/{key}", owner="acme", repo="a/b?c", key=7) == "/repos/acme/a%2Fb%3Fc/keys/7"
    )


@pytest.mark.parametrize("selector", ["", " ", ".", ".."])
def test_a_call_without_a_selector_cannot_be_made(selector: str) -> None:
    with pytest.raises(CallForbidden):
        route("/orgs/acme/tokens/{token}", token=selector)
