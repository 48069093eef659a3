//! What the images share: the end of the program, the painted stack, and a clock of instructions.

#![no_std]

use core::fmt;

use cortex_m::peripheral::SYST;
use cortex_m::peripheral::syst::SystClkSource;
pub use cortex_m_rt::entry;
use cortex_m_semihosting::debug::{self, EXIT_FAILURE, EXIT_SUCCESS};
pub use cortex_m_semihosting::hprintln;

/// Ends QEMU with an exit status.
pub fn exit(is_good: bool) -> ! {
    debug::exit(if is_good { EXIT_SUCCESS } else { EXIT_FAILURE });
    loop {}
}

const PAINT: u32 = 0xa5a5_a5a5;

/// How much is painted: less than there is of the stack, which begins at the end of memory.
const PAINTED: usize = 24 << 10;

fn stack_pointer() -> usize {
    cortex_m::register::msp::read() as usize
}

/// Runs `work`, and tells how many bytes of the stack below this function's frame it used.
#[inline(never)]
pub fn stack_of<R>(work: impl FnOnce() -> R) -> (R, usize) {
    let top = (stack_pointer() - 256) & !3;
    let bottom = top - PAINTED;
    for word in (bottom..top).step_by(4) {
        // SAFETY: below the stack pointer, with room to spare for this loop; nothing else is there.
        unsafe { (word as *mut u32).write_volatile(PAINT) };
    }
    let before = stack_pointer();
    let result = work();
    // SAFETY: as above.
    let untouched =
        (bottom..top).step_by(4).take_while(|word| unsafe { (*word as *const u32).read_volatile() } == PAINT);
    let lowest = bottom + untouched.count() * 4;
    (result, before - lowest)
}

/// QEMU's clock goes on by one nanosecond an instruction (`-icount shift=0`), and SysTick counts it in its own ticks.
pub struct Instructions {
    syst: SYST,
    /// Thousandths of an instruction a tick.
    per_tick: u64,
}

/// Instructions of a turn of the loop below: `subs` and `bne`.
const TURN: u32 = 2;

impl Instructions {
    /// Starts the clock and calibrates it with a loop of known length.
    pub fn new(mut syst: SYST) -> Self {
        syst.set_clock_source(SystClkSource::Core);
        syst.set_reload(0x00ff_ffff);
        syst.clear_current();
        syst.enable_counter();
        let turns = 1_000_000_u32;
        let mut clock = Self { syst, per_tick: 1000 };
        let ticks = clock.ticks(|| {
            // SAFETY: touches nothing but the register it is given.
            unsafe { core::arch::asm!("2: subs {0}, #1", "bne 2b", inout(reg) turns => _) }
        });
        clock.per_tick = u64::from(turns) * u64::from(TURN) * 1000 / u64::from(ticks.max(1));
        clock
    }

    fn ticks(&mut self, work: impl FnOnce()) -> u32 {
        let before = SYST::get_current();
        work();
        // It counts down.
        before.wrapping_sub(SYST::get_current()) & 0x00ff_ffff
    }

    /// Instructions of one of `times` calls.
    pub fn each(&mut self, times: u32, mut work: impl FnMut()) -> u64 {
        self.syst.clear_current();
        let ticks = self.ticks(|| (0..times).for_each(|_| work()));
        u64::from(ticks) * self.per_tick / 1000 / u64::from(times)
    }
}

impl fmt::Debug for Instructions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Instructions").field("per_tick", &self.per_tick).finish_non_exhaustive()
    }
}
