"""The built-in schemes, typed in from the providers' rules (docs/schemes.md names the sources)."""

from .scheme import Scheme, Timestamp
from .table_body import BODY
from .table_timestamp import TIMESTAMPED

WHSEC = dict(
    encoding="base64", separator=" ", prefix="v1,", signed="{id}.{timestamp}.{body}", dedup="signed_id"
)
FRESH = (300, 300)
LATE_RETRIES = (72 * 3600, 300)


def trio(name, family, stem, key="whsec", type="json:type", window=FRESH):
    """The three headers of Standard Webhooks under one stem."""
    clock = Timestamp("header", f"{stem}-timestamp", "seconds", *window)
    headers = (f"{stem}-signature",)
    return Scheme(name, family, headers, key=key, timestamp=clock, id=f"header:{stem}-id", type=type, **WHSEC)


def standard(name, type="json:type"):
    return trio(name, "standard-webhooks", "webhook", type=type)


def svix(name, type="json:type"):
    return trio(name, "svix", "svix", type=type)


TRIOS = [
    standard("standard-webhooks"),
    standard("brex"),
    standard("etsy"),
    standard("gemini"),
    standard("incident-io", "json:event_type"),
    standard("increase", "json:category"),
    standard("loops", "json:eventName"),
    standard("openai"),
    standard("render"),
    standard("replicate", None),
    standard("supabase"),
    svix("svix"),
    svix("clerk"),
    svix("resend"),
    svix("stytch", None),
    svix("vanta"),
    trio("polar", "polar", "webhook", key="utf8"),
    # The source does not say that a retry is signed afresh. X-Gitlab-Event reads `Push Hook`, with a space.
    trio("gitlab", "gitlab", "webhook", type="json:object_kind", window=LATE_RETRIES),
    Scheme(
        "finch",
        "finch",
        ("Finch-Signature",),
        key="base64",
        timestamp=Timestamp("header", "Finch-Timestamp", "seconds", *LATE_RETRIES),
        id="header:Finch-Event-Id",
        type="json:event_type",
        **WHSEC,
    ),
]

SCHEMES = {
    scheme.name: scheme for scheme in sorted(BODY + TIMESTAMPED + TRIOS, key=lambda scheme: scheme.name)
}
