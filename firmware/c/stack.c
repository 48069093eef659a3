// How deep into the stack each function goes on this chip, its caller's frame not counted. None may go deeper than the header says.
#include "stack.h"

enum { PAINTED = 8 * 1024, PAINT = 0x5a };

uint32_t depth_of(hookseal_status (*call)(void), hookseal_status *status) {
    volatile unsigned char *top;
    __asm__ volatile("mov %0, sp" : "=r"(top));
    for (int at = 1; at <= PAINTED; at++) {
        top[-at] = PAINT;
    }
    *status = call();
    int untouched = 0;
    while (untouched < PAINTED && top[untouched - PAINTED] == PAINT) {
        untouched++;
    }
    return (uint32_t)(PAINTED - untouched);
}

static void print_row(const char *name, uint32_t depth) {
    print("  ");
    print(name);
    print(" ");
    print_number(depth);
    print("\n");
}

int check_depth(const row *row, uint32_t depth) {
    print_row(row->name, depth);
    if (depth <= row->limit) {
        return 0;
    }
    print("wrong: more than the header says\n");
    return 1;
}

int check_rows(const row *rows, size_t count) {
    int failures = 0;
    uint32_t streaming = 0;
    for (size_t at = 0; at < count; at++) {
        hookseal_status status;
        uint32_t depth = depth_of(rows[at].call, &status);
        failures += check_depth(&rows[at], depth);
        if (status != HOOKSEAL_OK) {
            print("wrong: it fails\n");
            failures++;
        }
        if (memcmp(rows[at].name, "verification_", 13) == 0 && depth > streaming) {
            streaming = depth;
        }
    }
    print_row("a verification in pieces", streaming);
    return failures;
}

int check_stack(void) {
    print("stack in bytes, of calls that succeed, as they usually are:\n");
    int failures = check_usual();
    print("and with all that they can be given:\n");
    return failures + check_worst();
}
