"""Passwords: what somebody may log in with, what only marks the place of one, and what a server keeps of one."""

import pytest

from mcpsweep.detection.base import Context
from mcpsweep.detection.inspection import inspect, survey
from mcpsweep.model.finding import Confidence
from mcpsweep.model.place import Slot
from tests.detection.values import RANDOM

CONTEXT = Context(Slot.ENV, "DB_PASSWORD", ("postgres", "memory"))


@pytest.mark.parametrize(
    "password",
    [
        "Admin" + "@123", "Test" + "@1234", "Password" + "123!", "admin" + "123456", "postgres" + "123", "abc" + "123",
        "memory" + "123", "Secure.Pass" + "2024", "0000", "qwerty",
    ],
)  # fmt: skip
def test_a_common_word_and_a_number_is_a_weak_password(password: str) -> None:
    (hit,) = inspect(password, CONTEXT).hits
    assert (hit.secret.reveal(), hit.confidence) == (password, Confidence.LOW)


@pytest.mark.parametrize(
    "password", ["Maple#" + "meadow3364", "fili" + "mi2026", "tundra-" + "pepper-orbit", "ab1" + "x9"]
)
def test_an_invented_one_is_more(password: str) -> None:
    (hit,) = inspect(password, CONTEXT).hits
    assert hit.secret.reveal() == password
    assert hit.confidence is not Confidence.LOW


@pytest.mark.parametrize(
    "text",
    [
        "your_password_123", "yourpassword123", "example123", "dummy_password_1234", "password123here", "changeme123",
        "secure_password", "xxxx1234", "<password123>", "dev_password", "contraseña_aqui_123",
    ],
)  # fmt: skip
def test_a_word_that_asks_for_a_value_makes_none(text: str) -> None:
    assert inspect(text, CONTEXT).hits == ()


@pytest.mark.parametrize("password", ["dev_password", "secret_dev"])
def test_words_are_a_password_on_the_machine_itself_only(password: str) -> None:
    (hit,) = inspect(f"postgresql://app:{password}@localhost:5432/app", Context(Slot.ENV, "DATABASE_URL")).hits
    assert (hit.secret.reveal(), hit.confidence) == (password, Confidence.LOW)
    assert inspect(f"postgresql://app:{password}@db.acme.io/app", Context(Slot.ENV, "DATABASE_URL")).hits == ()


@pytest.mark.parametrize("text", ["your_password", "password_here", "[PASSWORD]", "example_password", "***"])
def test_a_stand_in_is_none_there_either(text: str) -> None:
    assert inspect(f"postgresql://app:{text}@localhost:5432/app", Context(Slot.ENV, "DATABASE_URL")).hits == ()


@pytest.mark.parametrize("scheme", ["$2b$10$", "$argon2id$v=19$", "$6$", "pbkdf2_sha256$", "{SSHA}"])
def test_a_hash_logs_in_nowhere_and_is_not_shown(scheme: str) -> None:
    text = scheme + RANDOM * 2
    found = survey(text, Context(Slot.FILE, "password"))
    assert found.hits == ()
    assert [(doubt.start, doubt.end) for doubt in found.doubts] == [(0, len(text))]
