"""Any value as any argument: what comes out is a result, a `WebhookError`, or a `TypeError`."""

import copy
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hookseal
import pytest
from bad_values import COUNT, Raises, bad
from hookseal import (
    ApiKeys,
    Capture,
    CertificatePins,
    DeadLetter,
    DeadLetterFolder,
    RetrySchedule,
    RetryVerdict,
    Scheme,
    Signer,
    Verification,
    Verified,
    Verifier,
    WebhookError,
    errors,
)
from hookseal._native import check_lifetime, check_store_options, postgres_statements, render_record
from hookseal.stores import FileStore, MemoryStore
from vector_cases import valid

KEY, TOKEN, SECRET = bytes(16), bytes(32), "It's a Secret to Everybody"
GITHUB = Verifier("github", secrets=[SECRET])
STRIPE = valid("stripe")
VERIFIED = STRIPE.verifier().verify(STRIPE.body, STRIPE.headers, **STRIPE.facts)
SIGNED = Signer("github", SECRET).sign(b"{}")
CAPTURE = Capture("POST", "/", [], b"{}", verifier=GITHUB)
RECORD = {"time": 1, "scheme": "s", "endpoint": "e", "outcome": "ok", "status": 200, "body_bytes": 1, "duration_us": 1}
STEPS = {"base_ms": 1, "factor": 2, "cap_ms": 10, "retries": 3}
NEXT = {"jitter_key": KEY, "event": KEY}


def call(function: Callable[..., Any], positional: tuple[Any, ...], optional: tuple[str, ...], **named: Any) -> Any:
    """A callable, with arguments that it takes and the names of those that may be left out."""
    return pytest.param(function, positional, named, optional, id=getattr(function, "__qualname__", repr(function)))


def memory() -> MemoryStore:
    """A small one."""
    return MemoryStore(capacity=16)


FACTS = ("method", "url", "now", "content_length", "certificate")
JITTER = ("jitter", "max_age_ms")
FIELDS = tuple(
    "family key signed signature timestamp id type version dedup bodies_repeat sender_retries max_body source".split()
)
KNOWN = ("received", "scope", "dedup_key", "event_id", "event_type", "attempt", "reason")

CALLS = [
    call(hookseal.parse_retry_after, ("5", 1), ()),
    call(check_lifetime, (GITHUB, 600), ("sliding", "min_age")),
    call(check_store_options, (600, 60, False, 3, 2.0, 2.0, 32), ()),
    call(postgres_statements, ("events",), ()),
    call(render_record, (), ("verified", "error", "attempt"), **RECORD),
    call(ApiKeys, (["k" * 20],), (), header="X-Key"),
    call(ApiKeys.bearer, (["k" * 20],), ()),
    call(ApiKeys(["k" * 20], header="X-Key").check, ({"X-Key": "k" * 20},), ()),
    call(CertificatePins, (["0" * 64],), ()),
    call(CertificatePins(["0" * 64]).check, (b"der",), ()),
    call(Capture, ("POST", "/", [], b"{}"), KNOWN, verifier=GITHUB),
    call(Capture.from_bytes, (CAPTURE.to_bytes(),), ()),
    call(RetrySchedule.preset, ("classic",), JITTER),
    call(RetrySchedule.list, ([1, 2],), JITTER),
    call(RetrySchedule.exponential, (), JITTER, **STEPS),
    call(RetrySchedule.preset("classic").next, (1, 0, 503), ("retry_after_ms",), **NEXT),
    call(RetrySchedule.preset("classic").required_ttl, (), ("sliding",)),
    call(Scheme, ("acme",), FIELDS),
    call(Scheme.builtin, ("github",), ()),
    call(Scheme.from_toml, ('name = "acme"',), ()),
    call(Signer, ("github", SECRET), ()),
    call(Signer("twitch", SECRET).sign, (b"{}",), ("id", "timestamp", "method", "url", "headers")),
    call(Signer("hubspot", SECRET).sign, (b"{}",), ("id", "timestamp", "method", "url", "headers")),
    call(Verifier, ("github",), ("tolerance", "max_body", "dedup", "api_keys", "certificates"), secrets=[SECRET]),
    call(GITHUB.verify, (b"{}", SIGNED), FACTS),
    call(GITHUB.start, (SIGNED,), FACTS),
    call(lambda body: GITHUB.start(SIGNED).verify(body), (b"{}",), ()),
    call(lambda chunk: GITHUB.start(SIGNED).update(chunk), (b"{}",), ()),
    call(Verifier("github", secrets=[SECRET]).__exit__, (None, None, None), ()),
    call(Signer("github", SECRET).__exit__, (None, None, None), ()),
    call(GITHUB.start(SIGNED).__exit__, (None, None, None), ()),
    call(VERIFIED.dedup_key, (), ("scope",)),
    call(VERIFIED.body_key, (), ("scope",)),
    call(MemoryStore, (), ("capacity", "ttl", "lease", "sliding", "max_attempts", "full", "epoch")),
    *(call(getattr(memory(), name), (KEY,), ("now",)) for name in ("claim", "forget")),
    *(call(getattr(memory(), name), (TOKEN,), ("now",)) for name in ("commit", "bury", "renew")),
    call(memory().release, (TOKEN, 0), ("now",)),
    call(memory().load, (), ("now",)),
    call(memory().take_warning, (), ("now",)),
]

# What would ask for so much memory that the machine has to find it first.
HUGE = (2**31, 2**32)


@pytest.mark.parametrize(("function", "positional", "named", "optional"), CALLS)
def test_any_value(
    function: Callable[..., Any], positional: tuple[Any, ...], named: dict[str, Any], optional: tuple[str, ...]
) -> None:
    for number in range(COUNT):
        for place in range(len(positional)):
            attempt(function, (*positional[:place], bad(number), *positional[place + 1 :]), named)
        for name in (*named, *optional):
            value = bad(number)
            if name == "capacity" and type(value) is int and value in HUGE:
                continue
            attempt(function, positional, {**named, name: value})


def attempt(function: Callable[..., Any], positional: tuple[Any, ...], named: dict[str, Any]) -> None:
    """Calls it, and lets pass what may come out."""
    try:
        function(*positional, **named)
    except (WebhookError, TypeError):
        pass


PATHS = ["", "\0", "\ud800", "x" * 300, "/", "/dev/null", "/dev/zero/x", "/proc/self/mem", ".", "é" * 5000]


@pytest.mark.parametrize("make", [FileStore, DeadLetterFolder, Scheme.from_file])
def test_any_path(make: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    others = [value for value in map(bad, range(COUNT)) if not isinstance(value, str)]
    for path in [*PATHS, *others, Path("/dev/null"), Path("\ud800")]:
        attempt(make, (path,), {})
    with pytest.raises(errors.ArgumentInvalid) as caught:
        make(Raises())
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_any_value_on_disk(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    folder, store = DeadLetterFolder(tmp_path / "dead"), FileStore(tmp_path / "window", capacity=16)
    files = iter(range(1_000_000))
    for number in range(COUNT):
        for place in range(2):
            attempt(folder.put, tuple(bad(number) if at == place else (KEY, CAPTURE)[at] for at in range(2)), {})
        for function in (folder.get, folder.forget, store.claim, store.commit, store.bury, store.renew, store.forget):
            attempt(function, (bad(number),), {})
        attempt(store.release, (TOKEN, bad(number)), {})
        for function in (store.claim, store.forget):
            attempt(function, (KEY,), {"now": bad(number)})
        for name in ("max_bytes", "max_files"):
            attempt(DeadLetterFolder, (tmp_path / "dead",), {name: bad(number)})
        for name in ("ttl", "lease", "sliding", "max_attempts", "full", "durable"):
            attempt(FileStore, (tmp_path / f"{next(files)}",), {"capacity": 16, name: bad(number)})
    for capacity in (0, -1, 2**64, 10**400, None, "16", 1.5, float("nan")):
        if capacity is not None:
            attempt(FileStore, (tmp_path / f"{next(files)}",), {"capacity": capacity})


def test_huge_capacities() -> None:
    for capacity in (2**40, 2**50, 2**62, 2**63, 2**64 - 1, 2**64):
        with pytest.raises((errors.WindowConfig, errors.ArgumentInvalid)):
            MemoryStore(capacity=capacity)


@pytest.mark.parametrize(
    "call",
    [
        lambda text: hookseal.Verifier("github", secrets=[text]),
        lambda text: hookseal.Signer("github", text),
        lambda text: hookseal.ApiKeys([text], header="X-Key"),
        lambda text: hookseal.Signer("github", "a secret of ours").sign(text),
    ],
)
def test_no_error_holds_a_secret_or_a_body(call: Any) -> None:
    """As what Python raises where text cannot be encoded does."""
    with pytest.raises(errors.ArgumentInvalid, match="half of a surrogate pair") as refused:
        call("hunter2\ud800")
    assert refused.value.__cause__ is refused.value.__context__ is None


@pytest.mark.parametrize("value", ["\u0100", "a\u20ac", "\ud800", "\U0001f600", "é\u0100"])
@pytest.mark.parametrize("shape", [dict, list, tuple])
def test_header_text_is_latin1(value: str, shape: Callable[..., Any]) -> None:
    with pytest.raises(errors.ArgumentInvalid):
        GITHUB.verify(b"{}", shape([("X-Hub-Signature-256", value)]))
    # Nobody looks at what is not read.
    with pytest.raises(errors.SignatureMissing):
        GITHUB.verify(b"{}", shape([("Cookie", value), (value, "x")]))


def test_body_text_is_utf8() -> None:
    assert GITHUB.verify("{}", SIGNED).body == b"{}"
    for body in ("\ud800", "{}\udfff"):
        with pytest.raises(errors.ArgumentInvalid):
            GITHUB.verify(body, SIGNED)
        with pytest.raises(errors.ArgumentInvalid):
            GITHUB.start(SIGNED).update(body)


def test_what_the_argument_raised_is_the_cause() -> None:
    with pytest.raises(errors.ArgumentInvalid) as caught:
        GITHUB.verify(b"{}", Raises())
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


@pytest.mark.parametrize("signal", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_signals_go_through(signal: type[BaseException]) -> None:
    def interrupted() -> Any:
        yield ("a", "b")
        raise signal

    with pytest.raises(signal):
        GITHUB.verify(b"{}", interrupted())


@pytest.mark.parametrize("cls", [Verified, Verification, DeadLetter, RetryVerdict, RetrySchedule])
def test_nobody_makes_one(cls: type) -> None:
    for make in (cls, cls.__new__, object.__new__):
        for arguments in ((), (cls,), (cls, b"{}")):
            with pytest.raises(TypeError):
                make(*arguments)


@pytest.mark.parametrize("cls", [Verified, Verification, Verifier, Scheme, Signer, MemoryStore, FileStore])
def test_nobody_extends_one(cls: type) -> None:
    with pytest.raises(TypeError):
        type("Forged", (cls,), {})


def test_a_result_is_neither_copied_nor_pickled() -> None:
    for way in (copy.copy, copy.deepcopy):
        with pytest.raises(errors.ArgumentInvalid):
            way(VERIFIED)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(errors.ArgumentInvalid):
            pickle.dumps(VERIFIED, protocol)
    for name in ("id", "type", "body", "dedup_key", "forged", "__class__", "__dict__"):
        with pytest.raises((AttributeError, TypeError)):
            setattr(VERIFIED, name, "forged")
    assert not hasattr(VERIFIED, "__dict__") and not hasattr(VERIFIED, "__setstate__")

    class Other:
        pass

    with pytest.raises(TypeError):
        Other().__class__ = Verified  # type: ignore[assignment]


def test_an_interpreter_ends_in_peace() -> None:
    """With objects alive that hold secrets, bodies and threads' state."""
    code = (
        "import hookseal\n"
        "v, s = hookseal.Verifier('github', secrets=['x' * 20]), hookseal.Signer('github', 'x' * 20)\n"
        "r = v.verify(b'{}', s.sign(b'{}')); started = v.start(s.sign(b'{}'))\n"
        "class Late:\n    def __del__(self): v.verify(b'{}', s.sign(b'{}')); r.json()\n"
        "late = Late()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "Panic" not in done.stderr, done.stderr
