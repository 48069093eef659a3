//! The protocol under every interleaving of its threads.
//!
//! A model has no files: a file is a cell that loom watches for calls that are not one after another, a lock, and the
//! mark of a resize. Two processes share nothing but such files.

use alloc::sync::Arc;

use loom::cell::UnsafeCell;
use loom::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use loom::sync::{Condvar, Mutex};
use loom::thread;

use super::protocol::{Call, Session, run};
use super::raw::PerProcess;
use super::turn::Turn;
use crate::error::HostError;

/// A file that all processes see.
#[derive(Default)]
struct File {
    is_locked: Mutex<bool>,
    freed: Condvar,
    is_retired: AtomicBool,
    calls: UnsafeCell<usize>,
}

impl File {
    fn lock(&self) {
        let mut is_locked = self.is_locked.lock().unwrap();
        while *is_locked {
            is_locked = self.freed.wait(is_locked).unwrap();
        }
        *is_locked = true;
    }

    fn unlock(&self) {
        *self.is_locked.lock().unwrap() = false;
        self.freed.notify_all();
    }
}

/// A folder with one name in it, and the files that had the name.
struct Folder {
    files: [File; 2],
    named: AtomicUsize,
}

impl Folder {
    fn new() -> Arc<Self> {
        Arc::new(Self { files: Default::default(), named: AtomicUsize::new(0) })
    }

    fn calls(&self) -> [usize; 2] {
        // SAFETY: all threads have ended.
        self.files.each_ref().map(|file| file.calls.with(|calls| unsafe { *calls }))
    }

    /// What a resize does.
    fn replace(&self) {
        let [old, new] = &self.files;
        old.lock();
        // SAFETY: under the lock; loom watches.
        let calls = old.calls.with(|calls| unsafe { *calls });
        // SAFETY: nobody has the new file yet; loom watches.
        new.calls.with_mut(|copied| unsafe { *copied = calls });
        old.is_retired.store(true, Ordering::Release);
        self.named.store(1, Ordering::Release);
        old.unlock();
    }
}

struct Model {
    folder: Arc<Folder>,
    /// The path is not looked at again, as within a second.
    open: Option<usize>,
    opened: Arc<AtomicUsize>,
}

impl Session for Model {
    fn refresh(&mut self, _: &Call) -> Result<(), HostError> {
        if self.open.is_none() {
            self.opened.fetch_add(1, Ordering::Relaxed);
            self.open = Some(self.folder.named.load(Ordering::Acquire));
        }
        Ok(())
    }

    fn lock(&mut self, _: &Call) -> Result<(), HostError> {
        self.folder.files[self.open.unwrap()].lock();
        Ok(())
    }

    fn is_left(&mut self) -> Result<bool, HostError> {
        let open = self.open.unwrap();
        let is_retired = self.folder.files[open].is_retired.load(Ordering::Acquire);
        Ok(is_retired && self.folder.named.load(Ordering::Acquire) != open)
    }

    fn unlock(&mut self) {
        self.folder.files[self.open.unwrap()].unlock();
    }

    fn close(&mut self) {
        self.open = None;
    }
}

fn model(folder: &Arc<Folder>, opened: &Arc<AtomicUsize>) -> Turn<Model> {
    Turn::new(Model { folder: Arc::clone(folder), open: None, opened: Arc::clone(opened) })
}

/// One call, as `FileWindow` makes it.
fn call(sessions: &PerProcess<Turn<Model>>, process: u64, folder: &Arc<Folder>, opened: &Arc<AtomicUsize>) {
    let turn = sessions.get_in(process, || model(folder, opened));
    // Loom's time does not pass, but the machine's does.
    let call = Call { now: 0, start: std::time::Instant::now() + core::time::Duration::from_secs(3600) };
    run(turn, &call, |session| {
        let file = &session.folder.files[session.open.unwrap()];
        // SAFETY: under the lock; loom watches.
        file.calls.with_mut(|calls| unsafe { *calls += 1 });
        Ok(())
    })
    .unwrap();
}

/// The process that runs the model.
fn parent() -> u64 {
    1
}

#[test]
fn loom_threads_of_one_process_take_turns() {
    loom::model(|| {
        let (folder, opened) = (Folder::new(), Arc::new(AtomicUsize::new(0)));
        let sessions = Arc::new(PerProcess::new(parent, model(&folder, &opened)));
        let threads = [(); 2].map(|()| {
            let (sessions, folder, opened) = (Arc::clone(&sessions), Arc::clone(&folder), Arc::clone(&opened));
            thread::spawn(move || call(&sessions, 1, &folder, &opened))
        });
        call(&sessions, 1, &folder, &opened);
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!((folder.calls(), opened.load(Ordering::Relaxed)), ([3, 0], 1));
    });
}

/// In a child, the turn of the parent is taken by a thread that is not there: whoever waited for it would do so for
/// good, and loom would tell. All threads of the child agree on one new session.
#[test]
fn loom_a_child_leaves_alone_what_its_parent_was_doing() {
    loom::model(|| {
        let (folder, opened) = (Folder::new(), Arc::new(AtomicUsize::new(0)));
        let sessions = Arc::new(PerProcess::new(parent, model(&folder, &opened)));
        let inherited = sessions.get_in(1, || model(&folder, &opened)).take(std::time::Instant::now());
        core::mem::forget(inherited);
        let threads = [(); 2].map(|()| {
            let (sessions, folder, opened) = (Arc::clone(&sessions), Arc::clone(&folder), Arc::clone(&opened));
            thread::spawn(move || call(&sessions, 2, &folder, &opened))
        });
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!((folder.calls(), opened.load(Ordering::Relaxed)), ([2, 0], 1));
        // What the child has now is its own, and this process is not it.
        core::mem::forget(sessions);
    });
}

/// Two processes with a session each, and a resize: no call is lost with the old file.
#[test]
fn loom_no_call_goes_to_a_file_that_was_left() {
    // Without a bound on preemptions it runs for hours; few races need more than two.
    let mut models = loom::model::Builder::new();
    models.preemption_bound = Some(2);
    models.check(|| {
        let (folder, opened) = (Folder::new(), Arc::new(AtomicUsize::new(0)));
        let threads = [(); 2].map(|()| {
            let (folder, opened) = (Arc::clone(&folder), Arc::clone(&opened));
            thread::spawn(move || {
                let sessions = PerProcess::new(parent, model(&folder, &opened));
                call(&sessions, 1, &folder, &opened);
            })
        });
        folder.replace();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        let [old, new] = folder.calls();
        assert!(new == 2 && old <= 2, "{old}, {new}");
    });
}
