"""Cases for every engine. On servers they run in real time, so they are short, and nothing is asked on a boundary: a
lease of 2 ends at 2, and is asked about at 1 and at 3."""

SHORT = {"ttl": 60, "lease": 2}
ENDING = {"ttl": 4, "lease": 2}
CLAIMED, DONE = {"claimed": 1}, "done"


def claimed(attempt):
    return {"claimed": attempt}


def wait(seconds):
    return {"in_flight": seconds}


CASES = [
    (
        "a first delivery, its duplicate in flight, its duplicate afterwards",
        SHORT,
        [(0, "claim", "a", CLAIMED, {"token": "t"}), (0, "claim", "a", wait(2)), (1, "claim", "a", wait(1)),
         (1, "commit", "t", "ok"), (1, "claim", "a", DONE), (3, "claim", "a", DONE)],
    ),
    (
        "events are told apart",
        SHORT,
        [(0, "claim", "a", CLAIMED), (0, "claim", "b", CLAIMED, {"token": "b"}), (0, "commit", "b", "ok"),
         (0, "claim", "a", wait(2)), (0, "claim", "b", DONE), (0, "claim", "c", CLAIMED)],
    ),
    (
        "a lapsed lease is taken over, and its owner is told so",
        SHORT,
        [(0, "claim", "a", CLAIMED, {"token": "old"}), (3, "claim", "a", claimed(2), {"token": "new"}),
         (3, "commit", "old", "stolen"), (3, "bury", "old", "stolen"), (3, "release", "old", "stolen"),
         (3, "renew", "old", "stolen"), (3, "claim", "a", wait(2)), (4, "commit", "new", "ok"),
         (4, "commit", "old", "stolen"), (4, "claim", "a", DONE)],
    ),
    (
        "a late commit is recorded",
        SHORT,
        [(0, "claim", "a", CLAIMED, {"token": "t"}), (3, "commit", "t", "late"), (3, "claim", "a", DONE),
         (3, "commit", "t", "already_done")],
    ),
    (
        "a late burial is recorded",
        SHORT,
        [(0, "claim", "a", CLAIMED, {"token": "t"}), (3, "bury", "t", "late"), (3, "claim", "a", {"dead": 1})],
    ),
    (
        "a late release is a release",
        SHORT,
        [(0, "claim", "a", CLAIMED, {"token": "t"}), (3, "release", "t", "late", {"not_before": 3}),
         (4, "claim", "a", wait(2)), (7, "claim", "a", claimed(2))],
    ),
    (
        "a renewed lease runs again from then on",
        SHORT,
        [(0, "claim", "a", CLAIMED, {"token": "t"}), (1, "renew", "t", "ok"), (1, "claim", "a", wait(2)),
         (2, "claim", "a", wait(1)), (2, "commit", "t", "ok"), (2, "renew", "t", "already_done")],
    ),
    (
        "a late renewal starts the lease again",
        SHORT,
        [(0, "claim", "a", CLAIMED, {"token": "t"}), (3, "renew", "t", "late"), (3, "claim", "a", wait(2)),
         (4, "commit", "t", "ok")],
    ),
    (
        "a renewal lengthens the lifetime",
        ENDING,
        [(0, "claim", "a", CLAIMED, {"token": "t"}), (1, "renew", "t", "ok"), (2, "renew", "t", "ok"),
         (2, "commit", "t", "ok"), (5, "claim", "a", DONE), (7, "claim", "a", CLAIMED)],
    ),
    (
        "released at once",
        SHORT,
        [(0, "claim", "a", CLAIMED, {"token": "t"}), (0, "release", "t", "ok"),
         (0, "claim", "a", claimed(2), {"token": "u"}), (0, "release", "u", "ok"), (0, "claim", "a", claimed(3))],
    ),
    (
        "released for later",
        SHORT,
        [(0, "claim", "a", CLAIMED, {"token": "t"}), (0, "release", "t", "ok", {"not_before": 3}),
         (0, "claim", "a", wait(3)), (1, "claim", "a", wait(2)), (4, "claim", "a", claimed(2))],
    ),
    (
        "whoever released an event can still settle it while nobody else has taken it",
        SHORT,
        [(0, "claim", "a", CLAIMED, {"token": "t"}), (0, "release", "t", "ok"), (0, "release", "t", "ok"),
         (0, "renew", "t", "stolen"), (0, "commit", "t", "late"), (0, "claim", "a", DONE),
         (0, "release", "t", "already_done"), (0, "claim", "b", CLAIMED, {"token": "u"}), (0, "release", "u", "ok"),
         (0, "bury", "u", "late"), (0, "claim", "b", {"dead": 1})],
    ),
    (
        "the first release counts",
        SHORT,
        [(0, "claim", "a", CLAIMED, {"token": "t"}), (0, "release", "t", "ok", {"not_before": 300}),
         (0, "release", "t", "ok", {"not_before": 0}), (0, "claim", "a", wait(300))],
    ),
    (
        "a released event that somebody took is stolen from its first owner",
        SHORT,
        [(0, "claim", "a", CLAIMED, {"token": "t"}), (0, "release", "t", "ok"),
         (0, "claim", "a", claimed(2), {"token": "u"}), (0, "commit", "t", "stolen"), (0, "bury", "t", "stolen"),
         (0, "release", "t", "stolen"), (0, "renew", "t", "stolen"), (0, "release", "u", "ok"),
         (0, "commit", "t", "stolen"), (0, "release", "t", "stolen"), (0, "commit", "u", "late")],
    ),
    (
        "a finished event stays as it was finished",
        SHORT,
        [(0, "claim", "a", CLAIMED, {"token": "t"}), (0, "commit", "t", "ok"), (0, "commit", "t", "already_done"),
         (0, "bury", "t", "already_done"), (0, "release", "t", "already_done"), (0, "renew", "t", "already_done"),
         (0, "claim", "a", DONE), (0, "claim", "b", CLAIMED, {"token": "u"}), (0, "bury", "u", "ok"),
         (0, "commit", "u", "already_done"), (0, "bury", "u", "already_done"), (0, "claim", "b", {"dead": 1})],
    ),
    (
        "exhausted, then buried",
        SHORT | {"max_attempts": 2},
        [(0, "claim", "a", CLAIMED, {"token": "t"}), (0, "release", "t", "ok"),
         (0, "claim", "a", claimed(2), {"token": "u"}), (0, "release", "u", "ok"),
         (0, "claim", "a", {"exhausted": 2}, {"token": "v"}), (0, "claim", "a", wait(2)), (0, "bury", "u", "stolen"),
         (0, "bury", "v", "ok"), (0, "claim", "a", {"dead": 2})],
    ),
    (
        "the last attempt can be buried by its owner",
        SHORT | {"max_attempts": 1},
        [(0, "claim", "a", CLAIMED, {"token": "t"}), (0, "bury", "t", "ok"), (0, "claim", "a", {"dead": 1})],
    ),
    (
        "a sink that did not take an event leaves it exhausted",
        SHORT | {"max_attempts": 1},
        [(0, "claim", "a", CLAIMED, {"token": "t"}), (0, "release", "t", "ok"),
         (0, "claim", "a", {"exhausted": 1}, {"token": "u"}), (0, "release", "u", "ok", {"not_before": 2}),
         (0, "claim", "a", wait(2)), (3, "claim", "a", {"exhausted": 1}, {"token": "v"}),
         (3, "commit", "u", "stolen"), (6, "claim", "a", {"exhausted": 1}, {"token": "w"}),
         (6, "bury", "v", "stolen"), (6, "commit", "w", "ok"), (6, "claim", "a", DONE)],
    ),
    (
        "a lapsed last attempt is exhausted",
        SHORT | {"max_attempts": 2},
        [(0, "claim", "a", CLAIMED), (3, "claim", "a", claimed(2)), (6, "claim", "a", {"exhausted": 2})],
    ),
    (
        "attempts stop counting at 15",
        SHORT,
        [step for attempt in range(1, 19) for step in
         ((0, "claim", "a", claimed(min(attempt, 15)), {"token": f"t{attempt}"}),
          (0, "release", f"t{attempt}", "ok"))]
        + [(0, "commit", "t17", "stolen"), (0, "commit", "t18", "late")],
    ),
    (
        "forgetting",
        SHORT,
        [(0, "forget", "a", "absent"), (0, "claim", "a", CLAIMED, {"token": "t"}), (0, "forget", "a", "in_flight"),
         (0, "commit", "t", "ok"), (0, "forget", "a", "forgotten"), (0, "forget", "a", "absent"),
         (0, "claim", "a", CLAIMED, {"token": "u"}), (0, "commit", "t", "stolen"), (0, "bury", "u", "ok"),
         (0, "forget", "a", "forgotten"), (0, "claim", "a", CLAIMED, {"token": "v"}),
         (0, "release", "v", "ok", {"not_before": 9}), (0, "forget", "a", "forgotten"),
         (0, "claim", "a", CLAIMED, {"token": "w"}), (3, "forget", "a", "forgotten"), (3, "release", "w", "late"),
         (3, "renew", "w", "late"), (3, "claim", "a", CLAIMED)],
    ),
    (
        "forgetting an exhausted event",
        SHORT | {"max_attempts": 1},
        [(0, "claim", "a", CLAIMED, {"token": "t"}), (0, "release", "t", "ok"),
         (0, "claim", "a", {"exhausted": 1}, {"token": "u"}), (0, "forget", "a", "in_flight"),
         (3, "forget", "a", "forgotten"), (3, "claim", "a", CLAIMED)],
    ),
    (
        "a record ends a lifetime after its claim, whenever it was committed",
        ENDING,
        [(0, "claim", "a", CLAIMED, {"token": "t"}), (1, "commit", "t", "ok"), (3, "claim", "a", DONE),
         (5, "claim", "a", CLAIMED, {"token": "u"}), (5, "commit", "t", "stolen")],
    ),
    (
        "a record in flight or released ends a lifetime after its claim too, and its attempts with it",
        ENDING,
        [(0, "claim", "a", CLAIMED), (0, "claim", "b", CLAIMED, {"token": "b"}), (0, "release", "b", "ok"),
         (5, "claim", "a", CLAIMED), (5, "claim", "b", CLAIMED)],
    ),
    (
        "a takeover starts the lifetime again",
        ENDING,
        [(0, "claim", "a", CLAIMED), (3, "claim", "a", claimed(2), {"token": "t"}), (4, "commit", "t", "ok"),
         (6, "claim", "a", DONE), (8, "claim", "a", CLAIMED)],
    ),
    (
        "a commit or burial of a record that is gone is recorded from then on",
        ENDING,
        [(0, "claim", "a", CLAIMED, {"token": "a"}), (0, "claim", "b", CLAIMED, {"token": "b"}),
         (5, "commit", "a", "late"), (5, "bury", "b", "late"), (5, "claim", "a", DONE),
         (5, "claim", "b", {"dead": 1}), (8, "claim", "a", DONE), (8, "commit", "a", "already_done")],
    ),
    (
        "a release or renewal of a record that is gone writes nothing",
        ENDING,
        [(0, "claim", "a", CLAIMED, {"token": "a"}), (0, "claim", "b", CLAIMED, {"token": "b"}),
         (5, "release", "a", "late"), (5, "renew", "b", "late"), (5, "claim", "a", CLAIMED), (5, "claim", "b", CLAIMED)],
    ),
    (
        "sliding: a duplicate of a finished event starts its lifetime again",
        ENDING | {"sliding": True},
        [(0, "claim", "a", CLAIMED, {"token": "a"}), (0, "commit", "a", "ok"),
         (0, "claim", "b", CLAIMED, {"token": "b"}), (0, "bury", "b", "ok"), (3, "claim", "a", DONE),
         (3, "claim", "b", {"dead": 1}), (6, "claim", "a", DONE), (6, "claim", "b", {"dead": 1})],
    ),
    (
        "sliding: a duplicate in flight refreshes neither lease nor lifetime",
        {"ttl": 4, "lease": 4, "sliding": True},
        [(0, "claim", "a", CLAIMED), (1, "claim", "a", wait(3)), (3, "claim", "a", wait(1)), (5, "claim", "a", CLAIMED)],
    ),
    (
        "tokens that are not of this store",
        SHORT,
        [(0, "claim", "a", CLAIMED, {"token": "t"})]
        + [(0, call, None, {"error": "TOKEN_INVALID"}, {"token_hex": text})
           for call in ("commit", "bury", "release", "renew") for text in ("00" * 32, "", "00" * 31, "00" * 33)]
        + [(0, call, "t", {"error": "TOKEN_INVALID"}, {"flip": 131}) for call in ("commit", "bury", "release", "renew")]
        + [(0, "claim", "a", wait(2)), (0, "commit", "t", "ok")],
    ),
    (
        "a wait that is too long releases nothing",
        SHORT,
        [(0, "claim", "a", CLAIMED, {"token": "t"}),
         (0, "release", "t", {"error": "ARGUMENT_INVALID"}, {"not_before": 301}), (0, "claim", "a", wait(2)),
         (0, "release", "t", "ok", {"not_before": 300}), (0, "claim", "a", wait(300))],
    ),
]
