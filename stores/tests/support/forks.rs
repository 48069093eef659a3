//! A process that forks with a store in hand.

use std::fs;

use hookseal_core::DedupKey;
use hookseal_core::dedup::Claim;
use hookseal_host::HostError;

/// Parent and child claim the same events at once, from a store that has a connection already: each has one owner.
pub fn parent_and_child_share(claim: impl Fn(&DedupKey) -> Result<Claim, HostError>) {
    let own = |number: u128| match claim(&DedupKey::from_bytes(number.to_be_bytes())) {
        Ok(Claim::Claimed { attempt: 1, .. }) => Some(format!("{number:04}")),
        Ok(Claim::InFlight { .. }) => None,
        other => Some(format!("{other:?}")),
    };
    assert_eq!(own(0).as_deref(), Some("0000"));
    let claims = || (1..=500).filter_map(own).collect::<Vec<_>>();
    let folder = tempfile::tempdir().unwrap();
    let childs = folder.path().join("claims");
    // SAFETY: the child needs no other thread: the store is what is tested, and the C library's allocator survives forks.
    let pid = unsafe { libc::fork() };
    if pid == 0 {
        let written = fs::write(&childs, claims().join("\n"));
        // SAFETY: ends the child without running what belongs to its parent.
        unsafe { libc::_exit(i32::from(written.is_err())) }
    }
    let mut all = claims();
    let mut status = 0;
    // SAFETY: `status` is a place for a status, and the child is this process's own.
    assert_eq!((unsafe { libc::waitpid(pid, &raw mut status, 0) }, status), (pid, 0));
    all.extend(fs::read_to_string(childs).unwrap().lines().map(str::to_owned));
    all.sort();
    assert_eq!(all, (1..=500).map(|number| format!("{number:04}")).collect::<Vec<_>>());
    assert_eq!(own(501).as_deref(), Some("0501"), "the parent's connection");
}
