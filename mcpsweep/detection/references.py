"""How configurations say that a value comes from elsewhere."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mcpsweep.detection.base import Syntax


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference inside a string."""

    syntax: Syntax
    target: str
    start: int
    end: int
    default: tuple[int, int] | None = None
    """Span of the literal that takes over when the variable is not set."""


_NAME = r"[A-Za-z_][A-Za-z0-9_.-]{0,127}"
_REFERENCES: tuple[tuple[Syntax, str], ...] = (
    (Syntax.VARIABLE, r"\$\{\{\s*(?:secrets|env|vars)\.(?P<target>[A-Za-z0-9_]{1,128})\s*\}\}"),
    (Syntax.VARIABLE, r"\{\{-?\s*env_var\(\s*['\"](?P<target>[A-Za-z0-9_]{1,128})['\"][^{}]{0,128}\)[^{}]{0,128}\}\}"),
    (Syntax.INPUT, r"\$\{(?:input|promptString):(?P<target>[^}]{1,128})\}"),
    (Syntax.OPTION, r"\$\{user_config\.(?P<target>[^}]{1,128})\}"),
    (Syntax.FILE, r"\$?\{file:(?P<target>[^}]{1,512})\}"),
    (Syntax.HELPER, r"\$\{(?:command|cmd|exec):(?P<target>[^}]{1,512})\}"),
    (
        Syntax.VAULT,
        r"\$?\{?\{?(?P<target>(?:op|bws|vault|secret|gsm|awssm|azurekv|keychain|doppler|infisical)://[^\s\"'{}]{1,256})\}{0,2}",
    ),
    (Syntax.VARIABLE, r"\$\{(?:env:|ENV:|env\.)?(?P<target>" + _NAME + r")(?::?[-=?+](?P<default>[^}]*))?\}"),
    (Syntax.VARIABLE, r"\$?\{env:(?P<target>" + _NAME + r")\}"),
    (Syntax.VARIABLE, r"\$[Ee][Nn][Vv]:(?P<target>[A-Za-z_][A-Za-z0-9_]{0,127})"),
    (Syntax.HELPER, r"\$\((?P<target>[^()]{1,512})\)|`(?P<target>[^`]{1,512})`"),
    (Syntax.VARIABLE, r"\$(?P<target>[A-Za-z_][A-Za-z0-9_]{0,127})\b"),
    (Syntax.VARIABLE, r"%(?P<target>[A-Za-z_][A-Za-z0-9_]{1,127})%"),
)


def _one_pattern() -> re.Pattern[str]:
    """All syntaxes in one pattern; groups are numbered, since a name may stand for one group only."""
    branches = []
    for index, (_, source) in enumerate(_REFERENCES):
        alternatives = source.split("|`") if "|`" in source else [source]
        for variant, alternative in enumerate(alternatives):
            text = alternative if variant == 0 else "`" + alternative
            branches.append(text.replace("?P<target>", f"?P<target_{index}_{variant}>"))
    return re.compile("|".join(branches))


_REFERENCE = _one_pattern()
_VAULT_COMMAND = re.compile(
    r"(?:\S*/)?(?:op\s+(?:read|item|run)|pass\s+(?:show\s+)?|security\s+find-|secret-tool\s+lookup|vault\s+(?:kv|read)|bw\s+get|bws\s|"
    r"aws\s+(?:secretsmanager|ssm)|gcloud\s+secrets|az\s+keyvault|doppler\s|infisical\s|gopass\s|keyring\s+get|chamber\s|"
    r"gh\s+auth\s+token|sops\s|lpass\s|teller\s|envchain\s|rbw\s+get|kwallet|akeyless\s)"
)


def references(text: str) -> Iterator[Reference]:
    """Every reference in `text`, in order."""
    for match in _REFERENCE.finditer(text):
        group = match.lastgroup if match.lastgroup != "default" else None
        name = group or next(key for key, value in match.groupdict().items() if value is not None and key != "default")
        syntax = _REFERENCES[int(name.split("_")[1])][0]
        target = match[name].strip()
        if syntax is Syntax.HELPER and _VAULT_COMMAND.match(target):
            syntax = Syntax.VAULT
        default = match.span("default") if match["default"] else None
        yield Reference(syntax, target, match.start(), match.end(), default)


def whole_reference(text: str) -> Reference | None:
    """The reference that `text` consists of, or None."""
    first = next(references(text), None)
    return first if first and (first.start, first.end) == (0, len(text)) else None
