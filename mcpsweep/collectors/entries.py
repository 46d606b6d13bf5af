"""Find the MCP server entries of a configuration, whichever client wrote it.

The root key and the file's name are independent of each other (`.mcp.json` holds `mcpServers` or `servers`), so every
known root key counts in every file.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from mcpsweep.collectors.slots import ENVIRONMENT_KEYS
from mcpsweep.documents.base import Mapping, Node, Path, Scalar, Sequence

_ROOT_KEYS = frozenset(
    {
        "mcpServers",
        "mcp-servers",
        "mcp_servers",
        "context_servers",
        "amp.mcpServers",
        "modelContextProtocolServers",
        "servers",
        "mcp",
        "extensions",
    }
)
"""Keys that hold server entries by name, or a list of them."""

_VAGUE_KEYS = frozenset({"servers", "mcp", "extensions"})
"""Root keys that mean other things elsewhere: their members count only if they look like an entry."""

_START_KEYS = ("command", "cmd")
_ADDRESS_KEYS = ("url", "httpUrl", "serverUrl", "uri", "endpoint", "baseUrl")
_ENTRY_KEYS = frozenset({*_START_KEYS, *_ADDRESS_KEYS, "args", "env", "environment", "envs", "headers", "transport"})
_TYPES = {
    "stdio": "stdio",
    "local": "stdio",
    "http": "http",
    "streamable_http": "http",
    "streamable-http": "http",
    "streamableHttp": "http",
    "remote": "http",
    "sse": "sse",
    "ws": "ws",
    "websocket": "ws",
}
_MAX_DEPTH_OF_ROOT_KEY = 8


@dataclass(frozen=True, slots=True)
class ServerEntry:
    """One server entry as it stands in a configuration."""

    name: str
    path: Path
    node: Mapping
    project: str | None
    """The project that it counts for, where the configuration itself says so (`projects.<folder>.mcpServers`)."""

    @property
    def body(self) -> Mapping:
        """Where command and address stand: the entry, or its `transport` (Cline nests them there)."""
        nested = self.node.get("transport")
        return nested if isinstance(nested, Mapping) else self.node

    @property
    def body_path(self) -> Path:
        """The way to `body`."""
        return self.path if self.body is self.node else (*self.path, "transport")

    @property
    def url(self) -> str:
        """Where it connects to; empty for a local command."""
        return next((text for key in _ADDRESS_KEYS if (text := text_of(self.body.get(key)))), "")

    @property
    def transport(self) -> str:
        """`stdio`, `http`, `sse`, `ws`, or empty if the entry does not tell."""
        for key in ("type", "transport"):
            if (said := _TYPES.get(text_of(self.body.get(key)) or text_of(self.node.get(key)))) is not None:
                return said
        if any(self.body.get(key) is not None for key in _START_KEYS):
            return "stdio"
        if self.url:
            return "sse" if self.url.rstrip("/").endswith("/sse") else "http"
        return ""

    def command(self) -> list[tuple[Path, Scalar]]:
        """Program and arguments in order, with where each stands."""
        words: list[tuple[Path, Scalar]] = []
        start = next((key for key in _START_KEYS if self.body.get(key) is not None), None)
        keys = ([start] if start else []) + ["args", "arguments"]
        for key in keys:
            match self.body.get(key):
                case Scalar() as scalar:
                    words.append(((*self.body_path, key), scalar))
                case Sequence(items=items):
                    words.extend(
                        ((*self.body_path, key, str(index)), item)
                        for index, item in enumerate(items)
                        if isinstance(item, Scalar)
                    )
                case Mapping(entries=entries):
                    # Zed's older form: {"command": {"path": …, "args": […]}}
                    for entry in entries:
                        if isinstance(entry.value, Scalar):
                            words.append(((*self.body_path, key, entry.key), entry.value))
                        elif isinstance(entry.value, Sequence):
                            words.extend(
                                ((*self.body_path, key, entry.key, str(index)), item)
                                for index, item in enumerate(entry.value.items)
                                if isinstance(item, Scalar)
                            )
        return words


def find(root: Node, path: Path = ()) -> Iterator[ServerEntry]:
    """Every server entry below `root`, which stands at `path`."""
    if path and path[-1] in _ROOT_KEYS and isinstance(root, Mapping):
        yield from _entries(path[-1], path, root)
    stack: list[tuple[Path, Node]] = [(path, root)]
    while stack:
        here, node = stack.pop()
        if len(here) - len(path) >= _MAX_DEPTH_OF_ROOT_KEY:
            continue
        match node:
            case Mapping(entries=entries):
                for entry in reversed(entries):
                    below = (*here, entry.key)
                    if entry.key in _ROOT_KEYS and not isinstance(entry.value, Scalar):
                        yield from _entries(entry.key, below, entry.value)
                    if not isinstance(entry.value, Scalar):
                        stack.append((below, entry.value))
            case Sequence(items=items):
                stack.extend(
                    ((*here, str(index)), item) for index, item in enumerate(items) if not isinstance(item, Scalar)
                )


def has_servers(root: Node, path: Path = ()) -> bool:
    """Whether what stands below `root` is an MCP configuration beyond doubt, in a file of which nothing else is known.

    `servers`, `mcp` and `extensions` are root keys of other programs' files, too: there an entry must say more.
    """
    return any(_is_beyond_doubt(entry) for entry in find(root, path))


def _is_beyond_doubt(entry: ServerEntry) -> bool:
    keys = {one.key for one in entry.body.entries}
    starts = bool(keys.intersection(_START_KEYS))
    if entry.path[-2] not in _VAGUE_KEYS:
        return starts or bool(entry.url)
    has_type = any(text_of(node.get("type")) in _TYPES for node in (entry.node, entry.body))
    return has_type if entry.url else starts and (has_type or bool(keys & {"args", *ENVIRONMENT_KEYS}))


def _entries(key: str, path: Path, node: Node) -> Iterator[ServerEntry]:
    project = next((path[index + 1] for index, part in enumerate(path[:-2]) if part == "projects"), None)
    match node:
        case Mapping(entries=entries):
            for entry in entries:
                if isinstance(entry.value, Mapping) and _is_server(entry.value, key):
                    yield ServerEntry(entry.key, (*path, entry.key), entry.value, project)
        case Sequence(items=items):
            for index, item in enumerate(items):
                if isinstance(item, Mapping) and _is_server(item, key):
                    name = text_of(item.get("name")) or str(index)
                    yield ServerEntry(name, (*path, str(index)), item, project)


def _is_server(node: Mapping, key: str) -> bool:
    keys = {entry.key for entry in node.entries}
    if key not in _VAGUE_KEYS:
        return bool(keys & _ENTRY_KEYS) or not keys
    return any(node.get(name) is not None for name in (*_START_KEYS, *_ADDRESS_KEYS)) or (
        isinstance(node.get("transport"), Mapping)
    )


def text_of(node: Node | None) -> str:
    """The text of a scalar; empty for everything else."""
    return node.text if isinstance(node, Scalar) else ""
