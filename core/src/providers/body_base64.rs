//! Schemes that sign the body alone and write the tag in base64.

use super::{BODIES_REPEAT, BY_DIGEST, BY_ID, OWN, library, provider, since_first_attempt, single};
use crate::encoding::Encoding;
use crate::scheme::Field::{Header, Json};
use crate::scheme::{Scheme, SenderRetries, TimestampAt, TimestampUnit};
use crate::secret::KeyFormat;

/// This project's own, in base64: `X-Webhook-Signature: <base64>`.
pub const GENERIC_BASE64: Scheme<'static> = Scheme {
    name: "generic-base64",
    family: "generic-base64",
    signature: Some(single(&["X-Webhook-Signature"], "", Encoding::Base64)),
    id: Some(Json("id")),
    event_type: Some(Json("type")),
    version: Some(Json("version")),
    source: OWN,
    ..BY_ID
};

/// Ably.
pub const ABLY: Scheme<'static> = Scheme {
    name: "ably",
    family: "ably",
    signature: Some(single(&["X-Ably-Signature"], "", Encoding::Base64)),
    source: provider("ably/docs src/pages/docs/platform/integrations/webhooks/index.mdx"),
    ..BODIES_REPEAT
};

/// AfterShip Tracking.
pub const AFTERSHIP: Scheme<'static> = Scheme {
    name: "aftership",
    family: "aftership",
    signature: Some(single(&["aftership-hmac-sha256"], "", Encoding::Base64)),
    id: Some(Json("event_id")),
    event_type: Some(Json("event")),
    version: Some(Header("as-webhook-version")),
    sender_retries: SenderRetries::Count(13),
    source: provider("www.aftership.com/docs/tracking/webhook/webhook-signature"),
    ..BY_ID
};

/// Bolt.
pub const BOLT: Scheme<'static> = Scheme {
    name: "bolt",
    family: "bolt",
    signature: Some(single(&["X-Bolt-Hmac-Sha256", "X-Bolt-Hmac-Sha256-Pending"], "", Encoding::Base64)),
    source: provider("BoltApp/bolt-magento2 Helper/Hook.php"),
    ..BODIES_REPEAT
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
    source: library(
        "webhook-co/webhook config.ts, apps/docs/providers/docusign.mdx; trigger.dev handAuthored/docusign.ts",
    ),
    ..BODIES_REPEAT
};

/// Heroku.
pub const HEROKU: Scheme<'static> = Scheme {
    name: "heroku",
    family: "heroku",
    signature: Some(single(&["Heroku-Webhook-Hmac-SHA256"], "", Encoding::Base64)),
    source: provider("devcenter.heroku.com/articles/app-webhooks-schema; sentry heroku plugin; webhook-co config.ts"),
    ..BODIES_REPEAT
};

/// LINE.
pub const LINE: Scheme<'static> = Scheme {
    name: "line",
    family: "line",
    signature: Some(single(&["X-Line-Signature"], "", Encoding::Base64)),
    source: provider("line/line-openapi webhook.yml; developers.line.biz/en/docs/messaging-api/receiving-messages"),
    ..BODIES_REPEAT
};

/// Microsoft Teams outgoing webhooks.
pub const MICROSOFT_TEAMS: Scheme<'static> = Scheme {
    name: "microsoft-teams",
    family: "microsoft-teams",
    signature: Some(single(&["Authorization"], "HMAC ", Encoding::Base64)),
    key: KeyFormat::Base64,
    id: Some(Json("id")),
    source: provider(
        "MicrosoftDocs/msteams-docs msteams-platform/webhooks-and-connectors/how-to/add-outgoing-webhook.md; id: simstudioai/sim",
    ),
    ..BODIES_REPEAT
};

/// Primer.
pub const PRIMER: Scheme<'static> = Scheme {
    name: "primer",
    family: "primer",
    signature: Some(single(&["X-Signature-Primary", "X-Signature-Secondary"], "", Encoding::Base64)),
    timestamp: Some(since_first_attempt(TimestampAt::Json("signedAt"), TimestampUnit::Seconds)),
    event_type: Some(Json("eventType")),
    version: Some(Json("version")),
    sender_retries: SenderRetries::Count(5),
    source: provider("primer.io/docs/api-reference/get-started/configure-webhooks"),
    ..BODIES_REPEAT
};

/// QuickBooks.
pub const QUICKBOOKS: Scheme<'static> = Scheme {
    name: "quickbooks",
    family: "quickbooks",
    signature: Some(single(&["intuit-signature"], "", Encoding::Base64)),
    source: library("developer.intuit.com managing-webhooks-notifications; webhook-co config.ts"),
    ..BODIES_REPEAT
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
    ..BY_DIGEST
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
    ..BY_DIGEST
};

/// Tally.
pub const TALLY: Scheme<'static> = Scheme {
    name: "tally",
    family: "tally",
    signature: Some(single(&["Tally-Signature"], "", Encoding::Base64)),
    id: Some(Json("eventId")),
    event_type: Some(Json("eventType")),
    sender_retries: SenderRetries::Count(5),
    source: library(
        "garethx/webhook-skills skills/tally-webhooks/references/overview.md (from tally.so/help/webhooks)",
    ),
    ..BY_ID
};

/// Typeform.
pub const TYPEFORM: Scheme<'static> = Scheme {
    name: "typeform",
    family: "typeform",
    signature: Some(single(&["Typeform-Signature"], "sha256=", Encoding::Base64)),
    id: Some(Json("event_id")),
    event_type: Some(Json("event_type")),
    source: library("typeform.com/developers/webhooks; webhook-co config.ts"),
    ..BY_ID
};

/// WooCommerce.
pub const WOOCOMMERCE: Scheme<'static> = Scheme {
    name: "woocommerce",
    family: "woocommerce",
    signature: Some(single(&["X-WC-Webhook-Signature"], "", Encoding::Base64)),
    id: Some(Header("X-WC-Webhook-Delivery-ID")),
    event_type: Some(Header("X-WC-Webhook-Topic")),
    sender_retries: SenderRetries::None,
    source: provider("woocommerce/woocommerce plugins/woocommerce/includes/class-wc-webhook.php"),
    ..BODIES_REPEAT
};

/// Xero.
pub const XERO: Scheme<'static> = Scheme {
    name: "xero",
    family: "xero",
    signature: Some(single(&["x-xero-signature"], "", Encoding::Base64)),
    source: provider("developer.xero.com/documentation/webhooks/configuring-your-server"),
    ..BODIES_REPEAT
};
