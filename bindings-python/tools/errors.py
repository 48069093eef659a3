"""Writes python/hookseal/errors.py from tests/vectors/errors.json; with --check, fails where they differ.

One row of the core's list becomes one exception class, so that `except` takes exactly the case that is meant.
"""

import json
import sys
import textwrap
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
ROWS = HERE.parent / "tests" / "vectors" / "errors.json"
MODULE = HERE / "python" / "hookseal" / "errors.py"

HEAD = '''"""Every error, each an exception of its own under `WebhookError`.

Written by tools/errors.py from the one list of errors; numbers and names are frozen and the same in every language.
"""

from typing import ClassVar, Literal

Category = Literal["sender", "event", "too_large", "timeout", "media_type", "unavailable", "configuration"]


class WebhookError(Exception):
    """What every refusal and every mistake is; its subclasses say which.

    No message holds a secret, a tag or a byte of a body. What an attacker could learn from is for your log alone:
    answer the sender with `status` and nothing else.
    """

    code: ClassVar[int] = 0
    """The frozen number, the same in every language."""
    name: ClassVar[str] = ""
    """The frozen name, such as `SIGNATURE_MISMATCH`."""
    category: ClassVar[Category] = "configuration"
    """Whose fault it is: `sender` and `event` are the delivery's, `configuration` is the endpoint's."""
    status: ClassVar[int] = 500
    """The HTTP status to answer."""
    summary: ClassVar[str] = ""
    """What happened and what to do next."""

    def __init__(self, detail: str | None = None) -> None:
        """`detail` says what is known of this case, instead of the summary."""
        super().__init__(f"{self.name}: {detail or self.summary}" if self.name else detail or "")

    def __reduce__(self) -> tuple[object, ...]:
        return (_again, (type(self), str(self)))


def _again(cls: type[WebhookError], text: str) -> WebhookError:
    """An error as it was before it was pickled: queues carry errors from process to process."""
    error = cls()
    error.args = (text,)
    return error

'''


def class_name(name: str) -> str:
    """The exception's name: SIGNATURE_MISMATCH is SignatureMismatch."""
    return "".join(word.capitalize() for word in name.split("_"))


def row(error: dict) -> str:
    """One class."""
    summary = error["summary"]
    doc = textwrap.wrap(summary[0].upper() + summary[1:] + ".", 108)
    body = doc[0] if len(doc) == 1 else "\n    ".join([*doc, ""])
    lines = [
        f"class {class_name(error['name'])}(WebhookError):",
        f'    """{body}"""',
        "",
        f"    code = {error['code']}",
        f'    name = "{error["name"]}"',
        f'    category = "{error["class"]}"',
        f"    status = {error['status']}",
        f"    summary = {json.dumps(summary, ensure_ascii=False)}",
    ]
    return "\n".join(line if len(line) <= 120 else f"{line}  # noqa: E501" for line in lines)


def module() -> str:
    """The whole module."""
    errors = json.loads(ROWS.read_text())
    names = ",\n    ".join(class_name(error["name"]) for error in errors)
    tail = (
        f"ALL: tuple[type[WebhookError], ...] = (\n    {names},\n)\n"
        '"""Every error, by number."""\n\n'
        "BY_NAME: dict[str, type[WebhookError]] = {error.name: error for error in ALL}\n"
        '"""Every error by its frozen name."""\n'
    )
    return HEAD + "\n" + "\n\n\n".join(row(error) for error in errors) + "\n\n\n" + tail


def main() -> int:
    """Writes or checks."""
    wanted = module()
    if "--check" in sys.argv:
        if not MODULE.exists() or MODULE.read_text() != wanted:
            print("errors.py is not as the list of errors: `make generate` writes it", file=sys.stderr)
            return 1
        return 0
    MODULE.write_text(wanted)
    return 0


if __name__ == "__main__":
    sys.exit(main())
