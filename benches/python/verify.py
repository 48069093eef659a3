"""Prints how fast `Verifier.verify` is beside what a user would write or install instead.

With `--check` it fails where a promised ratio is missed.
"""

import hashlib
import hmac
import sys
import time
import timeit
from collections.abc import Callable
from typing import Any

import slack_sdk.signature
import standardwebhooks
import stripe
import svix
from hookseal import Verifier

import deliveries
from deliveries import GITHUB_SECRET, SLACK_SECRET, STANDARD_WEBHOOKS_SECRET, STRIPE_SECRET, Delivery
from rounds import Table, Target, compare, interleave

ROUNDS = 101
SLICE = 0.002
"""Seconds that each side of a round runs, at least."""

RECIPE = Target(4, is_speed=True)
LIBRARY = Target(10, is_speed=True)

SIZES = {"256 B": 256, "1 KiB": 1 << 10, "64 KiB": 64 << 10}

# The contenders, each called as `verify(body, headers)`: an application's own call, and its look-up of the header.


def recipe(payload: bytes, signature: str) -> bool:
    """The hand-written verification that tutorials show."""
    expected = hmac.new(GITHUB_SECRET.encode(), payload, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"sha256={expected}", signature)


def by_recipe(body: bytes, headers: dict[str, str]) -> bool:
    return recipe(body, headers.get("X-Hub-Signature-256", ""))


def by_recipe_and_digest(body: bytes, headers: dict[str, str]) -> bytes | bool:
    """The same, and a digest to tell events apart by."""
    return recipe(body, headers.get("X-Hub-Signature-256", "")) and hashlib.sha256(body).digest()


def by_one_shot(body: bytes, headers: dict[str, str]) -> bool:
    """The fastest that the standard library has, which has no hash objects."""
    expected = hmac.digest(GITHUB_SECRET.encode(), body, "sha256").hex()
    return hmac.compare_digest(f"sha256={expected}", headers.get("X-Hub-Signature-256", ""))


def by_stripe_event(body: bytes, headers: dict[str, str]) -> Any:
    return stripe.Webhook.construct_event(body, headers.get("Stripe-Signature"), STRIPE_SECRET)


def by_stripe_signature(body: bytes, headers: dict[str, str]) -> Any:
    return stripe.WebhookSignature.verify_header(body, headers.get("Stripe-Signature"), STRIPE_SECRET, 300)


class Contender:
    """Verifies one delivery again and again."""

    def __init__(self, name: str, statement: str, delivery: Delivery, call: Callable[..., Any]) -> None:
        self.name = name
        # A contender that gives up is no measurement.
        if call(delivery.body, delivery.headers) is False:
            raise AssertionError(f"{name} refuses its delivery")
        names = {"call": call, "body": delivery.body, "headers": delivery.headers}
        # CPU time: what else the machine does is nobody's.
        self._timer = timeit.Timer(statement, timer=time.process_time, globals=names)
        self._times = 1
        while self._timer.timeit(self._times) < SLICE:
            self._times *= 2

    def nanos(self) -> float:
        """Nanoseconds a verification, over a slice."""
        return self._timer.timeit(self._times) / self._times * 1e9


def ours(scheme: str, secret: str, delivery: Delivery, *, and_json: bool = False, **options: Any) -> Contender:
    statement = "call(body, headers).json()" if and_json else "call(body, headers)"
    return Contender("hookseal", statement, delivery, Verifier(scheme, secrets=[secret], **options).verify)


def peer(name: str, delivery: Delivery, call: Callable[..., Any]) -> Contender:
    return Contender(name, "call(body, headers)", delivery, call)


def github(table: Table, label: str, size: int) -> None:
    promised = RECIPE if size == 256 else None
    delivery = deliveries.github(deliveries.json_body(size))
    bare = ours("github", GITHUB_SECRET, delivery, dedup="none")
    digest = ours("github", GITHUB_SECRET, delivery)
    by_hand = peer("recipe", delivery, by_recipe)
    by_hand_and_digest = peer("recipe, and a digest", delivery, by_recipe_and_digest)
    one_shot = peer("`hmac.digest`", delivery, by_one_shot)
    taken = measured(bare, digest, by_hand, by_hand_and_digest, one_shot)

    def row(what: str, mine: Contender, other: Contender, target: Target | None = None) -> None:
        table.row(f"{what}, {label}", other.name, compare(taken[mine], taken[other]), target, as_speed=True)

    row("GitHub", bare, by_hand, promised)
    row("GitHub", bare, one_shot)
    row("GitHub with digest", digest, by_hand_and_digest, promised)
    row("GitHub with digest", digest, by_hand)


def library(table: Table, what: str, mine: Contender, others: list[tuple[Contender, Target | None]]) -> None:
    taken = measured(mine, *(other for other, _ in others))
    for other, target in others:
        table.row(what, other.name, compare(taken[mine], taken[other]), target, as_speed=True)


def libraries(table: Table, label: str, size: int) -> None:
    promised = LIBRARY if size == 256 else None
    body = deliveries.json_body(size)

    delivery = deliveries.stripe(body)
    event = peer("`stripe` construct_event", delivery, by_stripe_event)
    signature = peer("`stripe` verify_header", delivery, by_stripe_signature)
    mine = ours("stripe", STRIPE_SECRET, delivery)
    library(table, f"Stripe, {label}", mine, [(event, promised), (signature, promised)])
    mine = ours("stripe", STRIPE_SECRET, delivery, and_json=True)
    library(table, f"Stripe and `json()`, {label}", mine, [(event, None)])

    delivery = deliveries.standard_webhooks(body)
    by_package = standardwebhooks.Webhook(STANDARD_WEBHOOKS_SECRET).verify
    package = peer("`standardwebhooks`", delivery, by_package)
    mine = ours("standard-webhooks", STANDARD_WEBHOOKS_SECRET, delivery)
    unparsed = Contender("the same, unparsed", "call(body, headers, json_parse=False)", delivery, by_package)
    library(table, f"Standard Webhooks, {label}", mine, [(package, promised), (unparsed, promised)])
    mine = ours("standard-webhooks", STANDARD_WEBHOOKS_SECRET, delivery, and_json=True)
    library(table, f"Standard Webhooks and `json()`, {label}", mine, [(package, None)])

    delivery = deliveries.standard_webhooks(body, "svix")
    package = peer("`svix`", delivery, svix.Webhook(STANDARD_WEBHOOKS_SECRET).verify)
    library(table, f"Svix, {label}", ours("svix", STANDARD_WEBHOOKS_SECRET, delivery), [(package, promised)])

    delivery = deliveries.slack(body)
    package = peer("`slack_sdk`", delivery, slack_sdk.signature.SignatureVerifier(SLACK_SECRET).is_valid_request)
    library(table, f"Slack, {label}", ours("slack", SLACK_SECRET, delivery), [(package, None)])


def measured(*contenders: Contender) -> dict[Contender, list[float]]:
    taken = interleave([contender.nanos for contender in contenders], ROUNDS)
    return dict(zip(contenders, taken, strict=True))


def main() -> int:
    table = Table("Python verify", "ns")
    for label, size in SIZES.items():
        github(table, label, size)
    for label, size in SIZES.items():
        libraries(table, label, size)
    table.end(f"CPU time, medians of {ROUNDS} interleaved rounds")
    return int("--check" in sys.argv and table.missed > 0)


if __name__ == "__main__":
    sys.exit(main())
