//! One verifier of one scheme, with event fields: what a small device links. Its size and its stack are what is asked of it.

#![no_std]
#![no_main]

use core::mem::MaybeUninit;

use hookseal_core::{KeyFormat, Keyring, Request, Verification, Verified, Verifier, providers};
use hookseal_firmware::{entry, exit, stack_of};

// Written when the program starts: as initialised data they would lie in flash as well.
static mut VERIFIER: MaybeUninit<Verifier> = MaybeUninit::uninit();
static mut VERIFICATION: MaybeUninit<Verification> = MaybeUninit::uninit();
static mut VERIFIED: MaybeUninit<Verified> = MaybeUninit::uninit();

const BODY: &[u8] = br#"{"id":"evt_1","type":"payment.succeeded"}"#;
/// Signed by Python's `hmac` over "1700000000." and the body, under the secret below.
const SIGNATURE: &str = concat!("t=1700000000,v1=", include_str!("small.tag"));

#[panic_handler]
fn panicked(_: &core::panic::PanicInfo<'_>) -> ! {
    exit(false)
}

#[entry]
fn main() -> ! {
    // SAFETY: one thread, no interrupt, and each reference is taken once.
    let (verifier, verification) = unsafe { (&mut *(&raw mut VERIFIER), &mut *(&raw mut VERIFICATION)) };
    let (verifier, verification) = (verifier.write(Verifier::idle()), verification.write(Verification::idle()));
    if configure(verifier).is_err() {
        exit(false);
    }
    // SAFETY: as above.
    let place = unsafe { &mut *(&raw mut VERIFIED) };
    let (verified, stack) = stack_of(|| run(verifier, verification, place));
    let is_good = verified.is_ok_and(|found| {
        found.id() == Some("evt_1") && found.event_type() == Some("payment.succeeded") && found.key_index() == Some(0)
    });
    // Printed by the debugger's own call, without formatting: that would be most of the image.
    let mut digits = *b"one scheme:       bytes of stack\n\0";
    let mut left = stack;
    for place in digits[12..17].iter_mut().rev() {
        *place = b'0' + (left % 10) as u8;
        left /= 10;
    }
    // SAFETY: SYS_WRITE0 reads up to the zero byte.
    unsafe { cortex_m_semihosting::syscall1!(WRITE0, digits.as_ptr()) };
    exit(is_good)
}

fn configure(verifier: &mut Verifier) -> Result<(), hookseal_core::Error> {
    let mut keyring = Keyring::idle(KeyFormat::Utf8);
    keyring.push(b"whsec_test_secret")?;
    verifier.configure(&providers::STRIPE, &keyring)
}

#[inline(never)]
fn run<'p>(
    verifier: &Verifier,
    verification: &mut Verification,
    place: &'p mut MaybeUninit<Verified>,
) -> Result<&'p Verified, hookseal_core::Error> {
    let headers = [("Stripe-Signature", SIGNATURE)];
    verifier.start_in(verification, &Request::new(&headers, 1_700_000_000))?;
    for chunk in BODY.chunks(16) {
        verification.update(chunk)?;
    }
    verification.finish_to(place)
}
