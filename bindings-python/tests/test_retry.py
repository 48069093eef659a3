"""Every vector of `retry.json`."""

from typing import Any

import pytest
from hookseal import RetrySchedule, errors, parse_retry_after
from vector_cases import load


def schedule(row: dict[str, Any]) -> RetrySchedule:
    """A schedule as a vector describes it."""
    options = {}
    if "jitter" in row:
        jitter = row["jitter"]
        options["jitter"] = jitter["proportional"] if isinstance(jitter, dict) else jitter
    if "max_age" in row:
        options["max_age_ms"] = row["max_age"]
    if "preset" in row:
        return RetrySchedule.preset(row["preset"], **options)
    if "list" in row:
        return RetrySchedule.list(row["list"], **options)
    steps = row["exponential"]
    return RetrySchedule.exponential(
        base_ms=steps["base"], factor=steps["factor"], cap_ms=steps["cap"], retries=steps["retries"], **options
    )


@pytest.mark.parametrize("row", load("retry.json")["next"])
def test_next(row: dict[str, Any]) -> None:
    verdict = schedule(row["schedule"]).next(
        row["attempt"],
        row["elapsed"],
        answer=row["answer"],
        jitter_key=bytes.fromhex(row["key"]),
        event=bytes.fromhex(row["event"]),
        retry_after_ms=row["retry_after"],
    )
    [(action, value)] = row["expect"].items()
    delay = value if action == "retry_in" else None
    reason = value if action == "dead_letter" else None
    assert (verdict.action, verdict.delay_ms, verdict.reason) == (action, delay, reason)


@pytest.mark.parametrize("row", load("retry.json")["required_ttl"])
def test_required_ttl(row: dict[str, Any]) -> None:
    made = schedule(row["schedule"])
    assert (made.required_ttl(), made.required_ttl(sliding=True)) == (row["fixed"], row["sliding"])


@pytest.mark.parametrize("row", load("retry.json")["retry_after"])
def test_retry_after(row: dict[str, Any]) -> None:
    assert parse_retry_after(row["value"], row["now"]) == row["ms"]
    assert parse_retry_after(row["value"].encode(), row["now"]) == row["ms"]


def test_verdicts_compare() -> None:
    classic = RetrySchedule.preset("classic")
    same: dict[str, Any] = {"jitter_key": bytes(16), "event": bytes(16)}
    first = classic.next(1, 0, 503, **same)
    assert first == classic.next(1, 0, 503, **same) != classic.next(2, 0, 503, **same)
    assert len({first, classic.next(1, 0, 503, **same)}) == 1
    assert repr(first) == f"<hookseal.RetryVerdict retry_in {first.delay_ms} ms>"
    assert classic.retries == 8


@pytest.mark.parametrize(
    "make",
    [
        lambda: RetrySchedule.preset("weekly"),
        lambda: RetrySchedule.list([]),
        lambda: RetrySchedule.list([0]),
        lambda: RetrySchedule.list([1] * 1001),
        lambda: RetrySchedule.exponential(base_ms=0, factor=2, cap_ms=10, retries=1),
        lambda: RetrySchedule.exponential(base_ms=1, factor=2, cap_ms=10, retries=0),
        lambda: RetrySchedule.preset("svix", jitter=101),
    ],
)
def test_no_schedule(make: Any) -> None:
    with pytest.raises(errors.ScheduleInvalid):
        make()
