"""Where a person does by hand what Atlassian has no API for. Pages as its documentation names them."""

from mcpsweep.model.instruction import Instruction

_ADMIN = "https://admin.atlassian.com"

TOKENS = Instruction(
    "Open the organisation's API token activity, filter by the person, and revoke the tokens there. It cannot be "
    "undone, and a token shows by its label only: where it is not clear which one it is, revoke all of the person's.",
    f"{_ADMIN} > Insights > API token activity (elsewhere: Security > Monitor > User API tokens)",
)
OWN_TOKENS = Instruction(
    "The account is not managed by the organisation: only the person can delete its tokens. For what they reach here, "
    "set API token access of external users to Block (needs Guard Standard).",
    f"{_ADMIN} > Security > User security > External users > API token access",
)
KEYS = Instruction(
    "Open the organisation's API keys, find who uses this one, make a new key where it is needed, then revoke it. "
    "Do not revoke a key that mcpsweep itself works with before the run has ended.",
    f"{_ADMIN} > Organization settings > API keys",
)
NEW_KEY = f"{_ADMIN} > Organization settings > API keys > Create API key"
SERVICE_ACCOUNTS = Instruction(
    "Open the service account, ask its team who holds its tokens and OAuth credentials, and revoke those one by one.",
    f"{_ADMIN} > Directory > Service accounts",
)
CONNECTED_APPS = Instruction(
    "Only the person can see and remove the apps that it let in, Rovo MCP clients among them: have them open Connected "
    "apps and press Remove access. Deactivating the account is the sure cut.",
    "https://id.atlassian.com > Connected apps",
)
BITBUCKET = Instruction(
    "The token belongs to a repository, project or workspace. Open that one's settings, and revoke it under Access "
    "tokens.",
    "https://bitbucket.org > repository, project or workspace settings > Access tokens",
)
SESSIONS = Instruction(
    "Deactivate the account, which signs it out; or reset the sessions of its authentication policy, which signs out "
    "everybody in that policy.",
    f"{_ADMIN} > Security > Authentication policies > Reset sessions",
)
PEOPLE = Instruction(
    "Find the person in the directory and remove or suspend it there. An account that the identity provider keeps must "
    "be removed at the provider first, or it comes back.",
    f"{_ADMIN} > Directory > Users",
)
AUDIT_LOG = Instruction(
    "Open the audit log and filter by the person; it names no tokens. It needs Guard or Enterprise, and goes back "
    "180 days.",
    f"{_ADMIN} > Insights > Audit log",
)
SERVER_TOKENS = Instruction(
    "As an administrator open the personal access tokens of all users, filter by the person, and revoke them there.",
    "Jira: Administration > System > Administering personal access tokens; "
    "Confluence: General configuration > Personal access tokens",
)
SERVER_PEOPLE = Instruction(
    "As an administrator open the person's user and deactivate it. Revoke its tokens first.",
    "Administration > User management",
)
SERVER_LOG = Instruction(
    "As an administrator open the audit log and filter by the person; it names no tokens.",
    "Administration > System > Audit log",
)
