"""An earlier report that a new one is compared with: read, and refused where it would mislead."""

import msgspec

from mcpsweep.assess.question import Question
from mcpsweep.errors import UsageError
from mcpsweep.model.tokens import FORMAT, Organisation, TokenReport, digest

_AGAIN = "take the JSON that an earlier run wrote: mcpsweep report orphans|dormant --format json --output FILE"


def parse(data: bytes, name: str) -> TokenReport:
    """The report in a file's bytes. Raises `UsageError` for what is no report, or is not as it was written."""
    if not data.strip():
        raise UsageError(f"the report {name} is empty", _AGAIN)
    try:
        tree = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError) as error:
        raise UsageError(f"the report {name} is cut off, or is no JSON: {error}", _AGAIN) from None
    said = tree.get("format", "") if isinstance(tree, dict) else ""
    if said != FORMAT:
        named = f"it says format {said!s:.60}" if said else "it names no format"
        raise UsageError(f"{name} is no report that this version reads: {named}, not {FORMAT}", _AGAIN)
    try:
        report = msgspec.convert(tree, TokenReport)
    except msgspec.ValidationError as error:
        raise UsageError(f"the report {name} was altered or is damaged: {error}", _AGAIN) from None
    if digest(tree) != report.digest:
        raise UsageError(f"the report {name} was edited since it was written: its digest is another one", _AGAIN)
    return report


def comparable(earlier: TokenReport, name: str, question: Question, organisation: Organisation) -> TokenReport:
    """The same report, if one that answers `question` can be compared with it.

    Raises `UsageError` for one that is about something else.
    """
    if earlier.topic is not question.topic:
        raise UsageError(f"the baseline {name} is about {earlier.topic}, not about {question.topic}")
    if not earlier.organisation.could_be(organisation):
        raise UsageError(
            f"the baseline {name} is of another organisation: {_told(earlier.organisation)}; "
            f"the configuration says {_told(organisation)}"
        )
    if earlier.at > question.at:
        raise UsageError(f"the baseline {name} is of {earlier.at}, which is yet to come")
    return earlier


def _told(organisation: Organisation) -> str:
    tenants = (f"{name}: {tenant}" for name, tenant in sorted(organisation.tenants.items()))
    return ", ".join((*organisation.domains, *tenants)) or "nothing"
