#ifndef STARTUP_H
#define STARTUP_H

#include <stdint.h>

void print(const char *text);
void print_number(uint32_t number);
// Ends QEMU, with exit status 0 or 1.
void finish(int is_good);

#endif
