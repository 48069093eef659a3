"""Cases for engines whose clock is the caller's: exact seconds, clocks that jump, windows that are full."""

from .dedup_shared import CLAIMED, DONE, claimed, wait

HOUR, YEAR = 3600, 31_536_000
USUAL = {"ttl": 345_600, "lease": 300, "capacity": 4096}
BUCKET = {"ttl": 1000, "lease": 10, "capacity": 16}
# Sixteen events, a second apart, and their tokens.
SIXTEEN = "abcdefghijklmnop"
FILL = [(at, "claim", event, CLAIMED, {"token": event.upper()}) for at, event in enumerate(SIXTEEN)]
CLOCK = {"error": "CLOCK_RANGE"}

CASES = [
    (
        "a lease to the second",
        USUAL,
        [(0, "claim", "a", CLAIMED, {"token": "t"}), (299, "claim", "a", wait(1)), (300, "claim", "a", claimed(2)),
         (0, "claim", "b", CLAIMED, {"token": "u"}), (299, "renew", "u", "ok"), (598, "claim", "b", wait(1)),
         (599, "renew", "u", "late"), (898, "claim", "b", wait(1)), (899, "claim", "b", claimed(2))],
    ),
    (
        "a commit to the second",
        USUAL,
        [(0, "claim", "a", CLAIMED, {"token": "a"}), (0, "claim", "b", CLAIMED, {"token": "b"}),
         (299, "commit", "a", "ok"), (300, "commit", "b", "late")],
    ),
    (
        "a lifetime to the second",
        USUAL,
        [(0, "claim", "a", CLAIMED, {"token": "t"}), (1, "commit", "t", "ok"), (345_599, "claim", "a", DONE),
         (345_600, "claim", "a", CLAIMED)],
    ),
    (
        "a lease as long as the lifetime",
        {"ttl": 10, "lease": 10, "capacity": 64},
        [(0, "claim", "a", CLAIMED, {"token": "t"}), (9, "claim", "a", wait(1)), (10, "claim", "a", CLAIMED),
         (10, "commit", "t", "stolen")],
    ),
    (
        "a not-before to the second",
        USUAL,
        [(0, "claim", "a", CLAIMED, {"token": "t"}), (100, "release", "t", "ok", {"not_before": 300}),
         (399, "claim", "a", wait(1)), (400, "claim", "a", claimed(2))],
    ),
    (
        "a not-before more than 2^18 - 1 seconds after the claim is not kept",
        USUAL | {"ttl": 500_000},
        [(0, "claim", "a", CLAIMED, {"token": "t"}), (262_000, "release", "t", "late", {"not_before": 300}),
         (262_142, "claim", "a", wait(1)), (262_143, "claim", "a", claimed(2)),
         (0, "claim", "b", CLAIMED, {"token": "u"}), (300_000, "release", "u", "late", {"not_before": 300}),
         (300_000, "claim", "b", claimed(2))],
    ),
    (
        "the longest lease keeps every not-before",
        {"ttl": 345_600, "lease": 259_200, "capacity": 64},
        [(0, "claim", "a", CLAIMED, {"token": "t"}), (259_199, "release", "t", "ok", {"not_before": 300}),
         (259_498, "claim", "a", wait(1)), (259_499, "claim", "a", claimed(2))],
    ),
    (
        "a clock a year back: nothing ends early, and nothing outlives one more lifetime; right again, what was looked at is over",
        USUAL,
        [(0, "claim", "a", CLAIMED, {"token": "t"}), (1, "commit", "t", "ok"), (-YEAR, "claim", "a", DONE),
         (-YEAR + 345_899, "claim", "a", DONE), (2, "claim", "a", CLAIMED)],
    ),
    (
        "records that nobody looks at under a wrong clock are as they were",
        USUAL,
        [(0, "claim", "a", CLAIMED, {"token": "t"}), (1, "commit", "t", "ok"), (-YEAR, "claim", "b", CLAIMED),
         (2, "claim", "a", DONE), (2, "claim", "b", CLAIMED)],
    ),
    (
        "a lease under a clock that goes back runs on, at most 300 seconds longer",
        USUAL,
        [(0, "claim", "a", CLAIMED, {"token": "t"}), (-100, "claim", "a", wait(400)), (-YEAR, "claim", "a", wait(600)),
         (-YEAR, "commit", "t", "ok")],
    ),
    (
        "a not-before under a clock that goes back keeps its distance from the claim",
        USUAL,
        [(0, "claim", "a", CLAIMED, {"token": "t"}), (0, "release", "t", "ok", {"not_before": 60}),
         (-YEAR, "claim", "a", wait(360)), (-YEAR + 360, "claim", "a", claimed(2))],
    ),
    (
        "a clock before the epoch or beyond the range",
        USUAL | {"epoch": 1_800_000_000},
        [(-1, "claim", "a", CLOCK), (0, "claim", "a", CLAIMED, {"token": "t"})]
        + [(at, call, "t", CLOCK) for at in (-1, 2**32 - 345_600 - 300, 2**32, 2**40)
           for call in ("commit", "bury", "release", "renew")]
        + [(-1, "forget", "a", CLOCK), (2**32, "forget", "a", CLOCK), (2**32, "claim", "b", CLOCK),
           (2**32 - 345_600 - 301, "claim", "b", CLAIMED), (1, "commit", "t", "ok")],
    ),
    (
        "a clock at 2^32 with the epoch at 0",
        USUAL,
        [(2**32 - 1_800_000_000, "claim", "a", CLOCK), (2**32 - 1_800_000_000 - 345_901, "claim", "a", CLAIMED)],
    ),
    (
        "the seventeenth event of a bucket is refused, until a record ends",
        BUCKET,
        FILL + [(15, "claim", "q", {"full": 985}), (15, "claim", "a", claimed(2)), (999, "claim", "q", {"full": 2}),
                (1000, "claim", "q", {"full": 1}), (1001, "claim", "q", CLAIMED), (1001, "claim", "r", {"full": 1})],
    ),
    (
        "evicting: the oldest finished event, once it is old enough; none in flight, released or dead",
        BUCKET | {"full": {"evict_done": 100}},
        FILL
        + [(20, "bury", "A", "late"), (20, "release", "B", "late"), (20, "commit", "D", "late"),
           (20, "commit", "C", "late"), (101, "claim", "q", {"full": 899}), (102, "claim", "q", CLAIMED),
           (102, "claim", "r", {"full": 898}), (103, "claim", "r", CLAIMED), (103, "claim", "a", {"dead": 1}),
           (500, "claim", "s", {"full": 500}), (500, "commit", "C", "late")],
    ),
    (
        "unguarded: without a record, each delivery is let through",
        BUCKET | {"full": "unguarded"},
        FILL + [(15, "claim", "q", "unguarded"), (15, "claim", "q", "unguarded"), (15, "claim", "p", wait(10)),
                (1000, "claim", "q", CLAIMED)],
    ),
    (
        "a late commit without room is not recorded",
        BUCKET,
        [(0, "claim", "q", CLAIMED, {"token": "Q"})]
        + [(at + 1000, call, event, expect, extra) for at, call, event, expect, extra in FILL]
        + [(1015, "commit", "Q", "late"), (1015, "claim", "q", {"full": 985}), (2000, "claim", "q", CLAIMED)],
    ),
    (
        "one capacity is rounded up to whole buckets",
        BUCKET | {"capacity": 1},
        FILL + [(15, "claim", "q", {"full": 985})],
    ),
] + [
    (
        f"a token with bit {bit} flipped",
        USUAL,
        [(0, "claim", "a", CLAIMED, {"token": "t"}), (0, "commit", "t", {"error": "TOKEN_INVALID"}, {"flip": bit}),
         (0, "commit", "t", "ok")],
    )
    for bit in (0, 7, 127, 128, 160, 255)
]

# Name, settings, error.
REFUSED = [
    ("no lifetime", {"ttl": 0, "lease": 1}, "WINDOW_CONFIG"),
    ("a lifetime beyond 2^30", {"ttl": 2**30 + 1, "lease": 1}, "WINDOW_CONFIG"),
    ("no lease", {"ttl": 10, "lease": 0}, "WINDOW_CONFIG"),
    ("a lease longer than the lifetime", {"ttl": 10, "lease": 11}, "WINDOW_CONFIG"),
    ("a lease longer than 72 h", {"ttl": 345_600, "lease": 259_201}, "WINDOW_CONFIG"),
    ("no attempts", {"ttl": 10, "lease": 1, "max_attempts": 0}, "WINDOW_CONFIG"),
    ("more attempts than are counted", {"ttl": 10, "lease": 1, "max_attempts": 16}, "WINDOW_CONFIG"),
    ("attempts that could not be counted", {"ttl": 10, "lease": 10, "max_attempts": 2}, "WINDOW_CONFIG"),
    ("no capacity", {"ttl": 10, "lease": 1, "capacity": 0}, "WINDOW_TOO_SMALL"),
]
