"""The recap of a run: the same counters in the same order for every service, so that two runs can be compared."""

from mcpsweep.model.outcome import OutcomeState
from mcpsweep.model.run import RunReport

COUNTERS = tuple(OutcomeState)


def rows(report: RunReport) -> list[tuple[str, tuple[int, ...]]]:
    """Each service, and how many steps came to each of `COUNTERS`. Its name is hostile text."""
    return [
        (service or "elsewhere", tuple(counts.get(state, 0) for state in COUNTERS))
        for service, counts in sorted(report.counts.items(), key=lambda item: (not item[0], item[0]))
    ]
