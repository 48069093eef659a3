// The freestanding library on a bare chip: verification, a window of 64 events, retries. Nothing is allocated.
#define HOOKSEAL_FREESTANDING
#include <string.h>

#include "hookseal.h"
#include "startup.h"

static int failures;

static void expect(bool holds, const char *what) {
    if (!holds) {
        failures++;
        print("wrong: ");
        print(what);
        print("\n");
    }
}

enum { NOW = 1700000000 };

static hookseal_verifier verifier;
static hookseal_verification verification;
static hookseal_verified verified;
static _Alignas(HOOKSEAL_WINDOW_ALIGN) unsigned char memory[HOOKSEAL_WINDOW_SIZE(64)];

// Published by GitHub in its documentation on validating deliveries.
static const char secret[] = "It's a Secret to Everybody";
static const char genuine[] = "Hello, World!";
static const char signature[] = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

static hookseal_status configure(const char *scheme) {
    hookseal_keyring keyring;
    hookseal_status status = hookseal_keyring_init_for(&keyring, scheme);
    if (status == HOOKSEAL_OK) {
        status = hookseal_keyring_add(&keyring, (const uint8_t *)secret, sizeof secret - 1);
    }
    if (status == HOOKSEAL_OK) {
        status = hookseal_verifier_init(&verifier, scheme, &keyring);
    }
    hookseal_keyring_wipe(&keyring);
    return status;
}

static hookseal_status verify(const char *body) {
    const hookseal_header header = { HOOKSEAL_TEXT("X-Hub-Signature-256"), { signature, sizeof signature - 1 } };
    hookseal_request request;
    memset(&request, 0, sizeof request);
    request.headers = &header;
    request.header_count = 1;
    request.now = NOW;
    hookseal_status status = hookseal_verification_start(&verification, &verifier, &request);
    for (size_t at = 0; status == HOOKSEAL_OK && body[at] != '\0'; at++) {
        status = hookseal_verification_update(&verification, (const uint8_t *)body + at, 1);
    }
    return status == HOOKSEAL_OK ? hookseal_verification_finish(&verification, &verified) : status;
}

static void window_of_64(void) {
    static const uint8_t window_key[16] = { 1 };
    hookseal_window window;
    hookseal_dedup_key event = { { 0, 1 } };
    hookseal_claim claim;
    hookseal_settled settled;
    unsigned claimed = 0, done = 0;
    expect(hookseal_window_create(&window, memory, sizeof memory, NULL, window_key) == HOOKSEAL_OK, "a window");
    for (unsigned number = 0; number < 64; number++) {
        event.bytes[0] = (uint8_t)number;
        expect(hookseal_window_claim(&window, &event, NOW, &claim) == HOOKSEAL_OK, "a claim");
        if (claim.state == HOOKSEAL_CLAIM_CLAIMED) {
            claimed++;
            expect(hookseal_window_commit(&window, &claim.token, NOW, &settled) == HOOKSEAL_OK && settled == HOOKSEAL_SETTLED_OK,
                   "a commit");
        }
    }
    for (unsigned number = 0; number < 64; number++) {
        event.bytes[0] = (uint8_t)number;
        expect(hookseal_window_claim(&window, &event, NOW + 1, &claim) == HOOKSEAL_OK, "a second claim");
        done += claim.state == HOOKSEAL_CLAIM_DONE;
    }
    expect(claimed >= 60 && done >= claimed, "each event once");
    print_number(claimed);
    print(" events in a window of 64\n");
}

static void retries(void) {
    static const uint8_t jitter_key[16] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
    // The first of tests/vectors/retry.json.
    static const hookseal_dedup_key event = { { 0x7d, 0x4e, 0x5a, 0x76, 0xea, 0xe6, 0xd8, 0xc1, 0x65, 0x41, 0x0a, 0xc1, 0x9f, 0xe6, 0x75, 0x65 } };
    hookseal_retry_schedule schedule;
    hookseal_verdict verdict;
    expect(hookseal_retry_preset(&schedule, "classic") == HOOKSEAL_OK, "a preset");
    expect(hookseal_retry_next(&schedule, 0, 0, 503, HOOKSEAL_NO_RETRY_AFTER, jitter_key, &event, &verdict) == HOOKSEAL_OK, "a decision");
    expect(verdict.kind == HOOKSEAL_VERDICT_RETRY_IN && verdict.delay_ms == 201549, "the delay of the vector");
}

int main(void) {
    hookseal_event event;
    expect(configure("nobody") == HOOKSEAL_SCHEME_UNKNOWN, "an unknown scheme");
    expect(configure("github") == HOOKSEAL_OK, "a scheme");
    expect(verify(genuine) == HOOKSEAL_OK, "a genuine delivery");
    expect(hookseal_verified_event(&verified, &event) == HOOKSEAL_OK && event.key_index == 0, "what is known of it");
    expect(verify("Hello, Mallory") == HOOKSEAL_SIGNATURE_MISMATCH, "a forged delivery");
    expect(hookseal_verified_event(&verified, &event) == HOOKSEAL_STATE, "nothing is known of it");
    failures += check_schemes();
    window_of_64();
    retries();
    failures += check_stack();
    print(failures == 0 ? "all as it should be\n" : "WRONG\n");
    return failures == 0 ? 0 : 1;
}
