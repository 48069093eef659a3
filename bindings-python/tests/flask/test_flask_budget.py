"""What requests hold of the process's memory."""

import sys
from itertools import count
from typing import Any

from hookseal._endpoint.budget import Budget, Hold


def interrupted(budget: Budget, moment: int) -> bool:
    """Whether something was added and interrupted, at so many calls and returns from its begin."""
    left = moment

    def interrupt(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal left
        left -= event in ("call", "return")
        if left < 0:
            sys.setprofile(None)
            raise KeyboardInterrupt

    try:
        with Hold(10, budget) as hold:
            sys.setprofile(interrupt)
            hold.add(3)
            sys.setprofile(None)
    except KeyboardInterrupt:
        return True
    return False


def test_what_is_interrupted_is_not_counted_for_good() -> None:
    for moment in count():
        budget = Budget()
        if not interrupted(budget, moment):
            break
        assert budget.held == 0, moment
    assert moment > 3
