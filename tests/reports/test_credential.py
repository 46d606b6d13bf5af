"""Findings become credentials, the worst first."""

from itertools import permutations

from mcpsweep.detection.vendors.table import VENDORS
from mcpsweep.model import reach
from mcpsweep.model.account import AccountHint
from mcpsweep.model.finding import Confidence, Form
from mcpsweep.model.place import Role
from mcpsweep.model.server import Route
from mcpsweep.model.validity import Validity, ValidityState
from mcpsweep.reports.credential import credentials, services
from mcpsweep.reports.summary import summarise
from tests.reports.inventories import finding, inventory, laptop, server, sighting


def order(*findings: object) -> list[str]:
    """Ids in the order of a report, which must not depend on the order of the inventory."""
    orders = {
        tuple(one.finding.id for one in credentials(inventory(findings=several))) for several in permutations(findings)
    }
    (only,) = orders
    return list(only)


def test_findings_of_one_fingerprint_are_one_credential() -> None:
    value = finding(
        "a", fingerprint="x", service="generic", kind="credential", accounts=(AccountHint("github", "al", "url"),)
    )
    use = finding("b", fingerprint="x", form=Form.REFERENCE, sightings=(sighting(role=Role.USE), sighting()))
    (one,) = credentials(inventory(findings=(value, use)))
    assert one.finding.service == "github"
    assert one.forms == (Form.LITERAL, Form.REFERENCE)
    assert one.accounts == (AccountHint("github", "al", "url"),)
    assert [spot.role for spot in one.values] == [Role.VALUE]
    assert [spot.role for spot in one.uses] == [Role.USE]


def test_findings_without_fingerprint_stay_apart() -> None:
    found = tuple(finding(name, fingerprint=None, form=Form.PROTECTED) for name in "ab")
    assert len(credentials(inventory(findings=found))) == 2


def test_live_comes_before_unknown_before_dead() -> None:
    states = [ValidityState.LIVE, ValidityState.NOT_CHECKED, ValidityState.EXPIRED, ValidityState.DEAD]
    assert order(*(finding(state, validity=Validity(state)) for state in reversed(states))) == states


def test_sure_comes_before_unsure() -> None:
    assert order(*(finding(one, confidence=one) for one in reversed(Confidence))) == list(Confidence)


def test_what_rules_comes_before_what_reads_before_what_spends() -> None:
    names = ["github", "slack", "openai"]
    assert order(*(finding(name, service=name) for name in reversed(names))) == names


def test_a_live_key_of_a_small_service_comes_before_an_unchecked_one_of_a_large_one() -> None:
    live = finding("live", service="openai", confidence=Confidence.LOW, validity=Validity(ValidityState.LIVE))
    assert order(finding("github"), live) == ["live", "github"]


def test_what_has_a_value_comes_before_what_has_none() -> None:
    assert order(finding("a", fingerprint=None, service="github"), finding("b", service="gitlab")) == ["b", "a"]


def test_the_order_does_not_hang_on_the_key_behind_the_ids() -> None:
    first, second = (sighting("/a", line=line) for line in (1, 2))
    for names in ("xy", "yx"):
        one, other = finding(names[0], sightings=(first,)), finding(names[1], sightings=(second,))
        assert order(other, one) == list(names)


def test_the_key_of_a_gateway_rules_over_what_is_behind_it() -> None:
    hub = finding("hub", service="generic", sightings=(sighting(server="s9"),))
    rank = credentials(inventory(findings=(hub,), servers=(server("s9", route=Route.GATEWAY),)))[0].severity
    assert rank < credentials(inventory(findings=(hub,), servers=(server("s9"),)))[0].severity


def test_an_end_that_only_one_finding_knows_is_kept() -> None:
    ends = Validity(expires_at="2027-01-01T00:00:00Z")
    pair = (finding("a", fingerprint="x"), finding("b", fingerprint="x", validity=ends))
    (one,) = credentials(inventory(findings=pair))
    assert one.expires_at == "2027-01-01T00:00:00Z"


def test_a_service_stands_where_its_worst_credential_does() -> None:
    found = credentials(
        inventory(
            findings=(
                finding("a", service="openai", validity=Validity(ValidityState.DEAD)),
                finding("b", service="github"),
                finding("c", service="openai", validity=Validity(ValidityState.LIVE)),
            )
        )
    )
    assert [(name, [one.finding.id for one in group]) for name, group in services(found)] == [
        ("openai", ["c", "a"]),
        ("github", ["b"]),
    ]


def test_every_service_with_a_reach_is_one_that_detection_names() -> None:
    assert set(reach._REACH_BY_SERVICE) <= {vendor.service for vendor in VENDORS}


def test_no_service_has_two_reaches() -> None:
    words = [word for services in reach._REACH.values() for word in services.split()]
    assert len(words) == len(set(words))


def test_the_sentence_names_homes_only_where_there_is_room() -> None:
    whole = summarise(laptop())
    assert summarise(laptop(), len(whole)) == whole
    assert summarise(laptop(), len(whole) - 1) == whole.replace(" (~alice, ~bob)", "")


def test_the_sentence_of_a_scan_without_files() -> None:
    assert summarise(inventory(sources=())) == "no credentials; no file to read"


def test_the_sentence_counts_credentials_files_homes_and_what_was_not_read() -> None:
    assert summarise(laptop()) == (
        "5 credentials in 4 files (~alice, ~bob); 1 more without a value; 1 live; 2 scheduled agents; "
        "3 of 5 files not fully read"
    )
