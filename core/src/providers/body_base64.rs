//! Schemes that sign the body alone and write the tag in base64.

use super::{BASE, OWN, library, provider, since_first_attempt, single};
use crate::encoding::Encoding;
use crate::scheme::Field::{Header, Json};
use crate::scheme::{DedupBy, Scheme, SenderRetries, TimestampAt, TimestampUnit};
use crate::secret::KeyFormat;

/// This project's own, in base64: `X-Webhook-Signature: <base64>`.
pub const GENERIC_BASE64: Scheme<'static> = Scheme {
    name: "generic-base64",
    family: "generic-base64",
    signature: Some(single(&["X-Webhook-Signature"], "", Encoding::Base64)),
    id: Some(Json("id")),
    event_type: Some(Json("type")),
    version: Some(Json("version")),
    dedup: DedupBy::SignedId,
    source: OWN,
    ..BASE
};

/// Ably.
pub const ABLY: Scheme<'static> = Scheme {
    name: "ably",
    family: "ably",
    signature: Some(single(&["X-Ably-Signature"], "", Encoding::Base64)),
    dedup: DedupBy::None,
    bodies_repeat: true,
    source: provider("ably/docs src/pages/docs/platform/integrations/webhooks/index.mdx"),
    ..BASE
};

/// AfterShip Tracking.
pub const AFTERSHIP: Scheme<'static> = Scheme {
    name: "aftership",
    family: "aftership",
    signature: Some(single(&["aftership-hmac-sha256"], "", Encoding::Base64)),
    id: Some(Json("event_id")),
    event_type: Some(Json("event")),
    version: Some(Header("as-webhook-version")),
    dedup: DedupBy::SignedId,
    sender_retries: SenderRetries::Count(13),
    source: provider("www.aftership.com/docs/tracking/webhook/webhook-signature"),
    ..BASE
};

/// Bolt.
pub const BOLT: Scheme<'static> = Scheme {
    name: "bolt",
    family: "bolt",
    signature: Some(single(&["X-Bolt-Hmac-Sha256", "X-Bolt-Hmac-Sha256-Pending"], "", Encoding::Base64)),
    dedup: DedupBy::None,
    bodies_repeat: true,
    source: provider("BoltApp/bolt-magento2 Helper/Hook.php"),
    ..BASE
};

/// DocuSign Connect, the first four keys.
pub const DOCUSIGN: Scheme<'static> = Scheme {
    name: "docusign",
    family: "docusign",
    signature: Some(single(
        &["X-DocuSign-Signature-1", "X-DocuSign-Signature-2", "X-DocuSign-Signature-3", "X-DocuSign-Signature-4"],
        "",
        Encoding::Base64,
    )),
    event_type: Some(Json("event")),
    version: Some(Json("apiVersion")),
    dedup: DedupBy::None,
    bodies_repeat: true,
    source: library(
        "webhook-co/webhook config.ts, apps/docs/providers/docusign.mdx; trigger.dev handAuthored/docusign.ts",
    ),
    ..BASE
};

/// Heroku.
pub const HEROKU: Scheme<'static> = Scheme {
    name: "heroku",
    family: "heroku",
    signature: Some(single(&["Heroku-Webhook-Hmac-SHA256"], "", Encoding::Base64)),
    dedup: DedupBy::None,
    bodies_repeat: true,
    source: provider("devcenter.heroku.com/articles/app-webhooks-schema; sentry heroku plugin; webhook-co config.ts"),
    ..BASE
};

/// LINE.
pub const LINE: Scheme<'static> = Scheme {
    name: "line",
    family: "line",
    signature: Some(single(&["X-Line-Signature"], "", Encoding::Base64)),
    dedup: DedupBy::None,
    bodies_repeat: true,
    source: provider("line/line-openapi webhook.yml; developers.line.biz/en/docs/messaging-api/receiving-messages"),
    ..BASE
};

/// Microsoft Teams outgoing webhooks.
pub const MICROSOFT_TEAMS: Scheme<'static> = Scheme {
    name: "microsoft-teams",
    family: "microsoft-teams",
    signature: Some(single(&["Authorization"], "HMAC ", Encoding::Base64)),
    key: KeyFormat::Base64,
    id: Some(Json("id")),
    dedup: DedupBy::SignedId,
    source: provider(
        "MicrosoftDocs/msteams-docs msteams-platform/webhooks-and-connectors/how-to/add-outgoing-webhook.md",
    ),
    ..BASE
};

/// Primer.
pub const PRIMER: Scheme<'static> = Scheme {
    name: "primer",
    family: "primer",
    signature: Some(single(&["X-Signature-Primary", "X-Signature-Secondary"], "", Encoding::Base64)),
    timestamp: Some(since_first_attempt(TimestampAt::Json("signedAt"), TimestampUnit::Seconds)),
    event_type: Some(Json("eventType")),
    version: Some(Json("version")),
    dedup: DedupBy::None,
    bodies_repeat: true,
    sender_retries: SenderRetries::Count(5),
    source: provider("primer.io/docs/api-reference/get-started/configure-webhooks"),
    ..BASE
};

/// QuickBooks.
pub const QUICKBOOKS: Scheme<'static> = Scheme {
    name: "quickbooks",
    family: "quickbooks",
    signature: Some(single(&["intuit-signature"], "", Encoding::Base64)),
    dedup: DedupBy::None,
    bodies_repeat: true,
    source: library("developer.intuit.com managing-webhooks-notifications; webhook-co config.ts"),
    ..BASE
};

/// Shopify.
pub const SHOPIFY: Scheme<'static> = Scheme {
    name: "shopify",
    family: "shopify",
    signature: Some(single(&["X-Shopify-Hmac-Sha256"], "", Encoding::Base64)),
    id: Some(Header("X-Shopify-Webhook-Id")),
    event_type: Some(Header("X-Shopify-Topic")),
    version: Some(Header("X-Shopify-API-Version")),
    sender_retries: SenderRetries::Count(8),
    source: provider("shopify.dev/docs/apps/build/webhooks/verify-deliveries.md"),
    ..BASE
};

/// Shopify's next-generation events.
pub const SHOPIFY_EVENTS: Scheme<'static> = Scheme {
    name: "shopify-events",
    family: "shopify-events",
    signature: Some(single(&["shopify-hmac-sha256"], "", Encoding::Base64)),
    id: Some(Header("shopify-webhook-id")),
    event_type: Some(Header("shopify-topic")),
    version: Some(Header("shopify-api-version")),
    source: provider("Shopify/shopify-app-js packages/apps/shopify-api/lib/types.ts (ShopifyEventsHeader)"),
    ..BASE
};

/// Tally.
pub const TALLY: Scheme<'static> = Scheme {
    name: "tally",
    family: "tally",
    signature: Some(single(&["Tally-Signature"], "", Encoding::Base64)),
    id: Some(Json("eventId")),
    event_type: Some(Json("eventType")),
    dedup: DedupBy::SignedId,
    sender_retries: SenderRetries::Count(5),
    source: library(
        "garethx/webhook-skills skills/tally-webhooks/references/overview.md (from tally.so/help/webhooks)",
    ),
    ..BASE
};

/// Typeform.
pub const TYPEFORM: Scheme<'static> = Scheme {
    name: "typeform",
    family: "typeform",
    signature: Some(single(&["Typeform-Signature"], "sha256=", Encoding::Base64)),
    id: Some(Json("event_id")),
    event_type: Some(Json("event_type")),
    dedup: DedupBy::SignedId,
    source: library("typeform.com/developers/webhooks; webhook-co config.ts"),
    ..BASE
};

/// WooCommerce.
pub const WOOCOMMERCE: Scheme<'static> = Scheme {
    name: "woocommerce",
    family: "woocommerce",
    signature: Some(single(&["X-WC-Webhook-Signature"], "", Encoding::Base64)),
    id: Some(Header("X-WC-Webhook-Delivery-ID")),
    event_type: Some(Header("X-WC-Webhook-Topic")),
    dedup: DedupBy::None,
    bodies_repeat: true,
    sender_retries: SenderRetries::None,
    source: provider("woocommerce/woocommerce plugins/woocommerce/includes/class-wc-webhook.php"),
    ..BASE
};

/// Xero.
pub const XERO: Scheme<'static> = Scheme {
    name: "xero",
    family: "xero",
    signature: Some(single(&["x-xero-signature"], "", Encoding::Base64)),
    dedup: DedupBy::None,
    bodies_repeat: true,
    source: provider("developer.xero.com/documentation/webhooks/configuring-your-server"),
    ..BASE
};
