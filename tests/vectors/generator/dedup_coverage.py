"""Sees to it that the cases typed by hand pin every row of the contract, and that servers are asked nothing in doubt.

The contract a third time, as a table: what a call answers follows from the state of the record alone.
"""

from .dedup_model import HELD, Model

SETTLED = """
                             commit        bury          release       renew
mine in_flight running       ok            ok            ok            ok
mine in_flight lapsed        late          late          late          late
mine burying running         ok            ok            ok            ok
mine burying lapsed          late          late          late          late
mine released waiting        late          late          ok            stolen
mine released due            late          late          ok            stolen
mine done                    already_done  already_done  already_done  already_done
mine dead                    already_done  already_done  already_done  already_done
another's in_flight running  stolen        stolen        stolen        stolen
another's in_flight lapsed   stolen        stolen        stolen        stolen
another's burying running    stolen        stolen        stolen        stolen
another's burying lapsed     stolen        stolen        stolen        stolen
another's released waiting   stolen        stolen        stolen        stolen
another's released due       stolen        stolen        stolen        stolen
another's done               stolen        stolen        stolen        stolen
another's dead               stolen        stolen        stolen        stolen
mine ended in_flight         late          late          late          late
mine ended burying           late          late          late          late
mine ended released          late          late          late          late
mine ended done              late          late          late          late
mine ended dead              late          late          late          late
another's ended in_flight    late          late          late          late
none                         late          late          late          late
"""
LOOKED_UP = """
                             claim          claim, attempts used  forget
none                         first          -                     absent
ended in_flight              first          -                     absent
ended burying                first          -                     absent
ended released               first          -                     absent
ended done                   first          -                     absent
ended dead                   first          -                     absent
in_flight running            in_flight      in_flight             in_flight
in_flight lapsed             another        exhausted             forgotten
burying running              -              in_flight             in_flight
burying lapsed               -              exhausted             forgotten
released waiting             in_flight      in_flight             forgotten
released due                 another        exhausted             forgotten
done                         done           done                  forgotten
dead                         dead           dead                  forgotten
"""
# What the ends are, for the calls that must be made a second before each, on it and a second after it.
CALLS = ("claim", "forget", "commit", "bury", "release", "renew")
AROUND = {(end, call, off) for end in ("lease", "lifetime") for call in CALLS for off in (-1, 0, 1)}
AROUND |= {("wait", "claim", off) for off in (-1, 0, 1)}


def rows(text):
    head, *lines = [[cell.strip() for cell in line.replace("  ", "\t").split("\t") if cell.strip()] for line in
                    text.strip("\n").splitlines()]
    return {(state, call): answer for state, *answers in lines for call, answer in zip(head, answers, strict=True)}


ROWS = {row: answer for text in (SETTLED, LOOKED_UP) for row, answer in rows(text).items() if answer != "-"}


def standing(record, model, now):
    """The state that a record is in."""
    if record is None:
        return "none"
    state = record["state"]
    if now >= record["claimed"] + model.ttl:
        return f"ended {state}"
    if state in HELD:
        return f"{state} running" if now < record["claimed"] + model.lease else f"{state} lapsed"
    if state == "released":
        return "released waiting" if now < record["not_before"] else "released due"
    return state


def ends(record, model):
    found = {"lifetime": record["claimed"] + model.ttl}
    if record["state"] in HELD:
        found["lease"] = record["claimed"] + model.lease
    if record["state"] == "released":
        found["wait"] = record["not_before"]
    return found


def short(answer):
    """An answer without its numbers."""
    if not isinstance(answer, dict):
        return answer
    (word, number), = answer.items()
    return word if word != "claimed" else "first" if number == 1 else "another"


def seen(case, start):
    """Each call of a case that is no error: the row it is in, how far it is from each end, and its answer."""
    model = Model(case["config"])
    for step in case["steps"]:
        now, call, expect = start + step["at"], step["call"], step["expect"]
        if isinstance(expect, dict) and "error" in expect:
            continue
        event = step["event"] if "event" in step else model.tokens[step["token"]][0]
        model.live(event, now)
        record = model.records.get(event)
        state, column = standing(record, model, now), call
        if call in ("claim", "forget"):
            limit = model.max_attempts
            if call == "claim" and record and not state.startswith("ended") and limit and record["attempt"] >= limit:
                column = "claim, attempts used"
        elif record is not None:
            state = ("mine " if record["token"] == step["token"] else "another's ") + state
        distances = {end: now - at for end, at in ends(record, model).items()} if record else {}
        yield step, event, (state, column), distances
        if call == "claim":
            model.claim(event, now, step["token"])
        elif call == "forget":
            model.forget(event, now)
        else:
            model.settle(call, step["token"], now, step.get("not_before", 0))


def check_margins(case, step, distances):
    """In real time a call comes a little later than it should: no end may be as near as that."""
    for end, distance in distances.items():
        # A release without a wait is over at once, and the clock of a server does not go back.
        is_over = end == "wait" and distance == 0
        assert is_over or abs(distance) >= 1, f"{case['name']}: {step} is {distance} from the end of the {end}"


def check(cases, start):
    """`cases` were typed by hand. Stops where a row or a second is missing, or contradicts the table."""
    pinned, around = set(), set()
    for case in cases:
        times = [step["at"] for step in case["steps"]]
        if case["servers"]:
            assert times == sorted(times) and 0 <= times[0] and times[-1] <= 9, f"{case['name']}: not for real time"
            assert not case["config"].keys() & {"capacity", "full", "epoch"}, f"{case['name']}: not for servers"
        calls = list(seen(case, start))
        for number, (step, event, row, distances) in enumerate(calls):
            if "full" not in (answer := short(step["expect"])) and answer != "unguarded":
                assert ROWS[row] == answer, f"{case['name']}: {step} is {answer}, but {row} is {ROWS[row]}"
            around |= {(end, step["call"], distance) for end, distance in distances.items()}
            if case["servers"]:
                check_margins(case, step, distances)
                # What a call answers is half of it: what it left behind must be asked as well.
                if any(later["call"] == "claim" and of == event for later, of, *_ in calls[number + 1 :]):
                    pinned.add(row)
    assert pinned >= ROWS.keys(), f"no case for every engine pins {sorted(ROWS.keys() - pinned)}"
    assert around >= AROUND, f"no case pins {sorted(AROUND - around)}"
