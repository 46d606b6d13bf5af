"""Who of the people beyond the scene has left, and how: each way is one in which credentials outlive their owner.

Nobody ended what they hold. In every fifty people there is one of each way.
"""

import enum
from collections.abc import Mapping

from mcpsweep.sandbox.atlassian.state import Membership
from mcpsweep.sandbox.atlassian.world import World as AtlassianWorld
from mcpsweep.sandbox.github.state import DeployKey
from mcpsweep.sandbox.github.world import World as GitHubWorld
from mcpsweep.sandbox.organisation import Organisation, Person
from mcpsweep.sandbox.slack.scene import ADMIN_ID
from mcpsweep.sandbox.slack.world import World as SlackWorld

_EVERY = 50
_SCENE = 5
DAY = 86400.0
LAST_DAY = "2024-03-31"
"""Of whoever the roster names one for: long ago by any clock."""


class Way(enum.Enum):
    """How somebody left; the value is their number among fifty."""

    KNOWN = 10
    """The roster says so; every service still lets them in."""
    ENDED = 20
    """A contract ended; the roster has its last day, and nobody changed the status."""
    CUT_OFF = 30
    """Every service took them out; the roster knows nothing of it."""
    UNLISTED = 40
    """The roster has forgotten them; every service still lets them in."""


def leavers(who: Organisation) -> Mapping[str, Way]:
    """Everybody who left, by their ids; the others work on."""
    ways = {way.value: way for way in Way}
    numbered = ((number % _EVERY, person) for number, person in enumerate(who.people) if number >= _SCENE)
    return {person.id: ways[number] for number, person in numbered if number in ways}


def cut_off(who: Organisation, github: GitHubWorld, slack: SlackWorld, atlassian: AtlassianWorld) -> None:
    """Take whom the services took out of the services; what others may depend on stays, as it does in earnest."""
    for identifier, way in leavers(who).items():
        if way is Way.CUT_OFF:
            person = who.person(identifier)
            _leave_github(person, github)
            _leave_slack(who, person, slack)
            atlassian.accounts[person.accounts["atlassian"].id].membership = Membership.SUSPENDED


def _leave_github(person: Person, world: GitHubWorld) -> None:
    """Tokens lose their access with the membership. A deploy key stays."""
    account = person.accounts["github"]
    number = int(account.id)
    login = world.users[number].login
    key = DeployKey(
        next(world.ids), "website", f"ssh-ed25519 {person.id}", f"{person.id}'s build", login, world.now() - 400 * DAY
    )
    world.deploy_keys[key.id] = key
    del world.members[number]
    for identifier in [one.id for one in world.grants.values() if world.tokens[one.token].user == number]:
        del world.grants[identifier]


def _leave_slack(who: Organisation, person: Person, world: SlackWorld) -> None:
    """An app dies with its last collaborator. One that somebody else helps with stays, installed by who left."""
    number = person.accounts["slack"].id
    for app in world.apps.values():
        if number in app.collaborators:
            app.collaborators |= {who.person("bob").accounts["slack"].id}
    world.deactivate(world.users[number], ADMIN_ID)
