"""What a run will have at hand: the connectors, what each can do, and the values."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from mcpsweep.model.capability import KINDS_BELOW, Ability, Capability, Support
from mcpsweep.model.instruction import Instruction

_BY_API = frozenset({Support.FULL, Support.PARTIAL})


@dataclass(frozen=True, slots=True)
class Means:
    """What a run will have at hand."""

    capabilities: Mapping[str, Sequence[Capability]]
    """What each connector can do, by its name."""
    in_hand: Collection[str] = frozenset()
    """Fingerprints of the credentials whose value will be there."""

    def can(self, connector: str, ability: Ability, kind: str = "") -> bool:
        """Whether the connector does it by itself, at least in part."""
        row = self._row(connector, ability, kind)
        return row is not None and row.support in _BY_API

    def remark(self, connector: str, ability: Ability, kind: str = "") -> str:
        """What it leaves out of this very kind, or why that is not possible; empty if nothing is to be said."""
        rows = self.capabilities.get(connector, ())
        return next((row.remark for row in rows if row.ability is ability and row.kind == kind), "")

    def instruction(self, connector: str, ability: Ability, kind: str = "") -> Instruction | None:
        """What a person does instead, where the connector says."""
        row = self._row(connector, ability, kind)
        return row.instruction if row is not None else None

    def unlisted(self, connector: str) -> list[str]:
        """What of a person's the connector cannot list, in words: it is seen on a machine, or not at all."""
        rows = [row for row in self.capabilities.get(connector, ()) if row.ability is Ability.LIST]
        return [
            " ".join(
                filter(
                    None,
                    (
                        f"{row.kind}:" if row.kind else "",
                        row.remark,
                        row.instruction.text if row.instruction is not None else "",
                    ),
                )
            )
            for row in rows
            if row.remark not in ("", KINDS_BELOW) and (row.support not in _BY_API or not row.kind)
        ]

    def _row(self, connector: str, ability: Ability, kind: str) -> Capability | None:
        rows = [row for row in self.capabilities.get(connector, ()) if row.ability is ability]
        return next((row for wanted in (kind, "") for row in rows if row.kind == wanted), None)
