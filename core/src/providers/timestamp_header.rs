//! Schemes that sign a timestamp header and the body, with literals between them.

use super::{BODIES_REPEAT, BY_DIGEST, BY_ID, fresh, library, provider, since_first_attempt, single};
use crate::encoding::Encoding;
use crate::scheme::Field::Json;
use crate::scheme::Part::{Body, Literal, Timestamp};
use crate::scheme::{DedupBy, Scheme, SenderRetries, TimestampAt, TimestampUnit};

/// Customer.io.
pub const CUSTOMER_IO: Scheme<'static> = Scheme {
    name: "customer-io",
    family: "customer-io",
    signature: Some(single(&["X-CIO-Signature"], "", Encoding::Hex)),
    parts: &[Literal("v0:"), Timestamp, Literal(":"), Body],
    timestamp: Some(since_first_attempt(TimestampAt::Header("X-CIO-Timestamp"), TimestampUnit::Seconds)),
    id: Some(Json("event_id")),
    event_type: Some(Json("metric")),
    source: library(
        "garethx/webhook-skills skills/customerio-webhooks/references/overview.md; docs.customer.io/integrations/data-out",
    ),
    ..BY_ID
};

/// Slack.
pub const SLACK: Scheme<'static> = Scheme {
    name: "slack",
    family: "slack",
    signature: Some(single(&["X-Slack-Signature"], "v0=", Encoding::Hex)),
    parts: &[Literal("v0:"), Timestamp, Literal(":"), Body],
    timestamp: Some(fresh(TimestampAt::Header("X-Slack-Request-Timestamp"), TimestampUnit::Seconds)),
    id: Some(Json("event_id")),
    event_type: Some(Json("event.type")),
    dedup: DedupBy::SignedIdOrDigest,
    sender_retries: SenderRetries::Count(3),
    source: provider("docs.slack.dev/authentication/verifying-requests-from-slack"),
    ..BY_DIGEST
};

/// Webflow.
pub const WEBFLOW: Scheme<'static> = Scheme {
    name: "webflow",
    family: "webflow",
    signature: Some(single(&["x-webflow-signature"], "", Encoding::Hex)),
    parts: &[Timestamp, Literal(":"), Body],
    timestamp: Some(since_first_attempt(TimestampAt::Header("x-webflow-timestamp"), TimestampUnit::Milliseconds)),
    event_type: Some(Json("triggerType")),
    sender_retries: SenderRetries::Count(2),
    source: provider("webflow/js-webflow-api src/wrapper/WebhooksClient.ts"),
    ..BODIES_REPEAT
};

/// Zoom.
pub const ZOOM: Scheme<'static> = Scheme {
    name: "zoom",
    family: "zoom",
    signature: Some(single(&["x-zm-signature"], "v0=", Encoding::Hex)),
    parts: &[Literal("v0:"), Timestamp, Literal(":"), Body],
    timestamp: Some(since_first_attempt(TimestampAt::Header("x-zm-request-timestamp"), TimestampUnit::Seconds)),
    event_type: Some(Json("event")),
    sender_retries: SenderRetries::Count(3),
    source: provider("zoom/webhook-sample index.js"),
    ..BODIES_REPEAT
};
