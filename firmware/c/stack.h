// How deep into the stack calls go, found by painting what is below.
#ifndef STACK_H
#define STACK_H

#define HOOKSEAL_FREESTANDING
#include <string.h>

#include "hookseal.h"
#include "startup.h"

enum { NOW = 1700000000 };

// A call that has to succeed, and the bytes that the header allows it.
typedef struct {
    const char *name;
    hookseal_status (*call)(void);
    uint32_t limit;
} row;

#define CALL(name, call) \
    static hookseal_status call_##name(void) { \
        return call; \
    }
#define ROW(name, limit) { #name, call_##name, limit }

uint32_t depth_of(hookseal_status (*call)(void), hookseal_status *status);
// Prints a depth; gives 1 if it is more than the header says, else 0.
int check_depth(const row *row, uint32_t depth);
// Makes the calls one after the other; gives the number of those that fail, or take more.
int check_rows(const row *rows, size_t count);
int check_usual(void);
int check_worst(void);

#endif
