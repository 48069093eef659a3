//! The built-in schemes, each with its source.
//!
//! A field that no source tells is left out rather than guessed. The rows stand in one file a shape.

mod body_base64;
mod body_hex;
mod entries;
mod standard_webhooks;
mod timestamp_header;
mod touching;

pub use body_base64::*;
pub use body_hex::*;
pub use entries::*;
pub use standard_webhooks::*;
pub use timestamp_header::*;
pub use touching::*;

use crate::encoding::Encoding;
use crate::error::Error;
use crate::scheme::{DedupBy, Evidence, Scheme, Signature, Source, Timestamp, TimestampAt, TimestampUnit};

/// The built-in scheme called `name`.
///
/// # Errors
/// [`Error::SchemeUnknown`].
pub fn by_name(name: &str) -> Result<&'static Scheme<'static>, Error> {
    ALL.iter().copied().find(|scheme| scheme.name == name).ok_or(Error::SchemeUnknown)
}

/// Every built-in scheme, by name.
pub const ALL: &[&Scheme<'static>] = &[
    &ABLY,
    &AFTERSHIP,
    &AIRTABLE,
    &ASANA,
    &ASHBY,
    &BITBUCKET,
    &BOLT,
    &BOX,
    &BREX,
    &BUILDKITE,
    &CAL_COM,
    &CALENDLY,
    &CHARGIFY,
    &CHECKOUT_COM,
    &CHECKR,
    &CIRCLECI,
    &CLERK,
    &CLICKUP,
    &COINBASE_COMMERCE,
    &CONVOY,
    &CURSOR,
    &CUSTOMER_IO,
    &DOCUSIGN,
    &DOPPLER,
    &DROPBOX,
    &DUB,
    &DWOLLA,
    &ELEVENLABS,
    &ETSY,
    &FINCH,
    &FRAMER,
    &GEMINI,
    &GENERIC_BASE64,
    &GENERIC_HEX,
    &GITHUB,
    &GITLAB,
    &GOCARDLESS,
    &HEROKU,
    &HUBSPOT,
    &INCIDENT_IO,
    &INCREASE,
    &JIRA,
    &KLAVIYO,
    &LAUNCHDARKLY,
    &LEMONSQUEEZY,
    &LINE,
    &LINEAR,
    &LOOPS,
    &META,
    &MICROSOFT_TEAMS,
    &MUX,
    &NOTION,
    &NPM,
    &NYLAS,
    &OPENAI,
    &PADDLE,
    &PAGERDUTY,
    &PERSONA,
    &POLAR,
    &PRIMER,
    &PUSHER,
    &QUICKBOOKS,
    &RAZORPAY,
    &RENDER,
    &REPLICATE,
    &RESEND,
    &SANITY,
    &SENDBIRD,
    &SENTRY,
    &SHIPPO,
    &SHOPIFY,
    &SHOPIFY_EVENTS,
    &SINCH,
    &SLACK,
    &SQUARE,
    &SQUARESPACE,
    &STANDARD_WEBHOOKS,
    &STRIPE,
    &STYTCH,
    &SUPABASE,
    &SVIX,
    &TALLY,
    &TIKTOK,
    &TWITCH,
    &TYPEFORM,
    &VANTA,
    &WEBFLOW,
    &WOOCOMMERCE,
    &WORKOS,
    &XERO,
    &ZENDESK,
    &ZOOM,
];

// What a row begins from says how its events are recognised.

/// The event ID is signed.
const BY_ID: Scheme<'static> = Scheme { dedup: DedupBy::SignedId, ..Scheme::BASE };

/// No signed event ID, but what the digest covers is unique per event: it holds the ID (Framer), or it is one
/// of this project's decisions (GitHub, Shopify), since their bodies tell when the object last changed.
const BY_DIGEST: Scheme<'static> = Scheme { dedup: DedupBy::Digest, ..Scheme::BASE };

/// No signed event ID, and no source says that every body is unique, so a digest might swallow an event.
const BODIES_REPEAT: Scheme<'static> = Scheme { dedup: DedupBy::None, bodies_repeat: true, ..Scheme::BASE };

/// One tag a header, after a prefix.
const fn single(headers: &'static [&'static str], prefix: &'static str, encoding: Encoding) -> Signature<'static> {
    Signature { headers, separator: None, prefix, encoding }
}

/// A list of entries a header.
const fn list(
    headers: &'static [&'static str],
    separator: u8,
    prefix: &'static str,
    encoding: Encoding,
) -> Signature<'static> {
    Signature { headers, separator: Some(separator), prefix, encoding }
}

/// For senders that sign each attempt afresh: five minutes both ways.
const fn fresh(at: TimestampAt<'static>, unit: TimestampUnit) -> Timestamp<'static> {
    Timestamp { at, unit, past: Some(300), future: Some(300) }
}

/// For senders that document ten minutes.
const fn fresh_600(at: TimestampAt<'static>, unit: TimestampUnit) -> Timestamp<'static> {
    Timestamp { at, unit, past: Some(600), future: Some(600) }
}

/// For senders that no source says to sign each attempt afresh: a retry may carry the first attempt's
/// timestamp, up to three days later. Freshness is then the dedup window's business.
const fn since_first_attempt(at: TimestampAt<'static>, unit: TimestampUnit) -> Timestamp<'static> {
    Timestamp { at, unit, past: Some(72 * 3600), future: Some(300) }
}

/// For senders whose retries are known to be stale, or that set no limit.
const fn any_time(at: TimestampAt<'static>, unit: TimestampUnit) -> Timestamp<'static> {
    Timestamp { at, unit, past: None, future: None }
}

const fn provider(reference: &'static str) -> Source<'static> {
    Source { evidence: Evidence::Provider, reference }
}

const fn library(reference: &'static str) -> Source<'static> {
    Source { evidence: Evidence::Library, reference }
}

const OWN: Source<'static> = Source { evidence: Evidence::Project, reference: "docs/schemes.md" };
