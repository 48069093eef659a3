//! How large a file this process may make.

use std::io;

use rustix::io::Errno;
use rustix::process::{Resource, getrlimit};

/// Refuses a size over the limit (`ulimit -f`, `LimitFSIZE=`). Whoever writes beyond that is ended by SIGXFSZ, unless the
/// program that this is part of has seen to it.
pub(crate) fn check(size: u64) -> io::Result<()> {
    let is_over = getrlimit(Resource::Fsize).current.is_some_and(|most| size > most);
    if is_over { Err(Errno::FBIG.into()) } else { Ok(()) }
}
