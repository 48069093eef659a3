"""Cases that go through the contract row by row: each call on a record in each state, mine, another's and gone.

For every engine, and with the margins of `dedup_shared`. `dedup_coverage` says which rows there must be.
"""

from .dedup_shared import CLAIMED, DONE, ENDING, SHORT, claimed, wait

CALLS = ("commit", "bury", "release", "renew")
AGAIN = claimed(2)
ONCE = {"exhausted": 1}


def claim(at, event, expect, token):
    return (at, "claim", event, expect, {"token": token})


def all_four(at, token, expect):
    return [(at, call, token, expect) for call in CALLS]


def given_away(event, limit_reached=False):
    """The event goes from the token `old` to `new`, which has it in flight; or burying, where one attempt is all."""
    old, new = f"old {event}", f"new {event}"
    answer = ONCE if limit_reached else AGAIN
    return [claim(0, event, CLAIMED, old), (0, "release", old, "ok"), claim(0, event, answer, new)]


def exhausted(event):
    """The token of the event's name has it burying."""
    first = f"first {event}"
    return [claim(0, event, CLAIMED, first), (0, "release", first, "ok"), claim(0, event, ONCE, event)]


# Records that end at 4, in each state; the first token of an event is the event's name.
ENDED = {
    "flying": [],
    "released": [("release", "ok", {"not_before": 300})],
    "done": [("commit", "ok")],
    "dead": [("bury", "ok")],
}
ENDED_EACH = [
    (f"{state} {call}", call, steps) for state, steps in ENDED.items() for call in (*CALLS, "claim", "forget")
]
AT_THE_END = {"claim": CLAIMED, "forget": "absent"} | dict.fromkeys(CALLS, "late")
AFTERWARDS = {"commit": DONE, "bury": {"dead": 1}, "claim": wait(2)}

CASES = [
    (
        "what another has is stolen from me, in flight, released, done or dead",
        SHORT,
        [step for event in "abcde" for step in given_away(event)]
        + [(0, "release", "new b", "ok"), (0, "commit", "new c", "ok"), (0, "bury", "new d", "ok"),
           (0, "release", "new e", "ok", {"not_before": 9})]
        + [step for event in "abcde" for step in all_four(0, f"old {event}", "stolen")]
        + [(0, "claim", "a", wait(2)), (0, "claim", "b", claimed(3)), (0, "claim", "c", DONE),
           (0, "claim", "d", {"dead": 2}), (0, "claim", "e", wait(9))],
    ),
    (
        "what another has is stolen from me, its lease lapsed",
        SHORT,
        given_away("a") + all_four(3, "old a", "stolen") + [(3, "claim", "a", claimed(3))],
    ),
    (
        "what another is burying is stolen from me, its lease running or lapsed",
        SHORT | {"max_attempts": 1},
        given_away("a", True) + all_four(0, "old a", "stolen") + [(0, "claim", "a", wait(2))]
        + all_four(3, "old a", "stolen") + [(3, "claim", "a", ONCE)],
    ),
    (
        "a dead event stays dead",
        SHORT,
        [claim(0, "a", CLAIMED, "t"), (0, "bury", "t", "ok")] + all_four(0, "t", "already_done")
        + [(0, "claim", "a", {"dead": 1}), (3, "claim", "a", {"dead": 1})] + all_four(3, "t", "already_done")
        + [(3, "claim", "a", {"dead": 1})],
    ),
    (
        "a burying claim is settled in time",
        SHORT | {"max_attempts": 1},
        [step for event in "abcd" for step in exhausted(event)]
        + [(0, "commit", "a", "ok"), (0, "bury", "b", "ok"), (0, "release", "c", "ok"), (1, "renew", "d", "ok"),
           (1, "claim", "a", DONE), (1, "claim", "b", {"dead": 1}), (1, "claim", "c", ONCE), (1, "claim", "d", wait(2)),
           (2, "claim", "d", wait(1)), (2, "bury", "d", "ok"), (2, "claim", "d", {"dead": 1})],
    ),
    (
        "a burying claim is settled late",
        SHORT | {"max_attempts": 1},
        [step for event in "abcde" for step in exhausted(event)]
        + [(3, "commit", "a", "late"), (3, "bury", "b", "late"), (3, "release", "c", "late"), (3, "renew", "d", "late"),
           (3, "release", "e", "late", {"not_before": 3}), (3, "claim", "a", DONE), (3, "claim", "b", {"dead": 1}),
           (3, "claim", "c", ONCE), (3, "claim", "d", wait(2)), (4, "claim", "e", wait(2)), (4, "commit", "d", "ok"),
           (4, "claim", "d", DONE), (7, "claim", "e", ONCE)],
    ),
    (
        "a renewed burying claim that lapses is exhausted again, its attempt the same",
        SHORT | {"max_attempts": 1},
        exhausted("a") + [(1, "renew", "a", "ok"), (2, "claim", "a", wait(1)), claim(4, "a", ONCE, "u"),
                          (4, "renew", "a", "stolen"), (7, "claim", "a", ONCE)],
    ),
    (
        "a late release without a wait gives the event to whoever is next",
        SHORT,
        [claim(0, "a", CLAIMED, "t"), (3, "release", "t", "late"), claim(3, "a", AGAIN, "u"), (3, "commit", "t", "stolen"),
         (3, "claim", "a", wait(2))],
    ),
    (
        "a released event is settled by its owner, whether its wait runs or is over",
        SHORT,
        [step for event in "abcdefgh" for step in
         (claim(0, event, CLAIMED, event), (0, "release", event, "ok", {"not_before": 9 if event in "abcd" else 0}))]
        + [(1, call, event, expect) for call, expect, events in
           (("commit", "late", "ae"), ("bury", "late", "bf"), ("release", "ok", "cg"), ("renew", "stolen", "dh"))
           for event in events]
        + [(1, "claim", "a", DONE), (1, "claim", "b", {"dead": 1}), (1, "claim", "c", wait(8)), (1, "claim", "d", wait(8)),
           (1, "claim", "e", DONE), (1, "claim", "f", {"dead": 1}), (1, "claim", "g", AGAIN), (1, "claim", "h", AGAIN)],
    ),
    (
        "a released event can be forgotten before and after its wait",
        SHORT,
        [claim(0, "a", CLAIMED, "a"), (0, "release", "a", "ok", {"not_before": 3}), claim(0, "b", CLAIMED, "b"),
         (0, "release", "b", "ok"), (1, "forget", "a", "forgotten"), (1, "forget", "b", "forgotten"),
         (1, "claim", "a", CLAIMED), (1, "claim", "b", CLAIMED)],
    ),
    (
        "a wait that outlasts the lifetime ends with it",
        ENDING,
        [claim(0, "a", CLAIMED, "t"), (0, "release", "t", "ok", {"not_before": 300}), (1, "claim", "a", wait(299)),
         (5, "claim", "a", CLAIMED), (5, "commit", "t", "stolen")],
    ),
    (
        "a record that ended is none, whatever its state was",
        ENDING,
        [claim(0, event, CLAIMED, event) for event, _, _ in ENDED_EACH]
        + [(0, before[0], event, *before[1:]) for event, _, steps in ENDED_EACH for before in steps]
        + [(5, call, event, AT_THE_END[call]) for event, call, _ in ENDED_EACH]
        + [(5, "claim", event, AFTERWARDS.get(call, CLAIMED)) for event, call, _ in ENDED_EACH],
    ),
    (
        "a burying record that ended is none",
        ENDING | {"max_attempts": 1},
        [step for event in "abcdef" for step in exhausted(event)]
        + [(5, "commit", "a", "late"), (5, "bury", "b", "late"), (5, "release", "c", "late"), (5, "renew", "d", "late"),
           (5, "forget", "e", "absent"), (5, "claim", "f", CLAIMED), (5, "claim", "f", wait(2)), (5, "claim", "a", DONE), (5, "claim", "b", {"dead": 1}),
           (5, "claim", "c", CLAIMED), (5, "claim", "d", CLAIMED), (5, "claim", "e", CLAIMED)],
    ),
    (
        "a record that ended and was another's is none: the late commit or burial is mine, with my attempt",
        ENDING,
        [step for event in "abcd" for step in given_away(event)]
        + [(5, "commit", "old a", "late"), (5, "bury", "old b", "late"), (5, "release", "old c", "late"),
           (5, "renew", "old d", "late")]
        + all_four(5, "new a", "stolen") + all_four(5, "new b", "stolen")
        + [(5, "claim", "a", DONE), (5, "claim", "b", {"dead": 1}), (5, "claim", "c", CLAIMED), (5, "claim", "d", CLAIMED)],
    ),
    (
        "a forgotten event is committed or buried late",
        SHORT,
        [claim(0, event, CLAIMED, event) for event in "abcd"] + [(3, "forget", event, "forgotten") for event in "abcd"]
        + [(3, "commit", "a", "late"), (3, "bury", "b", "late"), (3, "release", "c", "late"), (3, "renew", "d", "late"),
           (3, "claim", "a", DONE), (3, "claim", "b", {"dead": 1}), (3, "claim", "c", CLAIMED), (3, "claim", "d", CLAIMED)],
    ),
    (
        "fifteen attempts are the most that can be asked for",
        SHORT | {"max_attempts": 15},
        [step for attempt in range(1, 16) for step in
         (claim(0, "a", claimed(attempt), f"t{attempt}"), (0, "release", f"t{attempt}", "ok"))]
        + [claim(0, "a", {"exhausted": 15}, "u"), (0, "release", "u", "ok"), claim(0, "a", {"exhausted": 15}, "v"),
           (0, "bury", "v", "ok"), (0, "claim", "a", {"dead": 15})],
    ),
    (
        "an event whose attempts are used up is in flight, done or dead like any other, and exhausted only when it is free",
        SHORT | {"max_attempts": 1},
        [claim(0, event, CLAIMED, event) for event in "abcd"]
        + [(0, "claim", "a", wait(2)), (0, "claim", "a", wait(2)), (0, "commit", "b", "ok"), (0, "bury", "c", "ok"),
           (0, "claim", "b", DONE), (0, "claim", "c", {"dead": 1}), (3, "claim", "b", DONE), (3, "claim", "c", {"dead": 1}),
           claim(3, "d", ONCE, "u"), (3, "commit", "d", "stolen"), (3, "claim", "d", wait(2)), (3, "bury", "u", "ok"),
           (3, "claim", "d", {"dead": 1})],
    ),
]
