"""What a type checker says of an app."""

from pathlib import Path

from type_checks import check


def test_what_mypy_refuses_and_nothing_else(tmp_path: Path) -> None:
    check(Path(__file__).parent / "typed_asgi.py", tmp_path)
