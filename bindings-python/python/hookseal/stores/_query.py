"""The options in a store's URL: which are ours, and what their values mean. No message quotes the URL: it may hold a
password.
"""

import re
from collections.abc import Callable
from urllib.parse import unquote

from ..errors import StoreConfig

OWN = frozenset({"ttl", "lease", "sliding", "connect_timeout", "call_timeout", "connections"})
"""The options of every server's store."""

_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}


def taken(url: str, names: frozenset[str]) -> tuple[str, dict[str, str]]:
    """The URL without the options of these names, and those. What is left is as it was written, for the client."""
    base, mark, query = url.partition("?")
    rest, options = [], dict[str, str]()
    for part in query.split("&") if mark else []:
        name, _, value = part.partition("=")
        if unquote(name) not in names:
            rest.append(part)
        elif unquote(name) in options:
            raise StoreConfig(f"the store's URL gives `{unquote(name)}` twice: give it once")
        else:
            options[unquote(name)] = unquote(value)
    left = "&".join(rest)
    return (f"{base}?{left}" if left else base), options


def whole(text: str) -> int | None:
    """A whole number."""
    return int(text) if re.fullmatch("[0-9]{1,12}", text) else None


def duration(text: str) -> int | None:
    """Whole seconds: a number, with `s`, `m`, `h` or `d` if need be."""
    found = re.fullmatch("([0-9]{1,12})([smhd]?)", text)
    return int(found[1]) * _UNITS[found[2]] if found else None


def wait(text: str) -> float | None:
    """Seconds, also parts of one."""
    found = re.fullmatch(r"([0-9]{1,12}(?:\.[0-9]{1,6})?)([smhd]?)", text)
    return float(found[1]) * _UNITS[found[2]] if found else None


def flag(text: str) -> bool | None:
    """True or false."""
    return {"true": True, "1": True, "false": False, "0": False}.get(text.lower())


def full(text: str) -> str | dict[str, int] | None:
    """What a claim gives where there is no room."""
    found = re.fullmatch("(evict_done):([0-9]{1,10})", text)
    if found:
        return {found[1]: int(found[2])}
    return text if text in ("refuse", "unguarded") else None


_READERS: dict[str, tuple[Callable[[str], object], str]] = {
    "capacity": (whole, "a whole number"),
    "ttl": (duration, "whole seconds, such as 345600, 96h or 4d"),
    "lease": (duration, "whole seconds, such as 300 or 5m"),
    "sliding": (flag, "true or false"),
    "durable": (flag, "true or false"),
    "allow_eviction": (flag, "true or false"),
    "full": (full, "refuse, unguarded or evict_done:SECONDS"),
    "connect_timeout": (wait, "seconds, such as 2 or 0.5"),
    "call_timeout": (wait, "seconds, such as 2 or 0.5"),
    "connections": (whole, "a whole number"),
}


def read(options: dict[str, str]) -> dict[str, object]:
    """The options' values, as constructors take them."""
    values: dict[str, object] = {}
    for name, text in options.items():
        reader, kind = _READERS.get(name, (str, "text"))
        value = reader(text)
        if value is None:
            raise StoreConfig(f"`{name}` in the store's URL is {kind}")
        values[name] = value
    return values


def unreadable(example: str) -> StoreConfig:
    """What to do about a URL that cannot be read, or not as a whole. It is not quoted: it may hold a password."""
    return StoreConfig(
        f"the URL cannot be read: write it as {example}, with %40 for an @ in a password and %23, %2F, %3F for #, / "
        "and ?, and with no option that there is not"
    )
