"""Alice's Linux workstation: Cursor, VS Code and the other hosts of GitHub Copilot."""

import json

from mcpsweep.sandbox.disk.linux import HOME
from mcpsweep.sandbox.disk.planting import PRIVATE, DatabaseFile, File, JsonFile, TextFile

CURSOR: tuple[File, ...] = (
    JsonFile(
        f"{HOME}/.cursor/mcp.json",
        {
            "mcpServers": {
                "slack": {
                    "command": "npx",
                    "args": ["-y", "slack-mcp-server"],
                    "env": {"SLACK_MCP_XOXP_TOKEN": "«slack-user»"},
                },
                "notion": {
                    "command": "npx",
                    "args": ["-y", "@notionhq/notion-mcp-server"],
                    "env": {
                        "OPENAPI_MCP_HEADERS": json.dumps(
                            {"Authorization": "Bearer «notion»", "Notion-Version": "2022-06-28"}, ensure_ascii=False
                        )
                    },
                },
                "bob-github": {
                    "url": "https://api.githubcopilot.com/mcp/",
                    "headers": {"Authorization": "Bearer «github-bob»"},
                },
                "sample": {
                    "url": "https://mcp.acme.example/sample",
                    "headers": {"Authorization": "Bearer «decoy|YOUR_TOKEN_HERE»"},
                },
            }
        },
    ),
    JsonFile(
        f"{HOME}/src/app/.cursor/mcp.json",
        {
            "mcpServers": {
                "linear": {
                    "command": "npx",
                    "args": [
                        "-y",
                        "mcp-remote",
                        "https://mcp.linear.app/mcp",
                        "--header",
                        "Authorization: Bearer «linear»",
                    ],
                },
                "atlassian": {
                    "command": "uvx",
                    "args": ["mcp-atlassian"],
                    "env": {"CONFLUENCE_API_TOKEN": "«use:confluence|${env:CONFLUENCE_API_TOKEN}»"},
                },
            }
        },
    ),
    DatabaseFile(
        f"{HOME}/.config/Cursor/User/globalStorage/state.vscdb",
        {
            "cursorAuth/accessToken": "«oauth:cursor-access»",
            "cursorAuth/refreshToken": "«oauth:cursor-refresh»",
            "cursorAuth/cachedEmail": "«decoy|alice@acme.example»",
        },
    ),
)

COPILOT: tuple[File, ...] = (
    TextFile(
        f"{HOME}/.config/Code/User/mcp.json",
        """{
  // Personal servers.
  "inputs": [
    {"type": "promptString", "id": "github_mcp_pat", "description": "GitHub token", "password": true},
  ],
  "servers": {
    "github": {
      "type": "http",
      "url": "https://api.githubcopilot.com/mcp/",
      "headers": {"Authorization": "Bearer «use:github-input|${input:github_mcp_pat}»"},
    },
    "sentry": {
      "command": "npx",
      "args": ["-y", "@sentry/mcp-server"],
      "env": {"SENTRY_ACCESS_TOKEN": "«use:sentry|op://Engineering/sentry/token»"},
    },
    // "jira": {
    //   "type": "http",
    //   "url": "https://acme.atlassian.net/mcp",
    //   "headers": {"Authorization": "Bearer «jira»"}
    // },
  },
}
""",
    ),
    TextFile(
        f"{HOME}/.config/Code/User/settings.json",
        """{
  "editor.fontSize": 13,
  /* moved here by hand, before mcp.json existed */
  "mcp": {
    "inputs": [],
    "servers": {
      "confluence": {
        "command": "npx",
        "args": ["-y", "mcp-remote", "https://acme.atlassian.net/wiki/mcp", "--header", "X-Token: «confluence»"],
      },
    },
  },
}
""",
    ),
    JsonFile(
        f"{HOME}/.config/Code/User/profiles/-5f2c1a9e/mcp.json",
        {
            "servers": {
                "deploy": {
                    "type": "http",
                    "url": "https://deploy.acme.example/mcp",
                    "headers": {"X-Api-Key": "«deploy»"},
                }
            }
        },
    ),
    DatabaseFile(
        f"{HOME}/.config/Code/User/globalStorage/state.vscdb",
        {
            "mcpInputs": '{"version":1,"values":{"region":"eu"},"secrets":{"value":'
            '"«protected:github-input|b2YgdGhlIGtleWNoYWluIG9ubHkuLi4»","iv":"YWJjZGVmZ2hpamts"}}',
            'secret://{"extensionId":"vscode.github-authentication","key":"github.auth"}': '{"type":"Buffer","data":'
            '"«protected:github-vscode|djEwb25seSB0aGUga2V5Y2hhaW4ga25vd3M»"}',
            "workbench.panel.height": "312",
        },
    ),
    TextFile(
        f"{HOME}/src/app/.vscode/mcp.json",
        """{
  "servers": {
    "warehouse": {
      "type": "stdio",
      "command": "uvx",
      "args": ["mcp_snowflake_server"],
      "envFile": "«use:warehouse-pool|${workspaceFolder}/.env»",
    },
  },
}
""",
    ),
    JsonFile(
        f"{HOME}/.config/github-copilot/hosts.json",
        {"github.com:Iv1.b507a08c87ecfe98": {"user": "anguyen", "oauth_token": "«oauth:github-copilot»"}},
        mode=PRIVATE,
    ),
    JsonFile(
        f"{HOME}/.config/github-copilot/intellij/mcp.json",
        {
            "servers": {
                "github": {
                    "url": "https://api.githubcopilot.com/mcp/",
                    "requestInit": {"headers": {"Authorization": "Bearer «github-fine»"}},
                }
            }
        },
    ),
    JsonFile(
        f"{HOME}/.copilot/mcp-config.json",
        {
            "mcpServers": {
                "slack": {
                    "type": "local",
                    "command": "npx",
                    "args": ["-y", "@modelcontextprotocol/server-slack"],
                    "env": {"SLACK_BOT_TOKEN": "«slack-bot»"},
                    "tools": ["*"],
                }
            }
        },
        mode=PRIVATE,
    ),
)

FILES: tuple[File, ...] = CURSOR + COPILOT
