// Settings of a verifier that can be taken back, and windows that do not fit a verifier.
#include "check.h"

#include <stdlib.h>

static hookseal_verifier verifier;

static void verifier_for(const char *scheme) {
    hookseal_keyring keyring;
    static const uint8_t secret[] = "a secret of 24 bytes....";
    CHECK_STATUS(hookseal_keyring_init_for(&keyring, scheme), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_keyring_add(&keyring, secret, sizeof secret - 1), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_verifier_init(&verifier, scheme, &keyring), HOOKSEAL_OK);
    hookseal_keyring_wipe(&keyring);
}

// Whether a genuine delivery to the endpoint has a dedup key.
static bool has_key(void) {
    hookseal_keyring keyring;
    hookseal_signer signer;
    hookseal_signed_headers signed_headers;
    hookseal_header header;
    hookseal_request request;
    hookseal_delivery delivery;
    hookseal_verified verified;
    hookseal_dedup_key key;
    bool has = false;
    static const uint8_t body[] = "{\"id\":\"evt_1\"}";
    static const uint8_t secret[] = "a secret of 24 bytes....";
    memset(&delivery, 0, sizeof delivery);
    memset(&request, 0, sizeof request);
    delivery.body = body;
    delivery.body_length = sizeof body - 1;
    delivery.timestamp = request.now = 1700000000;
    CHECK_STATUS(hookseal_keyring_init_for(&keyring, "stripe"), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_keyring_add(&keyring, secret, sizeof secret - 1), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_signer_init(&signer, "stripe", &keyring), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_sign(&signer, &delivery, &signed_headers), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_signed_headers_get(&signed_headers, 0, &header), HOOKSEAL_OK);
    request.headers = &header;
    request.header_count = 1;
    CHECK_STATUS(hookseal_verify(&verifier, &request, body, sizeof body - 1, &verified), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_verified_dedup_key(&verified, "", &key, &has), HOOKSEAL_OK);
    return has;
}

static void test_dedup_choice(void) {
    subject = "what dedup keys are made of";
    verifier_for("stripe");
    CHECK(has_key());
    CHECK_STATUS(hookseal_verifier_set_dedup(&verifier, HOOKSEAL_DEDUP_NONE), HOOKSEAL_OK);
    CHECK(!has_key());
    CHECK_STATUS(hookseal_verifier_set_dedup(&verifier, HOOKSEAL_DEDUP_DEFAULT), HOOKSEAL_OK);
    CHECK(has_key());
    // A choice that is refused changes nothing.
    verifier_for("github");
    CHECK_STATUS(hookseal_verifier_set_dedup(&verifier, HOOKSEAL_DEDUP_SIGNED_ID), HOOKSEAL_DEDUP_UNSIGNED);
}

// What a window that is made with these settings says to the verifier, and again when it is opened with none.
static hookseal_status checked(const hookseal_window_config *config) {
    static const uint8_t key[16] = { 7 };
    size_t size = hookseal_window_size(16);
    unsigned char *memory = (unsigned char *)aligned_alloc(HOOKSEAL_WINDOW_ALIGN, size);
    hookseal_window window;
    hookseal_status status = hookseal_window_create(&window, memory, size, config, key);
    if (status == HOOKSEAL_OK) {
        status = hookseal_window_check(&window, &verifier);
        if (config == NULL || config->full == HOOKSEAL_FULL_REFUSE) {
            CHECK_STATUS(hookseal_window_open(&window, memory, size, NULL), HOOKSEAL_OK);
            CHECK_STATUS(hookseal_window_check(&window, &verifier), status);
        }
    }
    free(memory);
    return status;
}

static void test_window_check(void) {
    subject = "a window beside a verifier";
    hookseal_window_config config;
    memset(&config, 0, sizeof config);
    verifier_for("stripe");
    CHECK_STATUS(checked(NULL), HOOKSEAL_OK);
    CHECK_STATUS(checked(&config), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_verifier_set_tolerance(&verifier, 3600, 300), HOOKSEAL_OK);
    config.ttl = 3901;
    CHECK_STATUS(checked(&config), HOOKSEAL_OK);
    config.ttl = 3900;
    CHECK_STATUS(checked(&config), HOOKSEAL_WINDOW_CONFIG);
    config.ttl = 0;
    config.full = HOOKSEAL_FULL_EVICT_DONE;
    config.min_age = 3901;
    CHECK_STATUS(checked(&config), HOOKSEAL_OK);
    config.min_age = 3900;
    CHECK_STATUS(checked(&config), HOOKSEAL_WINDOW_CONFIG);
    config.full = HOOKSEAL_FULL_REFUSE;
    config.sliding = 1;
    CHECK_STATUS(checked(&config), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_verifier_set_dedup(&verifier, HOOKSEAL_DEDUP_DIGEST), HOOKSEAL_OK);
    CHECK_STATUS(checked(&config), HOOKSEAL_WINDOW_CONFIG);
    config.sliding = 0;
    config.ttl = 299;
    CHECK_STATUS(hookseal_verifier_set_tolerance(&verifier, 1, 1), HOOKSEAL_OK);
    CHECK_STATUS(checked(&config), HOOKSEAL_WINDOW_CONFIG);
    config.lease = 299;
    CHECK_STATUS(checked(&config), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_window_check(NULL, &verifier), HOOKSEAL_ARGUMENT_NULL);
    hookseal_verifier_wipe(&verifier);
    CHECK_STATUS(checked(NULL), HOOKSEAL_STATE);
}

void test_settings(void) {
    test_dedup_choice();
    test_window_check();
}
