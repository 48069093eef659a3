"""Built-in schemes that sign the body alone."""

from .scheme import Scheme, Timestamp


def row(name, headers, **facts):
    """A scheme of its own family. Without a signed ID and without a source that says that bodies are unique
    per event, nothing identifies an event: dedup none."""
    scheme = Scheme(name, name, tuple(headers.split()), dedup=facts.pop("dedup", None), **facts)
    is_signed = (scheme.id or "").startswith("json:")
    dedup = scheme.dedup or ("signed_id" if is_signed else "none")
    return Scheme(**{**scheme.__dict__, "dedup": dedup})


def bare(name, headers, **facts):
    return row(name, headers, encoding="hex", **facts)


def sha256(name, headers, **facts):
    return row(name, headers, encoding="hex", prefix="sha256=", **facts)


def base64(name, headers, **facts):
    return row(name, headers, encoding="base64", **facts)


BODY = [
    sha256("generic-hex", "X-Webhook-Signature", id="json:id", type="json:type", version="json:version"),
    base64("generic-base64", "X-Webhook-Signature", id="json:id", type="json:type", version="json:version"),
    # `sha256=` and hex.
    sha256(
        "github",
        "X-Hub-Signature-256",
        id="header:X-GitHub-Delivery",
        type="header:X-GitHub-Event",
        dedup="digest",
        max_body=25 << 20,
    ),
    sha256("bitbucket", "X-Hub-Signature", id="header:X-Request-UUID", type="header:X-Event-Key"),
    sha256("meta", "X-Hub-Signature-256", type="json:object"),
    sha256("notion", "X-Notion-Signature", id="json:id", type="json:type"),
    sha256("doppler", "X-Doppler-Signature", type="json:type"),
    sha256("ashby", "Ashby-Signature", id="json:webhookActionId", type="json:action"),
    sha256("npm", "x-npm-signature", type="json:event"),
    sha256("jira", "X-Hub-Signature", id="header:X-Atlassian-Webhook-Identifier", type="json:webhookEvent"),
    sha256("cursor", "X-Webhook-Signature", id="header:X-Webhook-ID", type="header:X-Webhook-Event"),
    # Hex alone.
    bare("asana", "X-Hook-Signature"),
    bare("cal-com", "X-Cal-Signature-256", type="json:triggerEvent", version="header:X-Cal-Webhook-Version"),
    bare("chargify", "X-Chargify-Webhook-Signature-Hmac-Sha-256", id="header:X-Chargify-Webhook-Id"),
    bare("checkout-com", "Cko-Signature", id="json:id", type="json:type", version="json:version"),
    bare("checkr", "X-Checkr-Signature", id="json:id", type="json:type"),
    bare("clickup", "X-Signature", type="json:event"),
    bare(
        "coinbase-commerce",
        "X-CC-Webhook-Signature",
        id="json:event.id",
        type="json:event.type",
        version="json:event.api_version",
    ),
    bare("dropbox", "X-Dropbox-Signature"),
    bare("dub", "Dub-Signature", id="json:id", type="json:event"),
    bare("dwolla", "X-Request-Signature-SHA-256", id="json:id", type="json:topic"),
    bare("gocardless", "Webhook-Signature"),
    bare("launchdarkly", "X-LD-Signature", id="json:_id"),
    bare("lemonsqueezy", "X-Signature", type="json:meta.event_name"),
    # Retries are byte for byte the same, so any window on the body's timestamp would refuse them.
    bare(
        "linear",
        "Linear-Signature",
        timestamp=Timestamp("json", "webhookTimestamp", "milliseconds"),
        id="header:Linear-Delivery",
        type="json:type",
    ),
    bare("nylas", "X-Nylas-Signature", id="json:id", type="json:type"),
    bare("pusher", "X-Pusher-Signature"),
    bare("razorpay", "X-Razorpay-Signature", id="header:X-Razorpay-Event-Id", type="json:event"),
    bare("sendbird", "X-Sendbird-Signature", type="json:category"),
    bare("sentry", "Sentry-Hook-Signature", id="header:Request-ID", type="header:Sentry-Hook-Resource"),
    bare("squarespace", "Squarespace-Signature", key="hex", id="json:id", type="json:topic"),
    # Hex in a list, or after another prefix.
    bare(
        "pagerduty",
        "X-PagerDuty-Signature",
        separator=",",
        prefix="v1=",
        id="json:event.id",
        type="json:event.event_type",
    ),
    bare("circleci", "circleci-signature", separator=",", prefix="v1=", id="json:id", type="json:type"),
    bare("airtable", "X-Airtable-Content-MAC", prefix="hmac-sha256=", key="base64"),
    # Base64.
    base64("ably", "X-Ably-Signature"),
    base64(
        "aftership",
        "aftership-hmac-sha256",
        id="json:event_id",
        type="json:event",
        version="header:as-webhook-version",
    ),
    base64("bolt", "X-Bolt-Hmac-Sha256 X-Bolt-Hmac-Sha256-Pending"),
    base64(
        "docusign",
        "X-DocuSign-Signature-1 X-DocuSign-Signature-2 X-DocuSign-Signature-3 X-DocuSign-Signature-4",
        type="json:event",
        version="json:apiVersion",
    ),
    base64("heroku", "Heroku-Webhook-Hmac-SHA256"),
    base64("line", "X-Line-Signature"),
    base64("microsoft-teams", "Authorization", prefix="HMAC ", key="base64", id="json:id", dedup="none"),
    base64(
        "primer",
        "X-Signature-Primary X-Signature-Secondary",
        timestamp=Timestamp("json", "signedAt", "seconds", 72 * 3600, 300),
        type="json:eventType",
        version="json:version",
    ),
    base64("quickbooks", "intuit-signature"),
    base64(
        "shopify",
        "X-Shopify-Hmac-Sha256",
        id="header:X-Shopify-Webhook-Id",
        type="header:X-Shopify-Topic",
        version="header:X-Shopify-API-Version",
        dedup="digest",
    ),
    base64(
        "shopify-events",
        "shopify-hmac-sha256",
        id="header:shopify-webhook-id",
        type="header:shopify-topic",
        version="header:shopify-api-version",
        dedup="digest",
    ),
    base64("tally", "Tally-Signature", id="json:eventId", type="json:eventType"),
    base64("typeform", "Typeform-Signature", prefix="sha256=", id="json:event_id", type="json:event_type"),
    base64(
        "woocommerce",
        "X-WC-Webhook-Signature",
        id="header:X-WC-Webhook-Delivery-ID",
        type="header:X-WC-Webhook-Topic",
    ),
    base64("xero", "x-xero-signature"),
]
