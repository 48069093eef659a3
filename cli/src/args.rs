//! The command line, as clap reads it. Its texts are what `--help` shows.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, Parser, Subcommand, ValueEnum};
use hookseal_core::dedup::Token;
use hookseal_core::retry::RetrySchedule;
use hookseal_core::{DedupBy, DedupKey};
use hookseal_host::scheme_file::Spelled as _;

use crate::dedup::Rate;
use crate::secrets::SecretArgs;

/// Verify and sign webhook deliveries.
#[derive(Debug, Parser)]
#[command(version, after_help = "Exit status: 0 valid or done, 1 refused, 2 wrong usage or configuration.")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check a delivery's signature and tell what it holds. The body is read as a stream, whatever its size.
    Verify(VerifyArgs),
    /// Sign a body as a sender would, and print the request.
    Sign(SignArgs),
    /// List the built-in schemes, or show one as a scheme file.
    Schemes(SchemesArgs),
    /// Look after dedup windows.
    #[command(subcommand)]
    Dedup(DedupCommand),
    /// Look after dead letters.
    #[command(subcommand)]
    Dead(DeadCommand),
    /// Look at retry schedules.
    #[command(subcommand)]
    Retry(RetryCommand),
}

#[derive(Debug, Subcommand)]
pub(crate) enum DedupCommand {
    /// Show what a window's file holds. Nothing is locked or changed.
    Inspect {
        file: PathBuf,
        /// Print one JSON object on one line.
        #[arg(long)]
        json: bool,
    },
    /// Claim an event. The file is created if there is none. Exit status 1: it is not yours to process.
    Claim {
        file: PathBuf,
        /// The event's dedup key, 32 hexadecimal digits, as `hookseal verify` prints it.
        #[arg(value_parser = parse_key)]
        key: DedupKey,
        #[command(flatten)]
        settings: WindowArgs,
        /// Attempts after which an event is exhausted, 1 to 15; no limit if absent.
        #[arg(long, value_name = "COUNT")]
        max_attempts: Option<u8>,
    },
    /// Record that a claimed event was processed. Exit status 1: somebody else had taken it.
    Commit {
        file: PathBuf,
        /// What the claim printed.
        #[arg(value_parser = parse_token)]
        token: Token,
    },
    /// Give a claimed event back after a failure. Exit status 1: somebody else had taken it.
    Release {
        file: PathBuf,
        /// What the claim printed.
        #[arg(value_parser = parse_token)]
        token: Token,
        /// Seconds until it can be claimed again, at most 300.
        #[arg(long, value_name = "SECONDS", default_value_t = 0, value_parser = clap::value_parser!(u32).range(..=300))]
        not_before: u32,
    },
    /// Forget an event, so that its next delivery is processed as a first one. Exit status 1: it is in flight.
    Forget {
        file: PathBuf,
        /// The event's dedup key.
        #[arg(value_parser = parse_key)]
        key: DedupKey,
    },
    /// Give a window another capacity, lifetime, lease or sliding, also while workers use it. A shorter lifetime forgets
    /// older events.
    #[command(group = clap::ArgGroup::new("change").args(["capacity", "ttl", "lease", "sliding"]).required(true).multiple(true))]
    Resize {
        file: PathBuf,
        #[command(flatten)]
        settings: WindowArgs,
    },
    /// Tell the memory that a window needs for a load.
    Size {
        /// New events per time, such as `100/s`, `5000/min`, `20000/h` or `100000/d`.
        #[arg(long)]
        rate: Rate,
        /// How long each is remembered, such as `72h`; `hookseal retry plan` tells what a sender needs.
        #[arg(long, value_parser = whole_seconds, default_value = "96h")]
        ttl: u32,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum DeadCommand {
    /// List the dead letters, the oldest first: dedup key, Unix time received, size, scheme, type.
    List {
        folder: PathBuf,
        /// Print one JSON array on one line.
        #[arg(long)]
        json: bool,
    },
    /// Show a dead letter: the request as it is kept, with what is known of it in `Hookseal-` headers.
    Show {
        folder: PathBuf,
        /// The event's dedup key.
        #[arg(value_parser = parse_key)]
        key: DedupKey,
        /// Print the body alone, byte for byte.
        #[arg(long)]
        body: bool,
    },
    /// Remove a dead letter. Exit status 1: there was none.
    Forget {
        folder: PathBuf,
        /// The event's dedup key.
        #[arg(value_parser = parse_key)]
        key: DedupKey,
    },
}

/// What a window is made with; what is absent stays as it is, or as usual in a new one.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct WindowArgs {
    /// Slots; rounded up to a multiple of 16. 1048576 (24 MiB) in a new window.
    #[arg(long, value_name = "SLOTS")]
    pub(crate) capacity: Option<usize>,
    /// How long an event is remembered after its claim. 96h in a new window.
    #[arg(long, value_name = "DURATION", value_parser = whole_seconds)]
    pub(crate) ttl: Option<u32>,
    /// How long a claim is held. 5min in a new window.
    #[arg(long, value_name = "DURATION", value_parser = whole_seconds)]
    pub(crate) lease: Option<u32>,
    /// Whether duplicates of a finished event start its lifetime again. `false` in a new window.
    #[arg(long, value_name = "BOOL")]
    pub(crate) sliding: Option<bool>,
}

fn whole_seconds(text: &str) -> Result<u32, String> {
    let duration = humantime::parse_duration(text).map_err(|error| error.to_string())?;
    match u32::try_from(duration.as_secs()) {
        Ok(seconds) if duration.subsec_nanos() == 0 => Ok(seconds),
        Ok(_) | Err(_) => Err("whole seconds, fewer than 2^32".to_owned()),
    }
}

fn parse_key(text: &str) -> Result<DedupKey, &'static str> {
    text.parse().map_err(|_| "a dedup key is 32 hexadecimal digits in lower case")
}

fn parse_token(text: &str) -> Result<Token, &'static str> {
    text.parse().map_err(|_| "a token is 64 hexadecimal digits in lower case")
}

#[derive(Debug, Subcommand)]
pub(crate) enum RetryCommand {
    /// Show when a schedule tries again, and how long a dedup window must remember its events.
    Plan {
        /// Which schedule.
        #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(RetrySchedule::PRESETS))]
        preset: String,
    },
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct SchemeArgs {
    /// A built-in scheme; `hookseal schemes` lists them.
    #[arg(long, value_name = "NAME")]
    pub(crate) scheme: Option<String>,
    /// A scheme of your own, in TOML; docs/schemes.md shows one.
    #[arg(long, value_name = "FILE")]
    pub(crate) scheme_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    #[command(flatten)]
    pub(crate) scheme: SchemeArgs,
    #[command(flatten)]
    pub(crate) secrets: SecretArgs,
    /// A header of the delivery. Repeat it for each; duplicates count.
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE")]
    pub(crate) headers: Vec<OsString>,
    /// A file with one `Name: value` a line.
    #[arg(long, value_name = "FILE")]
    pub(crate) headers_file: Option<PathBuf>,
    /// The time to check freshness at, in Unix seconds; now if absent.
    #[arg(long, value_name = "UNIX")]
    pub(crate) now: Option<u64>,
    /// How many seconds the timestamp may lie from now, both ways, instead of the scheme's limits.
    #[arg(long, value_name = "SECONDS")]
    pub(crate) tolerance: Option<u32>,
    /// The HTTP method, for schemes that sign it.
    #[arg(long)]
    pub(crate) method: Option<String>,
    /// The endpoint's public URL, for schemes that sign it.
    #[arg(long)]
    pub(crate) url: Option<String>,
    /// The body cap in bytes, instead of the scheme's.
    #[arg(long, value_name = "BYTES")]
    pub(crate) max_body: Option<u64>,
    /// Whose dedup key to print: it names one sender and one consumer.
    #[arg(long, default_value = "", hide_default_value = true)]
    pub(crate) scope: String,
    /// What the dedup key is made of, instead of the scheme's choice.
    #[arg(long, value_name = "KIND", value_parser = dedup_parser())]
    pub(crate) dedup: Option<DedupBy>,
    /// Print one JSON object on one line.
    #[arg(long)]
    pub(crate) json: bool,
    /// The body; standard input if absent or `-`.
    #[arg(value_name = "BODY-FILE")]
    pub(crate) body: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct SignArgs {
    #[command(flatten)]
    pub(crate) scheme: SchemeArgs,
    #[command(flatten)]
    pub(crate) secrets: SecretArgs,
    /// The event ID, for schemes that carry it in a header; a random one if absent.
    #[arg(long)]
    pub(crate) id: Option<String>,
    /// When it is signed, in Unix seconds, for schemes that carry a timestamp beside the body; now if absent.
    #[arg(long, value_name = "UNIX")]
    pub(crate) timestamp: Option<u64>,
    /// Where the request goes.
    #[arg(long)]
    pub(crate) url: Option<String>,
    /// The HTTP method.
    #[arg(long, default_value = "POST")]
    pub(crate) method: String,
    /// A header to pass along, and to sign where the scheme says so, such as `Content-Type: application/json`.
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE")]
    pub(crate) headers: Vec<OsString>,
    /// How to print the request.
    #[arg(long, value_enum, default_value_t = Format::Http)]
    pub(crate) format: Format,
    /// The body; standard input if absent or `-`.
    #[arg(value_name = "BODY-FILE")]
    pub(crate) body: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Format {
    /// A shell command.
    Curl,
    /// One JSON object on one line.
    Json,
    /// An HTTP/1.1 request message, its body byte for byte.
    Http,
}

#[derive(Debug, Args)]
pub(crate) struct SchemesArgs {
    /// One scheme; all if absent.
    pub(crate) name: Option<String>,
    /// Print one JSON array on one line.
    #[arg(long)]
    pub(crate) json: bool,
    /// Print docs/schemes.md.
    #[arg(long, hide = true, conflicts_with_all = ["name", "json"])]
    pub(crate) markdown: bool,
}

fn dedup_parser() -> impl clap::builder::TypedValueParser<Value = DedupBy> {
    PossibleValuesParser::new(DedupBy::WORDS.iter().map(|(word, _)| *word))
        .try_map(|word| DedupBy::from_word(&word).ok_or(DedupBy::EXPECTED))
}
