//! No secret in what `Debug` prints, nor in memory that was wiped or dropped.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what is not as set up here fails the test"
)]

use core::fmt::Debug;
use core::mem::MaybeUninit;

use base64ct::{Base64, Encoding as _};
use hookseal_core::dedup::{Bucket, DedupArray, DedupWindow, Header, WindowConfig};
use hookseal_core::{
    ApiKeys, Delivery, Error, Guards, KeyFormat, Keyring, Request, Scheme, Signer, Verification, Verifier, providers,
};
use sha2::{Digest as _, Sha256, block_api::compress256};

const SECRET: &[u8] = b"an uncommon phrase 0123456789abc";
const NOW: u64 = 1_700_000_000;

fn keyring() -> Keyring {
    Keyring::new(KeyFormat::Utf8, &[SECRET]).unwrap()
}

/// SHA-256's state after the block that begins HMAC's inner (0x36) or outer (0x5C) hash: as good as the key.
fn midstate(pad: u8) -> [u32; 8] {
    let mut state =
        [0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19];
    let mut block = [pad; 64];
    block.iter_mut().zip(SECRET).for_each(|(byte, key)| *byte ^= key);
    compress256(&mut state, &[block]);
    state
}

/// Both midstates and the secret, as they would stand in memory.
fn needles() -> Vec<Vec<u8>> {
    let states = [0x36, 0x5C].map(|pad| midstate(pad).iter().flat_map(|word| word.to_ne_bytes()).collect());
    states.into_iter().chain([SECRET.to_vec()]).collect()
}

fn find(memory: &[u8], needle: &[u8]) -> Option<usize> {
    memory.windows(needle.len()).position(|window| window == needle)
}

/// Whether one place that held `needle` is now zero. Others may be left-overs of the stack, which a move copied into room
/// that nothing has used yet: no code that moves values can promise anything about those.
fn is_zeroed(before: &[u8], after: &[u8], needle: &[u8]) -> bool {
    let places = before.windows(needle.len()).zip(after.windows(needle.len()));
    let mut held = places.filter(|(before, _)| *before == needle);
    held.any(|(_, after)| after.iter().all(|byte| *byte == 0))
}

/// The bytes of a slot, whatever is in it.
fn bytes<T>(slot: &MaybeUninit<T>) -> Vec<u8> {
    let start = slot.as_ptr().cast::<u8>();
    // SAFETY: the slot is that long. Padding may be uninitialised, so the compiler must not see what is read: it is
    // read byte by byte and volatile.
    (0..size_of::<T>()).map(|at| unsafe { start.add(at).read_volatile() }).collect()
}

/// Drops what is in `slot` where it is, and gives what then stands there.
fn remains<T>(slot: &mut MaybeUninit<T>) -> Vec<u8> {
    // SAFETY: every caller fills the slot first and never uses its content again.
    unsafe { slot.assume_init_drop() };
    bytes(slot)
}

#[test]
fn a_dropped_keyring_leaves_zeros() {
    let mut slot = MaybeUninit::new(keyring());
    let before = bytes(&slot);
    let [inner, outer, secret] = &needles()[..] else { panic!("three needles") };
    let places = [inner, outer].map(|needle| find(&before, needle).unwrap()..);
    assert_eq!(find(&before, secret), None, "the key itself is kept");
    let after = remains(&mut slot);
    for place in places {
        assert!(after[place].iter().take(32).all(|byte| *byte == 0), "a midstate outlives its keyring");
    }
}

#[test]
fn a_wiped_keyring_holds_zeros() {
    let mut slot = MaybeUninit::new(keyring());
    let before = bytes(&slot);
    // SAFETY: the slot was filled above.
    unsafe { slot.assume_init_mut() }.wipe();
    let after = bytes(&slot);
    for needle in &needles()[..2] {
        let place = find(&before, needle).unwrap();
        assert!(after[place..place + 32].iter().all(|byte| *byte == 0), "a midstate outlives the wipe");
    }
}

#[test]
fn a_dropped_verifier_or_signer_leaves_zeros() {
    let mut verifier = MaybeUninit::new(Verifier::new(&providers::GITHUB, keyring()).unwrap());
    let mut signer = MaybeUninit::new(Signer::new(&providers::GITHUB, keyring()).unwrap());
    let before = [bytes(&verifier), bytes(&signer)];
    let after = [remains(&mut verifier), remains(&mut signer)];
    for needle in &needles()[..2] {
        assert!(is_zeroed(&before[0], &after[0], needle) && is_zeroed(&before[1], &after[1], needle));
    }
}

/// Reconfiguring must overwrite the keys it replaces, not only forget where they were.
#[test]
fn a_reconfigured_verifier_holds_no_old_midstate() {
    let mut slot = MaybeUninit::new(Verifier::new(&providers::GITHUB, keyring()).unwrap());
    let before = bytes(&slot);
    let unsigned = Scheme::unsigned("acme", None, None, None);
    // SAFETY: the slot was filled above.
    unsafe { slot.assume_init_mut() }.configure(&unsigned, &keyring()).unwrap_err();
    let after = bytes(&slot);
    assert!(needles()[..2].iter().all(|needle| is_zeroed(&before, &after, needle)));
    // SAFETY: filled, and not used again.
    unsafe { slot.assume_init_drop() };
}

/// Of the four ways in which a verification ends. The outer midstate stays as it is while the body streams in.
#[test]
fn an_ended_verification_holds_no_midstate_and_no_body() {
    let headers = Signer::new(&providers::GITHUB, keyring()).unwrap().sign(&Delivery::new(BODY, NOW)).unwrap();
    let verifier = Verifier::new(&providers::GITHUB, keyring()).unwrap();
    let ends: [fn(&mut Verification); 4] = [
        |verification| drop(verification.finish_in().unwrap()),
        Verification::wipe,
        |verification| assert_eq!(verification.update(&[0; 64]), Err(Error::BodyTooLarge)),
        |_| {},
    ];
    for (index, end) in ends.into_iter().enumerate() {
        let mut verifier = verifier.clone();
        verifier.set_max_body(60).unwrap();
        let mut slot = MaybeUninit::new(Verification::idle());
        // SAFETY: the slot was filled above.
        let verification = unsafe { slot.assume_init_mut() };
        verifier.start_in(verification, &Request::new(&headers, NOW)).unwrap();
        verification.update(BODY).unwrap();
        let before = bytes(&slot);
        assert!(find(&before, BODY).is_some());
        // SAFETY: the slot was filled above.
        end(unsafe { slot.assume_init_mut() });
        let after = if index == 3 { remains(&mut slot) } else { bytes(&slot) };
        assert!(is_zeroed(&before, &after, &needles()[1]), "way {index} leaves a midstate");
        assert_eq!(find(&after, BODY), None, "way {index} leaves the end of the body");
    }
}

const BODY: &[u8] = b"a body of one block, still in the buffer";

/// What a caller in another language may hand over before it was ever set up.
#[test]
fn a_zeroed_keyring_is_without_a_secret() {
    // SAFETY: this test is the check that a keyring has no niche which zeros would break: format 0, no keys.
    let zeroed = unsafe { MaybeUninit::<Keyring>::zeroed().assume_init() };
    assert!(zeroed.is_empty());
    assert_eq!(Verifier::new(&providers::GITHUB, zeroed).unwrap_err(), Error::State);
}

fn assert_tells_nothing(value: &impl Debug) {
    let text = format!("{value:?} {value:#?}").to_lowercase();
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let list = |bytes: &[u8]| bytes.iter().take(4).map(u8::to_string).collect::<Vec<_>>().join(", ");
    let mut buffer = [0; 64];
    let digest = Sha256::digest(SECRET);
    let mut secrets =
        vec![String::from_utf8_lossy(SECRET).into_owned(), Base64::encode(SECRET, &mut buffer).unwrap().into()];
    for bytes in needles().iter().map(Vec::as_slice).chain([&digest[..]]) {
        secrets.extend([hex(bytes), list(bytes)]);
    }
    for word in midstate(0x36).into_iter().chain(midstate(0x5C)) {
        secrets.extend([word.to_string(), format!("{word:08x}")]);
    }
    for secret in secrets {
        assert!(!text.contains(&secret.to_lowercase()), "{text} tells {secret}");
    }
}

#[test]
fn debug_tells_no_secret() {
    let api_keys = ApiKeys::bearer(&[SECRET]).unwrap();
    let mut verifier = Verifier::new(&providers::GITHUB, keyring()).unwrap();
    verifier.set_guards(Guards { api_keys: Some(api_keys.clone()), certificates: None }).unwrap();
    let signer = Signer::new(&providers::GITHUB, keyring()).unwrap();
    let signed = signer.sign(&Delivery::new(BODY, NOW)).unwrap();
    let bearer = format!("Bearer {}", String::from_utf8_lossy(SECRET));
    let headers: Vec<(&str, &str)> = signed.iter().chain([("Authorization", bearer.as_str())]).collect();
    let request = Request::new(headers.as_slice(), NOW);
    let mut verification = verifier.start(&request).unwrap();
    verification.update(BODY).unwrap();
    assert_tells_nothing(&(keyring(), api_keys, &verifier, signer, verification.clone()));
    assert_tells_nothing(&(request, Delivery { headers: &[("Authorization", &bearer)], ..Delivery::new(SECRET, NOW) }));
    assert_tells_nothing(&verification.finish().unwrap());
    assert_tells_nothing(&Keyring::new(KeyFormat::Hex, &[SECRET]).unwrap_err());
}

#[test]
fn debug_tells_no_key_of_a_window() {
    let key: [u8; 16] = SECRET.first_chunk().copied().unwrap();
    let (header, buckets) = (Header::new(), [Bucket::new()]);
    let window = DedupWindow::create(&header, &buckets, &WindowConfig::default(), key).unwrap();
    let text = format!("{window:?} {header:?} {:?}", DedupArray::<1>::new(&WindowConfig::default(), key).unwrap());
    for word in key.chunks_exact(4) {
        let word = u32::from_le_bytes(word.try_into().unwrap()).to_string();
        assert!(!text.contains(&word), "{text} tells {word}");
    }
    assert!(text.contains("345600"), "{text}");
}

/// How often `needle` stands below this frame, where calls that have returned left what they wrote.
#[inline(never)]
fn on_dead_stack(needle: &[u8]) -> usize {
    let here = 0_u8;
    let end = core::ptr::from_ref(&here).expose_provenance();
    let mut found = 0;
    // SAFETY: the thread's stack is many times as deep, and `dirty` wrote all of it. The compiler knows nothing of these
    // bytes, so the reads are volatile.
    let read = |at: usize| unsafe { core::ptr::with_exposed_provenance::<u8>(at).read_volatile() };
    for start in end - DEPTH..end - needle.len() {
        let mut matching = 0;
        while matching < needle.len() && read(start + matching) == needle[matching] {
            matching += 1;
        }
        found += usize::from(matching == needle.len());
    }
    found
}

const DEPTH: usize = 48 << 10;

#[inline(never)]
fn dirty() {
    core::hint::black_box([0xA5_u8; 64 << 10]);
}

#[inline(never)]
fn absorb(format: KeyFormat, secret: &[u8]) {
    let mut keyring = Keyring::idle(format);
    keyring.push(secret).unwrap();
    core::hint::black_box(&keyring);
    keyring.wipe();
}

/// The positive control: a copy that nobody wipes.
#[inline(never)]
fn leave_a_copy() {
    let mut frame = [0_u8; DEPTH / 2];
    frame[1000..1000 + SECRET.len()].copy_from_slice(SECRET);
    core::hint::black_box(&mut frame);
}

#[test]
fn filling_a_keyring_in_place_leaves_no_key_on_the_stack() {
    let hex: String = SECRET.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut buffer = [0; 64];
    let base64 = Base64::encode(SECRET, &mut buffer).unwrap();
    let written = [
        (KeyFormat::Utf8, SECRET),
        (KeyFormat::Raw, SECRET),
        (KeyFormat::Hex, hex.as_bytes()),
        (KeyFormat::Base64, base64.as_bytes()),
        (KeyFormat::Whsec, base64.as_bytes()),
    ];
    let padded = [0, 0x36, 0x5C].map(|pad| SECRET.iter().map(|byte| byte ^ pad).collect::<Vec<u8>>());
    let all: Vec<Vec<u8>> = padded.iter().cloned().chain(needles()).collect();
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(1 << 20);
        let scan = move || {
            dirty();
            leave_a_copy();
            assert!(on_dead_stack(&padded[0]) > 0, "the scan finds nothing at all");
            for (format, secret) in written {
                dirty();
                absorb(format, secret);
                for (index, needle) in all.iter().enumerate() {
                    assert_eq!(on_dead_stack(needle), 0, "{format:?}, needle {index}");
                }
            }
        };
        thread.spawn_scoped(scope, scan).unwrap().join().unwrap();
    });
}
