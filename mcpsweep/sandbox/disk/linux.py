"""Alice's Linux workstation: Claude Code in all its scopes, and the places that configurations refer to."""

import hashlib

from mcpsweep.sandbox.disk.planting import PRIVATE, File, JsonFile, TextFile, Tree

HOME = "/home/alice"

_LINEAR_URL = "https://mcp.linear.app/sse"
_LINEAR_KEY = hashlib.md5(_LINEAR_URL.encode(), usedforsecurity=False).hexdigest()
"""mcp-remote names its files after the MD5 of the server's URL."""

_GITHUB_DOCKER: Tree = {
    "type": "stdio",
    "command": "docker",
    "args": [
        "run",
        "-i",
        "--rm",
        "-e",
        "«use:github-classic|GITHUB_PERSONAL_ACCESS_TOKEN»",
        "ghcr.io/github/github-mcp-server",
    ],
    "env": {"GITHUB_PERSONAL_ACCESS_TOKEN": "«github-classic»"},
}

CLAUDE_CODE: tuple[File, ...] = (
    JsonFile(
        f"{HOME}/.claude.json",
        {
            "numStartups": 214,
            "oauthAccount": {"emailAddress": "alice@acme.example", "organizationName": "Acme"},
            "mcpServers": {
                "github": _GITHUB_DOCKER,
                "notion": {"type": "http", "url": "https://mcp.notion.com/mcp"},
                "sentry": {
                    "type": "http",
                    "url": "https://mcp.sentry.dev/mcp",
                    "headersHelper": "«use:sentry|/opt/acme/bin/sentry-headers.sh»",
                },
            },
            "projects": {
                f"{HOME}/src/app": {
                    "allowedTools": [],
                    "mcpServers": {
                        "slack": {
                            "type": "stdio",
                            "command": "npx",
                            "args": ["-y", "@modelcontextprotocol/server-slack"],
                            "env": {"SLACK_BOT_TOKEN": "«slack-bot»", "SLACK_TEAM_ID": "«decoy|T0ACME12345»"},
                        }
                    },
                },
                f"{HOME}/src/billing": {
                    "mcpServers": {
                        "warehouse": {
                            "type": "stdio",
                            "command": "uvx",
                            "args": [
                                "postgres-mcp",
                                "postgresql://alice_ro:«warehouse-reader»@warehouse.acme.example:5432/analytics",
                            ],
                            "env": {},
                        }
                    }
                },
            },
        },
        mode=PRIVATE,
    ),
    JsonFile(
        f"{HOME}/.claude/settings.json",
        {
            "env": {"ACME_DEPLOY_TOKEN": "«kept:deploy»", "CLAUDE_CODE_MAX_OUTPUT_TOKENS": "«decoy|32000»"},
            "permissions": {
                "allow": [
                    "Bash(npm run test:*)",
                    'Bash(curl -H "Authorization: Bearer «deploy»" https://deploy.acme.example/v1/releases)',
                    "mcp__github__create_pull_request",
                ]
            },
            "hooks": {
                "Stop": [
                    {
                        "hooks": [
                            {
                                "type": "command",
                                "command": "curl -s -H 'Authorization: Bearer «slack-bot»' "
                                "-d channel=C0BUILDS -d text=done https://slack.com/api/chat.postMessage",
                            }
                        ]
                    }
                ]
            },
            "enabledPlugins": {"issue-tools@acme": True},
        },
    ),
    JsonFile(
        f"{HOME}/.claude/.credentials.json",
        {
            "mcpOAuth": {
                "notion|3c5b294a02b3ece7": {
                    "serverName": "notion",
                    "serverUrl": "https://mcp.notion.com/mcp",
                    "accessToken": "«oauth:notion-access»",
                    "clientId": "«decoy|client-acme-4101»",
                    "issuer": "https://mcp.notion.com",
                    "refreshToken": "«oauth:notion-refresh»",
                    "expiresAt": 1795416219764,
                    "scope": "read write",
                }
            },
            "mcpOAuthClientConfig": {"asana|03466d2e2ff62ff0": {"clientSecret": "«oauth:asana-client»"}},
            "pluginSecrets": {"issue-tools@acme": {"tracker_key": "«kept:tracker»"}},
        },
        mode=PRIVATE,
        indent=None,
    ),
    JsonFile(
        f"{HOME}/.claude/plugins/installed_plugins.json",
        {
            "version": 2,
            "plugins": {
                "issue-tools@acme": [
                    {
                        "scope": "user",
                        "installPath": f"{HOME}/.claude/plugins/cache/acme/issue-tools/1.2.0",
                        "version": "1.2.0",
                    }
                ]
            },
        },
    ),
    JsonFile(
        f"{HOME}/.claude/plugins/cache/acme/issue-tools/1.2.0/.claude-plugin/plugin.json",
        {
            "name": "issue-tools",
            "version": "1.2.0",
            "userConfig": {"tracker_key": {"type": "string", "title": "Tracker key", "sensitive": True}},
            "mcpServers": {
                "tracker": {
                    "type": "http",
                    "url": "https://tracker.acme.example/mcp",
                    "headers": {"X-Api-Key": "«use:tracker|${user_config.tracker_key}»"},
                }
            },
        },
    ),
    JsonFile(
        f"{HOME}/src/app/.mcp.json",
        {
            "mcpServers": {
                "atlassian": {
                    "command": "uvx",
                    "args": ["mcp-atlassian"],
                    "env": {
                        "JIRA_URL": "https://acme.atlassian.net",
                        "JIRA_USERNAME": "«decoy|alice@acme.example»",
                        "JIRA_API_TOKEN": "«use:jira|${JIRA_API_TOKEN}»",
                        "CONFLUENCE_API_TOKEN": "«confluence»",
                    },
                },
                "deploy": {
                    "type": "http",
                    "url": "https://deploy.acme.example/mcp",
                    "headers": {"Authorization": "Bearer «use:deploy|${ACME_DEPLOY_TOKEN}»"},
                },
                "linear": {"command": "npx", "args": ["-y", "mcp-remote", _LINEAR_URL]},
                "release-notes": {
                    "command": "npx",
                    "args": ["-y", "@modelcontextprotocol/server-slack"],
                    "env": {"SLACK_BOT_TOKEN": "«slack-production»", "SLACK_TEAM_ID": "«decoy|T0ACME12345»"},
                },
            }
        },
    ),
    # Two servers of one name: the client takes the last one, and the first one's token still lies there.
    TextFile(
        f"{HOME}/src/billing/.mcp.json",
        """{
  "mcpServers": {
    "github": {
      "type": "http",
      "url": "https://api.githubcopilot.com/mcp/",
      "headers": {"Authorization": "Bearer «github-spare»"}
    },
    "github": {
      "type": "http",
      "url": "https://api.githubcopilot.com/mcp/",
      "headers": {"Authorization": "Bearer «use:github-fine|${GITHUB_TOKEN}»"}
    },
    "snowflake": {
      "command": "uvx",
      "args": ["mcp_snowflake_server", "--account", "acme-eu1", "--user", "ANALYTICS_POOL"],
      "env": {"SNOWFLAKE_PASSWORD": "«use:warehouse-pool|${SNOWFLAKE_PASSWORD}»"}
    }
  }
}
""",
    ),
    # A merge that was never finished; what stands before the break is still in use.
    TextFile(
        f"{HOME}/src/legacy/.mcp.json",
        """{
  "mcpServers": {
    "jira": {
      "type": "http",
      "url": "https://acme.atlassian.net/mcp",
      "headers": {"Authorization": "Basic «basic:jira»"}
    },
    "slack": {
      "command": "npx",
""",
    ),
)

AROUND: tuple[File, ...] = (
    JsonFile(
        f"{HOME}/.mcp-auth/mcp-remote-v1/{_LINEAR_KEY}_tokens.json",
        {
            "access_token": "«oauth:linear-access»",
            "token_type": "Bearer",
            "expires_in": 28800,
            "scope": "read write",
            "refresh_token": "«oauth:linear-refresh»",
            "issuer": "https://mcp.linear.app",
        },
        mode=PRIVATE,
    ),
    JsonFile(
        f"{HOME}/.mcp-auth/mcp-remote-v1/{_LINEAR_KEY}_client_info.json",
        {
            "redirect_uris": ["http://localhost:21960/oauth/callback"],
            "token_endpoint_auth_method": "none",
            "client_id": "«decoy|client-acme-4104»",
            "issuer": "https://mcp.linear.app",
        },
        mode=PRIVATE,
    ),
    TextFile(
        f"{HOME}/.zshrc",
        """export EDITOR=vim
export JIRA_API_TOKEN="«kept:jira»"
export GITHUB_TOKEN='«kept:github-fine»' # rotated in spring
""",
    ),
    TextFile(
        f"{HOME}/src/app/.env",
        """# the team's pool, ask bob before changing it
SNOWFLAKE_ACCOUNT=«decoy|acme-eu1»
SNOWFLAKE_USER=ANALYTICS_POOL
SNOWFLAKE_PASSWORD=«kept:warehouse-pool»
""",
    ),
    TextFile(
        f"{HOME}/.config/fish/config.fish",
        """set -gx CONFLUENCE_API_TOKEN «kept:confluence»
set -gx SNOWFLAKE_PASSWORD «kept:warehouse-pool»
""",
    ),
    TextFile("/etc/hostname", "alice-laptop\n"),
    TextFile(
        "/var/spool/cron/crontabs/alice",
        f"""# m h dom mon dow command
PATH=/usr/local/bin:/usr/bin:/bin
15 3 * * 1-5 cd {HOME}/src/app && «agent:claude-code|claude -p "triage new issues" --mcp-config .mcp.json»
0 4 * * 0 /usr/bin/find {HOME}/builds -mtime +30 -delete
""",
        mode=PRIVATE,
    ),
)

FILES: tuple[File, ...] = CLAUDE_CODE + AROUND
