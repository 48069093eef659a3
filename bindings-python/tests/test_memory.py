"""Nothing leaks, and a body that streams through takes no memory of its size.

Growth is measured in a process of its own, as the kernel counts it: `VmHWM`, the most that was ever resident, set back
to what is resident through `/proc/self/clear_refs` when everything is warm. A kernel that is short of memory takes
pages of files away and brings them back, which looks like growth: so the least of some measurements counts.
"""

import gc
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hookseal import Scheme, Signer, Verifier, WebhookError
from hookseal.stores import MemoryStore
from vector_cases import valid

needs_linux = pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="Linux counts resident pages")

PEAK = '''
import sys, hookseal

def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))

def reset():
    with open("/proc/self/clear_refs", "w") as refs:
        refs.write("5")

MEBI = 1 << 20
verifier = hookseal.Verifier("github", secrets=["It's a Secret to Everybody"], max_body=1 << 30, dedup="none")
headers = {"X-Hub-Signature-256": "sha256=" + "0" * 64}

def grown(work):
    """KiB that the peak rises by, everything that is only made once being there."""
    for _ in range(3):
        stream(chunk[:65536], 3)
        reset()
        peak()
    reset()
    idle = peak()
    work()
    return peak() - idle

def stream(chunk, times):
    verification = verifier.start(headers)
    for _ in range(times):
        verification.update(chunk)
    try:
        verification.finish()
    except hookseal.errors.SignatureMismatch:
        pass
'''

STREAMS = {
    "bytes": "chunk, times = bytes(65536), 1600",
    "bytearray": "chunk, times = bytearray(65536), 1600",
    "memoryview": "chunk, times = memoryview(bytearray(65536)), 1600",
    "one memoryview": "chunk, times = memoryview(bytearray(100 * MEBI)), 1",
    "one bytes": "chunk, times = bytes(100 * MEBI), 1",
}


TRIES = 4


def grown(code: str) -> int:
    """What a process of its own prints."""
    run = subprocess.run([sys.executable, "-c", PEAK + code], capture_output=True, text=True, check=True)
    return int(run.stdout)


@needs_linux
@pytest.mark.parametrize("kind", STREAMS)
def test_streaming_takes_no_memory(kind: str) -> None:
    code = f"{STREAMS[kind]}\nprint(grown(lambda: stream(chunk, times)))"
    assert any(grown(code) <= 64 for _ in range(TRIES))


@needs_linux
def test_what_is_measured_is_seen() -> None:
    assert any(grown(f"{STREAMS['bytes']}\nprint(grown(lambda: None))") < 16 for _ in range(TRIES))
    # Part of it may lie in pages that were there already.
    assert grown(f"{STREAMS['bytes']}\nprint(grown(lambda: bytearray(b'x') * MEBI))") >= 512


CASE = valid("stripe")
VERIFIER = CASE.verifier()
SIGNER = Signer("stripe", "s" * 20)
STORE = MemoryStore(capacity=64, full="unguarded")


def _raises(call: Callable[[], Any]) -> Callable[[], Any]:
    def attempt() -> None:
        try:
            call()
        except (WebhookError, TypeError):
            return
        raise AssertionError("this was to fail")

    return attempt


def _stream(body: Any) -> None:
    verification = VERIFIER.start(CASE.headers, **CASE.facts)
    verification.update(body)
    verification.finish().dedup_key("scope")


def _settle(number: list[int]) -> None:
    number[0] += 1
    claim = STORE.claim((number[0] % 32).to_bytes(16), now=number[0] // 64)
    if claim.token:
        STORE.commit(claim.token, now=number[0] // 64)


def _read(verified: Any) -> None:
    for name in ("scheme", "id", "type", "version", "timestamp", "key_index", "body", "field_error"):
        getattr(verified, name)
    repr(verified)


BODY, HEADERS, FACTS = CASE.body, dict(CASE.headers), CASE.facts
PAIRS = [(name.encode(), value.encode()) for name, value in CASE.headers]
WORK: dict[str, tuple[int, Callable[[], Any]]] = {
    "valid": (150_000, lambda: VERIFIER.verify(BODY, HEADERS, **FACTS)),
    "valid pairs": (50_000, lambda: VERIFIER.verify(bytearray(BODY), PAIRS, **FACTS)),
    "valid text": (50_000, lambda: VERIFIER.verify(BODY.decode(), iter(CASE.headers), **FACTS)),
    "refused": (150_000, _raises(lambda: VERIFIER.verify(BODY + b" ", HEADERS, **FACTS))),
    "unsigned": (100_000, _raises(lambda: VERIFIER.verify(BODY, {}, **FACTS))),
    "wrong argument": (100_000, _raises(lambda: VERIFIER.verify(5, HEADERS))),  # type: ignore[arg-type]
    "wrong header": (100_000, _raises(lambda: VERIFIER.verify(BODY, {"Stripe-Signature": "\u0100"}))),
    "wrong name": (50_000, _raises(lambda: VERIFIER.verify(BODY, HEADERS, colour="red"))),  # type: ignore[call-arg]
    "stream": (50_000, lambda: _stream(memoryview(bytearray(BODY)))),
    "fields": (50_000, lambda: _read(VERIFIER.verify(BODY, HEADERS, **FACTS))),
    "json": (30_000, lambda: VERIFIER.verify(BODY, HEADERS, **FACTS).json()),
    "sign": (50_000, lambda: SIGNER.sign(BODY, timestamp=1_700_000_000)),
    "store": (60_000, lambda number=[0]: _settle(number)),  # type: ignore[misc]
    "set up": (20_000, lambda: Verifier("stripe", secrets=["s" * 20])),
    "set up wrongly": (20_000, _raises(lambda: Verifier("stripe", secrets=[" "]))),
    "own scheme": (20_000, lambda: Scheme("acme", dedup="none").to_dict()),
}


def test_there_are_enough_calls() -> None:
    assert sum(count for count, _ in WORK.values()) >= 1_000_000


def anonymous() -> int:
    """KiB of this process's own memory, wherever the kernel keeps it."""
    lines = [line.split() for line in Path("/proc/self/status").read_text().splitlines()]
    return sum(int(line[1]) for line in lines if line[0] in ("RssAnon:", "VmSwap:"))


@needs_linux
@pytest.mark.parametrize("kind", WORK)
def test_no_leak(kind: str) -> None:
    count, work = WORK[kind]
    shared = [BODY, HEADERS, PAIRS, VERIFIER, CASE.headers, None, WebhookError, *HEADERS.values()]
    for _ in range(count // 10):
        work()
    gc.collect()
    blocks, before, references = sys.getallocatedblocks(), anonymous(), [sys.getrefcount(item) for item in shared]
    for _ in range(count - count // 10):
        work()
    gc.collect()
    # A leak of one object in fifty calls would show; some hundred come and go with what Python itself keeps.
    assert sys.getallocatedblocks() - blocks < 200 + count // 100
    assert all(abs(sys.getrefcount(item) - was) < 50 for item, was in zip(shared, references, strict=True))
    assert anonymous() - before < 2 << 10
