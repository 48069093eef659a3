"""Contenders measured side by side, round by round, so that a busy machine slows all of them; the table of ratios."""

import platform
import ssl
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Measure = Callable[[], float]
"""Runs once, and gives what a single one of its calls took."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What the rounds say of us and of a peer."""

    ours: float
    peer: float
    ratios: tuple[float, float, float]
    """Ours to the peer's within a round: the median, between the lower and the upper quartile."""


def interleave(contenders: Sequence[Measure], rounds: int) -> list[list[float]]:
    """What each contender took in each round; who goes first moves on."""
    for measure in contenders:
        # Warms it up.
        measure()
    taken: list[list[float]] = [[] for _ in contenders]
    for start in range(rounds):
        for place in range(len(contenders)):
            turn = (start + place) % len(contenders)
            taken[turn].append(contenders[turn]())
    return taken


def compare(ours: Sequence[float], peer: Sequence[float]) -> Measured:
    """The medians of both, and of the rounds' own ratios."""
    lower, median, upper = statistics.quantiles([mine / other for mine, other in zip(ours, peer, strict=True)], n=4)
    return Measured(statistics.median(ours), statistics.median(peer), (lower, median, upper))


@dataclass(frozen=True, slots=True)
class Target:
    """What is promised: our time as a multiple of the peer's, or our speed as one."""

    limit: float
    is_speed: bool = False

    def __str__(self) -> str:
        return f"≥ {self.limit:g} × as fast" if self.is_speed else f"≤ {self.limit:.2f} ×"

    def is_met(self, ratio: float) -> bool:
        """Whether a ratio of times keeps the promise."""
        return 1 / ratio >= self.limit if self.is_speed else ratio <= self.limit


class Table:
    """Prints rows as they are measured, and counts those that miss their target."""

    def __init__(self, what: str, unit: str) -> None:
        self.missed = 0
        print(f"| {what} | ours, {unit} | peer | peer, {unit} | ratio (quartiles) | target | met |")
        print("|---|---:|---|---:|---:|---:|---|", flush=True)

    def row(self, what: str, peer: str, measured: Measured, target: Target | None, *, as_speed: bool = False) -> None:
        """One row; without a target it is only good to know."""
        lower, median, upper = measured.ratios
        if as_speed or (target is not None and target.is_speed):
            ratio = f"{1 / median:.2f} × as fast ({1 / upper:.2f}–{1 / lower:.2f})"
        else:
            ratio = f"{median:.3f} × ({lower:.3f}–{upper:.3f})"
        is_met = target is None or target.is_met(median)
        self.missed += not is_met
        met = "" if target is None else "yes" if is_met else "**no**"
        row = (what, f"{measured.ours:,.0f}", peer, f"{measured.peer:,.0f}", ratio, str(target or ""), met)
        print(f"| {' | '.join(row)} |", flush=True)

    def end(self, how: str) -> None:
        """Says how it was measured, and with what: the peers' cost depends on Python and its OpenSSL."""
        print(f"\nPython {platform.python_version()}, {ssl.OPENSSL_VERSION}; {how}.", end=" ")
        print(f"Ratios are medians of the rounds' own ratios, with quartiles. {self.missed} missed.", flush=True)
