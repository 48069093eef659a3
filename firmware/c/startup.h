#ifndef STARTUP_H
#define STARTUP_H

#include <stdint.h>

void print(const char *text);
void print_number(uint32_t number);
// Signs and verifies with every scheme; gives the number of failures.
int check_schemes(void);
// Measures what each function takes of the stack; gives the number of those that take more than the header says.
int check_stack(void);
// Ends QEMU, with exit status 0 or 1.
void finish(int is_good);

#endif
