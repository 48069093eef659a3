"""The calls on Postgres: each is one statement, and a second one where the first did nothing."""

from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import Any

from .._native import postgres_statements
from ..errors import StoreConfig, StoreUnavailable
from . import _token
from ._calls import Calls
from ._options import StoreOptions, checked_not_before
from .contract import Claim, Forgotten, Settled

Row = tuple[Any, ...] | None

_PURGE_EVERY = 256
"""Claims between two purges of what has ended."""

_RETRIES = 3
"""Times that a statement and the question why it did nothing may miss each other."""

_RELEASED = 2
_DONE = 3
_EXHAUSTED = 4
_DEAD = 5


@dataclass(frozen=True, slots=True)
class Question:
    """A statement whose first row is the answer."""

    sql: bytes
    values: tuple[bytes | int, ...]


class PostgresCalls(Calls[Question, Row]):
    """The calls on the records of one table."""

    def __init__(self, options: StoreOptions, table: str) -> None:
        super().__init__(options)
        self._statements = {name: sql.encode() for name, sql in postgres_statements(table).items()}
        self._id = _token.store_id(table)
        self._claims = count(1)

    def claim(self, key: bytes) -> Generator[Question, Row, Claim]:
        token = _token.new(_token.checked_key(key), self._id)
        if next(self._claims) % _PURGE_EVERY == 0:
            # What cannot be removed now is removed by a later claim: no reason to refuse this one.
            with suppress(StoreUnavailable):
                yield from self.purge()
        statements, ttl, lease = self._statements, self.options.ttl, self.options.lease
        values = (key, _token.random_of(token), ttl, lease, self.options.max_attempts or 0)
        for _ in range(_RETRIES):
            row = yield Question(statements["claim"], values)
            if row:
                is_exhausted = _number(row[0]) == _EXHAUSTED
                return Claim("exhausted" if is_exhausted else "claimed", token=token, attempt=_number(row[1]))
            row = yield Question(statements["look"], (key, lease))
            if not row:
                continue
            state, attempt, wait = _number(row[0]), _number(row[1]), row[2]
            if self.options.sliding and state in (_DONE, _DEAD):
                yield Question(statements["slide"], (key, ttl))
            if state == _DONE:
                return Claim("done")
            if state == _DEAD:
                return Claim("dead", attempt=attempt)
            if _number(wait) > 0:
                return Claim("in_flight", retry_after=wait)
            # It has lapsed between the two.
        return Claim("in_flight", retry_after=1)

    def commit(self, token: bytes) -> Generator[Question, Row, Settled]:
        return (yield from self._finish(token, _DONE))

    def bury(self, token: bytes) -> Generator[Question, Row, Settled]:
        return (yield from self._finish(token, _DEAD))

    def release(self, token: bytes, not_before: int) -> Generator[Question, Row, Settled]:
        numbers = (checked_not_before(not_before), self.options.lease)
        return (yield from self._settle(self._statements["release"], token, numbers, absent="late", released="ok"))

    def renew(self, token: bytes) -> Generator[Question, Row, Settled]:
        numbers = (self.options.ttl, self.options.lease)
        return (yield from self._settle(self._statements["renew"], token, numbers, absent="late", released="stolen"))

    def forget(self, key: bytes) -> Generator[Question, Row, Forgotten]:
        values = (_token.checked_key(key), self.options.lease)
        row = yield Question(self._statements["forget"], values)
        if row:
            return "forgotten" if _flag(row[0]) else "absent"
        row = yield Question(self._statements["look"], values)
        return "in_flight" if row else "absent"

    def purge(self) -> Generator[Question, Row, None]:
        """Removes up to 1,000 records that have ended."""
        yield Question(self._statements["purge"], ())

    def _finish(self, token: bytes, state: int) -> Generator[Question, Row, Settled]:
        numbers = (state, self.options.ttl, self.options.lease)
        # Neither a missing record nor one released by this token stops it: only the next owner or an end does.
        return (yield from self._settle(self._statements["finish"], token, numbers, absent=None, released=None))

    def _settle(
        self,
        statement: bytes,
        token: bytes,
        numbers: tuple[int, ...],
        absent: Settled | None,
        released: Settled | None,
    ) -> Generator[Question, Row, Settled]:
        """Runs a statement that gives whether it was late; where it gives nothing, finds out why.

        `absent` and `released` stand for no record and for one that this token released, if they can be the reason.
        """
        record = (_token.key_of(token, self._id), _token.random_of(token))
        for _ in range(_RETRIES):
            row = yield Question(statement, record + numbers)
            if row:
                return "late" if _flag(row[0]) else "ok"
            row = yield Question(self._statements["standing"], record)
            if not row:
                if absent:
                    return absent
                continue
            is_mine, state = _flag(row[0]), _number(row[1])
            if not is_mine:
                return "stolen"
            if state in (_DONE, _DEAD):
                return "already_done"
            if state == _RELEASED and released:
                return released
        raise StoreUnavailable("others change the record over and over: try again")


def _number(value: object) -> int:
    if isinstance(value, int):
        return value
    raise _malformed()


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise _malformed()


def _malformed() -> StoreConfig:
    return StoreConfig(
        "the server answered something else than the statement gives: check the table against the schema"
    )
