"""The README's table of what conditions may ask about, from the fields themselves."""

from mcpsweep.playbook.fields import FIELDS

BEGIN = "<!-- fields of a condition: `python -m tests.playbook.documentation` -->\n"
END = "<!-- end -->"


def table() -> str:
    """The table as the README must have it."""
    rows = [
        f"| `{field.name}` | {field.kind.described()} | {field.meaning}{'' if field.is_always_known else ' ¹'} |\n"
        for field in FIELDS
    ]
    return "".join(
        [
            "| field | asks for | means |\n| --- | --- | --- |\n",
            *rows,
            "\n¹ It may not be known. A field that has several values matches if one of them does.\n",
        ]
    )


if __name__ == "__main__":
    print(table(), end="")
