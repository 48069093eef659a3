//! A way to a server on which connections are forgotten, as a network forgets those that were silent for long.

use core::net::Ipv4Addr;
use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

use hookseal_core::dedup::Claim;
use hookseal_core::{DedupKey, Error};

use crate::server::Store;

/// Connections that are made before any of them passes something on, so that there are so many.
const CROWD: usize = 4;

pub struct Router {
    port: u16,
    state: &'static State,
}

#[derive(Default)]
struct State {
    made: AtomicUsize,
    forgotten: AtomicUsize,
}

impl Router {
    pub fn to(server: u16) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let state: &State = Box::leak(Box::default());
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let server = TcpStream::connect((Ipv4Addr::LOCALHOST, server)).unwrap();
                let number = state.made.fetch_add(1, Ordering::Relaxed);
                let ways = [(client.try_clone().unwrap(), server.try_clone().unwrap()), (server, client)];
                for (source, sink) in ways {
                    std::thread::spawn(move || state.pass_on(number, source, sink));
                }
            }
        });
        Self { port, state }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Loses what is sent from now on, and tells nobody.
    fn forget(&self) {
        self.state.forgotten.store(self.state.made.load(Ordering::Relaxed), Ordering::Relaxed);
    }
}

impl State {
    fn pass_on(&self, number: usize, mut source: TcpStream, mut sink: TcpStream) {
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = source.read(&mut bytes) {
            while self.made.load(Ordering::Relaxed) < CROWD {
                std::thread::sleep(Duration::from_millis(1));
            }
            if number >= self.forgotten.load(Ordering::Relaxed) && sink.write_all(&bytes[..count]).is_err() {
                break;
            }
        }
    }
}

/// Of many forgotten connections a store meets one.
pub fn one_call_meets_them(store: &Store, router: &Router) {
    let claim = |event| store.claim(&DedupKey::from_bytes([event; 16]));
    std::thread::scope(|scope| {
        let claims: Vec<_> = (0..CROWD).map(|event| scope.spawn(move || claim(u8::try_from(event).unwrap()))).collect();
        for made in claims {
            assert!(matches!(made.join().unwrap().unwrap(), Claim::Claimed { .. }));
        }
    });
    router.forget();
    assert_eq!(claim(100).unwrap_err().error(), Error::StoreUnavailable);
    let next = claim(101);
    assert!(matches!(next, Ok(Claim::Claimed { .. })), "{next:?}");
}
