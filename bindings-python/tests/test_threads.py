"""Objects that many threads share."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hookseal import Signer, Verifier, WebhookError, errors
from hookseal.stores import FileStore, MemoryStore
from vector_cases import valid

THREADS = 8
SECRET = "It's a Secret to Everybody"
DEADLINE = 20


def at_once(work: Callable[[int], Any], threads: int = THREADS) -> list[Any]:
    """What each thread gave; they begin together and have to end in time."""
    barrier = threading.Barrier(threads)

    def run(number: int) -> Any:
        barrier.wait()
        return work(number)

    pool = ThreadPoolExecutor(threads)
    futures = [pool.submit(run, number) for number in range(threads)]
    # Not `with`: that would wait for threads that are stuck.
    try:
        return [future.result(DEADLINE) for future in futures]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def test_a_shared_verifier() -> None:
    bodies = [b'{"n": %d}' % number + b" " * (number * 700) for number in range(THREADS)]
    signer = Signer("github", SECRET)
    verifier = Verifier("github", secrets=["another secret of ours", SECRET], dedup="digest")

    def work(number: int) -> int:
        body, valid_ones = bodies[number], 0
        for turn in range(300):
            headers = signer.sign(body)
            given: Any = (bytes, bytearray, memoryview)[turn % 3](body)
            verified = verifier.verify(given, headers)
            valid_ones += verified.body == body and verified.key_index == 1
            with pytest.raises(errors.SignatureMismatch):
                verifier.verify(given, {"X-Hub-Signature-256": "sha256=" + "0" * 64})
        return valid_ones

    assert at_once(work) == [300] * THREADS


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> MemoryStore | FileStore:
    """One for all threads."""
    tmp_path.chmod(0o700)
    return MemoryStore(capacity=1 << 14) if request.param == "memory" else FileStore(tmp_path / "w", capacity=1 << 14)


def answered(call: Callable[[bytes], Any], argument: bytes) -> Any:
    """What a store answers: where the thread that holds a file is kept from running for 250 ms, it is asked again."""
    until = time.monotonic() + DEADLINE
    while True:
        try:
            return call(argument)
        except errors.StoreUnavailable:
            assert time.monotonic() < until


def test_each_event_has_one_owner(store: MemoryStore | FileStore) -> None:
    events = [number.to_bytes(16) for number in range(2000)]

    def work(number: int) -> Counter[tuple[bytes, str]]:
        seen: Counter[tuple[bytes, str]] = Counter()
        for event in events[number * 100 :] + events[: number * 100]:
            claim = answered(store.claim, event)
            seen[event, claim.state] += 1
            if claim.state == "claimed":
                assert claim.token
                seen[event, answered(store.commit, claim.token)] += 1
        return seen

    total = sum(at_once(work), Counter[tuple[bytes, str]]())
    for event in events:
        assert total[event, "claimed"] == total[event, "ok"] == 1
        assert total[event, "in_flight"] + total[event, "done"] == THREADS - 1
    assert store.counters()["committed"] == len(events)


@pytest.mark.parametrize("size", [100, 1 << 20])
def test_closing_during_calls(size: int) -> None:
    body, signer = b"x" * size, Signer("github", SECRET)
    headers = signer.sign(body)
    for _ in range(5):
        verifier = Verifier("github", secrets=[SECRET])
        begun, closed = threading.Event(), threading.Event()

        def work(
            number: int, verifier: Verifier = verifier, begun: threading.Event = begun, closed: threading.Event = closed
        ) -> tuple[int, str]:
            if number == 0:
                begun.wait(DEADLINE)
                verifier.close()
                closed.set()
            done = 0
            while True:
                was_closed = closed.is_set()
                try:
                    assert verifier.verify(body, headers).key_index == 0
                except WebhookError as error:
                    return done, error.name
                assert not was_closed
                begun.set()
                done += 1

        results = at_once(work)
        assert {name for _, name in results} == {"STATE"}
        assert sum(done for done, _ in results) > 0


def test_closing_a_signer_during_calls() -> None:
    signer = Signer("github", SECRET)

    def work(number: int) -> str:
        try:
            while True:
                if number == 0:
                    time.sleep(0.005)
                    signer.close()
                signer.sign(b"x" * 4096)
        except WebhookError as error:
            return error.name

    assert set(at_once(work)) == {"STATE"}


def test_a_shared_verification() -> None:
    """Which thread's piece comes first is open; that each is taken whole and once is not."""
    piece = b"x" * 4096
    headers = Signer("github", SECRET).sign(piece * THREADS * 20)
    verification = Verifier("github", secrets=[SECRET]).start(headers)

    def work(_: int) -> None:
        for _ in range(20):
            verification.update(piece)

    at_once(work)
    assert verification.finish().key_index == 0
    results = at_once(lambda _: _name_of(verification.finish))
    assert set(results) == {"STATE"}


def _name_of(call: Callable[[], Any]) -> str:
    try:
        call()
    except WebhookError as error:
        return error.name
    return "none"


def test_one_finish_of_many() -> None:
    case = valid("github")
    verifier = case.verifier()
    for _ in range(50):
        verification = verifier.start(case.headers, **case.facts)
        verification.update(case.body)
        results = Counter(at_once(lambda _, call=verification.finish: _name_of(call), 4))  # type: ignore[misc]
        assert results == {"none": 1, "STATE": 3}


def test_other_threads_run_while_one_hashes() -> None:
    """The interpreter is let go of for a large body, so that others can go on."""
    body = bytes(64 << 20)
    verifier = Verifier("github", secrets=[SECRET], max_body=1 << 30)
    ticks, is_over = [0], threading.Event()

    def tick() -> None:
        while not is_over.wait(0.001):
            ticks[0] += 1

    def ticks_meanwhile() -> int:
        verification = verifier.start({"X-Hub-Signature-256": "sha256=" + "0" * 64})
        before = ticks[0]
        verification.update(body)
        return ticks[0] - before

    ticker = threading.Thread(target=tick)
    ticker.start()
    try:
        # One may fall in before and one after, however the interpreter is held; a busy machine may forget the ticker.
        assert any(ticks_meanwhile() >= 3 for _ in range(50))
    finally:
        is_over.set()
        ticker.join()
