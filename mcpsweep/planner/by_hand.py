"""How a person ends a credential that no connector can end, by service.

Facts as the vendors' documentation has them; where it names no page, the text says what to look for.
"""

from collections.abc import Mapping

from mcpsweep.model.agent import Agent
from mcpsweep.model.instruction import Instruction

_SERVICES: Mapping[str, str] = {
    "anthropic": "In the Anthropic Console, an admin sets the key to inactive or archives it (Settings > API keys).",
    "aws": "Deactivate, then delete the access key of the user in IAM (aws iam update-access-key, delete-access-key).",
    "cloudflare": "Roll or delete the token in the Cloudflare dashboard; a user's own token ends with the membership.",
    "databricks": "As a workspace admin, delete the token by its id (databricks token-management delete).",
    "datadog": "Delete the application key in Datadog (Organization settings > Application keys, filter by owner).",
    "docker": "Only the owner sees a personal access token: have it deleted, or remove the member.",
    "figma": "Only the owner sees the token: have it deleted in Figma's settings, or deactivate the account.",
    "gcp": "Disable, then delete the key of the service account (gcloud iam service-accounts keys).",
    "gitlab": "As an administrator, revoke the token; whoever holds it can do it as well "
    "(DELETE /personal_access_tokens/self).",
    "huggingface": "An organisation admin denies the token in the token management page.",
    "linear": "Linear has no API for other people's keys: have it revoked in the settings, or suspend the member.",
    "mysql": "Give the account a new password, or lock it (ALTER USER … ACCOUNT LOCK) and end its connections (KILL).",
    "notion": "In Notion, a workspace owner revokes the token or removes the connection (Settings > Connections).",
    "npm": "The owner revokes the token (npm token revoke), or the member is removed from the organisation.",
    "okta": "As an Okta admin, revoke the API token (Security > API > Tokens).",
    "openai": "An owner of the project deletes the key (API keys of the project).",
    "pagerduty": "PagerDuty does not list users' tokens: remove the user, or delete the token on the user's page.",
    "postgres": "Give the role a new password, or take its login (ALTER ROLE … NOLOGIN) and end its connections.",
    "pypi": "PyPI has no API for it: the owner deletes the token in the account's settings.",
    "salesforce": "Revoke the OAuth token in Setup > Connected Apps OAuth Usage, or freeze the user.",
    "sentry": "Delete the token in Sentry (Settings > Auth tokens); a user's own token ends with the membership.",
    "snowflake": "Remove the token or key from the user (ALTER USER … REMOVE PAT …), or set a new password.",
    "stripe": "Roll the key in the Stripe dashboard (Developers > API keys).",
    "supabase": "The owner deletes the token in the Supabase dashboard.",
    "vercel": "The owner deletes the token in Vercel's account settings; removing the member ends its access.",
}
_SCHEDULES: Mapping[str, str] = {
    "cron": "take the line out of the crontab{of}, or out of the file itself",
    "at": "remove the job (atq lists, atrm NUMBER removes)",
    "systemd": "stop and disable {name} (systemctl disable --now; with --user where it is a user's own)",
    "launchd": "unload {name} and delete its property list (launchctl bootout)",
    "task-scheduler": "disable and delete the task {name} (schtasks /Delete)",
    "pm2": "stop and delete {name} (pm2 delete, then pm2 save)",
    "cline": "delete the schedule {name} in Cline",
    "claude-code": "delete the schedule {name} in Claude Code",
    "github-actions": "disable the workflow {name} in its repository, and look at the secrets that it uses",
}
_ANY_SCHEDULE = "remove the schedule {name}"


def for_service(service: str) -> Instruction:
    """How a credential of `service` is ended by hand, as far as its vendor's documentation tells."""
    known = _SERVICES.get(service)
    if known:
        return Instruction(known)
    who = "whoever runs the service" if service in ("", "generic") else f"an administrator of {service}"
    return Instruction(f"Have {who} end this credential, then look that it no longer works.")


def for_rotation(ending: Instruction, owner: str) -> Instruction:
    """How a shared credential is replaced: the new one first, the old one last, by `ending`."""
    whom = owner or "its owner"
    return Instruction(
        f"{whom} makes a new credential, hands it to everybody who uses the old one, and then ends the old one. "
        + ending.text,
        ending.page,
    )


def for_agent(agent: Agent) -> Instruction:
    """How a scheduled agent is stopped on its machine, which a sweep never changes."""
    how = _SCHEDULES.get(agent.kind, _ANY_SCHEDULE)
    done = how.format(name=agent.name or "it", of=f" of {agent.user}" if agent.user else "")
    return Instruction(f"On the machine itself, {done}.")
