"""Where a person does by hand what GitHub has no API for. Pages as its documentation names them."""

from dataclasses import dataclass

from mcpsweep.model.instruction import Instruction


@dataclass(frozen=True, slots=True)
class Page:
    """A page of GitHub's own site and what to do there; `{org}` is filled in."""

    path: str
    text: str

    def at(self, site: str, org: str) -> Instruction:
        """The instruction for one organisation at one GitHub."""
        return Instruction(self.text.format(org=org), site + self.path.format(org=org))


ACTIVE_TOKENS = Page(
    "/organizations/{org}/settings/personal-access-tokens/active",
    "Open the active fine-grained tokens of {org}, filter by owner, and revoke them there.",
)
OWN_TOKENS = Page(
    "/settings/tokens",
    "Only the person can see and delete these: have them open Settings > Developer settings > Personal access tokens.",
)
OWN_KEYS = Page(
    "/settings/keys",
    "Only the person can delete an SSH key: have them open Settings > SSH and GPG keys. "
    "Without membership it reaches public repositories only.",
)
OWN_APPLICATIONS = Page(
    "/settings/applications",
    "Only the person can see and revoke these: have them open Settings > Applications.",
)
APPS = Page(
    "/organizations/{org}/settings/installations",
    "Open the GitHub Apps of {org}, press Configure, and suspend or uninstall it if nobody else needs it.",
)
HOOKS = Page("/organizations/{org}/settings/hooks", "Open the webhooks of {org} and delete it if nobody else needs it.")
SECRETS = Page(
    "/organizations/{org}/settings/secrets/actions",
    "Give the secret a new value if the person could read or set the old one.",
)
RUNNERS = Page(
    "/organizations/{org}/settings/actions/runners",
    "Look where the runner runs; remove it if it is the person's own machine.",
)
PEOPLE = Page("/orgs/{org}/people", "Open the people of {org} and remove the person there.")
AUDIT_LOG = Page(
    "/organizations/{org}/settings/audit-log",
    "Open the audit log of {org} and search for the person: this product has no API for it.",
)
PROVIDER = Page(
    "/orgs/{org}/people",
    "Suspend the person at the identity provider; GitHub follows. It keeps tokens and keys, so end those first.",
)
TEAMS = Page(
    "/orgs/{org}/people",
    "An enterprise owner has to take the person out of the enterprise teams first (Enterprise > People > Teams).",
)
