"""Fixtures of the tests of the Flask adapter."""

import sys
from pathlib import Path

from log_fixtures import hookseal_log, lines, records

__all__ = ["hookseal_log", "lines", "records"]

# The servers of the stores' own tests.
sys.path.insert(0, str(Path(__file__).parents[1] / "stores"))
