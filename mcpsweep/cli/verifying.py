"""`scan --verify`: what a scan found, asked who it is.

The scan itself reaches no network, and what speaks to services sees no laptop: the two are brought together only here.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import msgspec

from mcpsweep.cli.waiting import waiting
from mcpsweep.collectors.in_hand import Swept
from mcpsweep.config import Config
from mcpsweep.connectors import registry
from mcpsweep.connectors.asking import identify
from mcpsweep.connectors.base import Setup, Verifier
from mcpsweep.connectors.http.budget import Progress, Silent
from mcpsweep.model.account import Account
from mcpsweep.model.finding import Finding
from mcpsweep.model.held import Asked, Held, Identification
from mcpsweep.model.inventory import Inventory
from mcpsweep.model.validity import ValidityState

_WORDS: Mapping[Asked, str] = {
    Asked.NO_ANSWER: "no answer about",
    Asked.NOT_ASKED: "not asked about",
    Asked.UNDECIDED: "not asked about",
    Asked.ANSWERED: "asked without a clear answer about",
    Asked.STRANGER: "asked without a clear answer about",
}


@dataclass(frozen=True, slots=True)
class Verified:
    """An inventory whose credentials were asked."""

    inventory: Inventory
    missing: tuple[str, ...]
    """What could be asked and was not answered, in words; the inventory's notes begin with it."""


def check(config: Config) -> None:
    """Raises `UsageError` for a configuration with which nobody could be asked. Sends nothing."""
    with verifiers(config, Silent()):
        pass


@contextmanager
def verifiers(config: Config, progress: Progress) -> Iterator[Sequence[Verifier]]:
    """Everybody who can be asked, by their configured addresses or the services' own; no credential is needed.

    Raises `UsageError` for settings that cannot be.
    """
    with ExitStack() as stack:
        found: list[Verifier] = []
        for service in registry.VERIFIERS:
            tables = [table for table in config.connectors.values() if table.type == service]
            configured = [Setup(table.name, table.settings, {}, progress=progress) for table in tables]
            default = Setup(service, {}, {}, progress=progress)
            for verifier in registry.verifiers(service)(configured, default):
                stack.callback(verifier.close)
                found.append(verifier)
        yield found


def ask(swept: Swept, config: Config, is_quiet: bool) -> Verified:
    """Ask every value in hand at its own service, all services side by side, while a terminal shows how far they are.

    Raises nothing that a service can cause.
    """
    with waiting(is_quiet) as progress, verifiers(config, progress) as asking:
        return verify(swept, asking, progress)


def verify(swept: Swept, asking: Sequence[Verifier], progress: Progress) -> Verified:
    """The same, by these verifiers."""
    services = {one.fingerprint: one.service for one in swept.inventory.findings if one.fingerprint is not None}
    todo: dict[str, dict[str, Held]] = {}
    for fingerprint, held in sorted(swept.held.items()):
        todo.setdefault(services[fingerprint], {})[fingerprint] = held
    identified = identify(asking, todo, progress)
    missing, unclear = _notes(identified, services)
    inventory = msgspec.structs.replace(
        swept.inventory,
        findings=tuple(_told(one, identified.get(one.fingerprint or "")) for one in swept.inventory.findings),
        notes=(*missing, *unclear, *swept.inventory.notes),
    )
    return Verified(inventory, missing)


def _told(finding: Finding, said: Identification | None) -> Finding:
    if said is None or said.asked in (Asked.NOT_ASKED, Asked.UNDECIDED):
        return finding
    validity = msgspec.structs.replace(
        said.validity,
        expires_at=said.validity.expires_at or finding.validity.expires_at,
        name=_name(said.account) if said.account is not None else None,
    )
    return msgspec.structs.replace(finding, validity=validity)


def _name(account: Account) -> str | None:
    shown = account.name if account.login == account.id else ""
    return (account.emails[0] if account.emails else shown) or None


def _notes(
    identified: Mapping[str, Identification], services: Mapping[str, str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What gave no answer, and what else is unclear: each reason once, with how many credentials it is about."""
    counted = Counter(
        (services[fingerprint], _WORDS[said.asked], said.reason)
        for fingerprint, said in identified.items()
        if said.validity.state is ValidityState.UNKNOWN
    )
    told = {
        f"{service}: {words} {count} credential{'' if count == 1 else 's'}: {reason}": words
        for (service, words, reason), count in sorted(counted.items())
    }
    missing = tuple(note for note, words in told.items() if words == _WORDS[Asked.NO_ANSWER])
    return missing, tuple(note for note in told if note not in missing)
