"""What a case says of credentials that nobody could be asked about."""

from mcpsweep.executor.casework import Scanned, gather
from mcpsweep.model.case import Case
from mcpsweep.model.finding import Confidence, Finding, Form
from mcpsweep.model.held import Held
from mcpsweep.model.holding import Owner
from mcpsweep.model.inventory import FORMAT, Inventory, Machine, Tool
from mcpsweep.model.person import Person
from mcpsweep.model.roster import Roster
from mcpsweep.model.secret import Secret
from mcpsweep.model.subject import Subject
from tests.executor.plans import ALICE, AT
from tests.executor.tracker import Tracker, TrackerConnector


def test_what_may_be_of_two_places_is_asked_at_neither_and_the_case_says_what_to_do() -> None:
    tracker, secret = Tracker(), Secret("a value")
    tracker.values[secret] = ALICE.ref()
    first, second = TrackerConnector(tracker), TrackerConnector(tracker, "second")
    second.host = "second.example"
    finding = Finding("f", "f1", "tracker", "tracker-token", Confidence.HIGH, Form.LITERAL, "r", "", 9, None, None, ())
    machine = Machine("laptop", "linux", "/", image=False)
    inventory = Inventory(FORMAT, Tool("t", "1"), AT, machine, "key", (), (), (), (finding,))
    alice = Subject(Person("alice", "Alice Nguyen", ("alice@acme.example",)))
    held = {"f1": Held("tracker-token", secret)}

    def case_of(*connectors: TrackerConnector) -> Case:
        return gather(alice, Roster(), connectors, [Scanned.of(inventory)], held)

    case = case_of(first, second)
    (holding,) = [one for one in case.holdings if one.found]
    assert holding.ownership.owner is Owner.UNKNOWN
    for told in (holding.ownership.reason, *[one for one in case.remarks if "could not be asked" in one]):
        assert "second.example or of tracker.example" in told
        assert "Look where its client connects" in told
    assert any("1 of the laptop's tracker credentials could not be asked" in one for one in case.remarks)
    (asked,) = [one for one in case_of(first).holdings if one.found]
    assert asked.account == ALICE.ref()
