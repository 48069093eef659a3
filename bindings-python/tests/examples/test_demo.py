"""What `make demo` does once the wheel is installed; and that it would notice if something were wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from example_apps import EXAMPLES

ROOT = EXAMPLES.parent


@pytest.fixture(scope="module")
def hookseal_command() -> Path:
    """The `hookseal` command, built unless the environment names one."""
    given = os.environ.get("HOOKSEAL_COMMAND")
    if given is None:
        subprocess.run(["cargo", "build", "--locked", "--quiet", "-p", "hookseal-cli"], cwd=ROOT, check=True)
    return Path(given or Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug" / "hookseal")


def deliver(command: Path) -> subprocess.CompletedProcess[str]:
    script = EXAMPLES / "demo" / "deliver.py"
    return subprocess.run([sys.executable, script, command], capture_output=True, text=True, timeout=120, check=False)


def test_all_is_as_it_should_be(hookseal_command):
    said = deliver(hookseal_command)
    assert said.returncode == 0, said.stdout + said.stderr
    rows = [line for line in said.stdout.splitlines() if line.startswith(("GitHub:", "Stripe:", "Slack:"))]
    assert len(rows) == 18 and " NO " not in said.stdout and said.stderr == ""
    storm = next(row for row in rows if "storm" in row)
    assert " 500             2  yes " in storm and "1 × 200 dead_lettered" in storm


def test_it_notices_when_nothing_verifies(hookseal_command, tmp_path):
    wrong = tmp_path / "hookseal"
    wrong.write_text(f'#!/bin/sh\nSECRET=wrong exec "{hookseal_command}" "$@"\n')
    wrong.chmod(0o700)
    said = deliver(wrong)
    assert said.returncode == 1
    assert "GitHub: a push" in said.stdout and "  NO  400 invalid_signature" in said.stdout
    assert "one dead letter: NO" in said.stdout


@pytest.mark.parametrize(
    ("answers", "runs", "is_right"),
    [
        (["200 ok", "200 duplicate", "503 unavailable"], 1, True),
        (["200 ok", "200 duplicate"], 2, False),
        (["200 ok", "200 ok"], 1, False),
        (["200 duplicate", "200 duplicate"], 1, False),
        (["200 ok", "500"], 1, False),
        (["200 ok", "503 unavailable without Retry-After"], 1, False),
    ],
)
def test_the_table_tells_right_from_wrong(tmp_path, monkeypatch, answers, runs, is_right):
    monkeypatch.syspath_prepend(str(EXAMPLES / "demo"))
    from table import Table

    (tmp_path / "runs").write_text("evt_1\n" * runs + "evt_11\n")
    table = Table(tmp_path / "runs")
    table.row("", "evt_1", answers, exactly={"200 ok": 1}, rest="200 duplicate, 503 unavailable", runs=1)
    assert (table.rows, table.wrong) == (1, not is_right)
