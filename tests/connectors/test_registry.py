"""Every name in the registry is a connector."""

import subprocess
import sys

import pytest

from mcpsweep.connectors.registry import CONNECTORS, load
from mcpsweep.errors import UsageError


@pytest.mark.parametrize("name", sorted(CONNECTORS))
def test_every_name_resolves(name: str) -> None:
    assert load(name).service == name


def test_an_unknown_name_says_which_are_known() -> None:
    with pytest.raises(UsageError):
        load("nobody")


def test_the_libraries_of_services_load_only_when_they_are_used() -> None:
    script = (
        "import sys; from mcpsweep.connectors.registry import CONNECTORS, load; [load(name) for name in CONNECTORS]; "
        "print({'github', 'slack_sdk', 'atlassian', 'requests'} & set(sys.modules))"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "set()"
