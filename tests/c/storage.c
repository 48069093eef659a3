// What storage, structs and memory can hold: anything.
#include "objects.h"

static uint32_t dice = 1;

static unsigned char random_byte(void) {
    dice = dice * 1664525 + 1013904223;
    return (unsigned char)(dice >> 24);
}

static void fill(void *storage, size_t size, int byte) {
    unsigned char *bytes = (unsigned char *)storage;
    for (size_t at = 0; at < size; at++) {
        bytes[at] = byte < 0 ? random_byte() : (unsigned char)byte;
    }
}

// Structs that nobody set to zeros: any byte is one of an input, also where it says yes or no.
static void unset(void) {
    subject = "inputs that were not set to zeros";
    for (int byte = 0x55; byte <= 0xff; byte += 0x55) {
        hookseal_window_config given = ZERO;
        bool has_key = true;
        given.sliding = (uint8_t)byte;
        CHECK_STATUS(hookseal_window_create(&window, memory, MEMORY, &given, sixteen), HOOKSEAL_OK);
        CHECK_STATUS(hookseal_window_get_identity(&window, &identity), HOOKSEAL_OK);
        CHECK(identity.sliding);
        CHECK_STATUS(hookseal_window_open(&window, memory, MEMORY, &given), HOOKSEAL_OK);
        scheme.bodies_repeat = (uint8_t)byte;
        CHECK_STATUS(hookseal_verifier_init_custom(&verifier, &scheme, &keyring), HOOKSEAL_OK);
        CHECK_STATUS(hookseal_signer_init_custom(&signer, &scheme, &keyring), HOOKSEAL_OK);
        CHECK_STATUS(hookseal_sign(&signer, &delivery, &signed_headers), HOOKSEAL_OK);
        CHECK_STATUS(hookseal_signed_headers_get(&signed_headers, 0, &header), HOOKSEAL_OK);
        CHECK_STATUS(hookseal_verify(&verifier, &request, body, BODY, &verified), HOOKSEAL_OK);
        CHECK_STATUS(hookseal_verified_dedup_key(&verified, "", &key, &has_key), HOOKSEAL_OK);
        CHECK(!has_key);
        fill(&given, sizeof given, byte);
        REFUSED(hookseal_window_create(&window, memory, MEMORY, &given, sixteen));
        fill(&scheme.encoding, sizeof scheme - offsetof(hookseal_scheme, encoding), byte);
        REFUSED(hookseal_verifier_init_custom(&verifier, &scheme, &keyring));
        make();
    }
}

// Everything that a function could be asked of an object that is none.
static void no_objects(void) {
    UNMADE(hookseal_keyring_add(&keyring, secret, SECRET));
    UNMADE(hookseal_verifier_init(&verifier, "github", &keyring));
    UNMADE(hookseal_signer_init(&signer, "github", &keyring));
    UNMADE(hookseal_verifier_set_max_body(&verifier, 1));
    UNMADE(hookseal_verifier_set_tolerance(&verifier, 1, 1));
    UNMADE(hookseal_verifier_set_dedup(&verifier, HOOKSEAL_DEDUP_NONE));
    UNMADE(hookseal_verifier_set_guards(&verifier, &api_keys, &pins));
    UNMADE(hookseal_verifier_weak(&verifier, &flag));
    UNMADE(hookseal_verify(&verifier, &request, body, BODY, &verified));
    UNMADE(hookseal_verification_update(&verification, body, BODY));
    UNMADE(hookseal_verification_finish(&verification, &verified));
    UNMADE(hookseal_verified_event(&verified, &event));
    UNMADE(hookseal_verified_dedup_key(&verified, "", &key, &flag));
    UNMADE(hookseal_sign(&signer, &delivery, &signed_headers));
    UNMADE(hookseal_signed_headers_get(&signed_headers, 0, &found_header));
    UNMADE(hookseal_api_keys_check(&api_keys, &header, 1));
    UNMADE(hookseal_certificate_pins_check(&pins, body, BODY));
    UNMADE(hookseal_retry_set_max_age(&schedule, 1));
    UNMADE(hookseal_retry_set_jitter(&schedule, 0, 0));
    UNMADE(hookseal_retry_next(&schedule, 1, 0, 500, 0, sixteen, &key, &verdict));
    UNMADE(hookseal_retry_required_ttl(&schedule, false, &number));
    UNMADE(hookseal_window_claim(&window, &key, 1800000000, &claim));
    UNMADE(hookseal_window_commit(&window, &token, 1800000000, &settled));
    UNMADE(hookseal_window_bury(&window, &token, 1800000000, &settled));
    UNMADE(hookseal_window_release(&window, &token, 1800000000, 0, &settled));
    UNMADE(hookseal_window_renew(&window, &token, 1800000000, &settled));
    UNMADE(hookseal_window_forget(&window, &key, 1800000000, &forgotten));
    UNMADE(hookseal_window_check(&window, &verifier));
    UNMADE(hookseal_window_get_identity(&window, &identity));
    UNMADE(hookseal_window_get_counters(&window, &counters));
    UNMADE(hookseal_window_get_occupancy(&window, 1800000000, &occupancy));
    record.verified = &verified;
    UNMADE(hookseal_record_render(&record, line, sizeof line, NULL));
    record.verified = NULL;
}

static void storage(void) {
    subject = "storage that holds anything";
    static const int fillings[] = { 0x00, 0xff, -1, -1, -1, -1 };
    for (size_t at = 0; at < sizeof fillings / sizeof fillings[0]; at++) {
        fill(&keyring, sizeof keyring, fillings[at]);
        fill(&verifier, sizeof verifier, fillings[at]);
        fill(&verification, sizeof verification, fillings[at]);
        fill(&verified, sizeof verified, fillings[at]);
        fill(&signer, sizeof signer, fillings[at]);
        fill(&signed_headers, sizeof signed_headers, fillings[at]);
        fill(&api_keys, sizeof api_keys, fillings[at]);
        fill(&pins, sizeof pins, fillings[at]);
        fill(&schedule, sizeof schedule, fillings[at]);
        fill(&window, sizeof window, fillings[at]);
        no_objects();
        // And any content will do to initialise it.
        make();
    }
    subject = "wiped, and of another type";
    static const hookseal_verifier zeros = ZERO;
    CHECK_STATUS(hookseal_verifier_wipe(&verifier), HOOKSEAL_OK);
    CHECK(memcmp(&verifier, &zeros, sizeof zeros) == 0);
    CHECK_STATUS(hookseal_verifier_wipe(&verifier), HOOKSEAL_OK);
    UNMADE(hookseal_verify(&verifier, &request, body, BODY, &verified));
    make();
    UNMADE(hookseal_verify((const hookseal_verifier *)(const void *)&verification, &request, body, BODY, &verified));
    make();
}

// Bytes of the memory that somebody overwrote: a status with a name, and no claim with it.
static void images(void) {
    subject = "a corrupted image";
    static const hookseal_status named[] = { HOOKSEAL_OK, HOOKSEAL_WINDOW_FOREIGN, HOOKSEAL_WINDOW_VERSION,
                                             HOOKSEAL_WINDOW_CORRUPT, HOOKSEAL_WINDOW_TRUNCATED };
    for (unsigned round = 0; round < 20000; round++) {
        hookseal_status status;
        bool is_named = false;
        memory[(random_byte() << 8 | random_byte()) % MEMORY] = random_byte();
        if (round % 50 == 0) {
            make();
        }
        status = hookseal_window_claim(&window, &key, 1800000000 + round, &claim);
        for (size_t at = 0; at < sizeof named / sizeof named[0]; at++) {
            is_named = is_named || status == named[at];
        }
        CHECK(is_named && (status == HOOKSEAL_OK || claim.state == HOOKSEAL_CLAIM_NONE));
        status = hookseal_window_commit(&window, &claim.token, 1800000000 + round, &settled);
        CHECK(settled <= HOOKSEAL_SETTLED_STOLEN);
        (void)status;
    }
}

void test_storage(void) {
    unset();
    storage();
    images();
}
