"""The claim and what becomes of it, call by call, on stores that answer as a test says."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from flask import Flask
from flask_support import DEAD_LETTERED, SECRET, Ran, body_of, guard, guarded, late, said, send, until
from hookseal._endpoint.background import Committer
from hookseal.errors import ArgumentInvalid, StoreConfig, StoreUnavailable, TokenInvalid, WindowMismatch
from hookseal.stores import Claim, MemoryStore

Records = Callable[[], list[dict[str, Any]]]


class Scripted:
    """A store whose calls are written down, and answer or raise what the test says."""

    ttl, lease, sliding, max_attempts = 400_000, 300, False, None

    def __init__(self, **answers: list[Any]) -> None:
        self.answers = answers
        self.calls: list[tuple[str, Any]] = []

    def _answer(self, call: str, *arguments: Any) -> Any:
        self.calls.append((call, *arguments))
        script = self.answers.get(call)
        answer = (script.pop(0) if len(script) > 1 else script[0]) if script else "ok"
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def claim(self, key: bytes, /) -> Any:
        return self._answer("claim", key)

    def commit(self, token: bytes, /) -> Any:
        return self._answer("commit", token)

    def bury(self, token: bytes, /) -> Any:
        return self._answer("bury", token)

    def release(self, token: bytes, /, not_before: int = 0) -> Any:
        return self._answer("release", token, not_before)

    def renew(self, token: bytes, /) -> Any:
        return self._answer("renew", token)

    def forget(self, key: bytes, /) -> Any:
        return self._answer("forget", key)


def claimed(attempt: int = 1) -> list[Any]:
    return [Claim("claimed", token=b"token", attempt=attempt)]


def scripted(view: Ran, store: Any, **settings: Any) -> Any:
    return guarded(view, store=store, scope="s", **settings)


def test_claim_before_and_commit_after() -> None:
    store = Scripted(claim=claimed())
    ran = Ran(lambda event: store.calls.append(("handler",)) or "")
    assert send(scripted(ran, store), body_of()).status_code == 200
    assert [call[0] for call in store.calls] == ["claim", "handler", "commit"]
    assert store.calls[2] == ("commit", b"token")


@pytest.mark.parametrize(
    ("attempt", "wait"),
    [(1, 0), (2, 10), (3, 20), (4, 40), (5, 80), (6, 160), (7, 300), (8, 300), (15, 300)],
)
def test_the_wait_after_a_failure(attempt: int, wait: int) -> None:
    store = Scripted(claim=claimed(attempt))
    assert send(scripted(Ran(lambda event: ("", 500)), store), body_of()).status_code == 500
    assert store.calls[1:] == [("release", b"token", wait)]


@pytest.mark.parametrize("answer", ["late", "stolen", "already_done"])
def test_a_commit_that_came_too_late_is_told(answer: str, records: Records) -> None:
    ran = Ran()
    store = Scripted(claim=claimed(), commit=[answer])
    response = send(scripted(ran, store), body_of())
    assert said(response) == (200, {"mine": True})
    assert (records()[0]["outcome"], records()[0]["status"]) == ("commit_lost", 200)
    # There is nothing to be tried again.
    assert [call[0] for call in store.calls] == ["claim", "commit"]


# The last two are what an operator mends: a password, a permission, a path.
@pytest.mark.parametrize(
    "error", [StoreUnavailable("away"), OSError("its own"), StoreConfig("refuses the password"), WindowMismatch()]
)
def test_a_commit_that_fails_is_tried_again(error: Exception, records: Records, lines: Callable[[], list[str]]) -> None:
    store = Scripted(claim=claimed(), commit=[error, error, "ok"])
    assert said(send(scripted(Ran(), store), body_of())) == (200, {"mine": True})
    assert (records()[0]["outcome"], records()[0]["error"]) == ("commit_lost", "STORE_UNAVAILABLE")
    until(lambda: "recorded after a delay: ok" in lines()[-1])
    assert [call[0] for call in store.calls] == ["claim", "commit", "commit", "commit"]
    assert "in the background" in lines()[0]


@pytest.mark.parametrize("interruption", [SystemExit(1), KeyboardInterrupt()])
def test_a_commit_that_is_broken_off_is_made_in_the_background(interruption: BaseException) -> None:
    """As a server's time-out does: nobody knows whether it was recorded."""
    store = Scripted(claim=claimed(), commit=[interruption, "ok"])
    with pytest.raises(type(interruption)):
        send(scripted(Ran(), store), body_of())
    until(lambda: [call[0] for call in store.calls] == ["claim", "commit", "commit"])


@pytest.mark.parametrize("error", [TokenInvalid(), ArgumentInvalid()])
def test_a_commit_that_no_time_will_mend_is_given_up(error: Exception, lines: Callable[[], list[str]]) -> None:
    store = Scripted(claim=claimed(), commit=[error])
    assert send(scripted(Ran(), store), body_of()).status_code == 200
    until(lambda: "never recorded" in lines()[-1])
    assert len([call for call in store.calls if call[0] == "commit"]) == 2


def test_a_bury_that_fails_is_tried_again_too(records: Records) -> None:
    store = Scripted(claim=claimed(), bury=[StoreUnavailable("away"), "ok"])
    store.max_attempts = 1  # type: ignore[assignment]
    client = scripted(Ran(lambda event: ("", 500)), store, dead_letters=lambda letter: None)
    assert said(send(client, body_of())) == DEAD_LETTERED
    until(lambda: [call[0] for call in store.calls] == ["claim", "bury", "bury"])
    assert records()[0]["outcome"] == "dead_lettered"


def test_a_release_that_fails_leaves_it_to_the_lease(records: Records) -> None:
    store = Scripted(claim=claimed(), release=[StoreUnavailable("away")])
    assert send(scripted(Ran(lambda event: ("", 500)), store), body_of()).status_code == 500
    assert (records()[0]["outcome"], [call[0] for call in store.calls]) == ("failed", ["claim", "release"])


@pytest.mark.parametrize(
    ("error", "status", "outcome"),
    [
        (StoreUnavailable("away"), 503, "unavailable"),
        (OSError("its own"), 503, "unavailable"),
        (RuntimeError("a bug of its own"), 503, "unavailable"),
        (StoreConfig("evicts"), 500, "misconfigured"),
        (WindowMismatch(), 500, "misconfigured"),
    ],
)
def test_a_claim_that_fails(error: Any, status: int, outcome: str, records: Records) -> None:
    ran = Ran()
    answer = send(scripted(ran, Scripted(claim=[error])), body_of())
    assert (answer.status_code, records()[0]["outcome"], ran.count) == (status, outcome, 0)
    assert ("Retry-After" in answer.headers) == (status == 503)


def test_retry_after_is_that_of_the_store_and_not_the_same_for_all() -> None:
    client = scripted(Ran(), Scripted(claim=[Claim("in_flight", retry_after=100)]))
    waits = {int(send(client, body_of()).headers["Retry-After"]) for _ in range(40)}
    assert min(waits) >= 100 and max(waits) <= 151 and len(waits) > 5


def test_two_tenants_who_sign_the_same_id_have_keys_of_their_own() -> None:
    store = Scripted(claim=claimed())
    app = Flask("tenants")
    guard(app, Ran(), path="/<tenant>", store=store, scope="s", secrets=lambda tenant: (tenant, [SECRET]))
    for tenant in ("acme", "apex", "acme"):
        send(app.test_client(), body_of(), path=f"/{tenant}")
    keys = [call[1] for call in store.calls if call[0] == "claim"]
    assert keys[0] != keys[1] and keys[0] == keys[2]


def test_the_store_sees_what_the_endpoint_counts() -> None:
    store = MemoryStore()
    answers = iter(["", ("", 500), ""])
    client = scripted(Ran(lambda event: next(answers)), store)
    for id in ("a", "a", "b", "b"):
        send(client, body_of(id))
    counters = store.counters()
    counted = {name: counters[name] for name in ("claimed", "committed", "duplicate_done", "released")}
    assert counted == {"claimed": 3, "committed": 2, "duplicate_done": 1, "released": 1}


def test_a_log_filter_that_raises_fails_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(logging.Filter):
        def filter(self, record: logging.LogRecord) -> bool:
            raise RuntimeError("the filter is broken")

    logger, broken = logging.getLogger("hookseal"), Broken()
    monkeypatch.setattr(logging, "raiseExceptions", False)
    logger.addFilter(broken)
    try:
        for settled in ("ok", "late", "stolen"):
            assert said(send(scripted(Ran(), Scripted(claim=claimed(), commit=[settled])), body_of())) == (
                200,
                {"mine": True},
            )
        committer = Committer()
        stores = [Scripted(commit=[StoreUnavailable("away")]), Scripted(commit=["ok"])]
        for store in stores:
            committer.settle(late(partial(store.commit, b"token"), store=store))
        committer.last_try()
        assert [len(store.calls) for store in stores] == [1, 1]
    finally:
        logger.removeFilter(broken)
