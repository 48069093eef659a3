"""Built-in schemes that sign more than the body: a timestamp, the URL, an ID."""

from .scheme import Scheme, Timestamp

FRESH = (300, 300)
TEN_MINUTES = (600, 600)
# Where no source says that a retry is signed afresh, it may carry the first attempt's timestamp.
LATE_RETRIES = (72 * 3600, 300)
ANY_TIME = (None, None)


def entries(name, header, prefix, stamp, window, unit="seconds", separator=",", join=".", **facts):
    """A list with the timestamp and the tags in one header."""
    clock = Timestamp("entry", stamp, unit, *window)
    facts.setdefault("dedup", "signed_id" if (facts.get("id") or "").startswith("json:") else "none")
    signed = "{timestamp}" + join + "{body}"
    return Scheme(name, name, (header,), separator, prefix, signed=signed, timestamp=clock, **facts)


def beside(name, headers, signed, clock=None, **facts):
    """The timestamp in a header of its own, or none."""
    facts.setdefault("dedup", "signed_id" if (facts.get("id") or "").startswith("json:") else "none")
    return Scheme(name, name, tuple(headers.split()), signed=signed, timestamp=clock, **facts)


def stamp(header, window, unit="seconds"):
    return Timestamp("header", header, unit, *window)


TIMESTAMPED = [
    entries(
        "buildkite", "X-Buildkite-Signature", "signature=", "timestamp=", LATE_RETRIES, type="json:event"
    ),
    entries("calendly", "Calendly-Webhook-Signature", "v1=", "t=", LATE_RETRIES, type="json:event"),
    entries("convoy", "X-Convoy-Signature", "v1=", "t=", FRESH, join=",", id="header:X-Convoy-Event-ID"),
    entries("elevenlabs", "ElevenLabs-Signature", "v0=", "t=", LATE_RETRIES, type="json:type"),
    entries("mux", "Mux-Signature", "v1=", "t=", LATE_RETRIES, id="json:id", type="json:type"),
    entries(
        "paddle",
        "Paddle-Signature",
        "h1=",
        "ts=",
        FRESH,
        separator=";",
        join=":",
        id="json:event_id",
        type="json:event_type",
        version="header:paddle-version",
    ),
    entries(
        "persona",
        "Persona-Signature",
        "v1=",
        "t=",
        LATE_RETRIES,
        id="json:data.id",
        type="json:data.attributes.name",
    ),
    entries(
        "sanity",
        "sanity-webhook-signature",
        "v1=",
        "t=",
        ANY_TIME,
        unit="milliseconds",
        encoding="base64url",
        id="header:idempotency-key",
    ),
    entries("shippo", "Shippo-Auth-Signature", "v1=", "t=", LATE_RETRIES, type="json:event"),
    entries(
        "stripe",
        "Stripe-Signature",
        "v1=",
        "t=",
        FRESH,
        id="json:id",
        type="json:type",
        version="json:api_version",
    ),
    entries("tiktok", "TikTok-Signature", "s=", "t=", LATE_RETRIES, type="json:event"),
    entries(
        "workos",
        "WorkOS-Signature",
        "v1=",
        "t=",
        LATE_RETRIES,
        unit="milliseconds",
        id="json:id",
        type="json:event",
    ),
    beside(
        "customer-io",
        "X-CIO-Signature",
        "v0:{timestamp}:{body}",
        stamp("X-CIO-Timestamp", LATE_RETRIES),
        id="json:event_id",
        type="json:metric",
    ),
    beside(
        "slack",
        "X-Slack-Signature",
        "v0:{timestamp}:{body}",
        stamp("X-Slack-Request-Timestamp", FRESH),
        prefix="v0=",
        id="json:event_id",
        type="json:event.type",
        dedup="signed_id_or_digest",
    ),
    beside(
        "webflow",
        "x-webflow-signature",
        "{timestamp}:{body}",
        stamp("x-webflow-timestamp", LATE_RETRIES, "milliseconds"),
        type="json:triggerType",
    ),
    beside(
        "zoom",
        "x-zm-signature",
        "v0:{timestamp}:{body}",
        stamp("x-zm-request-timestamp", LATE_RETRIES),
        prefix="v0=",
        type="json:event",
    ),
    beside(
        "box",
        "BOX-SIGNATURE-PRIMARY BOX-SIGNATURE-SECONDARY",
        "{body}{timestamp}",
        stamp("BOX-DELIVERY-TIMESTAMP", TEN_MINUTES, "rfc3339"),
        encoding="base64",
        id="json:id",
        type="json:trigger",
    ),
    beside(
        "framer",
        "Framer-Signature",
        "{body}{id}",
        prefix="sha256=",
        id="header:Framer-Webhook-Submission-Id",
        dedup="digest",
    ),
    beside(
        "hubspot",
        "X-HubSpot-Signature-v3",
        "{method}{url}{body}{timestamp}",
        stamp("X-HubSpot-Request-Timestamp", LATE_RETRIES, "milliseconds"),
        encoding="base64",
    ),
    beside("klaviyo", "Klaviyo-Signature", "{body}{header:Klaviyo-Timestamp}", version="json:meta.version"),
    beside(
        "sinch",
        "x-sinch-webhook-signature",
        "{body}.{id}.{timestamp}",
        stamp("x-sinch-webhook-signature-timestamp", LATE_RETRIES),
        encoding="base64",
        id="header:x-sinch-webhook-signature-nonce",
    ),
    beside(
        "square",
        "x-square-hmacsha256-signature",
        "{url}{body}",
        encoding="base64",
        id="json:event_id",
        type="json:type",
        version="header:square-version",
    ),
    beside(
        "twitch",
        "Twitch-Eventsub-Message-Signature",
        "{id}{timestamp}{body}",
        stamp("Twitch-Eventsub-Message-Timestamp", TEN_MINUTES, "rfc3339"),
        prefix="sha256=",
        id="header:Twitch-Eventsub-Message-Id",
        type="header:Twitch-Eventsub-Subscription-Type",
        version="header:Twitch-Eventsub-Subscription-Version",
        dedup="signed_id",
    ),
    beside(
        "zendesk",
        "X-Zendesk-Webhook-Signature",
        "{timestamp}{body}",
        stamp("X-Zendesk-Webhook-Signature-Timestamp", LATE_RETRIES, "rfc3339"),
        encoding="base64",
        id="header:X-Zendesk-Webhook-Invocation-Id",
        type="json:type",
    ),
]
