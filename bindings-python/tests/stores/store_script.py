"""Runs the scripts of `tests/vectors/dedup.json` on a store, in real time."""

import asyncio
import inspect
import json
import time
from pathlib import Path
from typing import Any

from hookseal.errors import WebhookError
from hookseal.stores import AsyncStore, Claim, Store

AnyStore = Store | AsyncStore

CASES: list[dict[str, Any]] = [
    case
    for case in json.loads((Path(__file__).parents[3] / "tests" / "vectors" / "dedup.json").read_text())["cases"]
    if case["servers"]
]


async def told(answer: Any) -> Any:
    """What a call gave, of either kind of store."""
    return await answer if inspect.isawaitable(answer) else answer


def ask(answer: Any) -> Any:
    """The same, where no event loop runs."""
    return asyncio.run(told(answer))


def options(case: dict[str, Any]) -> dict[str, Any]:
    """The settings of a case, as constructors take them."""
    return {
        name: value for name, value in case["config"].items() if name in ("ttl", "lease", "sliding", "max_attempts")
    }


async def play(case: dict[str, Any], store: AnyStore) -> str | None:
    """Runs a case, and tells the first answer that is not as expected."""
    start, tokens = time.monotonic(), dict[str, bytes]()
    for number, step in enumerate(case["steps"]):
        await asyncio.sleep(max(0.0, start + step["at"] - time.monotonic()))
        try:
            answer = await _call(case, step, store, tokens)
        except WebhookError as error:
            answer = {"error": error.name}
        if not _is_right(answer, step["expect"]):
            return f"step {number}, {step['call']} at {step['at']}: {answer} is not {step['expect']}"
    return None


async def _call(case: dict[str, Any], step: dict[str, Any], store: AnyStore, tokens: dict[str, bytes]) -> Any:
    if step["call"] == "claim":
        claim: Claim = await told(store.claim(bytes.fromhex(case["keys"][step["event"]])))
        if claim.token:
            tokens[step["token"]] = claim.token
        value = claim.retry_after if claim.attempt is None else claim.attempt
        return claim.state if value is None else {claim.state: value}
    if step["call"] == "forget":
        return await told(store.forget(bytes.fromhex(case["keys"][step["event"]])))
    token = bytearray(tokens[step["token"]] if "token" in step else bytes.fromhex(step["token_hex"]))
    if "flip" in step:
        token[step["flip"] // 8] ^= 1 << step["flip"] % 8
    wait = {"not_before": step["not_before"]} if "not_before" in step else {}
    return await told(getattr(store, step["call"])(bytes(token), **wait))


def _is_right(answer: Any, expected: Any) -> bool:
    """What is left of a second may show as one more."""
    if isinstance(expected, dict) and "in_flight" in expected:
        return answer in (expected, {"in_flight": expected["in_flight"] + 1})
    return bool(answer == expected)
