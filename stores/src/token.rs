//! Tokens of a store: dedup key 16 bytes, store 4, random 12.

use hookseal_core::dedup::Token;
use hookseal_core::{DedupKey, Error};
use hookseal_host::{HostError, entropy};
use sha2::{Digest as _, Sha256};

/// The first four bytes of SHA-256 over `hookseal/store` and the store's name: its prefix or its table.
pub(crate) fn store_id(name: &str) -> [u8; 4] {
    let hash = Sha256::new_with_prefix(b"hookseal/store").chain_update(name).finalize();
    hash.first_chunk().copied().unwrap_or_default()
}

pub(crate) fn new(key: &DedupKey, store: [u8; 4]) -> Result<Token, HostError> {
    let random: [u8; 12] = entropy::bytes()?;
    let mut bytes = [0; Token::SIZE];
    let parts = key.as_bytes().iter().chain(&store).chain(&random);
    bytes.iter_mut().zip(parts).for_each(|(place, byte)| *place = *byte);
    Ok(Token::from_bytes(bytes))
}

/// The dedup key of a token, if it is this store's.
pub(crate) fn key(token: &Token, store: [u8; 4]) -> Result<DedupKey, Error> {
    match token.as_bytes().split_first_chunk() {
        Some((key, rest)) if rest.starts_with(&store) => Ok(DedupKey::from_bytes(*key)),
        Some(_) | None => Err(Error::TokenInvalid),
    }
}

/// The random part: what a record keeps of its owner.
pub(crate) fn random_bytes(token: &Token) -> &[u8] {
    token.as_bytes().split_at_checked(20).map_or(&[], |(_, random)| random)
}

/// The same in hex.
pub(crate) fn random(token: &Token) -> String {
    random_bytes(token).iter().map(|byte| format!("{byte:02x}")).collect()
}
