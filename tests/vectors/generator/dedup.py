"""dedup.json: scripts of calls on a store, and what each call answers."""

import hashlib
import random

from . import dedup_coverage, dedup_embedded, dedup_rows, dedup_seconds, dedup_shared
from .dedup_model import Model

START = 1_800_000_000


def case(name, config, steps, *, on_servers, note=None):
    """A case whose answers were typed in: the model must agree with each of them."""
    model, written = Model(config), []
    for at, call, subject, expect, *extra in steps:
        step = {"at": at, "call": call}
        options = dict(extra[0]) if extra else {}
        if call in ("claim", "forget"):
            step["event"] = subject
            if call == "claim":
                step["token"] = options.pop("token", f"t{len(written) + 1}")
                assert step["token"] not in model.tokens, f"{name}: two claims are called {step['token']}"
                answer = model.claim(subject, START + at, step["token"])
            else:
                answer = model.forget(subject, START + at)
        elif subject is None or "flip" in options:
            # Not a token of this store: refused before anything is looked up.
            step |= {"token": subject} if subject else {}
            answer = {"error": "TOKEN_INVALID"}
        else:
            step["token"] = subject
            answer = model.settle(call, subject, START + at, options.get("not_before", 0))
        assert answer == expect, f"{name}: {call} {subject} at {at}: {answer} is not {expect}"
        written.append(step | options | {"expect": expect})
    row = {"name": name, "servers": on_servers, "config": config}
    events = sorted({step["event"] for step in written if "event" in step})
    row["keys"] = {event: hashlib.sha256(f"{name}/{event}".encode()).hexdigest()[:32] for event in events}
    return row | ({"note": note} if note else {}) | {"steps": written}


def refused(name, config, error):
    return {"name": name, "servers": False, "config": config, "config_error": error}


def random_case(number):
    """A script that nobody typed; the model answers."""
    dice = random.Random(f"hookseal dedup {number}")
    ttl = dice.choice([5, 20, 100, 1000])
    config = {"ttl": ttl, "lease": dice.randint(1, min(ttl, 60)), "capacity": 4096}
    if dice.random() < 0.5:
        config["sliding"] = True
    if dice.random() < 0.5:
        config["max_attempts"] = dice.randint(1, 15)
        config["lease"] = min(config["lease"], ttl - 1)
    model, steps, tokens, at = Model(config), [], [], 0
    for index in range(60):
        at += dice.choice([0, 0, 0, 1, 1, 2, 5, 30, 200, dice.randint(-400, 1200)])
        call = dice.choice(["claim"] * 5 + ["commit", "commit", "bury", "release", "release", "renew", "forget"])
        event = dice.choice("abcd")
        if call == "claim":
            answer = model.claim(event, START + at, f"t{index}")
            if isinstance(answer, dict) and ("claimed" in answer or "exhausted" in answer):
                tokens.append(f"t{index}")
            steps.append((at, call, event, answer, {"token": f"t{index}"}))
        elif call == "forget":
            steps.append((at, call, event, model.forget(event, START + at)))
        elif tokens:
            token = dice.choice(tokens[-4:])
            options = {"not_before": dice.choice([0, 0, 3, 10, 300])} if call == "release" else {}
            answer = model.settle(call, token, START + at, options.get("not_before", 0))
            steps.append((at, call, token, answer, options))
    return case(f"random script {number}", config, steps, on_servers=False)


def random_full_case(number):
    """As `random_case`, in a window of one bucket, which is full most of the time."""
    dice = random.Random(f"hookseal dedup, full {number}")
    config = {"ttl": dice.choice([60, 100]), "lease": dice.choice([5, 20]), "capacity": 16}
    config["full"] = dice.choice(["refuse", "unguarded", {"evict_done": dice.choice([1, 20, 50])}])
    if dice.random() < 0.5:
        config["max_attempts"] = dice.randint(1, 2)
    model, steps, tokens, at = Model(config), [], [], 0
    for index in range(70):
        # Never two in one second, so that one record is the oldest.
        at += dice.choice([1, 1, 1, 2, 5])
        call = dice.choice(["claim"] * 6 + ["commit"] * 3 + ["bury", "release", "renew", "forget"])
        event = dice.choice("abcdefghijklmnopqrstuvwx")
        if call == "claim":
            answer = model.claim(event, START + at, f"t{index}")
            if isinstance(answer, dict) and ("claimed" in answer or "exhausted" in answer):
                tokens.append(f"t{index}")
            steps.append((at, call, event, answer, {"token": f"t{index}"}))
        elif call == "forget":
            steps.append((at, call, event, model.forget(event, START + at)))
        elif tokens:
            token = dice.choice(tokens)
            steps.append((at, call, token, model.settle(call, token, START + at)))
    return case(f"random script in a full window {number}", config, steps, on_servers=False)


def dedup():
    typed = [case(*row, on_servers=True) for row in (*dedup_shared.CASES, *dedup_rows.CASES)]
    typed += [case(*row, on_servers=False) for row in (*dedup_embedded.CASES, *dedup_seconds.CASES)]
    dedup_coverage.check(typed, START)
    cases = typed + [refused(*row) for row in dedup_embedded.REFUSED]
    cases += [random_case(number) for number in range(150)]
    cases += [random_full_case(number) for number in range(50)]
    names = [row["name"] for row in cases]
    assert len(set(names)) == len(names)
    return cases
