"""Fixtures of the tests of the Flask adapter."""

from log_fixtures import hookseal_log, lines, records

__all__ = ["hookseal_log", "lines", "records"]
