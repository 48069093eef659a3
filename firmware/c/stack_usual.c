// Calls as they usually are.
#include "stack.h"

static hookseal_keyring keyring, decoded;
static hookseal_scheme scheme, unsigned_scheme;
static hookseal_verifier verifier, custom;
static hookseal_verification verification;
static hookseal_verified verified;
static hookseal_event event;
static hookseal_signer signer;
static hookseal_signed_headers signed_headers;
static hookseal_api_keys api_keys;
static hookseal_certificate_pins pins;
static hookseal_window window;
static hookseal_retry_schedule schedule;
static hookseal_header header;
static hookseal_request request;
static hookseal_delivery delivery;
static hookseal_record record;
static hookseal_text api_key = HOOKSEAL_TEXT("an api key of 25 bytes...");
static hookseal_dedup_key key = { { 7 } };
static hookseal_claim claim;
static hookseal_settled settled;
static hookseal_occupancy occupancy;
static hookseal_verdict verdict;
static bool has_key;
static uint64_t wait;
static char line[HOOKSEAL_RECORD_SIZE];
static _Alignas(HOOKSEAL_WINDOW_ALIGN) unsigned char memory[HOOKSEAL_WINDOW_SIZE(64)];
static const uint8_t secret[] = "It's a Secret to Everybody", digits[] = "00112233445566778899aabbccddeeff", sixteen[32] = { 1 };
static const uint8_t body[] = "{\"id\":\"evt_1\",\"type\":\"payment.succeeded\",\"version\":1}";
enum { BODY = sizeof body - 1 };

// A call each, in an order in which each finds what it needs.
CALL(keyring_init_for, hookseal_keyring_init_for(&keyring, "stripe"))
CALL(keyring_add, hookseal_keyring_add(&keyring, secret, sizeof secret - 1))
CALL(keyring_init, hookseal_keyring_init(&decoded, HOOKSEAL_KEY_BASE64))
CALL(keyring_add_base64, hookseal_keyring_add(&decoded, digits, sizeof digits - 1))
CALL(verifier_init, hookseal_verifier_init(&verifier, "stripe", &keyring))
CALL(verifier_init_custom, hookseal_verifier_init_custom(&custom, &scheme, &keyring))
CALL(signer_init, hookseal_signer_init(&signer, "stripe", &keyring))
CALL(signer_init_custom, hookseal_signer_init_custom(&signer, &scheme, &keyring))
CALL(signer_init_again, hookseal_signer_init(&signer, "stripe", &keyring))
CALL(sign, hookseal_sign(&signer, &delivery, &signed_headers))
CALL(signed_headers_get, hookseal_signed_headers_get(&signed_headers, 0, &header))
CALL(verify, hookseal_verify(&verifier, &request, body, BODY, &verified))
CALL(verification_start, hookseal_verification_start(&verification, &verifier, &request))
CALL(verification_update, hookseal_verification_update(&verification, body, BODY))
CALL(verification_finish, hookseal_verification_finish(&verification, &verified))
CALL(verification_wipe, hookseal_verification_wipe(&verification))
// With four secrets and a digest of the body.
CALL(keyring_add_again, hookseal_keyring_add(&keyring, digits, sizeof digits - 1))
CALL(verifier_init_four, hookseal_verifier_init(&verifier, "stripe", &keyring))
CALL(set_dedup, hookseal_verifier_set_dedup(&verifier, HOOKSEAL_DEDUP_DIGEST))
CALL(verify_four, hookseal_verify(&verifier, &request, body, BODY, &verified))
CALL(verified_event, hookseal_verified_event(&verified, &event))
CALL(verified_dedup_key, hookseal_verified_dedup_key(&verified, "hooks", &key, &has_key))
CALL(record_render, hookseal_record_render(&record, line, sizeof line, NULL))
CALL(api_keys_init, hookseal_api_keys_init(&api_keys, NULL, &api_key, 1))
CALL(certificate_pins_init, hookseal_certificate_pins_init(&pins, sixteen, 1))
CALL(init_guarded, hookseal_verifier_init_guarded(&custom, &unsigned_scheme, &api_keys, &pins))
CALL(init_custom_again, hookseal_verifier_init_custom(&custom, &scheme, &keyring))
CALL(set_guards, hookseal_verifier_set_guards(&custom, &api_keys, &pins))
CALL(window_create, hookseal_window_create(&window, memory, sizeof memory, NULL, sixteen))
CALL(window_claim, hookseal_window_claim(&window, &key, NOW, &claim))
CALL(window_renew, hookseal_window_renew(&window, &claim.token, NOW, &settled))
CALL(window_commit, hookseal_window_commit(&window, &claim.token, NOW, &settled))
CALL(window_get_occupancy, hookseal_window_get_occupancy(&window, NOW, &occupancy))
CALL(retry_preset, hookseal_retry_preset(&schedule, "classic"))
CALL(retry_next, hookseal_retry_next(&schedule, 1, 0, 503, HOOKSEAL_NO_RETRY_AFTER, sixteen, &key, &verdict))
CALL(parse_retry_after, hookseal_parse_retry_after("Fri, 31 Dec 1999 23:59:59 GMT", 29, NOW, &wait))

static const row rows[] = {
    ROW(keyring_init_for, 1024),
    ROW(keyring_add, 1700),
    ROW(keyring_init, 1024),
    ROW(keyring_add_base64, 2700),
    ROW(verifier_init, 1024),
    ROW(verifier_init_custom, 1500),
    ROW(signer_init, 1024),
    ROW(signer_init_custom, 1500),
    ROW(signer_init_again, 1024),
    ROW(sign, 2400),
    ROW(signed_headers_get, 1024),
    ROW(verify, 1750),
    ROW(verification_start, 1024),
    ROW(verification_update, 1024),
    ROW(verification_finish, 1024),
    ROW(verification_start, 1024),
    ROW(verification_wipe, 1024),
    ROW(keyring_add_again, 1700),
    ROW(keyring_add_again, 1700),
    ROW(keyring_add_again, 1700),
    ROW(verifier_init_four, 1024),
    ROW(set_dedup, 1024),
    ROW(verify_four, 2500),
    ROW(verification_start, 1024),
    ROW(verification_update, 1024),
    ROW(verification_finish, 1024),
    ROW(verified_event, 1024),
    ROW(verified_dedup_key, 1024),
    ROW(record_render, 1024),
    ROW(api_keys_init, 2050),
    ROW(certificate_pins_init, 1024),
    ROW(init_guarded, 3500),
    ROW(init_custom_again, 1500),
    ROW(set_guards, 2300),
    ROW(window_create, 1024),
    ROW(window_claim, 1024),
    ROW(window_renew, 1024),
    ROW(window_commit, 1024),
    ROW(window_get_occupancy, 1024),
    ROW(retry_preset, 1024),
    ROW(retry_next, 1024),
    ROW(parse_retry_after, 1024),
};

int check_usual(void) {
    scheme.name = unsigned_scheme.name = "acme";
    scheme.signature_headers[0] = "X-Acme";
    scheme.id.at = HOOKSEAL_PLACE_JSON;
    scheme.id.name = "id";
    delivery.body = body;
    delivery.body_length = BODY;
    delivery.timestamp = request.now = NOW;
    request.headers = &header;
    request.header_count = 1;
    record.scheme = "stripe";
    record.endpoint = "hooks";
    record.verified = &verified;
    return check_rows(rows, sizeof rows / sizeof rows[0]);
}
