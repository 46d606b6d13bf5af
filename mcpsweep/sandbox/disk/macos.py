"""Alice's MacBook, mounted beside it: Claude Desktop and VS Code below `Library`."""

from mcpsweep.sandbox.disk.planting import PRIVATE, File, JsonFile, TextFile

HOME = "/Users/alice"
_SUPPORT = f"{HOME}/Library/Application Support"

FILES: tuple[File, ...] = (
    JsonFile(
        f"{_SUPPORT}/Claude/claude_desktop_config.json",
        {
            "mcpServers": {
                "github": {
                    "command": "npx",
                    "args": [
                        "-y",
                        "mcp-remote",
                        "https://api.githubcopilot.com/mcp/",
                        "--header",
                        "Authorization: Bearer «github-classic»",
                    ],
                },
                "slack": {
                    "command": "/bin/sh",
                    "args": ["-c", "SLACK_BOT_TOKEN=«slack-bot» exec npx -y @modelcontextprotocol/server-slack"],
                },
                "confluence": {
                    "command": "npx",
                    "args": [
                        "-y",
                        "mcp-remote",
                        "https://acme.atlassian.net/wiki/mcp",
                        "--header",
                        "Authorization:«use:confluence|${AUTH_HEADER}»",
                    ],
                    "env": {"AUTH_HEADER": "Basic «basic:confluence»"},
                },
            },
            "globalShortcut": "Alt+Space",
        },
    ),
    JsonFile(
        f"{_SUPPORT}/Code/User/mcp.json",
        {
            "servers": {
                "jira": {
                    "type": "http",
                    "url": "https://acme.atlassian.net/mcp",
                    "headers": {"Authorization": "Basic «basic:jira»"},
                }
            },
            "inputs": [],
        },
    ),
    JsonFile(
        f"{HOME}/.claude.json",
        {
            "oauthAccount": {"emailAddress": "alice@acme.example"},
            "mcpServers": {
                "warehouse": {
                    "type": "stdio",
                    "command": "uvx",
                    "args": ["mcp_snowflake_server", "--password", "«warehouse-pool»", "--user", "ANALYTICS_POOL"],
                    "env": {},
                }
            },
        },
        mode=PRIVATE,
    ),
    TextFile(
        f"{HOME}/.config/gh/hosts.yml",
        """github.com:
    users:
        anguyen:
            oauth_token: «oauth:github-cli»
    git_protocol: https
    user: anguyen
""",
        mode=PRIVATE,
    ),
)
