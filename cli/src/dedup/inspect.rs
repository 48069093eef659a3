//! `hookseal dedup inspect`.

use core::fmt::Write as _;
use std::path::Path;

use hookseal_core::dedup::Identity;
use hookseal_host::{Inspection, inspect as look};
use serde_json::{Map, Value, json};

use crate::failure::Failure;
use crate::output::json_line;

pub(super) fn inspect(file: &Path, is_json: bool, now: u64) -> Result<Vec<u8>, Failure> {
    let inspection = look(file, now)?;
    if is_json { json_line(&as_json(&inspection)) } else { Ok(as_text(&inspection).into_bytes()) }
}

/// What a window was made with, a line each.
pub(super) fn identity(identity: &Identity) -> String {
    let Identity { buckets: _, ttl, lease, is_sliding, epoch: _ } = *identity;
    let capacity = identity.capacity();
    format!("capacity   {capacity} slots\nttl        {ttl} s\nlease      {lease} s\nsliding    {is_sliding}\n")
}

fn as_text(inspection: &Inspection) -> String {
    let counts = inspection.occupancy;
    let mut text = identity(&inspection.identity);
    let percent = counts.live.saturating_mul(100).checked_div(counts.capacity).unwrap_or(0);
    let oldest = counts.oldest.map_or("none".to_owned(), |age| format!("{age} s"));
    text.push_str(&format!(
        "bytes      {}\nlive       {} ({percent} %)\nin flight  {}\nreleased   {}\ndone       {}\ndead       {}\n\
         oldest     {oldest}\n\n",
        inspection.bytes, counts.live, counts.in_flight, counts.released, counts.done, counts.dead
    ));
    for (name, count) in inspection.counters.iter() {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{name:<20} {count}");
    }
    text
}

fn as_json(inspection: &Inspection) -> Value {
    let (counts, identity) = (inspection.occupancy, inspection.identity);
    let counters: Map<String, Value> =
        inspection.counters.iter().map(|(name, count)| (name.to_owned(), count.into())).collect();
    json!({
        "capacity": counts.capacity,
        "ttl": identity.ttl,
        "lease": identity.lease,
        "sliding": identity.is_sliding,
        "bytes": inspection.bytes,
        "live": counts.live,
        "in_flight": counts.in_flight,
        "released": counts.released,
        "done": counts.done,
        "dead": counts.dead,
        "oldest": counts.oldest,
        "counters": counters,
    })
}
