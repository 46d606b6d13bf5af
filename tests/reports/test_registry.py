"""Every format's name leads to a report."""

from typing import Any

import pytest

from mcpsweep.reports.base import Canvas
from mcpsweep.reports.registry import AnyFormat, Format, ListFormat, PlanFormat, RunFormat, load
from tests.reports.inventories import inventory, laptop
from tests.reports.listings import listing
from tests.reports.runs import departure, offboarding, plan, report

DOCUMENTS: dict[type[AnyFormat], tuple[Any, ...]] = {
    Format: (laptop(), inventory()),
    ListFormat: (listing(), listing("x")),
    PlanFormat: (departure(), plan()),
    RunFormat: (offboarding(), report()),
}
"""What each family of formats writes down: one of everything, and next to nothing."""


@pytest.mark.parametrize("name", [name for family in DOCUMENTS for name in family], ids=repr)
def test_a_report_is_text_that_ends_its_last_line(name: Any) -> None:
    for document in DOCUMENTS[type(name)]:
        text = load(name).render(document, Canvas())
        assert text.endswith("\n")
        assert text == load(name).render(document, Canvas())
