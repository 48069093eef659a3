// Measures how deep the functions of windows in files go, which no test on a microcontroller does: each runs in a thread on a stack
// of ours, and how far down that was written tells. Threads of little stack call them too.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hookseal.h"

// As include/hookseal.h says, on x86-64.
enum { STACK = 512 * 1024, OPENING_MAX = 12 * 1024, CALL_MAX = 2 * 1024 };

static char folder[] = "/tmp/hookseal-stack.XXXXXX";
static char path[64];
static uint64_t now;
static hookseal_file_window window;
static hookseal_status status;
static unsigned char *stack;

static void nothing(void) {
    status = hookseal_now(&now);
}
static void open_window(void) {
    status = hookseal_file_window_open(&window, path, 64, NULL, false, now, NULL, 0);
}
static void open_other(void) {
    hookseal_file_window other;
    char detail[16];
    status = hookseal_file_window_open(&other, path, 32, NULL, false, now, detail, sizeof detail);
}
static void claim(void) {
    static const hookseal_dedup_key key = { { 1 } };
    hookseal_claim claimed;
    hookseal_settled settled;
    status = hookseal_file_window_claim(&window, &key, now, &claimed);
    if (status == HOOKSEAL_OK && claimed.state == HOOKSEAL_CLAIM_CLAIMED) {
        status = hookseal_file_window_commit(&window, &claimed.token, now, &settled);
    }
}

static void *work(void *function) {
    void (*run)(void);
    memcpy(&run, function, sizeof run);
    run();
    return NULL;
}

static size_t depth(void (*run)(void)) {
    pthread_attr_t attributes;
    pthread_t thread;
    size_t untouched = 0;
    memset(stack, 0xa5, STACK);
    if (pthread_attr_init(&attributes) != 0 || pthread_attr_setstack(&attributes, stack, STACK) != 0 ||
        pthread_create(&thread, &attributes, work, &run) != 0 || pthread_join(thread, NULL) != 0) {
        fprintf(stderr, "no thread\n");
        exit(2);
    }
    pthread_attr_destroy(&attributes);
    while (untouched < STACK && stack[untouched] == 0xa5) {
        untouched++;
    }
    return STACK - untouched;
}

static unsigned is_over(const char *name, void (*run)(void), hookseal_status expected, size_t thread, size_t limit) {
    size_t deep = depth(run) - thread;
    if (status != expected) {
        fprintf(stderr, "%s: %s\n", name, hookseal_status_name(status));
        exit(2);
    }
    if (deep > limit) {
        fprintf(stderr, "%s takes %zu bytes of stack, and the header says %zu\n", name, deep, limit);
    }
    return deep > limit;
}

int main(void) {
    stack = (unsigned char *)aligned_alloc(4096, STACK);
    if (stack == NULL || mkdtemp(folder) == NULL) {
        return 2;
    }
    snprintf(path, sizeof path, "%s/window", folder);
    // The first call of each has the loader look its symbols up, which is not the library's stack.
    open_window();
    claim();
    open_other();
    hookseal_file_window_close(&window);
    unlink(path);
    size_t thread = depth(nothing);
    unsigned failed = is_over("opening a new window", open_window, HOOKSEAL_OK, thread, OPENING_MAX);
    failed += is_over("opening a window of other settings", open_other, HOOKSEAL_WINDOW_MISMATCH, thread, OPENING_MAX);
    failed += is_over("claim and commit", claim, HOOKSEAL_OK, thread, CALL_MAX);
    unlink(path);
    sleep(2);
    failed += is_over("the claim that finds the file gone", claim, HOOKSEAL_OK, thread, OPENING_MAX);
    hookseal_file_window_close(&window);
    unlink(path);
    rmdir(folder);
    free(stack);
    return failed == 0 ? 0 : 1;
}
