"""What a server's or the network's refusal means here. No message of theirs is passed on: it might quote a URL."""

import re
from dataclasses import dataclass

import psycopg

from ..errors import StoreConfig, StoreUnavailable, WebhookError

try:
    from psycopg_pool import PoolClosed, PoolTimeout
except ImportError:
    # Nobody's pool, so none of its errors.
    class PoolClosed(Exception):  # type: ignore[no-redef]
        pass

    class PoolTimeout(Exception):  # type: ignore[no-redef]
        pass


class Silent(psycopg.errors.QueryCanceled):
    """The server did not answer in time, and did not even say that it gave up."""


_MIGRATE = "run hookseal.stores.postgres.migrate"
_OTHER_TABLE = f"the table is not as the schema makes it: {_MIGRATE} with another table's name"

_STATES = {
    "42P01": f"the table is missing: {_MIGRATE}",
    "3F000": f"the table's schema is missing: create it, then {_MIGRATE}",
    "42703": _OTHER_TABLE,
    "42P10": _OTHER_TABLE,
    "42883": _OTHER_TABLE,
    "42804": _OTHER_TABLE,
    "23502": _OTHER_TABLE,
    "42501": "the user may not use the table: grant it SELECT, INSERT, UPDATE and DELETE",
    "3D000": "there is no such database: check the URL's",
}
_REPLICA = (
    "the server takes no writes, as a replica does not, or a primary during a failover: try again, and if it stays so, "
    "use the primary's address"
)

_USER = "the server refuses the user or password: check the URL's"
_LACKS = "the URL lacks what the server asks for, such as a password, or asks for encryption"
_OPTION = "the client does not know what an option of the URL says, such as its sslmode: check the URL's query"

# While a connection is made the client library tells no SQLSTATE, only text.
_TEXTS = (
    (re.compile("no password supplied|support SSL|certificate"), _LACKS),
    (re.compile('authentication failed|no pg_hba.conf entry|role "[^"]*" (does not exist|is not permitted)'), _USER),
    (re.compile('database "[^"]*" does not exist'), _STATES["3D000"]),
    (re.compile("invalid (integer|\\S+) value|definition of service"), _OPTION),
)

_TRANSIENT = ("40001", "40P01")
"""The server gave it up because of another statement, so that it can be tried again at once."""

_READ_ONLY = "25006"
_ENDED = ("57P01", "57P02", "57P05", "25P03")
"""The server ended the connection, and with it nothing but what was under way."""


def is_gone(error: Exception) -> bool:
    """Whether another connection may not meet this: this one broke, or its server has changed its role."""
    if isinstance(error, psycopg.Error) and error.sqlstate:
        return error.sqlstate in (*_ENDED, _READ_ONLY)
    return isinstance(error, psycopg.OperationalError | OSError)


@dataclass(slots=True)
class Repeats:
    """How often a statement may still be sent again. All of them can be."""

    transient: int = 20
    gone: int = 1

    def are_left(self, error: Exception, *, was_connected: bool) -> bool:
        """Whether it may be after this error, which counts it."""
        if isinstance(error, psycopg.Error) and error.sqlstate in _TRANSIENT:
            self.transient -= 1
            return self.transient > 0
        if was_connected and is_gone(error):
            self.gone -= 1
            return self.gone >= 0
        return False


def failed(error: Exception) -> WebhookError:
    """What to raise instead of a client's error."""
    state = error.sqlstate if isinstance(error, psycopg.Error) else None
    if isinstance(error, PoolClosed):
        return StoreConfig("the pool is not open: open it before the store is used")
    if isinstance(error, Silent | psycopg.errors.ConnectionTimeout | PoolTimeout | TimeoutError):
        return StoreUnavailable("the server did not answer in time: it is not known what was written")
    if state == _READ_ONLY:
        return StoreUnavailable(_REPLICA)
    if state is None or is_gone(error):
        return _not_connected(error)
    if state in _STATES:
        return StoreConfig(_STATES[state])
    if state.startswith("28"):
        return StoreConfig(_USER)
    return StoreUnavailable(f"the server answers SQLSTATE {state}: nothing was written, try again")


def _not_connected(error: Exception) -> WebhookError:
    connection = error.pgconn if isinstance(error, psycopg.Error) else None
    if connection is not None and connection.needs_password:
        return StoreConfig(_LACKS)
    text = str(error)
    for pattern, advice in _TEXTS:
        if pattern.search(text):
            return StoreConfig(advice)
    return StoreUnavailable("the server cannot be reached, or the connection broke: try again")
