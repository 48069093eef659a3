"""For the tests of the examples."""

import time
from collections.abc import Callable

import pytest


@pytest.fixture
def wait_until() -> Callable[..., None]:
    """Waits until a condition holds, and fails where it does not come to that."""

    def wait(condition: Callable[[], bool], seconds: float = 15) -> None:
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, "it has not come to that"
            time.sleep(0.1)

    return wait
