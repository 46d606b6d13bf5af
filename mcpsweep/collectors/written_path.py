"""A path as a configuration writes it, relative to the home and the project that it means."""

from mcpsweep.model.inventory import Home


def absolute(written: str, home: Home | None, folder: str) -> str | None:
    """`~/x`, `${HOME}/x`, `${workspaceFolder}/x` or `x` as an absolute path; None if it depends on anything else."""
    text = written.strip().replace("\\", "/")
    at_home = home.path if home is not None else ""
    for sign in ("${userHome}", "${HOME}", "$HOME", "${env:HOME}", "%USERPROFILE%", "${env:USERPROFILE}"):
        text = text.replace(sign, at_home)
    for sign in (
        "${workspaceFolder}",
        "${workspaceRoot}",
        "${CLAUDE_PROJECT_DIR}",
        "${fileWorkspaceFolder}",
        "${PWD}",
        "$PWD",
    ):
        text = text.replace(sign, folder)
    if text.startswith("~/"):
        text = at_home + text[1:]
    if not text or "$" in text or "\0" in text:
        return None
    if not text.startswith("/") and text[1:2] != ":":
        text = f"{folder}/{text}"
    parts: list[str] = []
    for part in text.split("/"):
        if part == "..":
            parts[-1:] = []
        elif part not in ("", "."):
            parts.append(part)
    return "/" + "/".join(parts) if text.startswith("/") else "/".join(parts)
