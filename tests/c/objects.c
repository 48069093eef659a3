// What objects.h declares.
#include "objects.h"

const uint8_t secret[] = "It's a Secret to Everybody";
const uint8_t body[] = "Hello, World!";
const uint8_t sixteen[16] = { 7 };

hookseal_keyring keyring, other_keyring;
hookseal_verifier verifier;
hookseal_verification verification;
hookseal_verified verified, other_verified;
hookseal_signer signer;
hookseal_signed_headers signed_headers;
hookseal_api_keys api_keys;
hookseal_certificate_pins pins;
hookseal_retry_schedule schedule;
hookseal_window window;
hookseal_scheme scheme;
hookseal_request request;
hookseal_delivery delivery;
hookseal_record record;
hookseal_header header, found_header;
hookseal_event event;
hookseal_dedup_key key;
hookseal_claim claim;
hookseal_token token;
hookseal_settled settled;
hookseal_forgotten forgotten;
hookseal_window_config config;
hookseal_window_identity identity;
hookseal_counters counters;
hookseal_occupancy occupancy;
hookseal_verdict verdict;
hookseal_text text;
uint64_t number;
bool flag;
char line[HOOKSEAL_RECORD_SIZE];
unsigned char *memory;

static void set_header(hookseal_header *place, const char *name, const char *value) {
    place->name.data = name;
    place->name.length = strlen(name);
    place->value.data = value;
    place->value.length = strlen(value);
}

void make(void) {
    CHECK_STATUS(hookseal_keyring_init(&keyring, HOOKSEAL_KEY_UTF8), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_keyring_add(&keyring, secret, SECRET), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_keyring_init_for(&other_keyring, "svix"), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_verifier_init(&verifier, "github", &keyring), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_signer_init(&signer, "github", &keyring), HOOKSEAL_OK);
    set_header(&header, "X-Hub-Signature-256",
               "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
    memset(&request, 0, sizeof request);
    request.headers = &header;
    request.header_count = 1;
    CHECK_STATUS(hookseal_verify(&verifier, &request, body, BODY, &verified), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_verification_start(&verification, &verifier, &request), HOOKSEAL_OK);
    memset(&delivery, 0, sizeof delivery);
    delivery.body = body;
    delivery.body_length = BODY;
    CHECK_STATUS(hookseal_sign(&signer, &delivery, &signed_headers), HOOKSEAL_OK);
    text.data = "an api key, 24 bytes long";
    text.length = strlen(text.data);
    CHECK_STATUS(hookseal_api_keys_init(&api_keys, NULL, &text, 1), HOOKSEAL_OK);
    static const uint8_t digest[32] = { 1 };
    CHECK_STATUS(hookseal_certificate_pins_init(&pins, digest, 1), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_retry_preset(&schedule, "classic"), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_window_create(&window, memory, MEMORY, NULL, sixteen), HOOKSEAL_OK);
    memset(&key, 7, sizeof key);
    CHECK_STATUS(hookseal_window_claim(&window, &key, 1800000000, &claim), HOOKSEAL_OK);
    CHECK(claim.state == HOOKSEAL_CLAIM_CLAIMED && claim.attempt == 1);
    token = claim.token;
    memset(&scheme, 0, sizeof scheme);
    scheme.name = "acme";
    scheme.signature_headers[0] = "X-Acme-Signature";
    memset(&record, 0, sizeof record);
    record.scheme = "github";
    record.endpoint = "hooks";
}
