"""Which licences may be shipped."""

import runpy
from pathlib import Path
from typing import Any

import pytest

TOOL = Path(__file__).parents[2] / "bindings-python" / "tools" / "notices.py"


@pytest.fixture(scope="module")
def tool() -> dict[str, Any]:
    return runpy.run_path(str(TOOL))


@pytest.mark.parametrize(
    ("offered", "taken"),
    [
        ("MIT", "MIT"),
        ("Apache-2.0 OR MIT", "MIT"),
        ("MIT/Apache-2.0", "MIT"),
        ("Apache-2.0 OR GPL-2.0-only", "Apache-2.0"),
        ("Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT", "MIT"),
        ("BSD-3-Clause", "BSD-3-Clause"),
    ],
)
def test_choice(tool: dict[str, Any], offered: str, taken: str) -> None:
    assert tool["choice"]("crate", offered) == taken


@pytest.mark.parametrize("offered", ["GPL-3.0-only", "MPL-2.0", "no licence", "MIT AND GPL-2.0-only", "(MIT)"])
def test_refused(tool: dict[str, Any], offered: str) -> None:
    """What is not understood is refused, like what is not permissive."""
    with pytest.raises(tool["Refused"], match="crate is under"):
        tool["choice"]("crate", offered)


def test_its_own_text(tool: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "LICENSE-APACHE").write_text("apache")
    with pytest.raises(tool["Refused"], match="no text of its licence MIT"):
        tool["text"](tmp_path, "crate", "MIT")
    (tmp_path / "LICENSE-MIT").write_text("mit  \nwritten\n")
    assert tool["text"](tmp_path, "crate", "MIT") == "mit\nwritten"
