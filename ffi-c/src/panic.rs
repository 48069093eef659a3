//! Where there is no operating system nothing can be told of a panic. None is expected: the core has no code that does.

#[panic_handler]
fn stop(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {
        core::hint::spin_loop();
    }
}
