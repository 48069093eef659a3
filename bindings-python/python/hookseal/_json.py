"""JSON of a verified body."""

import json
from typing import Any, NoReturn

from .errors import EventNotJson


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


_decode = json.JSONDecoder(parse_constant=_refuse).decode


def parse(body: bytes) -> Any:
    """What the body says, as JSON in UTF-8, with or without a byte order mark (RFC 8259)."""
    try:
        return _decode(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        # What is raised here holds the body: it must not come along as the cause.
        pass
    raise EventNotJson
