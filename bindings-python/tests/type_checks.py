"""What a type checker says of an app, whose lines that it must refuse are marked."""

import sys
from pathlib import Path
from subprocess import run


def check(app: Path, cache: Path) -> None:
    """mypy refuses the marked lines and no others."""
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", f"--cache-dir={cache}", app]
    said = run(command, capture_output=True, text=True, cwd=app.parent).stdout
    refused = {int(line.split(":")[1]) for line in said.splitlines() if ": error: " in line}
    lines = enumerate(app.read_text().splitlines(), 1)
    assert refused == {number for number, line in lines if line.endswith("# refused")}, said
