"""Text from a configuration with everything secret taken out."""

from collections.abc import Iterable, Sequence

from mcpsweep.detection.base import Context
from mcpsweep.detection.inspection import Survey, survey, survey_arguments
from mcpsweep.detection.masking import mask


def redact(text: str, context: Context) -> str:
    """`text` with every credential, user part of a URL and doubtful value replaced by `…`."""
    return _masked(text, survey(text, context), ())


def redact_arguments(arguments: Sequence[str], context: Context) -> list[str]:
    """The same for a command line, whose flags tell what the words behind them are."""
    found = survey_arguments(arguments, context)
    values = [hit.secret.reveal() for _, one in found for hit in one.hits]
    return [_masked(argument, one, values) for argument, (_, one) in zip(arguments, found, strict=True)]


def _masked(text: str, found: Survey, others: Iterable[str]) -> str:
    spans = [(hit.start, hit.end) for hit in found.hits] + [(doubt.start, doubt.end) for doubt in found.doubts]
    return mask(text, spans, [*(hit.secret.reveal() for hit in found.hits), *others])
