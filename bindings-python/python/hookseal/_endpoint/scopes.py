"""Which endpoint of an app, or which view of one, has which scope of which store."""

import os
from collections.abc import Hashable
from weakref import WeakKeyDictionary, WeakValueDictionary

from .._native import FileStore
from ..errors import StoreConfig
from ..stores import AsyncStore, Store
from ..stores._calls import Described

Place = tuple[Hashable, str]

_taken: WeakKeyDictionary[object, WeakValueDictionary[Place, object]] = WeakKeyDictionary()


def place_of(store: Store | AsyncStore, scope: str) -> Place:
    """What two endpoints have in common if they would take each other's events for duplicates."""
    if isinstance(store, FileStore):
        return os.path.realpath(store.path), scope
    return store.place() if isinstance(store, Described) else id(store), scope


def take(app: object, place: Place, owner: object) -> None:
    """Gives a place to an endpoint of an app, or to a view of one. No other of the same app must have it.

    Only then: a process may hold several apps, such as those of a test suite, of which some are already done with.
    """
    places = _taken.setdefault(app, WeakValueDictionary())
    holder = places.setdefault(place, owner)
    if holder is not owner:
        raise StoreConfig(
            f"two endpoints of this app, or two views of one, share the scope {place[1]!r} of one store, and would "
            "take each other's events for duplicates: give each an endpoint and a scope= of its own, and let a "
            "tenant's name the endpoint as well, such as `payments/acme`; or say shared_scope=True"
        )
