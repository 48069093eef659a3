"""Requests as a sender would make them."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from types import NoneType
from typing import Any
from urllib.parse import urlsplit

from .._native import Scheme, Signer
from ..errors import ArgumentInvalid


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request to send: `client.post(request.path, data=request.body, headers=request.headers)`.

    To forge one, change it: `dataclasses.replace(request, body=b"…")`.
    """

    method: str
    url: str
    """As it was given: a path, or the whole URL."""
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The URL's path and query, which test clients take."""
        # Two slashes begin a host where a URL is read, and nothing else in a path.
        parts = urlsplit("http://host" + self.url if self.url.startswith("/") else self.url)
        return (parts.path or "/") + ("?" + parts.query if parts.query else "")


def signed_request(
    scheme: str | Scheme,
    secret: str | bytes,
    body: bytes | bytearray | memoryview | str | dict[str, Any] | list[Any],
    *,
    id: str | None = None,
    timestamp: int | float | None = None,
    method: str = "POST",
    url: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> SignedRequest:
    """A request signed as a sender of the scheme signs it.

    Args:
        scheme: A built-in scheme's name, or your own scheme.
        secret: The endpoint's secret.
        body: Bytes as they are, a string in UTF-8, or an object that is written as JSON once.
        id: The event ID, for schemes that send it in a header; random where one of those is given none.
        timestamp: Unix seconds; now unless given.
        method: The HTTP method, which few schemes sign.
        url: The path or the URL to send it to. Schemes that sign the URL need it whole, as the endpoint's `public_url`.
        headers: Further headers to send, of which the scheme may sign some, such as `{"X-GitHub-Event": "push"}`.

    Raises:
        ArgumentInvalid: A body that cannot be written as JSON, or as UTF-8; a header that signing makes: use `id` or
            `timestamp`, or change the request afterwards; a URL that is signed, and not whole.
        WebhookError: What `hookseal.Signer` raises.
    """
    scheme = scheme if isinstance(scheme, Scheme) else Scheme.builtin(scheme)
    if not isinstance(headers, (Mapping, NoneType)):
        raise ArgumentInvalid("headers must be a mapping, each name with a str")
    given = dict(headers or {})
    names = {name.lower() for name in given}
    if not isinstance(body, (bytes, bytearray, memoryview, str)) and "content-type" not in names:
        given["Content-Type"] = "application/json"
    content = _written(body)
    id_name = id_header(scheme)
    if id is None and id_name is not None and id_name.lower() not in names:
        id = "msg_" + secrets.token_hex(16)
    is_path = isinstance(url, str) and not url.startswith(("https://", "http://"))
    if is_path and "{url}" in scheme.to_dict().get("signed", ""):
        raise ArgumentInvalid("the scheme signs the URL: give url= whole, as the endpoint's public_url")
    with Signer(scheme, secret) as signer:
        signed = signer.sign(content, id=id, timestamp=timestamp, method=method, url=url, headers=given)
    twice = next((name for name in signed if name.lower() in names), None)
    if twice is not None:
        raise ArgumentInvalid(f"{twice} is made by signing: leave it out, and use id= or timestamp= to set it")
    return SignedRequest(method, url or "/", {**given, **signed}, content)


def _written(body: Any) -> bytes:
    if isinstance(body, (bytes, bytearray, memoryview)):
        return bytes(body)
    try:
        return (body if isinstance(body, str) else json.dumps(body, allow_nan=False)).encode()
    except (TypeError, ValueError) as error:
        raise ArgumentInvalid(f"the body cannot be written as JSON in UTF-8: {error}") from error


def id_header(scheme: Scheme) -> str | None:
    """The header that carries the event ID, where one does."""
    name: str | None = scheme.to_dict().get("id", {}).get("header")
    return name
