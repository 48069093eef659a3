"""The dedup contract, as a dictionary of records. Naive on purpose: it is the second opinion on every engine."""

HELD = ("in_flight", "burying")
ATTEMPTS_COUNTED = 15
SKEW = 300
DELAY_MAX = 2**18 - 1


class Model:
    def __init__(self, config):
        self.ttl, self.lease = config["ttl"], config["lease"]
        self.sliding = config.get("sliding", False)
        self.max_attempts = config.get("max_attempts")
        self.capacity = -(-config.get("capacity", 10**9) // 16) * 16
        self.full = config.get("full", "refuse")
        self.epoch = config.get("epoch", 0)
        self.records = {}
        self.tokens = {}

    def out_of_range(self, now):
        return not 0 <= now - self.epoch <= 2**32 - 1 - self.ttl - SKEW

    def live(self, event, now):
        record = self.records.get(event)
        if record is None:
            return None
        if record["claimed"] > now + SKEW:
            if record["state"] == "released":
                record["not_before"] += now + SKEW - record["claimed"]
            record["claimed"] = now + SKEW
        return record if now < record["claimed"] + self.ttl else None

    def grant(self, event, now, token, state, attempt):
        self.records[event] = {"state": state, "attempt": attempt, "token": token, "claimed": now}
        self.tokens[token] = (event, attempt)

    def make_room(self, now):
        """None, or what a claim answers without room."""
        alive = {event: record for event, record in self.records.items() if now < record["claimed"] + self.ttl}
        if len(alive) < self.capacity:
            return None
        if isinstance(self.full, dict):
            done = [(record["claimed"], event) for event, record in alive.items() if record["state"] == "done"]
            if done and now - min(done)[0] >= self.full["evict_done"]:
                del self.records[min(done)[1]]
                return None
        if self.full == "unguarded":
            return "unguarded"
        return {"full": max(1, min(record["claimed"] for record in alive.values()) + self.ttl - now)}

    def claim(self, event, now, token):
        if self.out_of_range(now):
            return {"error": "CLOCK_RANGE"}
        record = self.live(event, now)
        if record is None:
            refusal = self.make_room(now)
            if refusal is None:
                self.grant(event, now, token, "in_flight", 1)
            return refusal or {"claimed": 1}
        state, attempt = record["state"], record["attempt"]
        if state in ("done", "dead"):
            if self.sliding:
                record["claimed"] = max(record["claimed"], now)
            return "done" if state == "done" else {"dead": attempt}
        until = record["not_before"] if state == "released" else record["claimed"] + self.lease
        if now < until:
            return {"in_flight": until - now}
        if self.max_attempts is not None and attempt >= self.max_attempts:
            self.grant(event, now, token, "burying", attempt)
            return {"exhausted": attempt}
        attempt = min(attempt + 1, ATTEMPTS_COUNTED)
        self.grant(event, now, token, "in_flight", attempt)
        return {"claimed": attempt}

    def settle(self, call, token, now, not_before=0):
        if not_before > 300:
            return {"error": "ARGUMENT_INVALID"}
        if self.out_of_range(now):
            return {"error": "CLOCK_RANGE"}
        event, attempt = self.tokens[token]
        record = self.live(event, now)
        final = {"commit": "done", "bury": "dead"}.get(call)
        if record is None:
            if final and self.make_room(now) is None:
                self.records[event] = {"state": final, "attempt": attempt, "token": token, "claimed": now}
            return "late"
        if record["token"] != token:
            return "stolen"
        state = record["state"]
        if state in ("done", "dead"):
            return "already_done"
        in_time = "ok" if state in HELD and now < record["claimed"] + self.lease else "late"
        if final:
            record["state"] = final
            return in_time
        if state == "released":
            return "ok" if call == "release" else "stolen"
        if call == "release":
            record["state"] = "released"
            record["not_before"] = record["claimed"] + min(max(now + not_before - record["claimed"], 0), DELAY_MAX)
        else:
            record["claimed"] = now
        return in_time

    def forget(self, event, now):
        if self.out_of_range(now):
            return {"error": "CLOCK_RANGE"}
        record = self.live(event, now)
        if record is None:
            return "absent"
        if record["state"] in HELD and now < record["claimed"] + self.lease:
            return "in_flight"
        del self.records[event]
        return "forgotten"
