"""The pytest plugin, which pytest finds by itself: the fixture `signed_request`."""

from collections.abc import Callable

import pytest

from . import SignedRequest
from . import signed_request as sign


@pytest.fixture
def signed_request() -> Callable[..., SignedRequest]:
    """`hookseal.testing.signed_request`: a request signed as its sender would."""
    return sign
