"""What a guarded view's sender is answered, situation by situation."""

import base64
import hashlib
import hmac
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, abort, redirect
from flask_support import (
    DUPLICATE,
    FAILED,
    INVALID_EVENT,
    MISCONFIGURED,
    REFUSED,
    Ran,
    body_of,
    generic,
    github,
    guard,
    guarded,
    said,
    send,
    slack,
    stripe,
)
from hookseal import Verified
from hookseal.flask import current_delivery
from hookseal.stores import MemoryStore

Records = Callable[[], list[dict[str, Any]]]


def test_the_views_own_answer_then_duplicates(records: Records) -> None:
    ran = Ran(lambda event: ({"mine": event.id}, 201))
    client = guarded(ran)
    body = body_of("evt_9", amount=5)
    assert said(send(client, body)) == (201, {"mine": "evt_9"})
    # The same event in other bytes is the same event.
    for again in (body, body_of("evt_9", amount=6)):
        assert said(send(client, again)) == DUPLICATE
    assert said(send(client, body_of("evt_10"))) == (201, {"mine": "evt_10"})
    assert [event.id for event in ran.events] == ["evt_9", "evt_10"]
    assert [record["outcome"] for record in records()] == ["ok", "duplicate", "duplicate", "ok"]


def test_the_view_gets_what_was_verified() -> None:
    ran = Ran()
    body = body_of("evt_1", "payment.succeeded", version="2", amount=5)
    send(guarded(ran), body)
    (event,) = ran.events
    assert isinstance(event, Verified)
    assert (event.id, event.type, event.version, event.key_index) == ("evt_1", "payment.succeeded", "2", 0)
    assert event.body == body
    assert event.json() == {"id": "evt_1", "type": "payment.succeeded", "version": "2", "amount": 5}


def test_every_refusal_has_one_public_answer(records: Records) -> None:
    body = body_of()
    good = generic(body)["X-Webhook-Signature"]
    forged = {
        "SIGNATURE_MISSING": {},
        "SIGNATURE_MALFORMED": {"X-Webhook-Signature": "sha256=00"},
        "SIGNATURE_MISMATCH": {"X-Webhook-Signature": "sha256=" + "0" * 64},
    }
    ran = Ran()
    client = guarded(ran)
    for headers in forged.values():
        assert said(send(client, body, headers)) == REFUSED
    assert said(send(client, body + b" ", {"X-Webhook-Signature": good})) == REFUSED
    assert [record["error"] for record in records()] == [*forged, "SIGNATURE_MISMATCH"]
    assert ran.count == 0
    # None of them claimed the event.
    assert send(client, body).status_code == 200


def test_stale_and_future_deliveries_are_refused_unread(records: Records) -> None:
    client = guarded(Ran(), scheme="stripe")
    body = body_of()
    assert said(send(client, body, stripe(body, at=time.time() - 400))) == REFUSED
    assert said(send(client, body, stripe(body, at=time.time() + 400))) == REFUSED
    assert send(client, body, stripe(body)).status_code == 200
    assert [record["error"] for record in records()] == ["TIMESTAMP_TOO_OLD", "TIMESTAMP_TOO_NEW", None]
    assert [record["body_bytes"] for record in records()] == [0, 0, len(body)]


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "identity, gzip", "GZIP", "x"])
def test_compressed_bodies_are_not_inflated(encoding: str, records: Records) -> None:
    body = body_of()
    headers = {**generic(body), "Content-Encoding": encoding}
    assert said(send(guarded(Ran()), body, headers)) == (415, {"error": "content_encoding"})
    assert records()[0]["error"] == "CONTENT_ENCODING"


@pytest.mark.parametrize("encoding", ["identity", "Identity", ""])
def test_identity_is_no_encoding(encoding: str) -> None:
    body = body_of()
    assert send(guarded(Ran()), body, {**generic(body), "Content-Encoding": encoding}).status_code == 200


def test_the_cap_is_that_of_the_scheme_or_the_setting(records: Records) -> None:
    def outcome(size: int, **settings: Any) -> int:
        body = b'{"id":"evt_1","type":"push"}'.ljust(size)
        return send(guarded(Ran(), **settings), body, {**generic(body), **github(body)}).status_code

    assert outcome(1 << 20) == 200
    assert outcome((1 << 20) + 1) == 413
    assert outcome(100, max_body=100) == 200
    assert outcome(101, max_body=100) == 413
    assert outcome((1 << 20) + 1, scheme="github", dead_letters=lambda letter: None) == 200
    assert outcome((25 << 20) + 1, scheme="github", dead_letters=lambda letter: None) == 413
    assert {record["error"] for record in records() if record["status"] == 413} == {"BODY_TOO_LARGE"}


def test_a_body_without_the_field_it_is_known_by(records: Records) -> None:
    ran = Ran()
    client = guarded(ran)
    for body, error in [
        (b"not json", "EVENT_NOT_JSON"),
        (b"", "EVENT_NOT_JSON"),
        (body_of(None), "EVENT_ID_MISSING"),
        (b'{"id":["evt_1"]}', "EVENT_FIELD_INVALID"),
        (b'{"id":"' + b"x" * 257 + b'"}', "EVENT_FIELD_INVALID"),
    ]:
        assert said(send(client, body)) == INVALID_EVENT
        assert records()[-1]["error"] == error
        assert records()[-1]["outcome"] == "refused"
    assert ran.count == 0


def test_where_no_field_is_needed_any_body_will_do() -> None:
    ran = Ran()
    for settings in ({"dedup": "digest"}, {"dedup": "none", "store": None}):
        client = guarded(ran, **settings)
        for body in (b"not json", b"", b"\xff\xfe", b"a=b"):
            assert send(client, body).status_code == 200
    assert ran.count == 8


def test_a_duplicate_in_flight_is_told_to_come_back(records: Records) -> None:
    entered, leave = threading.Event(), threading.Event()

    def view(event: Verified) -> str:
        entered.set()
        assert leave.wait(5)
        return ""

    ran = Ran(view)
    client = guarded(ran, store="memory:?lease=40")
    body = body_of()
    first = threading.Thread(target=send, args=(client, body))
    first.start()
    assert entered.wait(5)
    waits = set()
    for _ in range(30):
        answer = send(client, body)
        assert said(answer) == (503, {"error": "unavailable"})
        waits.add(int(answer.headers["Retry-After"]))
    leave.set()
    first.join()
    assert min(waits) >= 39 and max(waits) <= 61
    assert len(waits) > 1, "all would come back at once"
    assert said(send(client, body)) == DUPLICATE
    assert ran.count == 1
    assert [record["outcome"] for record in records()] == ["in_flight"] * 30 + ["ok", "duplicate"]


def test_a_full_window_takes_no_more(records: Records) -> None:
    ran = Ran()
    client = guarded(ran, store="memory:?capacity=1")
    taken = [send(client, body_of(f"evt_{n}")) for n in range(200)]
    accepted = sum(answer.status_code == 200 for answer in taken)
    refused = [answer for answer in taken if answer.status_code == 503]
    assert accepted == ran.count and accepted + len(refused) == 200 and refused
    assert all(int(answer.headers["Retry-After"]) >= 1 for answer in refused)
    assert [record["outcome"] for record in records() if record["status"] == 503] == ["full"] * len(refused)


def test_a_full_window_may_let_them_through_undedupped() -> None:
    ran = Ran()
    client = guarded(ran, store="memory:?capacity=1&full=unguarded")
    assert {send(client, body_of(f"evt_{n}")).status_code for n in range(200)} == {200}
    assert ran.count == 200


class Raises:
    """A handler that fails until it is told not to."""

    def __init__(self, failure: Callable[[], Any]) -> None:
        self.failure: Callable[[], Any] | None = failure

    def __call__(self, event: Verified) -> Any:
        return self.failure() if self.failure else "done"


def throw() -> None:
    raise RuntimeError("no bank")


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (throw, 500),
        (lambda: ("", 500), 500),
        (lambda: abort(404), 404),
        (lambda: abort(503), 503),
        (lambda: redirect("/login"), 302),
        (lambda: ("not modified", 304), 304),
        (lambda: ("early", 199), 199),
        (lambda: None, 500),
        (lambda: object(), 500),
        (lambda: ("", "600 odd"), 600),
    ],
)
def test_what_is_no_success_runs_again(failure: Callable[[], Any], status: int, records: Records) -> None:
    view = Raises(failure)
    ran = Ran(view)
    client = guarded(ran)
    body = body_of()
    assert send(client, body).status_code == status
    view.failure = None
    assert send(client, body).status_code == 200
    assert said(send(client, body)) == DUPLICATE
    assert ran.count == 2
    assert [(record["outcome"], record["attempt"]) for record in records()[:2]] == [("failed", 1), ("ok", 2)]
    assert records()[0]["status"] == status


@pytest.mark.parametrize("answer", [("", 200), ("x", 201), ("", 202), ("", 204), ("", 299), {}, [], "", b"x"])
def test_every_2xx_is_a_success(answer: Any) -> None:
    client = guarded(Ran(lambda event: answer))
    assert 200 <= send(client, body_of()).status_code <= 299
    assert said(send(client, body_of())) == DUPLICATE


def test_attempts_after_the_first_retry_wait(records: Records) -> None:
    client = guarded(Ran(lambda event: abort(500)))
    assert [send(client, body_of()).status_code for _ in range(4)] == [500, 500, 503, 503]
    assert [record["outcome"] for record in records()] == ["failed", "failed", "in_flight", "in_flight"]


def test_an_error_of_a_client_says_nothing_of_our_answer(records: Records) -> None:
    class ApiError(Exception):
        status_code = 200

    def view(event: Verified) -> None:
        raise ApiError

    assert send(guarded(Ran(view)), body_of()).status_code == 500
    assert records()[0]["status"] == 500


def test_the_delivery_under_way() -> None:
    seen = []
    store = MemoryStore(lease=100)

    def view(event: Verified) -> tuple[str, int]:
        delivery = current_delivery()
        seen.append((delivery.endpoint, delivery.scope, delivery.key, delivery.attempt, delivery.event is event))
        assert delivery.renew() == "ok"
        return "", 500 if len(seen) == 1 else 200

    client = guarded(Ran(view), name="payments", scheme="stripe", store=store)
    body = body_of("evt_1")
    assert [send(client, body, stripe(body)).status_code for _ in range(2)] == [500, 200]
    # The key of the contract's own example: kind 1, stripe, payments, evt_1.
    key = "a12a967c2967a176b3ad48dd3877655e"
    assert seen == [("payments", "payments", key, 1, True), ("payments", "payments", key, 2, True)]
    with pytest.raises(LookupError):
        current_delivery()


def test_several_endpoints_of_different_schemes_in_one_app() -> None:
    app = Flask("several")
    runs = {name: Ran() for name in ("stripe", "github", "slack", "generic-hex")}
    signed = {"stripe": stripe, "github": github, "slack": slack, "generic-hex": generic}
    for name, ran in runs.items():
        secret = f"the secret of {name}"
        letters = {"dead_letters": lambda letter: None} if name == "github" else {}
        guard(app, ran, path=f"/{name}", name=name, scheme=name, secrets=[secret], **letters)
    client = app.test_client()
    body = b'{"id":"evt_1","event_id":"Ev1","type":"event_callback"}'
    for path in runs:
        for name, sign in signed.items():
            answer = send(client, body, sign(body, f"the secret of {name}"), path=f"/{path}")
            assert answer.status_code == (200 if path == name else 400), (path, name)
    assert {name: ran.count for name, ran in runs.items()} == dict.fromkeys(runs, 1)


def test_counters_count_outcomes() -> None:
    app = Flask("counted")
    answers = iter(["", ("", 500)])
    webhook = guard(app, lambda event: next(answers))
    client = app.test_client()
    send(client, body_of("a"))
    send(client, body_of("a"))
    send(client, body_of("b"))
    send(client, body_of("c"), {})
    assert webhook.counters == {"ok": 1, "duplicate": 1, "failed": 1, "refused": 1}
    assert webhook.name == "hooks"


def test_the_url_that_is_signed_is_that_of_the_configuration() -> None:
    url = "https://hooks.example.com/square"
    ran = Ran()
    client = guarded(ran, scheme="square", public_url=url)
    body = b'{"event_id":"e1","type":"payment.created"}'

    def signed(url: str) -> dict[str, str]:
        digest = hmac.new(b"a secret of more than 16 bytes", url.encode() + body, hashlib.sha256).digest()
        return {"X-Square-HmacSha256-Signature": base64.b64encode(digest).decode()}

    spoofed = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    assert said(send(client, body, {**signed("https://evil.example/hook"), **spoofed})) == REFUSED
    assert send(client, body, {**signed(url), **spoofed}).status_code == 200


def test_what_the_process_may_hold(records: Records, lines: Callable[[], list[str]]) -> None:
    ran = Ran()
    client = guarded(ran, max_buffered=1000)
    big = body_of(pad="x" * 1000)
    answer = send(client, big)
    assert said(answer) == (503, {"error": "unavailable"})
    assert int(answer.headers["Retry-After"]) >= 1
    assert records()[-1]["outcome"] == "unavailable"
    # What it held it has let go.
    for n in range(30):
        assert send(client, body_of(str(n), pad="x" * 900)).status_code == 200
    assert ran.count == 30
    assert "max_buffered" in " ".join(lines())


def test_a_store_in_memory_is_refused_where_there_are_other_processes(
    records: Records, lines: Callable[[], list[str]]
) -> None:
    ran = Ran()
    client = guarded(ran)
    several = {"environ_overrides": {"wsgi.multiprocess": True}}
    assert said(send(client, body_of(), **several)) == MISCONFIGURED
    assert (records()[0]["outcome"], records()[0]["error"]) == ("misconfigured", "STORE_CONFIG")
    assert "file:" in lines()[-1] and "single_process" in lines()[-1]
    assert ran.count == 0
    assert send(guarded(ran, single_process=True), body_of(), **several).status_code == 200


def test_a_failure_is_answered_for_where_the_app_says_nothing() -> None:
    app = Flask("quiet")
    guard(app, Ran(lambda event: throw()))
    app.register_error_handler(RuntimeError, lambda error: ("all is well", 200))
    assert said(send(app.test_client(), body_of())) == FAILED
