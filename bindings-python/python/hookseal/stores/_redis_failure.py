"""What a server's or the network's refusal means here. No message of theirs is passed on: it might quote a URL."""

import ssl

import redis

from hookseal.errors import StoreConfig, StoreUnavailable, WebhookError

_CONFIG: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    (
        (redis.exceptions.AuthenticationError, redis.exceptions.AuthenticationWrongNumberOfArgsError),
        "the server refuses the user or password: check the URL's",
    ),
    (
        (redis.exceptions.NoPermissionError,),
        "the server lets this user not do what the store needs: allow it `+evalsha +script|load +get +set +del "
        "+pexpire +time +info` on its keys",
    ),
    (
        (redis.exceptions.AskError, redis.exceptions.ClusterCrossSlotError),
        "the server is a node of a cluster: use a single server",
    ),
    ((redis.exceptions.ReadOnlyError,), "the server takes no writes, as a replica does not: use the primary"),
)

_UNAVAILABLE: tuple[tuple[type[Exception], str], ...] = (
    (redis.exceptions.OutOfMemoryError, "the server is out of memory: raise its maxmemory"),
    (redis.exceptions.TimeoutError, "the server did not answer in time: it is not known what was written"),
    (TimeoutError, "the server did not answer in time: it is not known what was written"),
)

_CODES: dict[type[Exception], str] = {
    redis.exceptions.BusyLoadingError: "LOADING",
    redis.exceptions.MasterDownError: "MASTERDOWN",
    redis.exceptions.ClusterDownError: "CLUSTERDOWN",
    redis.exceptions.TryAgainError: "TRYAGAIN",
}


def evicting(policy: str) -> StoreConfig:
    """The refusal of a server that does not keep what it is given."""
    return StoreConfig(
        f"the server may evict records (maxmemory-policy {policy}), and each is an event that may run twice: set "
        "`maxmemory-policy noeviction`, or allow eviction if you accept that"
    )


def failed(error: Exception) -> WebhookError:
    """What to raise instead of a client's error."""
    for kinds, advice in _CONFIG:
        if isinstance(error, kinds):
            return StoreConfig(advice)
    for kind, advice in _UNAVAILABLE:
        if isinstance(error, kind):
            return StoreUnavailable(advice)
    if isinstance(error.__context__, ssl.SSLError):
        return StoreConfig("the server's encryption is not as the URL asks: check its certificate, and `rediss`")
    if isinstance(error, redis.exceptions.ResponseError) and "DB index" in str(error):
        return StoreConfig("the server refuses what the URL asks for: check its database number and user")
    code = _code(error)
    if code == "WRONGTYPE":
        return StoreConfig("the record's name holds something else: give the store a prefix of its own")
    if code:
        return StoreUnavailable(f"the server answers {code}: nothing is known to be written, try again")
    return StoreUnavailable("the server cannot be reached, or the connection broke: try again")


def _code(error: Exception) -> str | None:
    """The first word of a server's refusal. Those that the client knows are its exceptions' classes."""
    if type(error) in _CODES:
        return _CODES[type(error)]
    if not isinstance(error, redis.exceptions.ResponseError):
        return None
    first = str(error).partition(" ")[0]
    return first if first.isascii() and first.isalpha() and first.isupper() else "ERR"
