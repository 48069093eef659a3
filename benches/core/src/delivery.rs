//! Genuine deliveries of three senders, signed by a library that is not measured as ours.

use std::time::{SystemTime, UNIX_EPOCH};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The secret of GitHub's deliveries.
pub const GITHUB_SECRET: &str = "It's a Secret to Everybody";
/// The secret of Stripe's deliveries.
pub const STRIPE_SECRET: &str = "whsec_bR5tXnE0yVqKp3uJcW8zHsA1mLdG7fQ2";
/// The secret of Standard Webhooks' deliveries: as text, and as the key that it writes.
pub const STANDARD_WEBHOOKS_SECRET: (&str, &[u8]) =
    ("whsec_aGFsZiBvZiB0aGUga2V5cyBpbiB0aGUgd29ybGQ=", b"half of the keys in the world");

/// A payment that Stripe reports, pretty-printed and with `type` last, as it sends them.
const STRIPE_EVENT: &[u8] = include_bytes!("stripe_event.json");

/// A delivery as a server receives it.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// The tag of the body alone under the sender's key, for contenders that do nothing but compute it.
    pub tag: [u8; 32],
    /// The time of the delivery.
    pub now: u64,
}

impl Delivery {
    /// A push that GitHub reports, with a body of `size` bytes.
    #[must_use]
    pub fn github(size: usize) -> Self {
        let body = json_body(size);
        let tag = hmac(GITHUB_SECRET.as_bytes(), &[&body]);
        let headers = [
            ("Content-Type", "application/json".to_owned()),
            ("User-Agent", "GitHub-Hookshot/044aadd".to_owned()),
            ("X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958".to_owned()),
            ("X-GitHub-Event", "push".to_owned()),
            ("X-Hub-Signature-256", format!("sha256={}", hex(&tag))),
        ];
        Self::new(headers, body, tag)
    }

    /// A payment that Stripe reports.
    #[must_use]
    pub fn stripe() -> Self {
        let (body, now) = (STRIPE_EVENT.trim_ascii_end().to_vec(), now());
        let signature = hmac(STRIPE_SECRET.as_bytes(), &[now.to_string().as_bytes(), b".", &body]);
        let headers = [
            ("Content-Type", "application/json; charset=utf-8".to_owned()),
            ("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)".to_owned()),
            ("Accept", "*/*; q=0.5, application/xml".to_owned()),
            ("Cache-Control", "no-cache".to_owned()),
            ("Stripe-Signature", format!("t={now},v1={},v0={}", hex(&signature), hex(&[0x6f; 32]))),
        ];
        let tag = hmac(STRIPE_SECRET.as_bytes(), &[&body]);
        Self::new(headers, body, tag)
    }

    /// A Standard Webhooks message with a body of `size` bytes.
    #[must_use]
    pub fn standard_webhooks(size: usize) -> Self {
        let (body, now, id) = (json_body(size), now(), "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W");
        let (_, key) = STANDARD_WEBHOOKS_SECRET;
        let signature = hmac(key, &[id.as_bytes(), b".", now.to_string().as_bytes(), b".", &body]);
        let headers = [
            ("content-type", "application/json".to_owned()),
            ("user-agent", "standard-webhooks/1.0".to_owned()),
            ("webhook-id", id.to_owned()),
            ("webhook-timestamp", now.to_string()),
            ("webhook-signature", format!("v1,{}", openssl::base64::encode_block(&signature))),
        ];
        let tag = hmac(key, &[&body]);
        Self::new(headers, body, tag)
    }

    fn new(headers: [(&str, String); 5], body: Vec<u8>, tag: [u8; 32]) -> Self {
        let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { headers, body, tag, now: now() }
    }
}

/// A JSON object of exactly `size` bytes, of at least 64: an event with an ID, a list of numbers, and its type last.
fn json_body(size: usize) -> Vec<u8> {
    const HEAD: &[u8] = br#"{"id":"evt_4c9367dc0958","list":["#;
    const TAIL: &[u8] = br#"],"type":"order.paid"}"#;
    let room = size.checked_sub(HEAD.len() + TAIL.len()).expect("a body of at least 64 bytes");
    // A list must not end in a comma; a number may be of any length.
    let items = b"1234567,".iter().copied().cycle().take(room.saturating_sub(1)).chain([b'7']).take(room);
    HEAD.iter().copied().chain(items).chain(TAIL.iter().copied()).collect()
}

fn hmac(key: &[u8], pieces: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    pieces.iter().for_each(|piece| mac.update(piece));
    mac.finalize().into_bytes().into()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `standardwebhooks` reads the clock itself, so the deliveries are of now.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970").as_secs()
}
