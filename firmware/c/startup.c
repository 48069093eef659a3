// The vector table, what happens before main, and talking to the debugger (Arm semihosting).
#include <stdint.h>

#include "startup.h"

extern uint32_t data_from[], data_start[], data_end[], bss_start[], bss_end[];
extern char stack_top[];

enum { SYS_WRITE0 = 4, SYS_EXIT = 0x18, APPLICATION_EXIT = 0x20026, RUN_TIME_ERROR = 0x20023 };

static void semihost(uint32_t call, uint32_t argument) {
    register uint32_t r0 __asm__("r0") = call;
    register uint32_t r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

void print(const char *text) {
    semihost(SYS_WRITE0, (uint32_t)(uintptr_t)text);
}

void print_number(uint32_t number) {
    char digits[11];
    char *place = digits + sizeof digits;
    *--place = '\0';
    do {
        *--place = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    print(place);
}

void finish(int is_good) {
    semihost(SYS_EXIT, is_good ? APPLICATION_EXIT : RUN_TIME_ERROR);
    for (;;) {
    }
}

static void fault(void) {
    print("a fault\n");
    finish(0);
}

int main(void);

void reset(void) {
    const uint32_t *from = data_from;
    for (uint32_t *to = data_start; to < data_end;) {
        *to++ = *from++;
    }
    for (uint32_t *to = bss_start; to < bss_end;) {
        *to++ = 0;
    }
    finish(main() == 0);
}

typedef union vector {
    void *stack;
    void (*handler)(void);
} vector;

__attribute__((section(".vectors"), used)) static const vector vectors[16] = {
    { .stack = stack_top }, { .handler = reset }, { .handler = fault }, { .handler = fault }, { .handler = fault }, { .handler = fault },
};
