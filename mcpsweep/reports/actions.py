"""What can be done, in a reader's words."""

from mcpsweep.model.plan import Action

ACTIONS = {
    Action.STOP_AGENT: "stop agents",
    Action.REVOKE_VALUE: "revoke with the value in hand",
    Action.REVOKE: "revoke by id",
    Action.ROTATE: "rotate: a new one first",
    Action.END_SESSIONS: "end sessions",
    Action.REMOVE_ACCESS: "remove access",
    Action.DISABLE_ACCOUNT: "disable accounts",
    Action.CHECK: "check",
    Action.MANUAL: "by hand",
}
