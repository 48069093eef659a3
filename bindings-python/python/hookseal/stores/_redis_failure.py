"""What a server's or the network's refusal means here. No message of theirs is passed on: it might quote a URL."""

import ssl

from redis import exceptions

from ..errors import StoreConfig, StoreUnavailable, WebhookError

# The client tells some of the server's refusals by their classes, and then no more by their first words.
_CODES: dict[type[Exception], str] = {
    exceptions.AuthenticationError: "NOAUTH",
    exceptions.AuthenticationWrongNumberOfArgsError: "NOAUTH",
    exceptions.NoPermissionError: "NOPERM",
    exceptions.MovedError: "MOVED",
    exceptions.AskError: "MOVED",
    exceptions.ClusterCrossSlotError: "MOVED",
    exceptions.ReadOnlyError: "READONLY",
    exceptions.OutOfMemoryError: "OOM",
    exceptions.BusyLoadingError: "LOADING",
    exceptions.MasterDownError: "MASTERDOWN",
    exceptions.ClusterDownError: "CLUSTERDOWN",
    exceptions.TryAgainError: "TRYAGAIN",
}

_CLUSTER = "the server is a node of a cluster: use a single server"
_CONFIG = {
    "NOAUTH": "the server refuses the user or password: check the URL's",
    "NOPERM": (
        "the server lets this user not do what the store needs: allow it `+evalsha +script|load +get +set +del "
        "+pexpire +time +info` on its keys"
    ),
    "MOVED": _CLUSTER,
    "ASK": _CLUSTER,
    "CROSSSLOT": _CLUSTER,
    "WRONGTYPE": "the record's name holds something else: give the store a prefix of its own",
}
_REPLICA = (
    "the server is a replica, as during a failover, and a replica takes no writes: try again, and if it stays so, use "
    "the primary's address"
)


def evicting(policy: str) -> StoreConfig:
    """The refusal of a server that does not keep what it is given."""
    return StoreConfig(
        f"the server may evict records (maxmemory-policy {policy}), and each is an event that may run twice: set "
        "`maxmemory-policy noeviction`, or allow eviction if you accept that"
    )


def failed(error: Exception) -> WebhookError:
    """What to raise instead of a client's error."""
    code = _code(error)
    if code in _CONFIG:
        return StoreConfig(_CONFIG[code])
    if code and "DB index" in str(error):
        return StoreConfig("the server refuses what the URL asks for: check its database number and user")
    if code in ("READONLY", "MASTERDOWN"):
        return StoreUnavailable(_REPLICA)
    if code == "OOM":
        return StoreUnavailable("the server is out of memory: raise its maxmemory")
    if code:
        return StoreUnavailable(f"the server answers {code}: nothing is known to be written, try again")
    if isinstance(error, exceptions.TimeoutError | TimeoutError):
        return StoreUnavailable("the server did not answer in time: it is not known what was written")
    if isinstance(error.__context__, ssl.SSLError):
        return StoreConfig("the server's encryption is not as the URL asks: check its certificate, and `rediss`")
    return StoreUnavailable("the server cannot be reached, or the connection broke: try again")


def _code(error: Exception) -> str | None:
    """The first word of a server's refusal."""
    if type(error) in _CODES:
        return _CODES[type(error)]
    if not isinstance(error, exceptions.ResponseError):
        return None
    first = str(error).partition(" ")[0]
    return first if first.isascii() and first.isalpha() and first.isupper() else "ERR"
