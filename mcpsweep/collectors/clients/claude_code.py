"""Claude Code: the command line, its IDE extensions and what runs on its agent kit."""

from types import MappingProxyType

from mcpsweep.collectors.base import Client, Location, ProjectFile, ReaderName, transcript
from mcpsweep.model.coverage import Known
from mcpsweep.model.server import Scope

_MANAGED = ("/etc/claude-code", "/Library/Application Support/ClaudeCode", "/Program Files/ClaudeCode")

CLIENT = Client(
    name="claude-code",
    title="Claude Code",
    service="anthropic",
    sources=(
        "code.claude.com/docs/en: settings, mcp, plugins-reference, iam",
        "files written by @anthropic-ai/claude-code 2.1.330",
    ),
    locations=(
        Location("{home}/.claude.json", known=Known.SEEN),
        Location("{home}/.claude/.claude.json"),  # where CLAUDE_CONFIG_DIR moves it
        Location("{home}/.claude/backups/*", known=Known.SEEN),
        Location("{home}/.claude/settings.json"),
        Location("{home}/.claude/settings.local.json"),
        Location("{home}/.claude/.credentials.json", reader=ReaderName.TOKEN_STORE, known=Known.SEEN),
        Location("{home}/.claude/agents/*.md", reader=ReaderName.FRONT_MATTER),
        Location("{home}/.claude/plugins/cache/*/*/*/.mcp.json", Scope.PLUGIN),
        Location("{home}/.claude/plugins/cache/*/*/*/.claude-plugin/plugin.json", Scope.PLUGIN),
        Location("{home}/.claude/plugins/marketplaces/*/.claude-plugin/marketplace.json", Scope.PLUGIN),
        *(Location(f"{folder}/managed-mcp.json", Scope.MANAGED) for folder in _MANAGED),
        *(Location(f"{folder}/managed-settings.json", Scope.MANAGED) for folder in _MANAGED),
        *(Location(f"{folder}/managed-settings.d/*.json", Scope.MANAGED) for folder in _MANAGED),
        Location("/Library/Managed Preferences/com.anthropic.claudecode.plist", Scope.MANAGED, known=Known.PROBED),
        Location("/Library/Managed Preferences/*/com.anthropic.claudecode.plist", Scope.MANAGED, known=Known.PROBED),
        Location("/ProgramData/ClaudeCode/managed-mcp.json", Scope.MANAGED, known=Known.PROBED),
        Location("/ProgramData/ClaudeCode/managed-settings.json", Scope.MANAGED, known=Known.PROBED),
        transcript("{home}/.claude/projects/*/*.jsonl", Known.SEEN),
        transcript("{home}/.claude/projects/*/*/*.jsonl"),
        transcript("{home}/.claude/history.jsonl"),
        transcript("{home}/.cache/claude-cli-nodejs/*/mcp-logs-*/*.jsonl", Known.SEEN),
        transcript("{home}/Library/Caches/claude-cli-nodejs/*/mcp-logs-*/*.jsonl"),
    ),
    project_files=(
        ProjectFile(".mcp.json", known=Known.SEEN),
        ProjectFile(".claude/settings.json"),
        ProjectFile(".claude/settings.local.json", Scope.LOCAL),
        ProjectFile(".claude/mcp.json", known=Known.PROBED),
        ProjectFile(".claude/agents/*.md", reader=ReaderName.FRONT_MATTER),
        ProjectFile(".claude-plugin/plugin.json", Scope.PLUGIN),
        ProjectFile(".claude-plugin/marketplace.json", Scope.PLUGIN),
        ProjectFile(".claude.json", Scope.USER, known=Known.PROBED),
    ),
    moved_by=MappingProxyType({"CLAUDE_CONFIG_DIR": "{home}/.claude"}),
)
