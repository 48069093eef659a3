"""The name by which `_calls.py` knows a store's options."""

from ._options import StoreOptions as Settings

__all__ = ["Settings"]
