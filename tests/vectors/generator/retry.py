"""retry.json, from the formulas in the core's documentation of `retry`."""

import calendar
import datetime
import email.utils
import hashlib
import math
from fractions import Fraction

from .siphash import siphash128

SECOND, MINUTE, HOUR = 1000, 60_000, 3_600_000
FIRST = [5 * SECOND, 5 * MINUTE, 30 * MINUTE]
LISTS = {
    "standard-webhooks": FIRST + [hours * HOUR for hours in (2, 5, 10, 14, 20, 24)],
    "svix": FIRST + [hours * HOUR for hours in (2, 5, 10, 10)],
}
U64 = 2**64 - 1


def steps(schedule):
    """The steps without jitter, and the jitter."""
    jitter = schedule.get("jitter", {"proportional": 50})
    if "preset" in schedule:
        name = schedule["preset"]
        if name == "classic":
            return [min(3 * MINUTE * 2**at, 24 * HOUR) for at in range(8)], jitter
        return LISTS[name], schedule.get("jitter", {"proportional": 20})
    if "list" in schedule:
        return schedule["list"], jitter
    form = schedule["exponential"]
    return [min(form["base"] * form["factor"] ** at, form["cap"]) for at in range(form["retries"])], jitter


def scale(x, fraction):
    return math.floor(x * fraction)


def action(answer):
    """What each status means to a sender."""
    if answer in ("network", "timeout"):
        return "retry_later" if answer == "timeout" else "retry"
    if 200 <= answer <= 299:
        return "delivered"
    if answer == 410:
        return "disable"
    if answer == 429:
        return "retry_later"
    if answer in (408, 409, 425):
        return "retry"
    return "permanent" if 300 <= answer <= 499 else "retry"


def verdict(schedule, attempt, elapsed, answer, retry_after, key, event):
    what = action(answer)
    if what == "delivered":
        return {"delivered": True}
    if what == "disable":
        return {"disable_endpoint": True}
    if what == "permanent":
        return {"dead_letter": "permanent"}
    all_steps, jitter = steps(schedule)
    attempt = max(attempt, 1)
    if attempt > len(all_steps):
        return {"dead_letter": "exhausted"}
    step = max(all_steps[attempt - 1], MINUTE if what == "retry_later" else 0)
    halves = siphash128(key, event + attempt.to_bytes(4, "little"))
    r1, r2 = (Fraction(half >> 32, 2**32) for half in halves)
    if jitter == "none":
        delay = step
    elif jitter == "full":
        delay = scale(step + 1, r1)
    else:
        spread = step * jitter["proportional"] // 100
        delay = step - spread + scale(2 * spread + 1, r1)
    if retry_after is not None:
        floor = min(retry_after, min(max(2 * step, MINUTE), 24 * HOUR))
        delay = max(delay, floor + scale(floor + 1, r2))
    if "max_age" in schedule and min(elapsed + delay, U64) > schedule["max_age"]:
        return {"dead_letter": "too_old"}
    return {"retry_in": delay}


def required_ttl(schedule, sliding):
    all_steps, jitter = steps(schedule)
    percent = jitter["proportional"] if isinstance(jitter, dict) else 0
    longest = [step + step * percent // 100 for step in all_steps]
    # A record is gone when its lifetime has passed, and the last retry may come at that very second.
    return math.ceil(Fraction(max(longest) if sliding else sum(longest), 1000)) + 1


SCHEDULES = [{"preset": name} for name in ("classic", "standard-webhooks", "svix")] + [
    {"preset": "classic", "jitter": "none"},
    {"preset": "classic", "jitter": "full"},
    {"preset": "classic", "jitter": {"proportional": 100}},
    {"preset": "svix", "jitter": {"proportional": 0}},
    {"exponential": {"base": 1, "factor": 1, "cap": 1, "retries": 3}},
    {"exponential": {"base": 1, "factor": 4_294_967_295, "cap": 2**40, "retries": 4}},
    {"exponential": {"base": 250, "factor": 3, "cap": 7919, "retries": 12}, "max_age": 30_000},
    {"list": [1, 999, 7_777_777_777], "jitter": {"proportional": 33}},
    {"list": [2**53], "jitter": {"proportional": 100}},
]


def deliveries():
    answers = [500, 503, 429, 408, 409, 425, 404, 410, 200, 204, 301, 100, 199, 599, 600, 0, 65535]
    answers += ["network", "timeout"]
    key, event = bytes(range(16)), hashlib.sha256(b"evt_1").digest()[:16]
    for schedule in SCHEDULES:
        for attempt in range(len(steps(schedule)[0]) + 2):
            yield schedule, attempt, attempt * 1000, 503, None, key, event
    for answer in answers:
        for attempt in (1, 9):
            yield {"preset": "classic"}, attempt, 0, answer, None, key, event
    asked = [{"preset": "classic"}, {"preset": "standard-webhooks"}, {"preset": "classic", "jitter": "none"}]
    for retry_after in (0, 1, 59_999, 60_000, 360_000, 360_001, 86_400_000, 10**12, 2**53 - 1):
        for schedule in asked:
            yield schedule, 1, 0, 503, retry_after, key, event
            yield schedule, 8, 0, 429, retry_after, key, event
    for jitter in ("none", "full", {"proportional": 20}):
        for answer in (429, "timeout", 503):
            yield {"preset": "svix", "jitter": jitter}, 1, 0, answer, None, key, event
    for number in range(40):
        other = hashlib.sha256(b"event %d" % number).digest()
        yield {"preset": "classic"}, number % 8 + 1, 0, 500, None, other[16:], other[:16]


def http_dates():
    for moment in (
        "1994-11-06T08:49:37",
        "2026-11-23T10:00:00",
        "2026-02-28T23:59:59",
        "2028-02-29T00:00:00",
        "1970-01-01T00:00:00",
    ):
        date = datetime.datetime.fromisoformat(moment)
        yield email.utils.format_datetime(date.replace(tzinfo=datetime.timezone.utc), usegmt=True), date
        yield date.strftime("%A, %d-%b-%y %H:%M:%S GMT"), date
        yield date.strftime("%a %b ") + f"{date.day:2} " + date.strftime("%H:%M:%S %Y"), date


NO_RETRY_AFTER = [
    *("", " ", "-1", "+1", "1.5", "1e3", "0x10", "1 2", "soon", "\u0661\u0662"),
    "Sun, 06 Nov 1994 08:49:37",
    "Sun, 06 Nov 1994 08:49:37 UTC",
    "Sun, 31 Feb 2027 08:49:37 GMT",
    "Sun, 00 Nov 2027 08:49:37 GMT",
    "Sun, 06 Nov 2027 24:00:00 GMT",
    "Sun, 06 Nov 2027 08:60:00 GMT",
    "Sun, 06 nov 2027 08:49:37 GMT",
    "Sun, 6 Nov 2027 08:49:37 GMT",
    "Sun, 06 Nov 1969 08:49:37 GMT",
    "Sun, 06 Nov 2027 08:49:37 GMT x",
    "2027-11-06T08:49:37Z",
    "Sun Nov 6 08:49:37 2027",
    "Sunday, 06-Nov-2027 08:49:37 GMT",
]


def retry_afters():
    now = 1_700_000_000
    for seconds in ("0", "120", "007", " 5\t", "9007199254740"):
        yield seconds, now, int(seconds) * 1000
    for value in NO_RETRY_AFTER:
        yield value, now, None
    for value, date in http_dates():
        for now in (784_111_770, 1_795_427_990):
            there = date
            if "-" in value:
                # RFC 9110: two digits of a year are never more than 50 years ahead.
                this_year = datetime.datetime.fromtimestamp(now, datetime.timezone.utc).year
                years = range(this_year - 49, this_year + 51)
                there = date.replace(year=next(year for year in years if year % 100 == date.year % 100))
            yield value, now, max(calendar.timegm(there.timetuple()) - now, 0) * 1000


def retry():
    return {
        "next": [
            {
                "schedule": schedule,
                "attempt": attempt,
                "elapsed": elapsed,
                "answer": answer,
                "retry_after": retry_after,
                "key": key.hex(),
                "event": event.hex(),
                "expect": verdict(schedule, attempt, elapsed, answer, retry_after, key, event),
            }
            for schedule, attempt, elapsed, answer, retry_after, key, event in deliveries()
        ],
        "required_ttl": [
            {
                "schedule": schedule,
                "fixed": required_ttl(schedule, False),
                "sliding": required_ttl(schedule, True),
            }
            for schedule in SCHEDULES
        ],
        "retry_after": [{"value": value, "now": now, "ms": ms} for value, now, ms in retry_afters()],
    }
