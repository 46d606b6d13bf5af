"""Where a machine keeps the variables that clients and their servers start with."""

from mcpsweep.collectors.base import Location, ReaderName

_READER = ReaderName.ASSIGNMENTS

SHELL_FILES = tuple(
    Location(pattern, reader=_READER)
    for pattern in (
        # What counts last comes last: later files of a shell overrule earlier ones.
        "{home}/.pam_environment",
        "{home}/.config/environment.d/*.conf",
        "{home}/.profile",
        "{home}/.bash_profile",
        "{home}/.bash_login",
        "{home}/.bashrc",
        "{home}/.bash_aliases",
        "{home}/.zshenv",
        "{home}/.zprofile",
        "{home}/.zshrc",
        "{home}/.zlogin",
        "{home}/.kshrc",
        "{home}/.cshrc",
        "{home}/.tcshrc",
        "{home}/.config/fish/fish_variables",
        "{home}/.config/fish/config.fish",
        "{home}/.config/fish/conf.d/*.fish",
        "{home}/.config/powershell/*profile.ps1",
        "{documents}/PowerShell/*profile.ps1",
        "{documents}/WindowsPowerShell/*profile.ps1",
        "{home}/.env",
        "{home}/.env.mcp",
        "{home}/.envrc",
        "{home}/.secrets",
        "{home}/.exports",
        "{home}/.zsh_secrets",
        "{home}/.bash_secrets",
    )
)
"""In every home. Sources: the manual pages of bash, zsh, fish, environment.d, pam_env and PowerShell."""

SYSTEM_FILES = tuple(
    Location(pattern, reader=_READER)
    for pattern in ("/etc/environment", "/etc/profile", "/etc/profile.d/*.sh", "/etc/zshenv", "/etc/zsh/zshenv")
)

HISTORY_FILES = tuple(
    Location(pattern, reader=ReaderName.SHELL_HISTORY)
    for pattern in (
        "{home}/.bash_history",
        "{home}/.zsh_history",
        "{home}/.zhistory",
        "{home}/.sh_history",
        "{home}/.history",
        "{home}/.zsh_sessions/*.history",
        "{home}/.local/share/fish/fish_history",
        "{home}/.local/share/powershell/PSReadLine/*_history.txt",
        "{config}/Microsoft/Windows/PowerShell/PSReadLine/*_history.txt",
    )
)
"""Command lines as they were typed: `… mcp add -e NAME=VALUE` among them. Sources: as above, and PSReadLine's."""
