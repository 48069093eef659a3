"""Tokens of a server's store: dedup key 16 bytes, store 4, random 12. The same bytes in every language."""

import hashlib
import secrets

from ..errors import ArgumentInvalid, TokenInvalid

KEY_SIZE = 16
TOKEN_SIZE = 32


def store_id(name: str) -> bytes:
    """The first four bytes of SHA-256 over `hookseal/store` and the store's name: its prefix or its table."""
    return hashlib.sha256(b"hookseal/store" + name.encode()).digest()[:4]


def checked_key(key: object) -> bytes:
    """The dedup key, if it is one; else `ArgumentInvalid`."""
    if not isinstance(key, bytes) or len(key) != KEY_SIZE:
        raise ArgumentInvalid("a dedup key is 16 bytes: give `Verified.dedup_key`")
    return key


def new(key: bytes, store: bytes) -> bytes:
    """A token for a claim of `key`."""
    return key + store + secrets.token_bytes(12)


def key_of(token: object, store: bytes) -> bytes:
    """The dedup key of a token, if it is this store's; else `TokenInvalid`."""
    if not isinstance(token, bytes) or len(token) != TOKEN_SIZE or token[16:20] != store:
        raise TokenInvalid
    return token[:16]


def random_of(token: bytes) -> bytes:
    """The random part: what a record keeps of its owner."""
    return token[20:]
