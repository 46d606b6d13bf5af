"""What a playbook says of one holding."""

from datetime import datetime

from mcpsweep.model.decision import Decision, Do
from mcpsweep.model.holding import Holding
from mcpsweep.playbook.schema import Playbook
from mcpsweep.playbook.situation import Situation
from mcpsweep.playbook.wording import spoken


def decide(playbook: Playbook, holding: Holding, now: datetime, has_value: bool) -> Decision:
    """What `playbook` says of `holding`: its first rule that is about it, and to report it where none is.

    `now` is an aware time, `has_value` whether a revocation would have the value in hand. What the tool itself never
    does is not looked at here.
    """
    situation = Situation(holding, now, has_value)
    for number, rule in enumerate(playbook.rules, start=1):
        if rule.when.holds(situation):
            note = f" ({rule.note})" if rule.note else ""
            words = f"rule {number} of {playbook.name}: {spoken(rule, number)}{note}"
            return Decision(holding.id, words, rule.do, rule.owner)
    return Decision(holding.id, f"{playbook.name}: no rule matched", Do.REPORT)
