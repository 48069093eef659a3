"""Cases for engines whose clock is the caller's, on the second before each end, on it and on the one after."""

from .dedup_embedded import BUCKET, FILL
from .dedup_rows import CALLS, claim, given_away
from .dedup_shared import CLAIMED, DONE, claimed, wait

USUAL = {"ttl": 100, "lease": 10, "capacity": 4096}
AROUND = (-1, 0, 1)


# What a claim says five seconds after the call.
FIVE_LATER = {"commit": DONE, "bury": {"dead": 1}, "release": claimed(2), "renew": wait(5)}


def in_order(steps):
    return sorted(steps, key=lambda step: step[0])


CASES = [
    (
        "each call around the end of a lease",
        USUAL,
        in_order(
            [step for call in CALLS for off in AROUND for step in
             (claim(0, f"{call} {off}", CLAIMED, f"{call} {off}"),
              (10 + off, call, f"{call} {off}", "ok" if off < 0 else "late"),
              (15 + off, "claim", f"{call} {off}", FIVE_LATER[call]))]
            + [(0, "claim", event, CLAIMED) for event in "abcdef"]
            + [(9, "forget", "a", "in_flight"), (10, "forget", "b", "forgotten"), (11, "forget", "c", "forgotten"),
               (9, "claim", "d", wait(1)), (10, "claim", "e", claimed(2)), (11, "claim", "f", claimed(2)),
               (11, "claim", "a", claimed(2)), (11, "claim", "b", CLAIMED), (11, "claim", "c", CLAIMED)]
        ),
    ),
    (
        "each call around the end of a lifetime",
        USUAL,
        in_order(
            [step for call in CALLS for off in AROUND for step in
             (claim(0, f"{call} {off}", CLAIMED, f"{call} {off}"), (100 + off, call, f"{call} {off}", "late"))]
            + [(0, "claim", event, CLAIMED) for event in "abcdef"]
            + [(99, "forget", "a", "forgotten"), (100, "forget", "b", "absent"), (101, "forget", "c", "absent"),
               (99, "claim", "d", claimed(2)), (100, "claim", "e", CLAIMED), (101, "claim", "f", CLAIMED),
               # Recorded before the end: it ends all the same. Recorded at the end or later: from then on.
               (100, "claim", "commit -1", CLAIMED), (100, "claim", "bury -1", CLAIMED),
               (199, "claim", "commit 0", DONE), (200, "claim", "commit 0", CLAIMED),
               (199, "claim", "bury 0", {"dead": 1}), (200, "claim", "bury 0", CLAIMED),
               (200, "claim", "commit 1", DONE), (201, "claim", "commit 1", CLAIMED),
               (200, "claim", "bury 1", {"dead": 1}), (201, "claim", "bury 1", CLAIMED)]
            # A renewal in time lasts; the others wrote nothing.
            + [(198, "claim", "renew -1", claimed(2)), (101, "claim", "renew 0", CLAIMED), (101, "claim", "renew 1", CLAIMED),
               (100, "claim", "release -1", CLAIMED), (101, "claim", "release 0", CLAIMED), (101, "claim", "release 1", CLAIMED)]
        ),
    ),
    (
        "claims around the end of a wait",
        USUAL,
        in_order(
            [step for off in AROUND for step in
             (claim(0, f"a {off}", CLAIMED, f"a {off}"), (3, "release", f"a {off}", "ok", {"not_before": 20}))]
            + [(22, "claim", "a -1", wait(1)), (23, "claim", "a 0", claimed(2)), (24, "claim", "a 1", claimed(2))]
        ),
    ),
    (
        "sliding to the second",
        USUAL | {"sliding": True},
        [claim(0, "a", CLAIMED, "a"), (1, "commit", "a", "ok"), claim(0, "b", CLAIMED, "b"), (1, "bury", "b", "ok")]
        + [(at, "claim", event, answer) for at in (99, 198, 297) for event, answer in (("a", DONE), ("b", {"dead": 1}))]
        + [(396, "claim", "a", DONE), (397, "claim", "b", CLAIMED), (495, "claim", "a", DONE), (595, "claim", "a", CLAIMED)],
    ),
    (
        "not sliding, a duplicate prolongs nothing",
        USUAL,
        [claim(0, "a", CLAIMED, "a"), (1, "commit", "a", "ok"), claim(0, "b", CLAIMED, "b"), (1, "bury", "b", "ok")]
        + [(at, "claim", event, answer) for at in (50, 99) for event, answer in (("a", DONE), ("b", {"dead": 1}))]
        + [(100, "claim", "a", CLAIMED), (100, "claim", "b", CLAIMED)],
    ),
    (
        "a lifetime of one second",
        {"ttl": 1, "lease": 1, "capacity": 64},
        [claim(0, "a", CLAIMED, "t"), (0, "claim", "a", wait(1)), (1, "claim", "a", CLAIMED), (1, "commit", "t", "stolen")],
    ),
    (
        "the longest lifetime",
        {"ttl": 2**30, "lease": 259_200, "capacity": 64},
        [claim(0, "a", CLAIMED, "t"), (259_199, "commit", "t", "ok"), (2**30 - 1, "claim", "a", DONE),
         (2**30, "claim", "a", CLAIMED)],
    ),
    (
        "a forgotten event is buried with the attempt of the token",
        USUAL,
        given_away("a") + [(10, "forget", "a", "forgotten"), (10, "bury", "new a", "late"), (10, "claim", "a", {"dead": 2})],
    ),
    (
        "the tokens of a hundred takeovers are all different",
        USUAL,
        [step for number in range(1, 101) for step in
         (claim(0, "a", claimed(min(number, 15)), f"t{number}"), (0, "release", f"t{number}", "ok"))]
        + [(0, "commit", f"t{number}", "stolen") for number in range(1, 100)] + [(0, "commit", "t100", "late")],
    ),
    (
        "forgetting makes room",
        BUCKET,
        FILL + [(20, "forget", "c", "forgotten"), (20, "claim", "q", CLAIMED), (20, "claim", "c", {"full": 980}),
                (20, "commit", "C", "late"), (20, "claim", "c", {"full": 980})],
    ),
    (
        "a late burial without room is not recorded",
        BUCKET,
        [claim(0, "q", CLAIMED, "Q")] + [(at + 1000, *rest) for at, *rest in FILL]
        + [(1015, "bury", "Q", "late"), (1015, "claim", "q", {"full": 985}), (2000, "claim", "q", CLAIMED)],
    ),
    (
        "evicting: a burying claim is not, a renewed one is as young as its renewal, and a late commit evicts too",
        BUCKET | {"full": {"evict_done": 100}, "max_attempts": 1},
        FILL
        + [(20, "release", "A", "late"), claim(20, "a", {"exhausted": 1}, "burying"), (50, "renew", "B", "late"),
           (51, "commit", "B", "ok"), (51, "commit", "C", "late"), (102, "claim", "q", CLAIMED),
           (149, "claim", "r", {"full": 854}), (150, "commit", "C", "late"), (150, "claim", "c", DONE),
           (150, "claim", "b", {"full": 853}), (151, "claim", "a", {"exhausted": 1})],
    ),
    (
        "unguarded: a late commit without room is not recorded",
        BUCKET | {"full": "unguarded"},
        [claim(0, "q", CLAIMED, "Q")] + [(at + 1000, *rest) for at, *rest in FILL]
        + [(1015, "commit", "Q", "late"), (1015, "claim", "q", "unguarded"), (1015, "renew", "Q", "late")],
    ),
]
