"""An earlier report that a new one is compared with: read, and refused where it would mislead."""

import msgspec

from mcpsweep.assess.question import Question
from mcpsweep.errors import UsageError
from mcpsweep.model.tokens import FORMAT, Organisation, TokenReport, digest

_AGAIN = "take the JSON that an earlier run wrote: mcpsweep report {topic} --format json --output FILE"


def parse(data: bytes, name: str, question: Question, organisation: Organisation) -> TokenReport:
    """The report in a file's bytes, if it can be compared with one that answers `question`.

    Raises `UsageError` for what is no report, is not as it was written, or is about something else.
    """
    again = _AGAIN.format(topic=question.topic)
    if not data.strip():
        raise UsageError(f"the baseline {name} is empty", again)
    try:
        tree = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError) as error:
        raise UsageError(f"the baseline {name} is cut off, or is no JSON: {error}", again) from None
    said = tree.get("format", "") if isinstance(tree, dict) else ""
    if said != FORMAT:
        named = f"it says format {said!s:.60}" if said else "it names no format"
        raise UsageError(f"{name} is no report that this version compares with: {named}, not {FORMAT}", again)
    try:
        earlier = msgspec.convert(tree, TokenReport)
    except msgspec.ValidationError as error:
        raise UsageError(f"the baseline {name} was altered or is damaged: {error}", again) from None
    if digest(tree) != earlier.digest:
        raise UsageError(f"the baseline {name} was edited since it was written: its digest is another one", again)
    if earlier.topic is not question.topic:
        raise UsageError(f"the baseline {name} is about {earlier.topic}, not about {question.topic}", again)
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
