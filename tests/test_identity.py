"""Whom a command line means, and what a roster may say."""

from pathlib import Path

import pytest

from mcpsweep import identity
from mcpsweep.errors import UsageError
from mcpsweep.model.person import Person, PersonStatus
from mcpsweep.model.roster import Roster

ALICE = Person(id="alice", name="An Nguyen", emails=("alice@acme.example",), accounts={"github": "anguyen"})
CAROL = Person(id="carol", name="An Nguyen", emails=("carol@acme.example",))
DAVE = Person(id="dave", emails=("alice+dave@acme.example",))
ROSTER = Roster(people=(ALICE, CAROL, DAVE))

YAML = """format: mcpsweep-roster/1
people:
  - id: alice
    name: An Nguyen
    emails: [alice@acme.example]
    status: departing
    ends: 2026-11-30
    accounts: {github: anguyen, slack: U01}
    manager: erin
shared:
  - {service: snowflake, owner: data, label: pool}
service_accounts:
  - {service: github, account: acme-bot, owner: platform}
"""
CSV = """id,name,emails,status,accounts.github,accounts
alice,An Nguyen,alice@acme.example;a@acme.example,departing,anguyen,slack=U01
"""


def written(tmp_path: Path, name: str, text: str) -> Path:
    (tmp_path / name).write_text(text)
    return tmp_path / name


@pytest.mark.parametrize(
    "who", ["alice", "ALICE", "alice@acme.example", "Alice@ACME.example", "github:anguyen", "github:ANguyen"]
)
def test_a_person_is_named_by_id_address_or_account(who: str) -> None:
    assert identity.find(ROSTER, who).person == ALICE


def test_a_display_name_names_nobody() -> None:
    with pytest.raises(UsageError, match="nobody in the roster"):
        identity.find(ROSTER, "An Nguyen")


def test_an_address_with_a_tag_is_another_address() -> None:
    assert identity.find(ROSTER, "alice+dave@acme.example").person == DAVE


def test_an_account_narrows_the_question_to_its_service() -> None:
    subject = identity.find(ROSTER, "github:anguyen")
    assert subject.questions("github") == ("anguyen",)
    assert subject.questions("slack") == ()


def test_somebody_outside_the_roster_may_be_named_exactly() -> None:
    assert identity.find(ROSTER, "gone@acme.example").questions("slack") == ("gone@acme.example",)
    assert identity.find(ROSTER, "slack:U99").questions("slack") == ("U99",)


def test_the_rosters_account_is_asked_for_before_any_address() -> None:
    assert identity.find(ROSTER, "alice").questions("github") == ("anguyen",)
    assert identity.find(ROSTER, "alice").questions("slack") == ("alice@acme.example",)


def test_two_people_who_could_be_meant_are_both_listed() -> None:
    twins = Roster(people=(Person(id="Kim"), Person(id="KIM", name="Kim Lee")))
    with pytest.raises(UsageError, match=r"Kim, KIM \(Kim Lee\)"):
        identity.find(twins, "kim")


def test_yaml_and_csv_say_the_same(tmp_path: Path) -> None:
    (from_yaml,) = identity.load(written(tmp_path, "people.yaml", YAML)).people
    (from_csv,) = identity.load(written(tmp_path, "people.csv", CSV)).people
    assert from_yaml.status is from_csv.status is PersonStatus.DEPARTING
    assert from_yaml.accounts == from_csv.accounts == {"github": "anguyen", "slack": "U01"}
    assert from_csv.emails == ("alice@acme.example", "a@acme.example")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("people: [\n", "people.yaml:2: the roster is no YAML"),
        ("people:\n  - id: a\n    emial: [x]\n", r"people.yaml:2: .*unknown field `emial`"),
        ("people:\n  - id: a\n  - id: b\n    status: gone\n", r"people.yaml:4: .*gone"),
        ("people:\n- {id: a}\nshared: []\npeople:\n- {id: b}\n", "people.yaml:4: .*people comes twice"),
        ("people:\n- id: a\n  accounts: {github: g, github: h}\n", "people.yaml:3: .*github comes twice"),
        ("format: mcpsweep-roster/9\n", "this version reads mcpsweep-roster/1"),
        ("people:\n- {id: a}\n- {id: a}\n", "two people of the roster have the id a"),
        ("people:\n- {id: a, emails: [x@y.z]}\n- {id: b, emails: [X@Y.z]}\n", "a and b have the same address"),
        ("people:\n- {id: a, accounts: {github: g}}\n- {id: b, accounts: {github: G}}\n", "same github account"),
    ],
)
def test_a_wrong_roster_is_told_with_file_and_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        identity.load(written(tmp_path, "people.yaml", text))


def test_what_is_merged_may_be_replaced(tmp_path: Path) -> None:
    text = (
        "people:\n- &a {id: a, name: A, status: departed}\n- {<<: *a, id: b}\n- &c {<<: *a, id: c}\n- {<<: *c, id: d}\n"
    )
    people = identity.load(written(tmp_path, "people.yaml", text)).people
    assert [(one.id, one.name, one.status) for one in people] == [(name, "A", PersonStatus.DEPARTED) for name in "abcd"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,name\nalice,Nguyen, Alice\n", "people.csv:2: the row has more cells"),
        ("id,accounts\nalice,github:anguyen\n", "people.csv:2: github:anguyen is no account"),
        ("id,accounts.github,accounts.github\nalice,a,b\n", "people.csv:1: the roster has two columns"),
        ("id,status\nalice,gone\n", "people.csv:2: .*gone"),
    ],
)
def test_a_wrong_row_is_told_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        identity.load(written(tmp_path, "people.csv", text))


def test_a_column_that_means_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="a column mail that means nothing"):
        identity.load(written(tmp_path, "people.csv", "id,mail\na,b\n"))
