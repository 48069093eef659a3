"""What a type checker says of an app."""

import sys
from pathlib import Path
from subprocess import run

import pytest

APP = Path(__file__).parent / "typed_asgi.py"


def test_what_mypy_refuses_and_nothing_else(pytestconfig: pytest.Config) -> None:
    assert pytestconfig.cache is not None
    cache = pytestconfig.cache.mkdir("mypy")
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", f"--cache-dir={cache}", APP]
    said = run(command, capture_output=True, text=True, cwd=APP.parent).stdout
    refused = {int(line.split(":")[1]) for line in said.splitlines() if ": error: " in line}
    lines = enumerate(APP.read_text().splitlines(), 1)
    assert refused == {number for number, line in lines if line.endswith("# refused")}, said
