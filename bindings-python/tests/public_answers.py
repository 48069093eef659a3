"""What senders are told: status and content."""

OK = (200, {"status": "ok"})
DUPLICATE = (200, {"status": "duplicate"})
IGNORED = (200, {"status": "ignored"})
DEAD_LETTERED = (200, {"status": "dead_lettered"})
REFUSED = (400, {"error": "invalid_signature"})
INVALID_EVENT = (422, {"error": "invalid_event"})
FAILED = (500, {"error": "handler_failed"})
MISCONFIGURED = (500, {"error": "misconfigured"})
UNAVAILABLE = (503, {"error": "unavailable"})
