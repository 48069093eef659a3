//! Schemes whose signed parts touch, stand behind the body, or include the URL.

use super::{BODIES_REPEAT, BY_DIGEST, BY_ID, fresh_600, provider, since_first_attempt, single};
use crate::encoding::Encoding;
use crate::scheme::Field::{Header, Json};
use crate::scheme::Part::{Body, EventId, Literal, Method, Timestamp, Url};
use crate::scheme::{Part, Scheme, SenderRetries, TimestampAt, TimestampUnit};

/// Box.
pub const BOX: Scheme<'static> = Scheme {
    name: "box",
    family: "box",
    signature: Some(single(&["BOX-SIGNATURE-PRIMARY", "BOX-SIGNATURE-SECONDARY"], "", Encoding::Base64)),
    parts: &[Body, Timestamp],
    timestamp: Some(fresh_600(TimestampAt::Header("BOX-DELIVERY-TIMESTAMP"), TimestampUnit::Rfc3339)),
    id: Some(Json("id")),
    event_type: Some(Json("trigger")),
    sender_retries: SenderRetries::Count(12),
    source: provider("box/developer.box.com content/guides/webhooks/v2/index.md, signatures-v2.md"),
    ..BY_ID
};

/// Framer.
pub const FRAMER: Scheme<'static> = Scheme {
    name: "framer",
    family: "framer",
    signature: Some(single(&["Framer-Signature"], "sha256=", Encoding::Hex)),
    parts: &[Body, EventId],
    id: Some(Header("Framer-Webhook-Submission-Id")),
    sender_retries: SenderRetries::Count(5),
    source: provider("framer.com/help/articles/framer-form-webhook-setup; webhook-co s8-crypto-finds.test.ts"),
    ..BY_DIGEST
};

/// HubSpot v3.
pub const HUBSPOT: Scheme<'static> = Scheme {
    name: "hubspot",
    family: "hubspot",
    signature: Some(single(&["X-HubSpot-Signature-v3"], "", Encoding::Base64)),
    parts: &[Method, Url, Body, Timestamp],
    timestamp: Some(since_first_attempt(
        TimestampAt::Header("X-HubSpot-Request-Timestamp"),
        TimestampUnit::Milliseconds,
    )),
    source: provider("HubSpot/hubspot-api-nodejs src/utils/signature.ts"),
    ..BODIES_REPEAT
};

/// Klaviyo.
pub const KLAVIYO: Scheme<'static> = Scheme {
    name: "klaviyo",
    family: "klaviyo",
    signature: Some(single(&["Klaviyo-Signature"], "", Encoding::Hex)),
    parts: &[Body, Part::Header("Klaviyo-Timestamp")],
    version: Some(Json("meta.version")),
    source: provider("developers.klaviyo.com/en/docs/working_with_system_webhooks"),
    ..BODIES_REPEAT
};

/// Sinch.
pub const SINCH: Scheme<'static> = Scheme {
    name: "sinch",
    family: "sinch",
    signature: Some(single(&["x-sinch-webhook-signature"], "", Encoding::Base64)),
    parts: &[Body, Literal("."), EventId, Literal("."), Timestamp],
    timestamp: Some(since_first_attempt(
        TimestampAt::Header("x-sinch-webhook-signature-timestamp"),
        TimestampUnit::Seconds,
    )),
    id: Some(Header("x-sinch-webhook-signature-nonce")),
    source: provider("sinch/sinch-sdk-node packages/sdk-client/src/utils/authorization.helper.ts"),
    ..BODIES_REPEAT
};

/// Square.
pub const SQUARE: Scheme<'static> = Scheme {
    name: "square",
    family: "square",
    signature: Some(single(&["x-square-hmacsha256-signature"], "", Encoding::Base64)),
    parts: &[Url, Body],
    id: Some(Json("event_id")),
    event_type: Some(Json("type")),
    version: Some(Header("square-version")),
    source: provider("developer.squareup.com/docs/webhooks/step2subscribe, step3validate"),
    ..BY_ID
};

/// Twitch `EventSub`.
pub const TWITCH: Scheme<'static> = Scheme {
    name: "twitch",
    family: "twitch",
    signature: Some(single(&["Twitch-Eventsub-Message-Signature"], "sha256=", Encoding::Hex)),
    parts: &[EventId, Timestamp, Body],
    timestamp: Some(fresh_600(TimestampAt::Header("Twitch-Eventsub-Message-Timestamp"), TimestampUnit::Rfc3339)),
    id: Some(Header("Twitch-Eventsub-Message-Id")),
    event_type: Some(Header("Twitch-Eventsub-Subscription-Type")),
    version: Some(Header("Twitch-Eventsub-Subscription-Version")),
    source: provider("dev.twitch.tv/docs/eventsub/handling-webhook-events"),
    ..BY_ID
};

/// Zendesk.
pub const ZENDESK: Scheme<'static> = Scheme {
    name: "zendesk",
    family: "zendesk",
    signature: Some(single(&["X-Zendesk-Webhook-Signature"], "", Encoding::Base64)),
    parts: &[Timestamp, Body],
    timestamp: Some(since_first_attempt(
        TimestampAt::Header("X-Zendesk-Webhook-Signature-Timestamp"),
        TimestampUnit::Rfc3339,
    )),
    id: Some(Header("X-Zendesk-Webhook-Invocation-Id")),
    event_type: Some(Json("type")),
    source: provider("developer.zendesk.com/documentation/webhooks/verifying; simstudioai/sim providers/zendesk.ts"),
    ..BODIES_REPEAT
};
