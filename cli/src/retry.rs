//! `hookseal retry`.

use hookseal_core::retry::RetrySchedule;

use crate::args::RetryCommand;
use crate::failure::Failure;

/// Gives what the command asks for.
pub(crate) fn run(command: &RetryCommand) -> Result<Vec<u8>, Failure> {
    match command {
        RetryCommand::Plan { preset } => Ok(plan(&RetrySchedule::preset(preset)?).into_bytes()),
    }
}

/// Attempts, delays, the span, and the lifetimes that a window needs.
fn plan(schedule: &RetrySchedule<'_>) -> String {
    let mut table = String::from(
        "ATTEMPT  DELAY         WITH JITTER                 AFTER THE FIRST\n      1                                            0 s\n",
    );
    let mut span = 0;
    for attempt in 1..=schedule.retries() {
        let (Some(step), Some((least, most))) = (schedule.step(attempt), schedule.range(attempt)) else { break };
        span += step;
        let range = format!("{} to {}", duration(least), duration(most));
        table.push_str(&format!("{:>7}  {:<13} {range:<27} {}\n", attempt + 1, duration(step), duration(span)));
    }
    let lifetime = |is_sliding| {
        let seconds = schedule.required_ttl(is_sliding);
        format!("{seconds} s ({})", duration(seconds * 1000))
    };
    table.push_str(&format!(
        "\n{} attempts over {}.\nA dedup window must remember an event for {},\nor {} where each duplicate refreshes \
         it,\nand longer where receivers ask for longer delays.\n",
        schedule.retries() + 1,
        duration(span),
        lifetime(false),
        lifetime(true),
    ));
    table
}

/// Milliseconds in words, to the last one.
fn duration(ms: u64) -> String {
    let units = [("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1000), ("ms", 1)];
    let mut rest = ms;
    let mut words = Vec::new();
    for (unit, length) in units {
        let count = rest / length;
        rest %= length;
        if count > 0 {
            words.push(format!("{count} {unit}"));
        }
    }
    if words.is_empty() { "0 s".to_owned() } else { words.join(" ") }
}
