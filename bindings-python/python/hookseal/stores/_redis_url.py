"""What may stand in a Redis URL. What its client would pass over, or refuse in each call, is refused at once."""

import os
import re
from urllib.parse import parse_qsl, urlsplit

from ..errors import StoreConfig

_FILES = frozenset({"ssl_ca_certs", "ssl_ca_path", "ssl_certfile", "ssl_keyfile"})
"""What of a URL is a path. One that is not there would be told as a server that cannot be reached."""

_OURS = {
    # The client's own limit refuses where ours waits for a connection; its time-outs would stand in the place of ours,
    # and take what none of them can be: nan, and 0, with which each call fails at once.
    "max_connections": "connections",
    "socket_timeout": "call_timeout",
    "socket_connect_timeout": "connect_timeout",
}
"""Options of the client's, and those of ours that say the same."""

_OBJECTS = frozenset({"command_packer", "credential_provider", "event_dispatcher", "redis_connect_func", "retry"})
"""Options of the client's that are objects, which no URL can hold: text in their place fails at the first call."""

_TEXT = frozenset({"encoding", "encoding_errors"})
"""Options of the client's for text, of which we send and ask none: an encoding that there is not fails at each call."""


def check_url(url: str) -> None:
    """Raises `StoreConfig` with what to do, or `ValueError` for what cannot be read."""
    parts = urlsplit(url)
    # What would be passed over is a mistake, or the rest of a password: a path that is no database's number, a
    # fragment, a query without values.
    is_unix = parts.scheme == "unix"
    is_path = parts.path if is_unix else re.fullmatch("/?|/[0-9]{1,9}", parts.path)
    is_host = is_unix or re.fullmatch(r"[^\s,]+", parts.hostname or "")
    if not (is_path and is_host and all("=" in part for part in parts.query.split("&") if part)) or "#" in url:
        raise ValueError
    told = dict(parse_qsl(parts.query))
    for name in _OURS.keys() & told.keys():
        raise StoreConfig(f"the store's limit is `{_OURS[name]}`: write that in the URL, and no `{name}`")
    if (_OBJECTS | _TEXT) & told.keys():
        raise ValueError
    for name in _FILES & told.keys():
        if not os.path.exists(told[name]):
            raise StoreConfig(f"the URL's `{name}` is no file that is there: write its whole path")
