//! Files that are locked here, and that no forked process keeps open.
//!
//! A lock on an open file lasts until the last descriptor of that open file is closed. A child has a copy of each, so
//! the lock of a parent that is killed would stay taken while any child lives, whether it ever makes a call or not.
//! Hence every child closes its copies as the first thing it does. A mapping keeps its file open as well: never map
//! the one that is locked.

use core::sync::atomic::{AtomicBool, AtomicI32, AtomicU32, Ordering};
use std::fs::File;
use std::io;
use std::os::fd::AsRawFd as _;
use std::sync::OnceLock;

const CLOSED: i32 = -1;

/// Forks between the first process that opened a file and this one.
static FORKS: AtomicU32 = AtomicU32::new(0);

/// The process in which a thread opens a file or forks, or 0. A fork waits for it, so that no child has a file that
/// is not in the list. One that was copied with a thread that is not there any more is recognised by its process.
static GATE: AtomicU32 = AtomicU32::new(0);

static IS_INSTALLED: AtomicBool = AtomicBool::new(false);

static LIST: Entry = Entry::new();

/// A place in the list of open files. It only grows: a child may read it at any instant, without a lock.
struct Entry {
    descriptor: AtomicI32,
    next: OnceLock<&'static Self>,
}

/// A file to lock, in this process only.
#[derive(Debug)]
pub(in super::super) struct LockFile {
    file: File,
    place: &'static AtomicI32,
}

/// Which process this is. Other than a process id it is never used again among a process and its descendants.
pub(in super::super) fn process() -> u64 {
    u64::from(FORKS.load(Ordering::Relaxed)) << 32 | u64::from(std::process::id())
}

impl LockFile {
    /// Opens a file. No process can be forked between that and the file's being known.
    pub(in super::super) fn open(open: impl FnOnce() -> io::Result<File>) -> io::Result<Self> {
        close_gate();
        install();
        let file = open().map(|file| Self { place: LIST.take(file.as_raw_fd()), file });
        open_gate();
        file
    }

    pub(in super::super) const fn file(&self) -> &File {
        &self.file
    }
}

impl Drop for LockFile {
    /// Forgotten, then closed: in the other order a child might close what has the descriptor next. Between the two a
    /// child can keep the open file, whose lock nobody takes any more.
    fn drop(&mut self) {
        self.place.store(CLOSED, Ordering::Release);
    }
}

impl Entry {
    const fn new() -> Self {
        Self { descriptor: AtomicI32::new(CLOSED), next: OnceLock::new() }
    }

    fn take(&'static self, descriptor: i32) -> &'static AtomicI32 {
        let mut entry = self;
        while entry.descriptor.compare_exchange(CLOSED, descriptor, Ordering::AcqRel, Ordering::Relaxed).is_err() {
            entry = entry.next.get_or_init(|| Box::leak(Box::new(Self::new())));
        }
        &entry.descriptor
    }
}

fn close_gate() {
    let me = std::process::id();
    loop {
        match GATE.compare_exchange_weak(0, me, Ordering::Acquire, Ordering::Relaxed) {
            Ok(_) => return,
            Err(holder) if holder == me || holder == 0 => std::thread::yield_now(),
            Err(stale) => {
                if GATE.compare_exchange(stale, me, Ordering::Acquire, Ordering::Relaxed).is_ok() {
                    return;
                }
            }
        }
    }
}

fn open_gate() {
    GATE.store(0, Ordering::Release);
}

/// Behind the gate.
fn install() {
    if !IS_INSTALLED.load(Ordering::Relaxed) {
        // SAFETY: the functions are there as long as this code is. The C library forgets them when it unloads a
        // library, but not where that was linked for an old glibc by its symbol of this name, as `ffi-c/release` does:
        // then it must never be unloaded, which `-z nodelete` sees to (`ffi-c/build.rs`). Where there is no memory for
        // them, `process` still tells a child by its id.
        let status = unsafe { libc::pthread_atfork(Some(before), Some(after_in_parent), Some(after_in_child)) };
        IS_INSTALLED.store(status == 0, Ordering::Relaxed);
    }
}

extern "C" fn before() {
    close_gate();
}

extern "C" fn after_in_parent() {
    open_gate();
}

/// Only atomics and system calls: a child of a process with several threads may do no more before it calls `exec`.
extern "C" fn after_in_child() {
    FORKS.fetch_add(1, Ordering::Relaxed);
    let mut next = Some(&LIST);
    while let Some(entry) = next {
        let descriptor = entry.descriptor.swap(CLOSED, Ordering::AcqRel);
        if descriptor != CLOSED {
            // SAFETY: the descriptor is in the list, so a `LockFile` of the parent owns it; the child's copy of that
            // is never used nor dropped, because `PerProcess` gives a child another value.
            unsafe { libc::close(descriptor) };
        }
        next = entry.next.get().copied();
    }
    open_gate();
}
