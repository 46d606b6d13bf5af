"""Commands that start another command: what stands before the one that counts.

Sources: the manual pages of coreutils, util-linux, sudo, tmux, OpenSSH, npm, uv and the vaults' own help.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wrapper:
    """What of its words belongs to a command that starts another one."""

    values: frozenset[str] = frozenset()
    """Options whose value is the next word."""
    operands: int = 0
    """So many words of its own stand between its options and the command."""
    shell: frozenset[str] = frozenset()
    """Options whose value is a command line for a shell."""
    user: frozenset[str] = frozenset()
    """Options, among the `values`, that say as whom."""
    folder: frozenset[str] = frozenset()
    """Options, among the `values`, that say in which folder."""
    is_user_operand: bool = False
    """Its own word is the account."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PLAIN = _words(
    "nohup setsid chronic cronic unbuffer command builtin exec time eval run-one winpty dbus-run-session call"
)
_SUBCOMMAND = Wrapper(operands=1)
_CONTAINER = Wrapper(
    _words(
        "-e --env -v --volume -w --workdir -u --user --name --network --net -p --publish --env-file --mount"
        " --entrypoint -m --memory --cpus -h --hostname -l --label --platform --add-host"
    ),
    operands=2,
)

WRAPPERS = {
    **dict.fromkeys(_PLAIN, Wrapper()),
    "env": Wrapper(_words("-u --unset -C --chdir"), shell=_words("-S --split-string"), folder=_words("-C --chdir")),
    "sudo": Wrapper(
        _words("-u --user -g --group -h --host -p --prompt -C --close-from -D --chdir -r -t -T -U -R"),
        user=_words("-u --user"),
        folder=_words("-D --chdir"),
    ),
    "doas": Wrapper(_words("-u -C"), user=_words("-u")),
    "su": Wrapper(
        _words("-s --shell -g --group -G --supp-group"), 1, shell=_words("-c --command"), is_user_operand=True
    ),
    "runuser": Wrapper(
        _words("-u --user -s --shell -g --group -G --supp-group"),
        shell=_words("-c --command"),
        user=_words("-u --user"),
    ),
    "nice": Wrapper(_words("-n --adjustment")),
    "ionice": Wrapper(_words("-c --class -n --classdata")),
    "chrt": Wrapper(operands=1),
    "taskset": Wrapper(operands=1),
    "timeout": Wrapper(_words("-k --kill-after -s --signal"), 1),
    "gtimeout": Wrapper(_words("-k --kill-after -s --signal"), 1),
    "flock": Wrapper(_words("-w --wait --timeout -E --conflict-exit-code"), 1, shell=_words("-c --command")),
    "lckdo": Wrapper(_words("-W"), 1),
    "stdbuf": Wrapper(_words("-i -o -e --input --output --error")),
    "caffeinate": Wrapper(_words("-t -w")),
    "systemd-cat": Wrapper(_words("-t -p --identifier --priority")),
    "systemd-inhibit": Wrapper(_words("--what --who --why --mode")),
    "systemd-run": Wrapper(
        _words("-u --unit -p --property -E --setenv --uid --gid --on-calendar --on-active --working-directory --slice"),
        user=_words("--uid"),
        folder=_words("--working-directory"),
    ),
    "script": Wrapper(_words("-E -I -O -B"), shell=_words("-c --command -qc -qec -ec")),
    "xvfb-run": Wrapper(_words("-n --server-num -s --server-args -e --error-file -f --auth-file")),
    "xargs": Wrapper(_words("-I -n -P -L -d -a -E -s --max-args --max-procs --arg-file --delimiter")),
    "watch": Wrapper(_words("-n --interval")),
    "ssh": Wrapper(_words("-i -p -l -o -F -J -b -c -D -E -e -I -L -m -O -R -S -W -w"), 1),
    "tmux": Wrapper(_words("-s -n -c -x -y -t -e -L -S -f -F"), 1, folder=_words("-c")),
    "screen": Wrapper(_words("-S -dmS -DmS -c -t -p -L")),
    "wsl": Wrapper(_words("-d --distribution -u --user --cd"), user=_words("-u --user"), folder=_words("--cd")),
    "docker": _CONTAINER,
    "podman": _CONTAINER,
    # Vaults and files of variables
    "op": Wrapper(_words("--env-file --account"), 1),
    "doppler": Wrapper(_words("-p --project -c --config -t --token"), 1, shell=_words("--command")),
    "infisical": Wrapper(_words("--env --projectId --path --token"), 1, shell=_words("--command")),
    "aws-vault": Wrapper(_words("-d --duration --region"), 2),
    "direnv": Wrapper(operands=2),
    "chamber": Wrapper(operands=2),
    "sops": Wrapper(operands=2),
    "dotenv": Wrapper(_words("-e -f -p -v"), operands=0),
    "dotenvx": Wrapper(_words("-f --env-file"), 1),
    "envmcp": Wrapper(_words("--env-file -e")),
    # Package runners and managers of versions
    "npx": Wrapper(_words("-p --package -w --workspace"), shell=_words("-c --call")),
    "bunx": Wrapper(_words("-p --package")),
    "pnpx": Wrapper(_words("--package")),
    "npm": Wrapper(_words("-p --package --prefix"), 1, shell=_words("-c --call")),
    "pnpm": Wrapper(_words("-C --dir --package"), 1),
    "yarn": Wrapper(_words("-p --package --cwd"), 1),
    "bun": _SUBCOMMAND,
    "uvx": Wrapper(_words("--from --with -p --python --index-url --env-file --directory")),
    "uv": Wrapper(_words("--with --from -p --python --project --directory --env-file --extra --group"), 1),
    "pipx": Wrapper(_words("--spec --python"), 1),
    "poetry": _SUBCOMMAND,
    "pdm": _SUBCOMMAND,
    "rye": _SUBCOMMAND,
    "hatch": _SUBCOMMAND,
    "mise": Wrapper(_words("-C --cd -E --env"), 1),
    "rtx": _SUBCOMMAND,
    "volta": _SUBCOMMAND,
    "fnm": Wrapper(_words("--using"), 1),
    "nvm": Wrapper(operands=2),
    "conda": Wrapper(_words("-n --name -p --prefix --cwd"), 1),
    "nix": Wrapper(_words("-c --command"), 1),
}  # fmt: skip
"""Name → how it starts another command."""

SHELLS = _words("sh bash zsh dash ash ksh fish csh tcsh")
SHELL_VALUES = _words("-o +o -O +O --rcfile --init-file")
POWERSHELLS = _words("powershell pwsh")
INTERPRETERS = _words("python python3 node nodejs deno tsx ts-node ruby perl php pythonw")
"""Programs that run the script named by their first word, or a module named behind `-m`."""
SOURCING = _words("source .")
CHANGING_FOLDER = _words("cd pushd chdir set-location")
KEYWORDS = _words("if then else elif do while until ! { } time and or not begin & @")
"""Words of a shell after which another command begins."""
