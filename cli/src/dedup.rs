//! `hookseal dedup`.

mod inspect;
mod size;

use std::path::Path;

use hookseal_core::dedup::{Claim, Forgotten, Settled};
use hookseal_host::clock::now_unix;
use hookseal_host::{FileWindow, FileWindowOptions, resize};
pub(crate) use size::Rate;

use crate::args::{DedupCommand, WindowArgs};
use crate::failure::Failure;
use crate::output::{Answer, hand_over};

/// Does what the command asks for.
pub(crate) fn run(command: &DedupCommand) -> Result<Answer, Failure> {
    let now = now_unix()?;
    match command {
        DedupCommand::Inspect { file, json } => inspect::inspect(file, *json, now).map(Answer::yes),
        DedupCommand::Claim { file, key, settings, max_attempts } => {
            let options = FileWindowOptions { max_attempts: *max_attempts, ..settings.into() };
            let window = FileWindow::open(file, options, now)?;
            let claim = window.claim(key, now)?;
            if let Claim::Claimed { token, .. } | Claim::Exhausted { token, .. } = &claim {
                // A claim whose token nobody has would hold the event up until its lease ends.
                hand_over(claimed(&claim).as_slice()).inspect_err(|_| _ = window.release(token, now, 0))?;
                return Ok(if matches!(claim, Claim::Claimed { .. }) { Answer::yes("") } else { Answer::no("") });
            }
            Ok(claimed(&claim))
        }
        DedupCommand::Commit { file, token } => Ok(settled(existing(file, now)?.commit(token, now)?)),
        DedupCommand::Release { file, token, not_before } => {
            Ok(settled(existing(file, now)?.release(token, now, *not_before)?))
        }
        DedupCommand::Forget { file, key } => Ok(match existing(file, now)?.forget(key, now)? {
            Forgotten::Forgotten => Answer::yes("forgotten\n"),
            Forgotten::Absent => Answer::yes("absent\n"),
            Forgotten::InFlight => Answer::no("in flight\n"),
        }),
        DedupCommand::Resize { file, settings } => {
            let identity = resize(file, &settings.into(), now)?;
            Ok(Answer::yes(inspect::identity(&identity)))
        }
        DedupCommand::Size { rate, ttl } => size::size(*rate, *ttl).map(Answer::yes),
    }
}

/// A window that is there: a token of none can settle nothing.
fn existing(file: &Path, now: u64) -> Result<FileWindow, Failure> {
    if let Err(error) = file.symlink_metadata() {
        return Err(Failure::io("window", file, &error));
    }
    Ok(FileWindow::open(file, FileWindowOptions::default(), now)?)
}

fn claimed(claim: &Claim) -> Answer {
    match claim {
        Claim::Claimed { token, attempt } => Answer::yes(format!("claimed, attempt {attempt}\n{token}\n")),
        Claim::InFlight { retry_after } => Answer::no(format!("in flight, retry after {retry_after} s\n")),
        Claim::Done => Answer::no("done\n"),
        Claim::Exhausted { token, attempt } => Answer::no(format!("exhausted after {attempt} attempts\n{token}\n")),
        Claim::Dead { attempt } => Answer::no(format!("dead after {attempt} attempts\n")),
        Claim::Full { retry_after } => Answer::no(format!("full, retry after {retry_after} s\n")),
        Claim::Unguarded => Answer::yes("unguarded\n"),
    }
}

fn settled(settled: Settled) -> Answer {
    match settled {
        Settled::Ok => Answer::yes("ok\n"),
        Settled::Late => Answer::yes("late\n"),
        Settled::AlreadyDone => Answer::yes("already done\n"),
        Settled::Stolen => Answer::no("stolen\n"),
    }
}

impl From<&WindowArgs> for FileWindowOptions {
    fn from(args: &WindowArgs) -> Self {
        let WindowArgs { capacity, ttl, lease, sliding } = *args;
        Self { capacity, ttl, lease, is_sliding: sliding, ..Self::default() }
    }
}
