"""What a value looks like on its own: stand-in, path, number, or something random."""

import itertools
import re
from collections.abc import Iterable

from mcpsweep.detection.vocabulary import ASKING, DEMANDS, SWITCHES, VOCABULARY

_WRAPPED = re.compile(r"[<\[({«【「%_]{1,2}[^<>{}]*[>\])}»】」%_]{1,2}")
_MASKED = re.compile(r"\.{3}|…|\*{3}|•{2}|●{2}|_{3}|-{4}|#{4}|\?{3}|<[^<>]{1,80}>|\{\{|\[[A-Za-z _-]{3,}\]")
_EXES = re.compile(r"[xX]{4,}")
_RUN = re.compile(r"(.)\1{4,}")
_SEQUENCES = ("0123456789", "1234567890", "123456", "abcdef", "abcdefghijklmnopqrstuvwxyz", "987654321")
_CHUNK = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+|[^\W\d_a-zA-Z]+")
_FOREIGN = re.compile(
    "[\u0400-\u04ff\u0590-\u06ff\u0900-\u0dff\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]"
)
_ACCENTS = str.maketrans("àáâãäåçèéêëìíîïñòóôõöùúûüýćęłńśźżğışő", "aaaaaaceeeeiiiinooooouuuuycelnszzgiso")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_NUMBER = re.compile(r"[+-]?[0-9][0-9_.,:]*(?:ms|s|m|h|d|k|kb|mb|gb|%|px)?", re.IGNORECASE)
_VARIABLE_NAME = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_PATH = re.compile(
    r"(?:~|\.{1,2})?[/\\]|[A-Za-z]:[\\/]|file:|\$\{?\w+\}?[\\/]|%\w+%[\\/]|[\w.-]+[\\/][\w./\\ -]*\.[A-Za-z]{2,5}$"
)
_FILE_NAME = re.compile(
    r"[\w. -]*\.(?:json|pem|key|txt|ya?ml|toml|env|crt|cer|p12|pfx|p8|db|sqlite|py|js|ts|sh|conf|ini|cfg)"
)
_VERSION = re.compile(r"v?[0-9]+(?:\.[0-9]+){1,3}(?:[-+.][0-9A-Za-z.-]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:.]+(?:Z|[+-][0-9:]+)?)?")
_EMAIL = re.compile(r"[^\s@:/]+@[^\s@:/]+\.[A-Za-z]{2,}")
_MODEL = re.compile(
    r"(?:anthropic/|openai/|google/|models/)?(?:claude|gpt|gemini|o[134]|llama|mistral|sonnet|opus|haiku|deepseek|qwen|grok|kimi)"
    r"[\w.:/-]*",
    re.IGNORECASE,
)

_PASSWORD_HASH = re.compile(
    r"\$(?:1|2[abxy]?|5|6|7|y|argon2(?:id?|d)|scrypt|pbkdf2[\w-]*)\$\S{8,}|pbkdf2[:_]sha\d+\S{8,}|\{S?SHA\d*\}\S{8,}"
)
_WORN = re.compile(r"[A-Za-z]+(?:[@#!._-][A-Za-z]+){0,2}[@#!._-]?[0-9]{2,10}[!@#$*.]?")

MAX_WORDED = 120
"""Longer values are no stand-ins made of words."""


def is_uuid(value: str) -> bool:
    """Whether it is a UUID and nothing else."""
    return _UUID.fullmatch(value) is not None


def is_variable_name(value: str) -> bool:
    """Whether it is the bare name of a variable: `GITHUB_PAT`."""
    return _VARIABLE_NAME.fullmatch(value) is not None and len(value) <= MAX_WORDED


def is_path(value: str) -> bool:
    """Whether it is a path or a file's name."""
    if _FILE_NAME.fullmatch(value):
        return True
    match = _PATH.match(value)
    if match is None:
        return False
    # Base64 has slashes too: a random value rarely begins with one, and has no dot or second separator near it.
    return not (value[0] == "/" and looks_random(value, 32) and "." not in value and value.count("/") < 3)


def is_number(value: str) -> bool:
    """Whether it is a number, a duration, a version or a date."""
    return any(pattern.fullmatch(value) for pattern in (_NUMBER, _VERSION, _DATE))


def is_plain_word(value: str) -> bool:
    """Whether it is a switch or a mode: `true`, `oauth`."""
    return value.lower() in SWITCHES


def is_model(value: str) -> bool:
    """Whether it is the name of a language model."""
    return _MODEL.fullmatch(value) is not None and len(value) <= 60


def is_email(value: str) -> bool:
    """Whether it is an e-mail address."""
    return len(value) <= 254 and _EMAIL.fullmatch(value) is not None


def is_password_hash(value: str) -> bool:
    """Whether it is what a server keeps of a password: it checks one, and logs in nowhere."""
    return _PASSWORD_HASH.fullmatch(value) is not None


def looks_random(value: str, minimum: int = 16) -> bool:
    """Whether at least `minimum` characters look like drawn by a machine: no words, letters and digits mixed."""
    if len(value) < minimum or " " in value:
        return False
    body = re.sub(r"[^0-9A-Za-z]", "", value)
    if len(body) < minimum * 3 // 4 or len(set(body)) < min(8, minimum // 2):
        return False
    digits = sum(character.isdigit() for character in body)
    if digits == 0:
        return (
            len(body) >= 20
            and any(c.isupper() for c in body[1:])
            and any(c.islower() for c in body)
            and _switches(body) >= 8
        )
    return digits < len(body) and (digits >= 2 or _switches(body) >= 6) and not _is_slug(value)


def _switches(body: str) -> int:
    kinds = ["digit" if c.isdigit() else "upper" if c.isupper() else "lower" for c in body]
    return sum(one != other for one, other in itertools.pairwise(kinds))


def _is_slug(value: str) -> bool:
    """Words and short numbers between separators: `billing-service-2024`."""
    parts = re.split(r"[-_.]", value)
    return len(parts) > 1 and all(
        (part.isdigit() and len(part) <= 4)
        or (part.isalpha() and (part.islower() or part.isupper()) and len(part) <= 14)
        for part in parts
    )


def is_stand_in(value: str, known: Iterable[str] = ()) -> bool:
    """Whether the value only marks the place of one: `your_key_here`, `<PAT>`, `sk-...`, `xxx`, `REDACTED`.

    `known` are words that stand around it (of the variable's and the server's name): a value made of them and of
    words like "key" says nothing new.
    """
    text = value.strip().strip("\"'`")
    if not text:
        return True
    return _is_marked(text) or (len(text) <= MAX_WORDED and is_made_of_words(text, known))


def is_worn_password(value: str, known: Iterable[str] = ()) -> bool:
    """Whether it is a common word and a number, as people set up their own machine: `Admin@123`, `postgres123`."""
    if _WORN.fullmatch(value) is None or len(value) > MAX_WORDED or _asks(value):
        return False
    lexicon = VOCABULARY.union(word.lower() for word in known)
    return all(_segments(chunk.lower(), lexicon) for chunk in _CHUNK.findall(value) if not chunk.isdigit())


def is_worded_password(value: str) -> bool:
    """Whether common words alone make a password that somebody may mean: `dev_password`, not `your_password`."""
    return len(value) <= MAX_WORDED and not _is_marked(value) and not _asks(value) and is_made_of_words(value)


def _asks(text: str) -> bool:
    lower = text.translate(_ACCENTS).lower()
    return any(word in lower for word in ASKING)


def _is_marked(text: str) -> bool:
    """Whether signs, not words, show that something is left out."""
    if _FOREIGN.search(text) or _WRAPPED.fullmatch(text):
        return True
    if len(text) <= 2 * MAX_WORDED and _MASKED.search(text):
        return True
    return len(set(text.lower())) <= (1 if len(text) < 6 else 2) or _has_filler(text)


def _has_filler(text: str) -> bool:
    body = text.rsplit("_", 1)[-1] if "_" in text[:12] else text
    run = max((len(match[0]) for match in _RUN.finditer(body)), default=0)
    if run > len(body) * 0.3:
        return True
    if len(text) <= 200 and _EXES.search(text):
        return True
    lower = text.lower()
    return any(len(sequence) * 2 >= len(text) and sequence in lower for sequence in _SEQUENCES) or any(
        sequence in lower and len(text) <= 40 for sequence in ("1234567890", "0123456789", "abcdefgh")
    )


def is_made_of_words(text: str, known: Iterable[str] = ()) -> bool:
    """Whether every word of it belongs to the vocabulary of stand-ins or to `known`."""
    lexicon = VOCABULARY.union(word.lower() for word in known)
    chunks = _CHUNK.findall(text.translate(_ACCENTS))
    letters = [chunk.lower() for chunk in chunks if not chunk.isdigit()]
    if not letters:
        return False
    strange = [chunk for chunk in letters if len(chunk) > 1 and not _segments(chunk, lexicon)]
    long_numbers = [chunk for chunk in chunks if chunk.isdigit() and len(chunk) > 3 and not _is_counted(chunk)]
    if long_numbers:
        return False
    if not strange:
        singles = sum(len(chunk) == 1 for chunk in letters)
        return singles * 2 <= len(letters) or len(text) <= 4
    # "your_acme_key": a word that asks for a value is enough if the rest reads like words, not like a token.
    return (
        any(chunk in DEMANDS for chunk in letters)
        and not looks_random(max(re.split(r"[-_. /]", text), key=len), 12)
        and len(strange) * 2 <= len(letters)
    )


def _is_counted(digits: str) -> bool:
    return digits in "01234567890123456789" or len(set(digits)) == 1


def _segments(chunk: str, lexicon: frozenset[str]) -> bool:
    """Whether `chunk` is a chain of words of the lexicon (`yourapikey`)."""
    if chunk in lexicon:
        return True
    reachable = [True] + [False] * len(chunk)
    for end in range(1, len(chunk) + 1):
        reachable[end] = any(
            reachable[start] and chunk[start:end] in lexicon and end - start > 2
            for start in range(max(0, end - 16), end)
        )
    return reachable[-1]
