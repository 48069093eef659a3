"""The log: one record a delivery, clean whatever the sender wrote, and with nothing secret in it."""

import json
import logging
import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask_support import (
    SECRET,
    Ran,
    body_of,
    dispatched,
    generic,
    github,
    guard,
    guarded,
    hooks,
    send,
    slack,
    stripe,
    tag,
)
from hookseal import ApiKeys

Records = Callable[[], list[dict[str, Any]]]

KEYS = [
    "time", "scheme", "endpoint", "event_id", "event_type", "event_version", "outcome", "status", "error", "attempt",
    "key_index", "body_bytes", "duration_us",
]  # fmt: skip


def test_one_record_for_each_delivery_with_these_keys_in_order(records: Records) -> None:
    client = guarded(Ran(), name="payments", secrets=["another secret of 16 bytes", SECRET])
    started = time.time() * 1000
    body = body_of("evt_1", "payment.succeeded", version=3)
    send(client, body)
    send(client, body, {})
    ok, refused = records()
    assert list(ok) == list(refused) == KEYS
    assert started - 1 <= ok.pop("time") <= time.time() * 1000 + 1
    assert 0 < ok.pop("duration_us") < 5_000_000
    assert ok == {
        "scheme": "generic-hex", "endpoint": "payments", "event_id": "evt_1", "event_type": "payment.succeeded",
        "event_version": "3", "outcome": "ok", "status": 200, "error": None, "attempt": 1, "key_index": 1,
        "body_bytes": len(body),
    }  # fmt: skip
    # A refused delivery logs no field of its body.
    del refused["time"], refused["duration_us"]
    assert refused == {
        "scheme": "generic-hex", "endpoint": "payments", "event_id": None, "event_type": None, "event_version": None,
        "outcome": "refused", "status": 400, "error": "SIGNATURE_MISSING", "attempt": None, "key_index": None,
        "body_bytes": 0,
    }  # fmt: skip


HOSTILE = [
    'evt\n{"outcome":"ok"}',
    "evt\r\nfake line",
    "\x1b[2J\x1b[31mred\x07",
    "\u202egnp.exe",
    "\u2066\u2069 \u200f\u061c",
    "\u2028\u2029\x85\x0b\x0c",
    '" , "status":200, "x":"',
    "\\n \\u000a \\",
    "\x00\x01\x7f\x9b31m",
    "\N{SNOWMAN}\U0001f600é",
    "x" * 256,
    "%s %d {0} {name}",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_leave_one_clean_line(value: str, caplog: pytest.LogCaptureFixture, records: Records) -> None:
    body = json.dumps({"id": value, "type": value[:128], "version": value[:32]}, ensure_ascii=False).encode()
    assert send(guarded(Ran(), dedup="digest"), body).status_code == 200
    (entry,) = [entry for entry in caplog.records if entry.name == "hookseal"]
    line = logging.Formatter("%(message)s").format(entry)
    assert all(" " <= character <= "~" for character in line)
    (record,) = records()
    assert list(record) == KEYS and record["outcome"] == "ok" and record["status"] == 200
    # Each byte that is not printable stands as \\xNN; what is cut is cut to 128 bytes.
    shown = "".join(
        "\\\\" if byte == 0x5C else chr(byte) if 0x20 <= byte <= 0x7E else f"\\x{byte:02x}"
        for byte in value.encode()[:128]
    )
    assert (record["event_id"] or "").lower() == shown.lower()


def test_hostile_types_in_headers(records: Records, caplog: pytest.LogCaptureFixture) -> None:
    body = b"{}"
    client = guarded(Ran(), scheme="github", dead_letters=lambda letter: None)
    for value in ("push\x1b[31m", "p\xe9ush", 'push","status":200', "\u202e".encode().decode("latin-1"), "x" * 5000):
        send(client, body, {**github(body), "X-GitHub-Event": value})
    for entry in caplog.records:
        if entry.name == "hookseal":
            assert all(" " <= character <= "~" for character in entry.getMessage())
    assert all(list(record) == KEYS for record in records())


def test_nothing_secret_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Of secrets, keys, tags and bodies no part stands in the log or in an answer, whatever goes wrong."""
    key = "an api key with more than 16 bytes"
    word = "rosebud"
    answers = []

    def raises(event: Any) -> None:
        raise RuntimeError("no bank")

    def broken_sink(letter: Any) -> None:
        raise OSError(letter.capture.body)

    cases: list[dict[str, Any]] = [
        {},
        {"scheme": "stripe"},
        {"scheme": "slack"},
        {"scheme": "github", "dead_letters": broken_sink},
        {"max_body": 10},
        {"max_buffered": 10},
        {"api_keys": ApiKeys([key], header="X-Key")},
        {"dead_letters": broken_sink, "max_attempts": 1},
    ]
    tags = set()
    for settings in cases:
        for handler in (lambda event: "", raises):
            client = guarded(Ran(handler), **settings)
            for body in (body_of("evt_1", note=word), f"not json {word}".encode(), b'{"id":["rosebud"],"type":1}'):
                for secret in (SECRET, "another secret " + word):
                    headers = {**generic(body, secret), **stripe(body, secret), **slack(body, secret)}
                    headers = {**headers, **github(body, secret), "X-Key": key if secret == SECRET else "k" + key}
                    tags.update(
                        [tag(body, secret), headers["Stripe-Signature"][-64:], headers["X-Slack-Signature"][3:]]
                    )
                    answers.append(send(client, body, headers, content_type="application/json"))
    assert {answer.status_code for answer in answers} >= {200, 400, 413, 422, 500, 503}
    told = caplog.text + "".join(f"{answer.headers}{answer.text}" for answer in answers)
    told += "".join(str(entry.exc_info) for entry in caplog.records)
    for hidden in (SECRET, key, word, *tags):
        assert hidden not in told
        assert hidden[:16] not in told


def test_levels_and_the_switch() -> None:
    logger = logging.getLogger("hookseal")
    seen: list[tuple[str, str]] = []

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append((record.levelname, json.loads(record.getMessage())["outcome"]))

    collect = Collect()
    logger.addHandler(collect)
    try:
        ran = Ran(lambda event: ("", 500) if event.id == "bad" else "")
        client = guarded(ran)
        body = body_of()
        for id, headers in (("1", None), ("1", None), ("1", {}), ("bad", None)):
            send(client, body_of(id), headers)
        logger.setLevel(logging.ERROR)
        send(client, body_of("2"))
        send(client, body, {})
        logger.setLevel(logging.CRITICAL)
        send(client, body_of("bad"))
    finally:
        logger.removeHandler(collect)
        logger.setLevel(logging.DEBUG)
    assert seen == [("INFO", "ok"), ("INFO", "duplicate"), ("WARNING", "refused"), ("ERROR", "failed")]


def test_a_record_for_every_situation(records: Records) -> None:
    """What does not reach the endpoint is not logged, and what does is, once."""
    app = Flask("app")
    guard(app, Ran())
    client = app.test_client()
    client.get("/hook")
    client.post("/elsewhere")
    assert records() == []
    client.post("/hook")
    assert [record["outcome"] for record in records()] == ["refused"]


def test_a_dispatchers_records_tell_the_event(records: Records) -> None:
    blueprint = hooks("payments", scheme="github", dead_letters=lambda letter: None)
    blueprint.on("push")(Ran())
    client = dispatched(blueprint)
    body = b"{}"
    send(client, body, github(body))
    send(client, body, github(body, type="ping", id="guid-2"))
    assert [(r["event_id"], r["event_type"], r["outcome"]) for r in records()] == [
        ("guid-1", "push", "ok"),
        ("guid-2", "ping", "ignored"),
    ]
