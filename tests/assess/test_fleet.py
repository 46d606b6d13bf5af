"""A fleet of inventories: each machine and home counts once, and whatever does not count is said."""

import msgspec

from mcpsweep.assess.fleet import Broken, Fleet, Merged
from mcpsweep.join.people import People
from mcpsweep.model.inventory import Home, Inventory, Machine
from mcpsweep.model.source import SourceState
from tests.assess.making import ROSTER, laptop
from tests.reports.inventories import finding, sighting, source


def merged(*inventories: Inventory, broken: tuple[Broken, ...] = ()) -> Merged:
    """All of them together."""
    fleet = Fleet(People(ROSTER))
    for number, one in enumerate(inventories):
        fleet.add(one, f"{number:064d}")
    for file in broken:
        fleet.add_broken(file)
    return fleet.merge()


def values(fleet: Merged) -> list[str]:
    """The fingerprints of all findings that count."""
    return sorted(str(one.finding.fingerprint) for one in fleet.found(mark.place for mark in fleet.marks()))


def at(inventory: Inventory, moment: str, **changes: object) -> Inventory:
    """The same scanned at another time."""
    return msgspec.structs.replace(inventory, scanned_at=moment, **changes)


def test_a_laptop_scanned_twice_counts_once_and_the_newest_wins() -> None:
    old = at(laptop("l1", "alice", "old"), "2026-11-01T00:00:00Z")
    new = at(laptop("L1", "alice", "new"), "2026-11-02T00:00:00Z")
    for order in ((old, new), (new, old)):
        fleet = merged(*order)
        assert (values(fleet), fleet.machines) == (["new"], 1)
        assert any("1 inventories do not count" in one and "2026-11-01" in one for one in fleet.remarks())


def test_two_homes_of_one_machine_count_both() -> None:
    fleet = merged(laptop("l1", "alice", "a"), laptop("l1", "bob", "b"))
    assert (values(fleet), fleet.machines) == (["a", "b"], 1)


def test_of_an_older_scan_of_all_homes_what_a_newer_scan_does_not_tell_of_still_counts() -> None:
    findings = tuple(
        finding(name, fingerprint=name, sightings=(sighting(f"/home/{user}/x.json"),))
        for name, user in (("a-old", "alice"), ("b-old", "bob"))
    )
    homes = (Home("alice", "/home/alice"), Home("bob", "/home/bob"))
    both = at(laptop("l1", "alice"), "2026-11-01T00:00:00Z", homes=homes, findings=findings)
    fleet = merged(both, at(laptop("l1", "alice", "a-new"), "2026-11-02T00:00:00Z"))
    assert values(fleet) == ["a-new", "b-old"]


def test_machines_without_a_name_are_never_taken_for_one() -> None:
    nameless = [laptop("", "alice", "a"), laptop("", "alice", "b"), laptop("localhost", "alice", "c")]
    fleet = merged(*nameless)
    assert (values(fleet), fleet.machines) == (["a", "b", "c"], 3)
    assert any("without a name" in one for one in fleet.remarks())


def test_the_same_file_twice_counts_once_though_the_machine_has_no_name() -> None:
    fleet = Fleet(People(ROSTER))
    for _ in range(2):
        fleet.add(laptop("", "alice", "a"), "d" * 64)
    assert values(fleet.merge()) == ["a"]


def test_a_machine_of_the_same_name_with_another_system_is_another_one() -> None:
    other = msgspec.structs.replace(laptop("l1", "alice", "b"), machine=Machine("l1", "macos", "/", False))
    assert merged(laptop("l1", "alice", "a"), other).machines == 2


def test_different_fingerprint_keys_are_said() -> None:
    fleet = merged(laptop("l1", "alice", "a"), laptop("l2", "bob", "b", fingerprint_key="k2"))
    assert fleet.keys == ("k1", "k2")
    assert any("2 different fingerprint keys (k1, k2)" in one for one in fleet.remarks())


def test_what_could_not_be_read_is_an_origin_that_is_not_whole() -> None:
    unread = laptop("l1", "alice", sources=(source("/home/alice/x", SourceState.UNREADABLE, "denied"),))
    fleet = merged(unread, laptop("l2", "bob"), broken=(Broken("fleet/l3.json", "is cut off"),))
    assert [(one.name, one.reason) for one in fleet.origins()] == [
        ("fleet/l3.json", "is cut off"),
        ("l1", "not read in full: /home/alice/x"),
    ]


def test_without_any_inventory_that_is_said() -> None:
    assert any("no inventory was read" in one for one in merged().remarks())


def test_a_finding_comes_back_as_it_was() -> None:
    one = laptop("l1", "alice", "a")
    fleet = merged(one)
    (found,) = fleet.found(mark.place for mark in fleet.marks())
    assert (found.finding, found.machine, found.person) == (one.findings[0], "l1", "alice")
