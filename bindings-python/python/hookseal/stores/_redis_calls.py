"""The calls on Redis: each is one script on one key."""

import hashlib
import string
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from .._native import REDIS_SCRIPTS
from ..errors import StoreConfig
from . import _token
from ._calls import Calls
from ._options import StoreOptions, checked_not_before
from .contract import Claim, Forgotten, Settled

PREFIX = "hookseal:"

FULL = ["full"]
"""Stands for the answer of a server whose memory is used up."""

_FULL_RETRY = 60
_SETTLED: dict[str, Settled] = {"ok": "ok", "late": "late", "already_done": "already_done", "stolen": "stolen"}
_FORGOTTEN: dict[str, Forgotten] = {"forgotten": "forgotten", "absent": "absent", "in_flight": "in_flight"}


@dataclass(frozen=True, slots=True)
class Script:
    """A script as clients send it: by its hash, which is computed once."""

    name: str
    text: str
    sha: str


@dataclass(frozen=True, slots=True)
class Question:
    """A script to be run on a key."""

    script: Script
    key: str
    values: tuple[str | int, ...]


def _script(name: str, text: str) -> Script:
    return Script(name, text, hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest())


_SCRIPTS = {name: _script(name, text) for name, text in REDIS_SCRIPTS.items()}


class RedisCalls(Calls[Question, Any]):
    """The calls on the records of one prefix."""

    def __init__(self, options: StoreOptions, prefix: str) -> None:
        super().__init__(options)
        # Braces would put all records into one slot of a cluster.
        good = set(string.ascii_letters + string.digits + string.punctuation) - set("{}")
        if not isinstance(prefix, str) or not 1 <= len(prefix) <= 64 or not good.issuperset(prefix):
            raise StoreConfig("a prefix is 1 to 64 printable ASCII characters without braces")
        self.prefix = prefix
        self._id = _token.store_id(prefix)

    def claim(self, key: bytes) -> Generator[Question, Any, Claim]:
        token = _token.new(_token.checked_key(key), self._id)
        options = self.options
        values = (options.ttl * 1000, options.lease * 1000, int(options.sliding), options.max_attempts or 0)
        reply = yield self._question("claim", key, _token.random_of(token).hex(), *values)
        word, number = _parts(reply)
        match word:
            case "claimed":
                return Claim("claimed", token=token, attempt=number)
            case "exhausted":
                return Claim("exhausted", token=token, attempt=number)
            case "in_flight":
                return Claim("in_flight", retry_after=max(1, -(-number // 1000)))
            case "done":
                return Claim("done")
            case "dead":
                return Claim("dead", attempt=number)
            case "full":
                return Claim("full", retry_after=_FULL_RETRY)
            case _:
                raise _unexpected(word)

    def commit(self, token: bytes) -> Generator[Question, Any, Settled]:
        return (yield from self._settle("finish", token, "D", self.options.ttl, self.options.lease))

    def bury(self, token: bytes) -> Generator[Question, Any, Settled]:
        return (yield from self._settle("finish", token, "X", self.options.ttl, self.options.lease))

    def release(self, token: bytes, not_before: int) -> Generator[Question, Any, Settled]:
        return (yield from self._settle("release", token, None, checked_not_before(not_before), self.options.lease))

    def renew(self, token: bytes) -> Generator[Question, Any, Settled]:
        return (yield from self._settle("renew", token, None, self.options.ttl, self.options.lease))

    def forget(self, key: bytes) -> Generator[Question, Any, Forgotten]:
        reply = yield self._question("forget", _token.checked_key(key), self.options.lease * 1000)
        word, _ = _parts(reply)
        if word not in _FORGOTTEN:
            raise _unexpected(word)
        return _FORGOTTEN[word]

    def _settle(self, script: str, token: bytes, state: str | None, *seconds: int) -> Generator[Question, Any, Settled]:
        key = _token.key_of(token, self._id)
        states = () if state is None else (state,)
        milliseconds = (number * 1000 for number in seconds)
        reply = yield self._question(script, key, _token.random_of(token).hex(), *states, *milliseconds)
        word, _ = _parts(reply)
        if word not in _SETTLED:
            raise _unexpected(word)
        return _SETTLED[word]

    def _question(self, script: str, key: bytes, *values: str | int) -> Question:
        return Question(_SCRIPTS[script], self.prefix + key.hex(), values)


def _parts(reply: Any) -> tuple[str, int]:
    """The word of a reply, text or bytes as the client was set up, and the number after it if there is one."""
    match reply:
        case [bytes() as word, *numbers]:
            pass
        case [str() as text, *numbers]:
            word = text.encode()
        case _:
            return "", 0
    number = numbers[0] if numbers and isinstance(numbers[0], int) else 0
    return word.decode(errors="replace"), number


def _unexpected(word: str) -> StoreConfig:
    if word == "foreign":
        return StoreConfig("the record's name holds something else: give the store a prefix of its own")
    return StoreConfig("the server answered something else than the script gives: check what runs there")
