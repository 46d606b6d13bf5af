"""Alice's Windows machine: Claude Desktop from the Store with an extension, Visual Studio, and a PowerShell profile."""

from mcpsweep.sandbox.disk.planting import DatabaseFile, File, JsonFile, TextFile

HOME = "/Users/alice.windows"
_ROAMING = f"{HOME}/AppData/Roaming"
_LOCAL = f"{HOME}/AppData/Local"
_STORE = f"{_LOCAL}/Packages/Claude_pzs8sxrjxfjjc/LocalCache/Roaming/Claude"
_EXTENSION = "ant.dir.acme.deploy"

FILES: tuple[File, ...] = (
    JsonFile(
        f"{_ROAMING}/Claude/claude_desktop_config.json",
        {
            "mcpServers": {
                "notion": {
                    "command": "npx.cmd",
                    "args": [
                        "-y",
                        "mcp-remote",
                        "https://mcp.notion.com/mcp",
                        "--header",
                        "Authorization: Bearer «notion»",
                    ],
                }
            }
        },
    ),
    JsonFile(
        f"{_STORE}/claude_desktop_config.json",
        {
            "mcpServers": {
                "github": {
                    "command": "docker",
                    "args": [
                        "run",
                        "-i",
                        "--rm",
                        "-e",
                        "GITHUB_PERSONAL_ACCESS_TOKEN=«github-spare»",
                        "ghcr.io/github/github-mcp-server",
                    ],
                }
            }
        },
    ),
    JsonFile(
        f"{_ROAMING}/Claude/Claude Extensions/{_EXTENSION}/manifest.json",
        {
            "dxt_version": "0.1",
            "name": "acme-deploy",
            "server": {
                "type": "node",
                "entry_point": "server/index.js",
                "mcp_config": {
                    "command": "node",
                    "args": ["${__dirname}/server/index.js"],
                    "env": {"ACME_DEPLOY_TOKEN": "«use:deploy|${user_config.api_key}»"},
                },
            },
            "user_config": {"api_key": {"type": "string", "title": "API key", "sensitive": False}},
        },
    ),
    JsonFile(
        f"{_ROAMING}/Claude/Claude Extensions Settings/{_EXTENSION}.json",
        {"isEnabled": True, "userConfig": {"api_key": "«kept:deploy»"}},
    ),
    # Visual Studio writes a byte order mark and CRLF.
    TextFile(
        f"{HOME}/.mcp.json",
        """{
  "servers": {
    "github": {
      "type": "http",
      "url": "https://api.githubcopilot.com/mcp/",
      "headers": { "Authorization": "Bearer «use:github-fine|${env:GITHUB_MCP_TOKEN}»" }
    }
  }
}
""".replace("\n", "\r\n"),
        encoding="utf-8-sig",
    ),
    TextFile(
        f"{HOME}/Documents/PowerShell/Microsoft.PowerShell_profile.ps1",
        """Set-PSReadLineOption -EditMode Emacs
$env:GITHUB_MCP_TOKEN = "«kept:github-fine»"
""".replace("\n", "\r\n"),
    ),
    JsonFile(
        f"{_ROAMING}/Code/User/mcp.json",
        {
            "servers": {
                "slack": {
                    "type": "stdio",
                    "command": "npx",
                    "args": ["-y", "slack-mcp-server"],
                    "env": {"SLACK_MCP_XOXP_TOKEN": "«slack-user»"},
                }
            }
        },
    ),
    DatabaseFile(
        f"{_ROAMING}/Cursor/User/globalStorage/state.vscdb",
        {"cursorAuth/accessToken": "«oauth:cursor-access»", "cursorAuth/refreshToken": "«oauth:cursor-refresh»"},
    ),
)
