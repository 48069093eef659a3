// What a caller can get wrong: each a status, and nothing in the outputs.
#include "objects.h"

static void tokens(void) {
    subject = "tokens of others";
    make();
    hookseal_window other_window;
    hookseal_token foreign = ZERO;
    static const uint8_t other_key[16] = { 8 };
    unsigned char *other = (unsigned char *)aligned_alloc(HOOKSEAL_WINDOW_ALIGN, MEMORY);
    CHECK_STATUS(hookseal_window_create(&other_window, other, MEMORY, NULL, other_key), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_window_commit(&other_window, &token, 1800000000, &settled), HOOKSEAL_TOKEN_INVALID);
    CHECK(settled == HOOKSEAL_SETTLED_NONE);
    CHECK_STATUS(hookseal_window_bury(&window, &foreign, 1800000000, &settled), HOOKSEAL_TOKEN_INVALID);
    CHECK_STATUS(hookseal_window_claim(&window, &key, UINT64_MAX, &claim), HOOKSEAL_CLOCK_RANGE);
    CHECK(claim.state == HOOKSEAL_CLAIM_NONE);
    REFUSED(hookseal_window_release(&window, &token, 1800000000, 301, &settled));
    CHECK_STATUS(hookseal_window_commit(&window, &token, 1800000000, &settled), HOOKSEAL_OK);
    CHECK(settled == HOOKSEAL_SETTLED_OK);
    free(other);
}

// 0 is success: whoever takes it for "false" must at least find no event in what was refused.
static void misreading(void) {
    subject = "the misreading";
    make();
    hookseal_verified found;
    memset(&found, 0xff, sizeof found);
    if (hookseal_verify(&verifier, &request, (const uint8_t *)"Hello, Mallory", 14, &found)) {
        UNMADE(hookseal_verified_event(&found, &event));
        CHECK(event.id.data == NULL && event.scheme.data == NULL);
        CHECK_STATUS(hookseal_verified_dedup_key(&found, "", &key, &flag), HOOKSEAL_STATE);
        CHECK(!flag);
    } else {
        CHECK(false);
    }
}

void test_bad_input(void) {
    memory = (unsigned char *)aligned_alloc(HOOKSEAL_WINDOW_ALIGN, MEMORY);
    subject = "as it should be";
    make();
    test_nulls();
    make();
    test_misaligned();
    make();
    test_lengths();
    test_numbers();
    test_storage();
    tokens();
    misreading();
    free(memory);
}
