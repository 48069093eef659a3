"""Which endpoint has which scope of which store."""

import gc
import os
import weakref
from collections.abc import Hashable

from .._native import FileStore, MemoryStore
from ..errors import StoreConfig
from ..stores import AsyncStore, Store

_taken: dict[tuple[Hashable, str], "weakref.ref[object]"] = {}


def take(owner: object, store: Store | AsyncStore, given: object, scope: str) -> None:
    """Gives a scope of a store to an endpoint, for as long as that lives.

    Two that share one would take each other's events for duplicates.
    """
    place = (_identity(store, given), scope)
    if _lives(place):
        raise StoreConfig(
            f"two endpoints share the scope {scope!r} of one store, and would take each other's events for duplicates: "
            "give each its own scope=, or say shared_scope=True"
        )
    _taken[place] = weakref.ref(owner)


def _identity(store: Store | AsyncStore, given: object) -> Hashable:
    """What two endpoints have in common if they have one store: a file, a server's URL, or the object."""
    if isinstance(store, FileStore):
        return os.path.realpath(store.path)
    return id(store) if isinstance(store, MemoryStore) or not isinstance(given, str) else given


def _lives(place: tuple[Hashable, str]) -> bool:
    taken = _taken.get(place)
    if taken is None or taken() is None:
        return False
    # An app that was thrown away may not have been swept up yet.
    gc.collect()
    return taken() is not None
