"""Every script of `dedup.json`, on both embedded stores."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hookseal import WebhookError, errors
from hookseal.stores import Claim, FileStore, MemoryStore, Store, resize
from vector_cases import load

CASES = load("dedup.json")["cases"]
# Those that say nothing of a capacity have more than enough.
PLENTY = 4096

Window = MemoryStore | FileStore
Make = Callable[..., Window]


def maker(kind: str, tmp_path: Path) -> Make:
    """Makes stores of one kind."""
    if kind == "memory":
        return MemoryStore
    tmp_path.chmod(0o700)
    return lambda **settings: FileStore(tmp_path / "window", **settings)


@pytest.fixture(params=["memory", "file"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    """Makes stores of either kind."""
    return maker(request.param, tmp_path)


def scripts() -> list[Any]:
    """All scripts on both kinds; but a file's epoch follows from when it is made."""
    kinds = [(case, kind) for case in CASES for kind in ("memory", "file")]
    fitting = [(case, kind) for case, kind in kinds if kind == "memory" or "epoch" not in case["config"]]
    return [pytest.param(case, kind, id=f"{case['name']}-{kind}") for case, kind in fitting]


@pytest.mark.parametrize(("case", "kind"), scripts())
def test_script(case: dict[str, Any], kind: str, tmp_path: Path) -> None:
    make, settings = maker(kind, tmp_path), {"capacity": PLENTY, **case["config"]}
    if "config_error" in case:
        with pytest.raises(errors.BY_NAME[case["config_error"]]):
            make(**settings)
        return
    store, tokens = make(**settings), dict[str, bytes]()
    start = load("dedup.json")["start"]
    for number, step in enumerate(case["steps"]):
        try:
            answer = call(store, case, step, tokens, start + step["at"])
        except WebhookError as error:
            answer = {"error": error.name}
        assert answer == step["expect"], f"step {number}: {step}"


def call(store: Window, case: dict[str, Any], step: dict[str, Any], tokens: dict[str, bytes], now: int) -> Any:
    """What a step answers, as a vector's `expect`."""
    if step["call"] == "claim":
        claim = store.claim(bytes.fromhex(case["keys"][step["event"]]), now=now)
        if claim.token:
            tokens[step["token"]] = claim.token
        value = claim.retry_after if claim.attempt is None else claim.attempt
        return claim.state if value is None else {claim.state: value}
    if step["call"] == "forget":
        return store.forget(bytes.fromhex(case["keys"][step["event"]]), now=now)
    token = bytearray(tokens[step["token"]] if "token" in step else bytes.fromhex(step["token_hex"]))
    if "flip" in step:
        token[step["flip"] // 8] ^= 1 << step["flip"] % 8
    wait = [step["not_before"]] if "not_before" in step else []
    return getattr(store, step["call"])(bytes(token), *wait, now=now)


def test_stores_are_stores(make: Make) -> None:
    store = make(capacity=100, ttl=600, lease=60, max_attempts=3, full={"evict_done": 300})
    assert isinstance(store, Store)
    assert (store.capacity, store.ttl, store.lease, store.sliding) == (112, 600, 60, False)
    assert (store.max_attempts, store.min_age, store.load()) == (3, 300, 0)
    assert (make is MemoryStore) == repr(store).startswith("<hookseal.stores.MemoryStore of 112")


def test_claims_are_neither_true_nor_false(make: Make) -> None:
    claim = make(capacity=16).claim(bytes(16))
    assert isinstance(claim, Claim) and claim.state == "claimed" and claim.attempt == 1
    assert claim.token and len(claim.token) == 32
    with pytest.raises(TypeError):
        bool(claim)
    with pytest.raises(AttributeError):
        claim.state = "done"  # type: ignore[misc]


def test_counters(make: Make) -> None:
    store, now = make(capacity=16), int(time.time())
    claim = store.claim(bytes(16), now=now)
    store.claim(bytes(16), now=now)
    assert claim.token
    store.commit(claim.token, now=now)
    counters = store.counters()
    assert counters.pop("claimed") == counters.pop("committed") == 1
    assert {name: count for name, count in counters.items() if count} == {"duplicate_in_flight": 1}
    assert store.take_warning(now=now) is None


def test_another_window_knows_no_token(make: Make) -> None:
    claim = MemoryStore(capacity=16).claim(bytes(16))
    assert claim.token
    with pytest.raises(errors.TokenInvalid):
        make(capacity=16).commit(claim.token)


def test_a_file_keeps_its_own_settings(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    path = tmp_path / "window"
    first = FileStore(path, capacity=32, ttl=600, lease=60, sliding=True)
    claim = first.claim(bytes(16))
    again = FileStore(str(path))
    assert (again.capacity, again.ttl, again.lease, again.sliding, again.path) == (32, 600, 60, True, path)
    assert again.claim(bytes(16)).state == "in_flight"
    assert claim.token and again.commit(claim.token) == "ok"
    assert first.claim(bytes(16)).state == "done"
    with pytest.raises(errors.WindowMismatch):
        FileStore(path, ttl=601)
    (tmp_path / "other").write_bytes(b"no window" * 100)
    (tmp_path / "other").chmod(0o600)
    with pytest.raises(errors.WindowForeign):
        FileStore(tmp_path / "other")


def test_a_file_is_resized_under_those_who_use_it(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    path = tmp_path / "window"
    before = FileStore(path, capacity=32, ttl=600, lease=60)
    done, held = (before.claim(bytes([number]) * 16) for number in range(2))
    assert done.token and held.token and before.commit(done.token) == "ok"
    assert resize(path, ttl=1200, capacity=64) is None
    after = FileStore(path, ttl=1200)
    assert (after.capacity, after.ttl, after.lease, after.sliding) == (64, 1200, 60, False)
    # Nothing was forgotten, and whoever had it open goes on.
    assert before.claim(bytes([0]) * 16).state == after.claim(bytes([0]) * 16).state == "done"
    assert before.commit(held.token) == "ok" and after.claim(bytes([1]) * 16).state == "done"
    for number in range(2, 40):
        assert before.claim(bytes([number]) * 16).state == "claimed"
    with pytest.raises(errors.WindowTooSmall, match="40 live records"):
        resize(path, capacity=32)
    with pytest.raises(errors.WindowConfig):
        resize(path, ttl=0)
    with pytest.raises(errors.Io):
        resize(tmp_path / "none")
    assert FileStore(path).capacity == 64 and not (tmp_path / "none").exists()
