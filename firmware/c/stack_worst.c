// Calls with all that they can be given: four secrets, an API key and a certificate, many headers, a full window.
#include "stack.h"

enum { HEADERS = 16, EVENTS = 200, LATER = NOW + 1000 };

static const uint8_t secret[] = "00112233445566778899aabbccddeeff", window_key[16] = { 2 }, digest[32] = { 1 };
static const uint8_t body[] = "{\"data\":{\"type\":\"payment.succeeded\",\"version\":\"1\"}}";
static uint8_t certificate[1500];
static hookseal_keyring keyring;
static hookseal_scheme scheme;
static hookseal_signer signer;
static hookseal_verifier verifier, single, windowed;
static hookseal_api_keys api_keys;
static hookseal_certificate_pins pins;
static hookseal_text api_key = HOOKSEAL_TEXT("an api key of 25 bytes..."), name;
static hookseal_header headers[HEADERS], sent[HEADERS + 5];
static hookseal_delivery delivery;
static hookseal_signed_headers signed_headers;
static hookseal_request request;
static hookseal_verification verification;
static hookseal_verified verified;
static hookseal_event event;
static hookseal_dedup_key key;
static hookseal_record record;
static hookseal_window window;
static hookseal_window_config config;
static hookseal_window_identity identity;
static hookseal_counters counters;
static hookseal_occupancy occupancy;
static hookseal_forgotten forgotten;
static hookseal_claim claim;
static hookseal_settled settled;
static hookseal_retry_schedule schedule;
static hookseal_verdict verdict;
static char line[HOOKSEAL_RECORD_SIZE];
static uint64_t seconds;
static bool has_key, weak;
static _Alignas(HOOKSEAL_WINDOW_ALIGN) unsigned char memory[HOOKSEAL_WINDOW_SIZE(32)];

#define TEXT(text) { text, sizeof text - 1 }

static void set_up(void) {
    static const hookseal_part parts[] = {
        { HOOKSEAL_PART_METHOD, NULL },    { HOOKSEAL_PART_LITERAL, "|" },  { HOOKSEAL_PART_URL, NULL },
        { HOOKSEAL_PART_LITERAL, "|" },    { HOOKSEAL_PART_EVENT_ID, NULL }, { HOOKSEAL_PART_TIMESTAMP, NULL },
        { HOOKSEAL_PART_LITERAL, "." },    { HOOKSEAL_PART_HEADER, "X-Extra" }, { HOOKSEAL_PART_BODY, NULL },
    };
    scheme.name = "acme";
    scheme.signature_headers[0] = "X-Signature";
    scheme.separator = ',';
    scheme.prefix = "v1=";
    scheme.encoding = HOOKSEAL_ENCODING_BASE64;
    scheme.timestamp.at = HOOKSEAL_PLACE_HEADER;
    scheme.timestamp.name = "X-Time";
    scheme.timestamp.unit = HOOKSEAL_UNIT_RFC3339;
    scheme.timestamp.past = scheme.timestamp.future = 300;
    scheme.id.at = HOOKSEAL_PLACE_HEADER;
    scheme.id.name = "X-Id";
    scheme.type.at = scheme.version.at = HOOKSEAL_PLACE_JSON;
    scheme.type.name = "data.type";
    scheme.version.name = "data.version";
    scheme.dedup = HOOKSEAL_DEDUP_DIGEST;
    scheme.parts = parts;
    scheme.part_count = sizeof parts / sizeof parts[0];
    for (int at = 0; at < HEADERS; at++) {
        headers[at] = (hookseal_header){ TEXT("X-Other"), TEXT("other") };
    }
    headers[0] = (hookseal_header){ TEXT("X-Extra"), TEXT("extra") };
    delivery.body = body;
    delivery.body_length = sizeof body - 1;
    delivery.timestamp = NOW;
    delivery.id = "evt-1";
    request.method = delivery.method = "POST";
    request.url = delivery.url = "https://example.com/hooks";
    delivery.headers = headers;
    delivery.header_count = HEADERS;
    request.now = NOW;
    request.headers = sent;
    request.certificate = certificate;
    request.certificate_length = sizeof certificate;
    record.scheme = "acme";
    record.endpoint = "hooks";
    record.verified = &verified;
    config.full = HOOKSEAL_FULL_EVICT_DONE;
    config.min_age = 600;
}

// What the signer made, all other headers and an API key.
static hookseal_status take_headers(void) {
    size_t count = 0;
    while (hookseal_signed_headers_get(&signed_headers, count, &sent[count]) == HOOKSEAL_OK) {
        count++;
    }
    memcpy(sent + count, headers, sizeof headers);
    count += HEADERS;
    sent[count++] = (hookseal_header){ TEXT("Authorization"), TEXT("Bearer an api key of 25 bytes...") };
    request.header_count = count;
    return HOOKSEAL_OK;
}

static hookseal_status fill(void) {
    hookseal_dedup_key one = { { 0, 1 } };
    for (int number = 0; number < EVENTS; number++) {
        one.bytes[0] = (uint8_t)number;
        hookseal_status status = hookseal_window_claim(&window, &one, NOW, &claim);
        if (status == HOOKSEAL_OK && claim.state == HOOKSEAL_CLAIM_CLAIMED) {
            status = hookseal_window_commit(&window, &claim.token, NOW, &settled);
        }
        if (status != HOOKSEAL_OK) {
            return status;
        }
    }
    return HOOKSEAL_OK;
}

// A new event each time.
static hookseal_status claim_at(uint64_t now, hookseal_claim_state expected) {
    static hookseal_dedup_key another = { { 7, 7 } };
    another.bytes[2]++;
    hookseal_status status = hookseal_window_claim(&window, &another, now, &claim);
    return status == HOOKSEAL_OK && claim.state != expected ? HOOKSEAL_STATE : status;
}

static hookseal_status mismatched(hookseal_status status) {
    return status == HOOKSEAL_CERTIFICATE_MISMATCH ? HOOKSEAL_OK : HOOKSEAL_STATE;
}

static const uint64_t steps[] = { 1000, 2000, 3000 };

CALL(keyring_init, hookseal_keyring_init(&keyring, HOOKSEAL_KEY_UTF8))
CALL(keyring_add, hookseal_keyring_add(&keyring, secret, sizeof secret - 1))
// While the keyring has one secret.
CALL(verifier_init_single, hookseal_verifier_init_custom(&single, &scheme, &keyring))
CALL(verifier_set_dedup, hookseal_verifier_set_dedup(&single, HOOKSEAL_DEDUP_NONE))
CALL(signer_init_custom, hookseal_signer_init_custom(&signer, &scheme, &keyring))
CALL(verifier_init_custom, hookseal_verifier_init_custom(&verifier, &scheme, &keyring))
CALL(api_keys_init, hookseal_api_keys_init(&api_keys, NULL, &api_key, 1))
CALL(certificate_pins_init, hookseal_certificate_pins_init(&pins, digest, 1))
CALL(verifier_set_guards, hookseal_verifier_set_guards(&verifier, &api_keys, NULL))
CALL(verifier_set_tolerance, hookseal_verifier_set_tolerance(&verifier, 10, 10))
CALL(verifier_set_max_body, hookseal_verifier_set_max_body(&verifier, 4096))
CALL(verifier_weak, hookseal_verifier_weak(&verifier, &weak))
CALL(sign, hookseal_sign(&signer, &delivery, &signed_headers))
CALL(take_headers, take_headers())
CALL(verify, hookseal_verify(&verifier, &request, body, sizeof body - 1, &verified))
CALL(verify_single, hookseal_verify(&single, &request, body, sizeof body - 1, &verified))
CALL(verification_start, hookseal_verification_start(&verification, &verifier, &request))
CALL(verification_update, hookseal_verification_update(&verification, body, sizeof body - 1))
CALL(verification_finish, hookseal_verification_finish(&verification, &verified))
CALL(verified_event, hookseal_verified_event(&verified, &event))
CALL(verified_dedup_key, hookseal_verified_dedup_key(&verified, "hooks", &key, &has_key))
CALL(record_render, hookseal_record_render(&record, line, sizeof line, NULL))
CALL(api_keys_check, hookseal_api_keys_check(&api_keys, sent, request.header_count))
CALL(certificate_pins_check, mismatched(hookseal_certificate_pins_check(&pins, certificate, sizeof certificate)))
CALL(window_create, hookseal_window_create(&window, memory, sizeof memory, &config, window_key))
CALL(fill, fill())
CALL(window_claim_full, claim_at(NOW + 1, HOOKSEAL_CLAIM_FULL))
CALL(window_claim_evicting, claim_at(LATER, HOOKSEAL_CLAIM_CLAIMED))
CALL(window_release, hookseal_window_release(&window, &claim.token, LATER, 5, &settled))
CALL(window_bury, hookseal_window_bury(&window, &claim.token, LATER, &settled))
CALL(window_renew, hookseal_window_renew(&window, &claim.token, LATER, &settled))
CALL(window_commit_late, hookseal_window_commit(&window, &claim.token, LATER + 3000, &settled))
CALL(window_forget, hookseal_window_forget(&window, &key, LATER, &forgotten))
CALL(window_open, hookseal_window_open(&window, memory, sizeof memory, NULL))
CALL(window_get_identity, hookseal_window_get_identity(&window, &identity))
CALL(window_get_counters, hookseal_window_get_counters(&window, &counters))
CALL(window_get_occupancy, hookseal_window_get_occupancy(&window, LATER + 3000, &occupancy))
CALL(verifier_init, hookseal_verifier_init(&windowed, "zoom", &keyring))
CALL(window_check, hookseal_window_check(&window, &windowed))
CALL(retry_exponential, hookseal_retry_exponential(&schedule, 1000, 2, 100000, 9))
CALL(retry_list, hookseal_retry_list(&schedule, steps, 3))
CALL(retry_set_jitter, hookseal_retry_set_jitter(&schedule, HOOKSEAL_JITTER_FULL, 0))
CALL(retry_set_max_age, hookseal_retry_set_max_age(&schedule, 1000000))
CALL(retry_required_ttl, hookseal_retry_required_ttl(&schedule, true, &seconds))
CALL(retry_next, hookseal_retry_next(&schedule, 1, 0, 429, 5000, window_key, &key, &verdict))
CALL(scheme_name, hookseal_scheme_name(50, &name))
CALL(status_name, hookseal_status_name(HOOKSEAL_STATE) == NULL)
CALL(strerror, hookseal_strerror(HOOKSEAL_STATE) == NULL)
CALL(http_status, hookseal_http_status(HOOKSEAL_STATE) == 0)
CALL(version, hookseal_version() == NULL)
CALL(window_size, hookseal_window_size(64) == 0)
CALL(verification_wipe, hookseal_verification_wipe(&verification))
CALL(verifier_wipe, hookseal_verifier_wipe(&verifier))
CALL(signer_wipe, hookseal_signer_wipe(&signer))
CALL(keyring_wipe, hookseal_keyring_wipe(&keyring))

static const row rows[] = {
    ROW(keyring_init, 1024),
    ROW(keyring_add, 1700),
    ROW(verifier_init_single, 1500),
    ROW(verifier_set_dedup, 1024),
    ROW(keyring_add, 1700),
    ROW(keyring_add, 1700),
    ROW(keyring_add, 1700),
    ROW(signer_init_custom, 1500),
    ROW(verifier_init_custom, 1500),
    ROW(api_keys_init, 2050),
    ROW(certificate_pins_init, 1024),
    ROW(verifier_set_guards, 2300),
    ROW(verifier_set_tolerance, 1024),
    ROW(verifier_set_max_body, 1024),
    ROW(verifier_weak, 1024),
    ROW(sign, 2400),
    ROW(take_headers, 1024),
    ROW(verify_single, 1750),
    ROW(verify, 2500),
    ROW(verification_start, 1300),
    ROW(verification_update, 1024),
    ROW(verification_finish, 1024),
    ROW(verified_event, 1024),
    ROW(verified_dedup_key, 1024),
    ROW(record_render, 1024),
    ROW(api_keys_check, 1024),
    ROW(certificate_pins_check, 1024),
    ROW(window_create, 1024),
    ROW(fill, 1200),
    ROW(window_claim_full, 1024),
    ROW(window_claim_evicting, 1024),
    ROW(window_release, 1024),
    ROW(window_claim_evicting, 1024),
    ROW(window_renew, 1024),
    ROW(window_bury, 1024),
    ROW(window_claim_evicting, 1024),
    ROW(window_commit_late, 1024),
    ROW(window_forget, 1024),
    ROW(window_open, 1024),
    ROW(window_get_identity, 1024),
    ROW(window_get_counters, 1024),
    ROW(window_get_occupancy, 1024),
    ROW(verifier_init, 1024),
    ROW(window_check, 1024),
    ROW(retry_exponential, 1024),
    ROW(retry_list, 1024),
    ROW(retry_set_jitter, 1024),
    ROW(retry_set_max_age, 1024),
    ROW(retry_required_ttl, 1024),
    ROW(retry_next, 1024),
    ROW(scheme_name, 1024),
    ROW(status_name, 1024),
    ROW(strerror, 1024),
    ROW(http_status, 1024),
    ROW(version, 1024),
    ROW(window_size, 1024),
    ROW(verification_wipe, 1024),
    ROW(verifier_wipe, 1024),
    ROW(signer_wipe, 1024),
    ROW(keyring_wipe, 1024),
};

int check_worst(void) {
    set_up();
    return check_rows(rows, sizeof rows / sizeof rows[0]);
}
