"""The made-up people and credentials are what the scene says, and the same every time."""

import re

import pytest

from mcpsweep.sandbox.organisation import organisation
from mcpsweep.sandbox.tokens import SHAPES, github_checksum, mint


@pytest.mark.parametrize(
    ("body", "checksum"),
    [
        ("EXAMPLEEXAMPLEEXAMPLEEXAMPLE00", "11UUE5"),
        ("EXAMPLEEXAMPLEEXAMPLEEXAMPLE04", "0t61BA"),
        ("EXAMPLEEXAMPLEEXAMPLEEXAMPLE10", "0rIHlw"),
    ],
)
def test_checksums_are_those_that_github_computes(body: str, checksum: str) -> None:
    assert github_checksum(body) == checksum


def test_every_github_token_of_40_characters_ends_in_its_checksum() -> None:
    tokens = [c.secret.reveal() for c in organisation().credentials if re.match("gh[pousr]_", c.secret.reveal())]
    assert tokens
    for token in tokens:
        assert len(token) == 40
        assert token[34:] == github_checksum(token[4:34])


def test_the_same_seed_gives_the_same_organisation_and_another_seed_other_values() -> None:
    organisation.cache_clear()
    first = organisation()
    organisation.cache_clear()
    assert organisation() == first
    other = {credential.secret for credential in organisation(seed=7).credentials}
    assert not other & {credential.secret for credential in first.credentials}


def test_no_two_credentials_and_no_two_accounts_are_alike() -> None:
    everybody = organisation(size=500)
    assert len({credential.secret for credential in everybody.credentials}) == len(everybody.credentials)
    accounts = [(account.service, account.id) for person in everybody.people for account in person.accounts.values()]
    assert len(set(accounts)) == len(accounts) == 500 * 6


def test_growing_the_organisation_changes_nobody_who_was_there() -> None:
    assert organisation(size=50).people[:5] == organisation().people
    assert organisation(size=50).credentials == organisation().credentials


def test_the_traps_of_the_scene_are_there() -> None:
    scene = organisation()
    alice, carol, dave = scene.person("alice"), scene.person("carol"), scene.person("dave")
    assert carol.name == alice.name
    assert carol.email != alice.email
    assert dave.email.replace("+dave", "") == alice.email
    assert scene.credential("warehouse-pool") in scene.held_by("bob")
    assert scene.credential("warehouse-pool") in scene.held_by("alice")


def test_every_shape_can_be_minted_and_unknown_names_are_refused() -> None:
    for kind in SHAPES:
        assert mint(kind, 1, "a") != mint(kind, 1, "b")
    with pytest.raises(KeyError):
        organisation().credential("nobody's")
    with pytest.raises(KeyError):
        organisation().person("mallory")
    with pytest.raises(ValueError, match="5 people"):
        organisation(size=4)
