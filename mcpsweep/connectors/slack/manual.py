"""Where a person does by hand what Slack has no API for."""

from mcpsweep.model.instruction import Instruction

MANAGE_APPS = Instruction(
    "Open the installed apps, choose the app, and remove it, or only the authorisation of the person who leaves. "
    "Removing it ends every token and webhook of the app, everybody's.",
    "Slack > workspace name > Tools & settings > Manage apps > Installed apps",
)
OWN_APP = Instruction(
    "Open the app, and under Basic Information revoke app-level tokens and regenerate the client and signing secrets. "
    "If you are no collaborator of it, an owner can add one.",
    "https://api.slack.com/apps",
)
WEBHOOK = Instruction(
    "Open the app, and under Incoming Webhooks remove the URL. Removing the app from the workspace ends it too.",
    "https://api.slack.com/apps",
)
MEMBERS = Instruction(
    "Find the person under Manage members and deactivate the account. "
    "Afterwards look at the list of deactivated apps: bots and webhooks may have stayed.",
    "Slack > workspace name > Tools & settings > Manage members",
)
SESSIONS = Instruction(
    "Deactivate the account under Manage members, which signs it out, or have the person choose "
    "“Sign out of all other sessions” in the account settings.",
    "Slack > workspace name > Tools & settings > Manage members",
)
ACCESS_LOG = Instruction(
    "The workspace's access logs show where the person signed in; what a token did is not on record on this plan.",
    "https://my.slack.com/admin/logs",
)
AUDIT_LOG = Instruction(
    "Open the audit logs of the organisation and filter by the person.",
    "Slack > organisation settings > Security > Audit logs",
)
FIND = Instruction(
    "Open Manage members and search for the address; the profile's menu shows the member id (U…).",
    "Slack > workspace name > Tools & settings > Manage members",
)
