"""Every format's name leads to a report."""

import pytest

from mcpsweep.reports.base import Canvas
from mcpsweep.reports.registry import Format, load
from tests.reports.inventories import inventory, laptop


@pytest.mark.parametrize("name", Format)
def test_a_report_is_text_that_ends_its_last_line(name: Format) -> None:
    for document in (laptop(), inventory()):
        text = load(name).render(document, Canvas())
        assert text.endswith("\n")
        assert text == load(name).render(document, Canvas())
