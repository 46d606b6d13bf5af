"""The JSON Schema of playbooks: it accepts what the program accepts, and sees the typos that an editor should show."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from mcpsweep.documents.plain import load_yaml
from mcpsweep.playbook import library
from mcpsweep.playbook.faults import FaultyPlaybook
from mcpsweep.playbook.loader import parse
from tests.playbook.reference import CONDITIONS
from tests.playbook.schema import playbook
from tests.playbook.test_loader import WHOLE

VALIDATOR = jsonschema.Draft202012Validator(playbook())


def accepts(tree: Any) -> bool:
    """Whether the schema accepts a playbook."""
    return bool(VALIDATOR.is_valid(tree))


def reads(tree: Any) -> bool:
    """Whether the program does."""
    try:
        parse(json.dumps(tree).encode(), "own.json")
    except FaultyPlaybook:
        return False
    return True


def _typos(tree: Any) -> Iterator[Any]:
    """`tree` with one key or word misspelt or one value of another type, in every place where there is one."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            rest = {other: kept for other, kept in tree.items() if other != key}
            yield {**rest, f"{key}x": value}
            yield from ({**tree, key: typo} for typo in _typos(value))
    elif isinstance(tree, list):
        yield []
        for index, item in enumerate(tree):
            yield from ([*tree[:index], typo, *tree[index + 1 :]] for typo in _typos(item))
    else:
        yield [[tree]]
        yield None
        yield "" if isinstance(tree, str) else "5"


WHOLE_TREE = load_yaml(WHOLE, "own.yaml", "playbook")
TYPOS = list(_typos(WHOLE_TREE))


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(playbook())


@pytest.mark.parametrize("name", library.shipped())
def test_every_shipped_playbook_is_accepted(name: str) -> None:
    VALIDATOR.validate(load_yaml(library.load(name).data, name, "playbook"))


def test_a_whole_one_is_accepted() -> None:
    VALIDATOR.validate(WHOLE_TREE)


@pytest.mark.parametrize("number", range(len(TYPOS)))
def test_it_rejects_what_the_program_rejects(number: int) -> None:
    assert accepts(TYPOS[number]) is reads(TYPOS[number]) is False


@pytest.mark.parametrize(
    "condition",
    [
        {"sharde": True},
        {"shared": "true"},
        {"validity": "alive"},
        {"validity": []},
        {"age": {"over": 90}},
        {"age": {"within": "90d"}},
        {"age": {}},
        {"age": "never"},
        {"last_used": "always"},
        {"last_used": {"before": "tomorrow"}},
        {"unknown": "shared"},
        {"all": {"shared": True}},
        {"not": {}},
        {},
    ],
)
def test_conditions_that_both_reject(condition: Any) -> None:
    tree = copy.deepcopy(WHOLE_TREE)
    tree["rules"][0]["when"] = condition
    assert accepts(tree) is reads(tree) is False


@given(CONDITIONS)
def test_conditions_that_both_accept(condition: Any) -> None:
    assert accepts({**WHOLE_TREE, "rules": [{"when": condition, "do": "ask"}]})
