"""How GitHub writes its things as JSON."""

from mcpsweep.sandbox.exchange import Json
from mcpsweep.sandbox.github.state import Repository, User
from mcpsweep.sandbox.github.world import World

_USER_URLS = {
    "followers_url": "/followers",
    "following_url": "/following{/other_user}",
    "gists_url": "/gists{/gist_id}",
    "starred_url": "/starred{/owner}{/repo}",
    "subscriptions_url": "/subscriptions",
    "organizations_url": "/orgs",
    "repos_url": "/repos",
    "events_url": "/events{/privacy}",
    "received_events_url": "/received_events",
}

_REPOSITORY_URLS = {
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}

_REPOSITORY_DETAILS: dict[str, Json] = {
    "default_branch": "main",
    "forks": 0,
    "forks_count": 0,
    "has_issues": True,
    "has_projects": True,
    "has_wiki": False,
    "has_pages": False,
    "homepage": None,
    "language": None,
    "archived": False,
    "disabled": False,
    "mirror_url": None,
    "open_issues": 0,
    "open_issues_count": 0,
    "license": None,
    "pushed_at": "2026-01-01T00:00:00Z",
    "size": 1,
    "stargazers_count": 0,
    "watchers": 0,
    "watchers_count": 0,
    "created_at": "2020-01-01T00:00:00Z",
    "updated_at": "2026-01-01T00:00:00Z",
}


class Views:
    """Writes what is in a world, with addresses below `base`."""

    def __init__(self, world: World, base: str) -> None:
        self._world = world
        self._base = base

    def user(self, user: User) -> Json:
        """A user in brief (`simple-user`)."""
        address = f"{self._base}/users/{user.login}"
        return {
            "login": user.login,
            "id": user.id,
            "node_id": f"U_{user.id}",
            "avatar_url": f"https://avatars.githubusercontent.com/u/{user.id}?v=4",
            "gravatar_id": "",
            "url": address,
            "html_url": f"https://github.com/{user.login}",
            **{name: address + rest for name, rest in _USER_URLS.items()},
            "type": "User",
            "user_view_type": "public",
            "site_admin": user.is_site_admin,
        }

    def profile(self, user: User) -> Json:
        """A user in full (`public-user`). The mail address is there only if it is verified and made public."""
        return {
            **self.user(user),
            "name": user.name,
            "company": None,
            "blog": "",
            "location": None,
            "email": None,
            "hireable": None,
            "bio": None,
            "twitter_username": None,
            "public_repos": 0,
            "public_gists": 0,
            "followers": 0,
            "following": 0,
            "created_at": "2020-01-01T00:00:00Z",
            "updated_at": "2026-01-01T00:00:00Z",
        }

    def organisation(self) -> Json:
        """The organisation in brief (`organization-simple`)."""
        address = f"{self._base}/orgs/{self._world.organisation}"
        return {
            "login": self._world.organisation,
            "id": 900,
            "node_id": "O_900",
            "url": address,
            "repos_url": f"{address}/repos",
            "events_url": f"{address}/events",
            "hooks_url": f"{address}/hooks",
            "issues_url": f"{address}/issues",
            "members_url": f"{address}/members{{/member}}",
            "public_members_url": f"{address}/public_members{{/member}}",
            "avatar_url": "https://avatars.githubusercontent.com/u/900?v=4",
            "description": None,
        }

    def organisation_in_full(self) -> Json:
        """The organisation (`organization-full`)."""
        return {
            **self.organisation(),
            "has_organization_projects": True,
            "has_repository_projects": True,
            "public_repos": 0,
            "public_gists": 0,
            "followers": 0,
            "following": 0,
            "html_url": f"https://github.com/{self._world.organisation}",
            "type": "Organization",
            "created_at": "2020-01-01T00:00:00Z",
            "updated_at": "2026-01-01T00:00:00Z",
            "archived_at": None,
        }

    def account(self) -> Json:
        """The organisation as the account of an installation or a repository."""
        owner = User(900, self._world.organisation, self._world.organisation, "")
        return {**self.user(owner), "node_id": "O_900", "type": "Organization"}

    def repository(self, repository: Repository) -> Json:
        """A repository in brief (`minimal-repository`)."""
        full_name = f"{self._world.organisation}/{repository.name}"
        address = f"{self._base}/repos/{full_name}"
        return {
            "id": repository.id,
            "node_id": f"R_{repository.id}",
            "name": repository.name,
            "full_name": full_name,
            "owner": self.account(),
            "private": repository.private,
            "html_url": f"https://github.com/{full_name}",
            "description": None,
            "fork": False,
            "url": address,
            **{name: address + rest for name, rest in _REPOSITORY_URLS.items()},
        }

    def repository_in_full(self, repository: Repository, has_downloads: bool) -> Json:
        """A repository (`repository`); the API of 2026 has left `has_downloads` out."""
        brief = self.repository(repository)
        path = f"{brief['full_name']}.git"
        return {
            **brief,
            **_REPOSITORY_DETAILS,
            **({"has_downloads": True} if has_downloads else {}),
            "clone_url": f"https://github.com/{path}",
            "git_url": f"git://github.com/{path}",
            "ssh_url": f"git@github.com:{path}",
            "svn_url": brief["html_url"],
        }

    def membership(self, user: User) -> Json:
        """What a user is in the organisation."""
        address = f"{self._base}/orgs/{self._world.organisation}"
        indirect = [
            {"id": team.id, "name": team.name, "slug": team.slug}
            for team in self._world.enterprise_teams.values()
            if user.id in team.members
        ]
        return {
            "url": f"{address}/memberships/{user.login}",
            "state": "active",
            "role": self._world.members.get(user.id, "member"),
            "direct_membership": user.id in self._world.members,
            "enterprise_teams_providing_indirect_membership": [team["slug"] for team in indirect],
            "organization_url": address,
            "organization": self.organisation(),
            "user": self.user(user),
        }
