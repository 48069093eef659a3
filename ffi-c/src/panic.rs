//! Where there is no operating system nothing can be told of a panic. None is expected: the core is written without code that
//! panics, and fuzzed. The compiler links a few checks all the same, those whose failure it cannot rule out.

#[panic_handler]
fn stop(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {
        core::hint::spin_loop();
    }
}
