//! One verifier of one scheme, with event fields: what a small device links. Its size and its stack are what is asked of it.

#![no_std]
#![no_main]

use hookseal_core::{KeyFormat, Keyring, Request, Verification, Verified, Verifier, providers};
use hookseal_firmware::{entry, exit, stack_of};

static mut VERIFIER: Verifier = Verifier::idle();
static mut VERIFICATION: Verification = Verification::idle();

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
    if configure(verifier).is_err() {
        exit(false);
    }
    let (verified, stack) = stack_of(|| run(verifier, verification));
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
    verifier.configure(&providers::STRIPE, &Keyring::new(KeyFormat::Utf8, &[b"whsec_test_secret"])?)
}

#[inline(never)]
fn run(verifier: &Verifier, verification: &mut Verification) -> Result<Verified, hookseal_core::Error> {
    let headers = [("Stripe-Signature", SIGNATURE)];
    verifier.start_in(verification, &Request::new(&headers, 1_700_000_000))?;
    for chunk in BODY.chunks(16) {
        verification.update(chunk)?;
    }
    verification.finish_in()
}
