"""What a sender is answered: one public answer for each situation, and never why a delivery was refused."""

import json
import random
from dataclasses import dataclass, field

from ..errors import Category


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, and a JSON object."""

    status: int
    content: dict[str, str]
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        """The object as it is sent."""
        return json.dumps(self.content, separators=(",", ":")).encode()


OK = Answer(200, {"status": "ok"})
DUPLICATE = Answer(200, {"status": "duplicate"})
IGNORED = Answer(200, {"status": "ignored"})
DEAD_LETTERED = Answer(200, {"status": "dead_lettered"})
FAILED = Answer(500, {"error": "handler_failed"})

ERRORS: dict[Category, Answer] = {
    "sender": Answer(400, {"error": "invalid_signature"}),
    "event": Answer(422, {"error": "invalid_event"}),
    "too_large": Answer(413, {"error": "body_too_large"}),
    "timeout": Answer(408, {"error": "body_timeout"}),
    "media_type": Answer(415, {"error": "content_encoding"}),
    "configuration": Answer(500, {"error": "misconfigured"}),
}


def later(seconds: int) -> Answer:
    """Come back after so many seconds, and not all at once."""
    wait = random.randint(seconds, seconds + seconds // 2 + 1)
    return Answer(503, {"error": "unavailable"}, {"Retry-After": str(wait)})
