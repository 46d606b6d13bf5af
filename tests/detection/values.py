"""Made-up values, put together at run time so that no scanner takes this folder for a leak."""

import base64

RANDOM = "q7Zr2Kx9" + "LmP4tVb8Nw3" + "Yc6Hd1"
HEX = "9f86d081884c7d65" + "9a2feaa0c55ad015"
UUID = "3b241101-e2bb-4255" + "-8caf-4136c566a962"
PASSWORD = "kjh" + "23kjs"

GITHUB_GOOD = "gh" + "p_" + "EXAMPLEEXAMPLEEXAMPLEEXAMPLE04" + "0t61BA"
GITHUB_BAD = "gh" + "p_" + "q7Zr2Kx9LmP4tVb8Nw3Yc6Hd1aB5cD" + "0t61BA"
GOOGLE = "AI" + "za" + RANDOM + RANDOM[:10]
SLACK_BOT = "xo" + "xb-" + "568211654050-0500825097580-" + RANDOM[:24]
ANTHROPIC = "sk-" + "ant-" + "api03-" + RANDOM * 4
ATLASSIAN = "ATA" + "TT3" + RANDOM * 4


def jwt(claims: str) -> str:
    """An unsigned token with these claims."""
    parts = ['{"alg":"HS256","typ":"JWT"}', claims]
    encoded = [base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, RANDOM + HEX])


def key_block() -> str:
    """A private key in PEM form, of random letters."""
    return "\n".join(("-----BEGIN " + "PRIVATE KEY-----", *(RANDOM * 2,) * 6, "-----END " + "PRIVATE KEY-----", ""))
