"""Where the vectors are."""

import os
from pathlib import Path

VECTORS = Path(os.environ.get("HOOKSEAL_VECTORS") or Path(__file__).parents[2] / "tests" / "vectors")


def pytest_report_header() -> str:
    """Shown above the results, since another set of vectors gives other ones."""
    return f"vectors: {VECTORS}"
