"""Every vector of `signatures.json`, in every way that Python can ask."""

import json
from collections.abc import Callable, Iterable
from email.message import Message
from typing import Any

import pytest
from hookseal import ApiKeys, Scheme, Verified, Verifier, WebhookError, errors
from vector_cases import Case, cases, described, valid

Headers = Any

LONG = 100_000


def pairs_of_bytes(headers: list[tuple[str, str]]) -> Headers:
    """As ASGI has them."""
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]


def dict_or_tuple(headers: list[tuple[str, str]]) -> Headers:
    """A dict, where no name is given twice."""
    is_single = len({name.lower() for name, _ in headers}) == len(headers)
    return dict(headers) if is_single else tuple(headers)


def message(headers: list[tuple[str, str]]) -> Headers:
    """As `http.server` has them: a mapping of which `items` shows duplicates."""
    made = Message()
    for name, value in headers:
        # Past the checks and folding that are for writing mail.
        made._headers.append((name, value))  # type: ignore[attr-defined]
    return made


def alternating(name: str) -> str:
    """Letters in turns."""
    return "".join(letter.lower() if at % 2 else letter.upper() for at, letter in enumerate(name))


def renamed(rename: Callable[[str], str]) -> Callable[[list[tuple[str, str]]], Headers]:
    """A list of pairs with the names in another letter case."""
    return lambda headers: [[rename(name), value] for name, value in headers]


BODIES: list[Callable[[bytes], Any]] = [bytes, bytearray, memoryview, lambda body: memoryview(bytearray(body))]
HEADERS: list[Callable[[list[tuple[str, str]]], Headers]] = [
    dict_or_tuple,
    list,
    pairs_of_bytes,
    message,
    renamed(str.upper),
    renamed(str.lower),
    renamed(alternating),
    lambda headers: iter(headers),
]


def refused(error: WebhookError, at: str) -> dict[str, Any]:
    """An error as a vector's `expect`."""
    assert type(error) is errors.BY_NAME[error.name]
    return {"error": error.name, "at": at} if at else {"error": error.name}


def at_once(case: Case, verifier: Verifier, headers: Headers, body: Any) -> dict[str, Any]:
    """One call."""
    try:
        verified = verifier.verify(body, headers, **case.facts)
    except WebhookError as error:
        return refused(error, "")
    assert verified.body == body and type(verified.body) is bytes
    return described(verified, verifier.weak, case.scope)


def in_pieces(case: Case, verifier: Verifier, pieces: Iterable[Any]) -> dict[str, Any]:
    """Streamed."""
    at = "start"
    try:
        with verifier.start(case.headers, **case.facts) as verification:
            for piece in pieces:
                at = "update"
                verification.update(piece)
            at = "finish"
            verified = verification.finish()
    except WebhookError as error:
        return refused(error, at)
    assert verified.body is None
    return described(verified, verifier.weak, case.scope)


def cut(body: bytes, size: int) -> list[bytes]:
    """Equal pieces."""
    return [body[at : at + size] for at in range(0, len(body), size)]


@pytest.mark.parametrize("case", cases(), ids=repr)
def test_vector(case: Case) -> None:
    try:
        verifier = case.verifier()
    except WebhookError as error:
        assert refused(error, "configure") == case.expect
        return
    body, whole = case.body, {name: value for name, value in case.expect.items() if name != "at"}
    headers = case.headers
    for number, shape in enumerate(HEADERS):
        given = BODIES[number % len(BODIES)](body)
        assert at_once(case, verifier, shape(headers), given) == whole, (shape, type(given))
    for size in (len(body) // 2 + 1,) if len(body) > LONG else (1, 7) if len(body) < 3000 else (1000,):
        for kind in BODIES:
            assert in_pieces(case, verifier, map(kind, cut(body, size))) == case.expect, (size, kind)
    if len(body) < LONG:
        whole_at_start = case.expect.get("at") == "start"
        try:
            verification = verifier.start(headers, **case.facts)
        except WebhookError as error:
            assert whole_at_start and error.name == case.expect["error"]
        else:
            check_whole(case, verifier, verification.verify, body)


def check_whole(case: Case, verifier: Verifier, verify: Callable[[bytes], Verified], body: bytes) -> None:
    """`Verification.verify`, as adapters use it."""
    try:
        verified = verify(body)
    except WebhookError as error:
        assert error.name == case.expect["error"]
    else:
        assert verified.body is body
        assert described(verified, verifier.weak, case.scope) == case.expect


def test_the_body_is_what_was_hashed() -> None:
    case = valid("github")
    verifier, body = case.verifier(), bytearray(case.body)
    verified = verifier.verify(body, case.headers, **case.facts)
    body[:] = b"x" * len(body)
    assert verified.body == case.body
    kept = verifier.verify(case_body := bytes(case.body), case.headers, **case.facts)
    assert kept.body is case_body


def test_json() -> None:
    case = valid("stripe")
    verified = case.verifier().verify(case.body, case.headers, **case.facts)
    assert verified.json() == json.loads(case.body)
    assert verified.json() is not verified.json()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('{"a": 1}', {"a": 1}),
        ('\ufeff{"a": "é"}', {"a": "é"}),
        ("[1, 2]", [1, 2]),
        ('"text"', "text"),
        ('{"a": 1, "a": 2}', {"a": 2}),
        ("1e999", float("inf")),
    ],
)
def test_json_of(body: str, expected: Any) -> None:
    assert guarded(body.encode()).json() == expected


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff", b"{", b"NaN", b"[Infinity]", b"-Infinity", b'{"a": 1} x', b"a=b", b"[" * 200_000, b"9" * 5000],
)
def test_json_refused(body: bytes) -> None:
    with pytest.raises(errors.EventNotJson) as refused:
        guarded(body).json()
    # What the decoder raises holds the body, which whoever gathers errors would keep.
    assert refused.value.__cause__ is refused.value.__context__ is None


def guarded(body: bytes) -> Verified:
    """A delivery that only an API key protects, so that any body is genuine."""
    verifier = Verifier(Scheme("open"), api_keys=ApiKeys(["k" * 20], header="X-Key"))
    return verifier.verify(body, {"X-Key": "k" * 20})


def test_states_are_sticky() -> None:
    case = valid("github")
    verifier, body = case.verifier(), case.body
    short = Verifier("github", secrets=case.row["secrets"], max_body=4)
    verification = short.start(case.headers, **case.facts)
    with pytest.raises(errors.BodyTooLarge):
        verification.update(body)
    for kind in BODIES:
        with pytest.raises(errors.State):
            verification.update(kind(b""))
    for call in (verification.finish, lambda: verification.verify(body)):
        with pytest.raises(errors.State):
            call()

    verification = verifier.start(case.headers, **case.facts)
    verification.update(body)
    with pytest.raises(errors.State):
        verification.verify(body)
    with pytest.raises(errors.State):
        verification.finish()

    verification = verifier.start(case.headers, **case.facts)
    verification.update(body)
    verified = verification.finish()
    with pytest.raises(errors.State):
        verification.finish()
    with pytest.raises(errors.State):
        verification.update(b"")
    with pytest.raises(errors.State):
        verified.json()

    with verifier.start(case.headers, **case.facts) as verification:
        verification.update(body)
    with pytest.raises(errors.State):
        verification.finish()


def test_closing() -> None:
    case = valid("github")
    with case.verifier() as verifier:
        going_on = verifier.start(case.headers, **case.facts)
        closed = verifier.start(case.headers, **case.facts)
    closed.close()
    for call in (
        closed.finish,
        lambda: verifier.verify(case.body, case.headers, **case.facts),
        lambda: verifier.start(case.headers, **case.facts),
    ):
        with pytest.raises(errors.State):
            call()
    verifier.close()
    # A verification borrows nothing.
    assert going_on.verify(case.body).key_index == 0
    assert verifier.scheme == "github"
