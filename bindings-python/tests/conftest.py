"""What a run of the tests says of itself."""

from vector_files import VECTORS


def pytest_report_header() -> str:
    """Shown above the results, since another set of vectors gives other ones."""
    return f"vectors: {VECTORS}"
