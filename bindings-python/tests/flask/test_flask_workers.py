"""Gunicorn's workers on one file: one run for each event, whatever dies or hangs up in between."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask_servers import Gunicorn, head
from flask_support import DUPLICATE, body_of, generic


def test_of_many_copies_at_once_one_runs() -> None:
    events, copies = 6, 50
    store = "file:FOLDER/hooks.window?capacity=4096"
    with Gunicorn({"/hook": {"store": store}}, "--workers", "8", "--preload") as server:
        bodies = [body_of(f"evt_{n}", sleep=0.05) for n in range(events)] * copies
        with ThreadPoolExecutor(copies) as pool:
            answers = list(pool.map(lambda body: server.post("/hook", body), bodies))
        assert Counter(server.notes) == Counter(
            line for n in range(events) for line in (f"start evt_{n} 1", f"end evt_{n}")
        )
        handled = [content for status, content in answers if status == 200 and "id" in content]
        assert sorted(content["id"] for content in handled) == sorted(f"evt_{n}" for n in range(events))
        assert len({content["pid"] for content in handled}) > 1, "one worker did it all"
        assert Counter(status for status, _ in answers).keys() <= {200, 503}
        for n in range(events):
            assert server.post("/hook", bodies[n]) == DUPLICATE
        assert Counter(record["outcome"] for record in server.records) == Counter(
            ok=events,
            duplicate=events + sum(content == DUPLICATE[1] for _, content in answers),
            in_flight=sum(status == 503 for status, _ in answers),
        )


def test_a_worker_that_dies_in_the_handler_leaves_its_event_to_the_next() -> None:
    store = "file:FOLDER/hooks.window?capacity=4096&lease=2"
    with Gunicorn({"/hook": {"store": store}}, "--workers", "2") as server:
        body = body_of("evt_1", kill=True)
        with pytest.raises(OSError):
            server.post("/hook", body)
        died = time.monotonic()
        # Its lease still runs.
        assert server.post("/hook", body)[0] == 503
        while server.post("/hook", body)[0] == 503:
            assert time.monotonic() < died + 10
            time.sleep(0.1)
        assert time.monotonic() - died > 1
        for _ in range(3):
            assert server.post("/hook", body) == DUPLICATE
        assert server.notes == ["start evt_1 1", "start evt_1 2", "end evt_1"]
        assert server.post("/hook", body_of("evt_2"))[0] == 200


@pytest.fixture(params=[["--workers", "2"], ["--threads", "4"]], ids=["sync", "gthread"])
def hung_up(request: pytest.FixtureRequest) -> Gunicorn:
    return Gunicorn({"/hook": {"store": "file:FOLDER/hooks.window?capacity=4096"}}, *request.param)


def test_a_sender_who_hangs_up_meets_its_own_event(hung_up: Gunicorn) -> None:
    with hung_up as server:
        body = body_of("evt_1", sleep=3)
        with server.raw() as connection:
            connection.sendall(head("/hook", {**generic(body), "Content-Length": str(len(body))}) + body)
            time.sleep(0.1)
        started = time.monotonic()
        server.until("start evt_1 1")
        status, content = server.post("/hook", body)
        assert (status, content) == (503, {"error": "unavailable"})
        assert time.monotonic() - started < 2, "it waited for the other"
        server.until("end evt_1")
        server.until('"outcome":"ok"')
        assert server.post("/hook", body) == DUPLICATE
        assert server.notes == ["start evt_1 1", "end evt_1"]


def test_a_store_in_memory_of_two_workers_is_refused_at_the_first_request() -> None:
    with Gunicorn(
        {"/hook": {"store": "memory:"}, "/alone": {"store": "memory:", "single_process": True}}, "--workers", "2"
    ) as server:
        assert server.post("/hook", body_of()) == (500, {"error": "misconfigured"})
        assert server.notes == []
        assert "single_process=True" in server.log
        assert [(record["outcome"], record["error"]) for record in server.records] == [
            ("misconfigured", "STORE_CONFIG")
        ]
        assert server.post("/alone", body_of())[0] == 200


def test_a_storm_of_one_event_that_always_fails() -> None:
    """At most `max_attempts` runs, and exactly one dead letter, over all workers."""
    settings = {"store": "file:FOLDER/hooks.window?capacity=4096", "max_attempts": 2, "dead_letters": "FOLDER/dead"}
    with Gunicorn({"/hook": settings}, "--workers", "3", "--preload") as server:
        body = body_of("evt_1", fail=True)
        with ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(lambda _: server.post("/hook", body)[0], range(200)))
        assert set(answers) <= {200, 500, 503}
        assert server.post("/hook", body) == DUPLICATE
        assert server.notes == ["start evt_1 1", "start evt_1 2"]
        (letter,) = (server.folder / "dead").iterdir()
        assert letter.read_bytes().endswith(body)
        assert sum(record["outcome"] == "dead_lettered" for record in server.records) == 1
