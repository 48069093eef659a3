"""Events that no attempt could process: the sink, one letter an event, and senders who never retry."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask_support import (
    DEAD_LETTERED,
    DUPLICATE,
    FAILED,
    INVALID_EVENT,
    OK,
    SECRET,
    Ran,
    body_of,
    dispatched,
    generic,
    github,
    guarded,
    hooks,
    said,
    send,
    tag,
)
from hookseal import DeadLetterFolder, Verified
from hookseal.errors import ArgumentInvalid, StoreUnavailable
from hookseal.flask import Letter
from hookseal.stores import Claim, MemoryStore

Records = Callable[[], list[dict[str, Any]]]


class Box:
    """A sink that keeps its letters, once it works."""

    def __init__(self, *, is_broken: bool = False) -> None:
        self.letters: list[Letter] = []
        self.is_broken = is_broken

    def __call__(self, letter: Letter) -> None:
        if self.is_broken:
            raise OSError(f"no room for {letter.capture.body!r}")
        self.letters.append(letter)


def fails(event: Verified) -> Any:
    raise RuntimeError("no bank")


def test_the_last_attempt_goes_to_the_sink_in_the_same_request(records: Records) -> None:
    box, ran = Box(), Ran(fails)
    client = guarded(ran, dead_letters=box, max_attempts=2)
    body = body_of("evt_1", amount=5)
    assert send(client, body).status_code == 500
    assert said(send(client, body)) == DEAD_LETTERED
    assert said(send(client, body)) == DUPLICATE
    assert ran.count == 2
    (letter,) = box.letters
    assert (letter.attempt, letter.reason, letter.endpoint, letter.scope) == (2, "HANDLER_FAILED", "hooks", "hooks")
    assert (letter.event.id, letter.capture.body, letter.capture.event_id) == ("evt_1", body, "evt_1")
    assert bytes.fromhex(letter.key) == letter.event.dedup_key("hooks")
    assert [(r["outcome"], r["status"], r["attempt"]) for r in records()[:2]] == [
        ("failed", 500, 1),
        ("dead_lettered", 200, 2),
    ]


def test_what_the_handler_raised_last_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    send(guarded(Ran(fails), dead_letters=Box(), max_attempts=1), body_of())
    assert "RuntimeError: no bank" in caplog.text


def test_an_event_that_the_sink_did_not_take_comes_back_exhausted(
    records: Records, lines: Callable[[], list[str]]
) -> None:
    box, ran = Box(is_broken=True), Ran(fails)
    client = guarded(ran, dead_letters=box, max_attempts=1)
    body = body_of("evt_1", secret="rosebud")
    assert send(client, body).status_code == 500
    # The handler has had its attempts: from now on it is the sink's turn alone.
    assert said(send(client, body)) == FAILED
    box.is_broken = False
    assert said(send(client, body)) == DEAD_LETTERED
    assert said(send(client, body)) == DUPLICATE
    assert (ran.count, len(box.letters)) == (1, 1)
    assert box.letters[0].reason == "EXHAUSTED"
    assert [record["outcome"] for record in records()] == ["failed", "failed", "dead_lettered", "duplicate"]
    assert sum("dead-letter sink" in line and "OSError" in line for line in lines()) == 2
    assert not any("rosebud" in line for line in lines())


def test_a_folder_keeps_the_request_as_it_came(tmp_path: Path) -> None:
    client = guarded(Ran(fails), dead_letters=tmp_path / "dead", max_attempts=1)
    body = b'{"id":"evt_1","name":"J\xc3\xbcrgen","type":"x"}'
    headers = {**generic(body), "Authorization": "Bearer credential", "Cookie": "session=credential"}
    assert (
        said(send(client, body, headers, path="/hook?token=credential", content_type="application/json"))
        == DEAD_LETTERED
    )
    (kept,) = (tmp_path / "dead").iterdir()
    message = kept.read_bytes()
    head, _, kept_body = message.partition(b"\r\n\r\n")
    assert kept.suffix == ".http" and kept.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "dead").stat().st_mode & 0o777 == 0o700
    assert kept_body == body
    assert head.startswith(b"POST /hook HTTP/1.1\r\n")
    assert b"credential" not in message
    assert generic(body)["X-Webhook-Signature"].encode() in head
    (letter,) = DeadLetterFolder(tmp_path / "dead").list()
    assert (letter.event_id, letter.attempt, letter.reason) == ("evt_1", 1, "HANDLER_FAILED")
    assert letter.dedup_key.hex() == kept.stem


def test_a_full_folder_fails_and_the_event_comes_back(tmp_path: Path, lines: Callable[[], list[str]]) -> None:
    folder = DeadLetterFolder(tmp_path / "dead", max_files=1)
    client = guarded(Ran(fails), dead_letters=folder, max_attempts=1)
    assert said(send(client, body_of("1"))) == DEAD_LETTERED
    assert send(client, body_of("2")).status_code == 500
    assert said(send(client, body_of("2"))) == FAILED
    assert len(folder.list()) == 1
    assert any("dead-letter sink" in line for line in lines())
    folder.forget(folder.list()[0].dedup_key)
    # It waits 10 s after its second failure; others need not.
    assert said(send(client, body_of("3"))) == DEAD_LETTERED


def test_a_storm_of_one_event_leaves_one_letter(tmp_path: Path) -> None:
    ran = Ran(fails)
    client = guarded(ran, dead_letters=tmp_path / "dead", max_attempts=2)
    statuses = [send(client, body_of()).status_code for _ in range(50)]
    assert statuses[:2] == [500, 200] and set(statuses[2:]) == {200}
    assert ran.count == 2
    assert len(list((tmp_path / "dead").iterdir())) == 1


def test_unusable_events_go_to_the_sink(records: Records) -> None:
    box = Box()
    blueprint = hooks(dead_letters=box, max_attempts=3)
    blueprint.on("payment")(Ran())
    client = dispatched(blueprint)
    bodies = [b"no json", body_of("1", None), body_of(None, "payment")]
    assert [said(send(client, body)) for body in bodies] == [DEAD_LETTERED] * 3
    assert [letter.reason for letter in box.letters] == ["EVENT_NOT_JSON", "EVENT_FIELD_INVALID", "EVENT_ID_MISSING"]
    assert [letter.capture.body for letter in box.letters] == bodies
    assert len({letter.key for letter in box.letters}) == 3
    assert [record["outcome"] for record in records()] == ["dead_lettered"] * 3
    box.is_broken = True
    assert said(send(client, b"no json")) == FAILED
    # Unless there is a handler for whatever comes.
    blueprint.on_any(rest := Ran())
    assert said(send(client, b"no json")) == OK
    assert rest.count == 1


def test_a_guards_unusable_events_too(tmp_path: Path) -> None:
    client = guarded(Ran(), dead_letters=tmp_path / "dead", max_attempts=3)
    for _ in range(3):
        assert said(send(client, b"no json")) == DEAD_LETTERED
    # The folder has it already, under the digest of its body.
    (kept,) = (tmp_path / "dead").iterdir()
    assert kept.read_bytes().endswith(b"\r\n\r\nno json")
    assert said(send(guarded(Ran()), b"no json")) == INVALID_EVENT


class Away:
    """A store that is not there, or full."""

    ttl, lease, sliding, max_attempts = 400_000, 300, False, 1

    def __init__(self, answer: Claim | Exception) -> None:
        self.answer = answer

    def claim(self, key: bytes, /) -> Claim:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def commit(self, token: bytes, /) -> Any: ...

    bury = renew = forget = commit

    def release(self, token: bytes, /, not_before: int = 0) -> Any: ...


@pytest.mark.parametrize(
    ("answer", "reason", "outcome"),
    [
        (StoreUnavailable("away"), "STORE_UNAVAILABLE", "unavailable"),
        (OSError("its own"), "STORE_UNAVAILABLE", "unavailable"),
        (Claim("full", retry_after=7), "FULL", "full"),
    ],
)
def test_of_a_sender_who_never_retries_nothing_is_sent_away(
    answer: Claim | Exception, reason: str, outcome: str, records: Records
) -> None:
    box, ran = Box(), Ran()
    body = b'{"ref":"main"}'

    def deliver(scheme: str, **settings: Any) -> Any:
        client = guarded(ran, scheme=scheme, store=Away(answer), scope="s", **settings)
        return said(send(client, body, {**github(body), **generic(body)}))

    assert deliver("github", dead_letters=box) == DEAD_LETTERED
    assert [(letter.reason, letter.attempt, letter.capture.body) for letter in box.letters] == [(reason, None, body)]
    # With a sink that fails, without one, and of senders who do come back, it is 503.
    box.is_broken = True
    unavailable = (503, {"error": "unavailable"})
    assert deliver("github", dead_letters=box) == unavailable
    assert deliver("github") == unavailable
    box.is_broken = False
    assert deliver("generic-hex", dedup="digest", dead_letters=box) == unavailable
    assert [record["outcome"] for record in records()] == ["dead_lettered", outcome, outcome, outcome]
    assert (ran.count, len(box.letters)) == (0, 1)


def test_github_has_one_attempt(records: Records) -> None:
    box, ran = Box(), Ran(fails)
    body = b'{"ref":"main"}'
    client = guarded(ran, scheme="github", dead_letters=box)
    assert said(send(client, body, github(body))) == DEAD_LETTERED
    assert said(send(client, body, github(body))) == DUPLICATE
    (letter,) = box.letters
    assert (letter.attempt, letter.event.type, ran.count) == (1, "push", 1)
    # More where they are asked for.
    client = guarded(Ran(fails), scheme="github", dead_letters=box, max_attempts=2)
    assert send(client, body, github(body)).status_code == 500
    assert said(send(client, body, github(body))) == DEAD_LETTERED


@pytest.mark.parametrize("store", ["memory:", None])
@pytest.mark.parametrize("interruption", [SystemExit(1), KeyboardInterrupt()])
def test_of_github_an_attempt_that_is_broken_off_is_the_last(interruption: BaseException, store: str | None) -> None:
    """As gunicorn does after its time-out: nobody sends the event again."""
    box, body = Box(), body_of()

    def view(event: Verified) -> Any:
        raise interruption

    client = guarded(Ran(view), scheme="github", store=store, dead_letters=box)
    with pytest.raises(type(interruption)):
        send(client, body, github(body))
    assert [letter.reason for letter in box.letters] == ["HANDLER_FAILED"]


def test_github_has_one_attempt_where_nothing_counts_it() -> None:
    box = Box()
    body = b'{"ref":"main"}'
    client = guarded(Ran(fails), scheme="github", store=None, dead_letters=box)
    assert said(send(client, body, github(body))) == DEAD_LETTERED
    assert len(box.letters[0].key) == 32
    # Others come back.
    client = guarded(Ran(fails), store=None, dead_letters=box)
    assert send(client, body_of()).status_code == 500
    assert len(box.letters) == 1


def test_a_letter_of_a_path_in_any_script(tmp_path: Path) -> None:
    """Where the server does not tell the target as it was sent."""
    client = guarded(Ran(fails), path="/hök/<name>", dead_letters=tmp_path / "dead", max_attempts=1)
    body = body_of()
    environ = {"RAW_URI": "", "REQUEST_URI": ""}
    answer = send(client, body, path="/hök/\N{SNOWMAN} x?q=\N{SNOWMAN}", environ_overrides=environ)
    assert said(answer) == DEAD_LETTERED
    (kept,) = (tmp_path / "dead").iterdir()
    assert kept.read_bytes().startswith(b"POST /h%C3%B6k/%E2%98%83%20x HTTP/1.1\r\n")


def test_attempts_are_those_of_the_store_object() -> None:
    box, ran = Box(), Ran(fails)
    client = guarded(ran, store=MemoryStore(max_attempts=1), dead_letters=box)
    assert said(send(client, body_of())) == DEAD_LETTERED
    assert (ran.count, len(box.letters)) == (1, 1)


def test_a_letter_can_be_signed_anew_and_replayed(tmp_path: Path) -> None:
    """The capture has all that a new delivery needs."""
    client = guarded(Ran(fails), dead_letters=tmp_path / "dead", max_attempts=1)
    body = body_of()
    send(client, body)
    folder = DeadLetterFolder(tmp_path / "dead")
    capture = folder.get(folder.list()[0].dedup_key)
    assert (capture.method, capture.target, capture.body, capture.scope) == ("POST", "/hook", body, "hooks")
    assert dict(capture.headers)["X-Webhook-Signature"] == f"sha256={tag(body, SECRET)}"
    ran = Ran()
    assert send(guarded(ran), capture.body, dict(capture.headers)).status_code == 200


@pytest.mark.parametrize("lost", [ConnectionResetError, TimeoutError])
def test_a_queue_that_is_lost_gives_what_its_sender_never_sends_again_to_the_sink(lost: type[Exception]) -> None:
    box = Box()
    blueprint = hooks(scheme="github", dead_letters=box)

    def enqueue(_handler: Any, _job: Any) -> None:
        raise lost

    blueprint.on("push", queue=enqueue)(Ran())
    body = body_of()
    assert said(send(dispatched(blueprint), body, github(body))) == DEAD_LETTERED
    assert [(letter.reason, letter.attempt) for letter in box.letters] == [("QUEUE_UNAVAILABLE", 1)]


def test_a_generator_function_is_no_sink() -> None:
    def sink(letter: Letter) -> Any:
        yield letter

    with pytest.raises(ArgumentInvalid, match="yield"):
        hooks(dead_letters=sink, max_attempts=1)
