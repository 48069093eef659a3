"""What the package logged, for the tests of the adapters."""

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def hookseal_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Everything that is logged, from the quietest on."""
    with caplog.at_level(logging.DEBUG, logger="hookseal"):
        yield


@pytest.fixture
def records(caplog: pytest.LogCaptureFixture) -> Callable[[], list[dict[str, Any]]]:
    """The records of deliveries that were logged so far."""

    def parsed() -> list[dict[str, Any]]:
        lines = [entry.getMessage() for entry in caplog.records if entry.name == "hookseal"]
        return [json.loads(line) for line in lines if line.startswith("{")]

    return parsed


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """Whatever else the package logged."""

    def others() -> list[str]:
        lines = [entry.getMessage() for entry in caplog.records if entry.name == "hookseal"]
        return [line for line in lines if not line.startswith("{")]

    return others
