// What a caller can get wrong: each a status, and nothing in the outputs.
#include "check.h"

#define NULLED(call) CHECK_STATUS(call, HOOKSEAL_ARGUMENT_NULL)
#define REFUSED(call) CHECK_STATUS(call, HOOKSEAL_ARGUMENT_INVALID)
#define UNMADE(call) CHECK_STATUS(call, HOOKSEAL_STATE)
// A pointer into `object` that is aligned for bytes alone.
#define CROOKED(type, object) ((type *)(void *)((unsigned char *)(void *)(object) + 1))

static const uint8_t secret[] = "It's a Secret to Everybody";
static const uint8_t body[] = "Hello, World!";
static const uint8_t sixteen[16] = { 7 };
enum { BODY = sizeof body - 1, SECRET = sizeof secret - 1, MEMORY = HOOKSEAL_WINDOW_SIZE(64) };

static hookseal_keyring keyring, other_keyring;
static hookseal_verifier verifier;
static hookseal_verification verification;
static hookseal_verified verified, other_verified;
static hookseal_signer signer;
static hookseal_signed_headers signed_headers;
static hookseal_api_keys api_keys;
static hookseal_certificate_pins pins;
static hookseal_retry_schedule schedule;
static hookseal_window window;
static hookseal_scheme scheme;
static hookseal_request request;
static hookseal_delivery delivery;
static hookseal_record record;
static hookseal_header header, found_header;
static hookseal_event event;
static hookseal_dedup_key key;
static hookseal_claim claim;
static hookseal_token token;
static hookseal_settled settled;
static hookseal_forgotten forgotten;
static hookseal_window_config config;
static hookseal_window_identity identity;
static hookseal_counters counters;
static hookseal_occupancy occupancy;
static hookseal_verdict verdict;
static hookseal_text text;
static uint64_t number;
static bool flag;
static char line[HOOKSEAL_RECORD_SIZE];
static unsigned char *memory;

static void set_header(hookseal_header *place, const char *name, const char *value) {
    place->name.data = name;
    place->name.length = strlen(name);
    place->value.data = value;
    place->value.length = strlen(value);
}

// Makes one of each, so that in what follows one thing at a time is wrong.
static void make(void) {
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

static void nulls(void) {
    subject = "NULL";
    NULLED(hookseal_keyring_init(NULL, HOOKSEAL_KEY_UTF8));
    NULLED(hookseal_keyring_init_for(NULL, "github"));
    NULLED(hookseal_keyring_init_for(&other_keyring, NULL));
    NULLED(hookseal_keyring_add(NULL, secret, SECRET));
    NULLED(hookseal_keyring_add(&keyring, NULL, SECRET));
    NULLED(hookseal_keyring_wipe(NULL));
    NULLED(hookseal_scheme_name(0, NULL));
    NULLED(hookseal_api_keys_init(NULL, NULL, &text, 1));
    NULLED(hookseal_api_keys_init(&api_keys, NULL, NULL, 1));
    UNMADE(hookseal_api_keys_check(&api_keys, &header, 1));
    NULLED(hookseal_api_keys_check(NULL, &header, 1));
    NULLED(hookseal_certificate_pins_init(NULL, sixteen, 0));
    NULLED(hookseal_certificate_pins_init(&pins, NULL, 1));
    NULLED(hookseal_certificate_pins_check(NULL, body, BODY));
    NULLED(hookseal_verifier_init(NULL, "github", &keyring));
    NULLED(hookseal_verifier_init(&verifier, NULL, &keyring));
    UNMADE(hookseal_verify(&verifier, &request, body, BODY, &verified));
    NULLED(hookseal_verifier_init(&verifier, "github", NULL));
    NULLED(hookseal_verifier_init_custom(NULL, &scheme, &keyring));
    NULLED(hookseal_verifier_init_custom(&verifier, NULL, &keyring));
    NULLED(hookseal_verifier_init_custom(&verifier, &scheme, NULL));
    NULLED(hookseal_verifier_init_guarded(NULL, &scheme, &api_keys, NULL));
    NULLED(hookseal_verifier_init_guarded(&verifier, NULL, NULL, NULL));
    CHECK_STATUS(hookseal_verifier_init_guarded(&verifier, &scheme, NULL, NULL), HOOKSEAL_SCHEME_INVALID);
    NULLED(hookseal_verifier_set_guards(NULL, NULL, NULL));
    NULLED(hookseal_verifier_set_tolerance(NULL, 1, 1));
    NULLED(hookseal_verifier_set_max_body(NULL, 1));
    NULLED(hookseal_verifier_set_dedup(NULL, HOOKSEAL_DEDUP_NONE));
    NULLED(hookseal_verifier_weak(NULL, &flag));
    NULLED(hookseal_verifier_weak(&verifier, NULL));
    NULLED(hookseal_verifier_wipe(NULL));
    make();
    NULLED(hookseal_verify(NULL, &request, body, BODY, &verified));
    NULLED(hookseal_verify(&verifier, NULL, body, BODY, &verified));
    NULLED(hookseal_verify(&verifier, &request, NULL, BODY, &verified));
    NULLED(hookseal_verify(&verifier, &request, body, BODY, NULL));
    UNMADE(hookseal_verified_event(&verified, &event));
    NULLED(hookseal_verification_start(NULL, &verifier, &request));
    NULLED(hookseal_verification_start(&verification, NULL, &request));
    UNMADE(hookseal_verification_update(&verification, body, BODY));
    NULLED(hookseal_verification_start(&verification, &verifier, NULL));
    UNMADE(hookseal_verification_finish(&verification, &verified));
    make();
    NULLED(hookseal_verification_update(NULL, body, BODY));
    NULLED(hookseal_verification_update(&verification, NULL, BODY));
    // A piece was lost: what follows cannot pass for the whole.
    UNMADE(hookseal_verification_update(&verification, body, BODY));
    make();
    NULLED(hookseal_verification_finish(NULL, &other_verified));
    NULLED(hookseal_verification_finish(&verification, NULL));
    // The answer was lost: it is not given a second time.
    UNMADE(hookseal_verification_finish(&verification, &other_verified));
    NULLED(hookseal_verification_wipe(NULL));
    NULLED(hookseal_verified_event(NULL, &event));
    NULLED(hookseal_verified_event(&verified, NULL));
    NULLED(hookseal_verified_dedup_key(NULL, "", &key, &flag));
    NULLED(hookseal_verified_dedup_key(&verified, NULL, &key, &flag));
    NULLED(hookseal_verified_dedup_key(&verified, "", NULL, &flag));
    NULLED(hookseal_verified_dedup_key(&verified, "", &key, NULL));
    NULLED(hookseal_signer_init(NULL, "github", &keyring));
    NULLED(hookseal_signer_init(&signer, NULL, &keyring));
    NULLED(hookseal_signer_init(&signer, "github", NULL));
    NULLED(hookseal_signer_init_custom(NULL, &scheme, &keyring));
    NULLED(hookseal_signer_init_custom(&signer, NULL, &keyring));
    NULLED(hookseal_signer_init_custom(&signer, &scheme, NULL));
    UNMADE(hookseal_sign(&signer, &delivery, &signed_headers));
    NULLED(hookseal_signer_wipe(NULL));
    make();
    NULLED(hookseal_sign(NULL, &delivery, &signed_headers));
    NULLED(hookseal_sign(&signer, NULL, &signed_headers));
    NULLED(hookseal_sign(&signer, &delivery, NULL));
    UNMADE(hookseal_signed_headers_get(&signed_headers, 0, &found_header));
    NULLED(hookseal_signed_headers_get(NULL, 0, &found_header));
    NULLED(hookseal_signed_headers_get(&signed_headers, 0, NULL));
    NULLED(hookseal_record_render(NULL, line, sizeof line, NULL));
    NULLED(hookseal_record_render(&record, NULL, sizeof line, NULL));
    NULLED(hookseal_retry_preset(NULL, "classic"));
    NULLED(hookseal_retry_preset(&schedule, NULL));
    NULLED(hookseal_retry_exponential(NULL, 1, 1, 1, 1));
    NULLED(hookseal_retry_list(NULL, &number, 1));
    NULLED(hookseal_retry_list(&schedule, NULL, 1));
    NULLED(hookseal_retry_set_jitter(NULL, HOOKSEAL_JITTER_FULL, 0));
    NULLED(hookseal_retry_set_max_age(NULL, 1));
    make();
    NULLED(hookseal_retry_next(NULL, 1, 0, 500, 0, sixteen, &key, &verdict));
    NULLED(hookseal_retry_next(&schedule, 1, 0, 500, 0, NULL, &key, &verdict));
    NULLED(hookseal_retry_next(&schedule, 1, 0, 500, 0, sixteen, NULL, &verdict));
    NULLED(hookseal_retry_next(&schedule, 1, 0, 500, 0, sixteen, &key, NULL));
    NULLED(hookseal_retry_required_ttl(NULL, true, &number));
    NULLED(hookseal_retry_required_ttl(&schedule, true, NULL));
    NULLED(hookseal_parse_retry_after(NULL, 1, 0, &number));
    NULLED(hookseal_parse_retry_after("1", 1, 0, NULL));
    NULLED(hookseal_window_create(NULL, memory, MEMORY, NULL, sixteen));
    NULLED(hookseal_window_create(&window, NULL, MEMORY, NULL, sixteen));
    NULLED(hookseal_window_create(&window, memory, MEMORY, NULL, NULL));
    UNMADE(hookseal_window_claim(&window, &key, 1800000000, &claim));
    NULLED(hookseal_window_open(NULL, memory, MEMORY, NULL));
    NULLED(hookseal_window_open(&window, NULL, MEMORY, NULL));
    make();
    NULLED(hookseal_window_claim(NULL, &key, 0, &claim));
    NULLED(hookseal_window_claim(&window, NULL, 0, &claim));
    static const hookseal_dedup_key no_key = ZERO;
    CHECK_STATUS(hookseal_window_claim(&window, &no_key, 1800000000, &claim), HOOKSEAL_ARGUMENT_INVALID);
    CHECK(claim.state == HOOKSEAL_CLAIM_NONE);
    CHECK_STATUS(hookseal_window_forget(&window, &no_key, 1800000000, &forgotten), HOOKSEAL_ARGUMENT_INVALID);
    NULLED(hookseal_window_check(NULL, &verifier));
    NULLED(hookseal_window_check(&window, NULL));
    NULLED(hookseal_window_claim(&window, &key, 0, NULL));
    NULLED(hookseal_window_commit(NULL, &token, 0, &settled));
    NULLED(hookseal_window_commit(&window, NULL, 0, &settled));
    NULLED(hookseal_window_commit(&window, &token, 0, NULL));
    NULLED(hookseal_window_bury(NULL, &token, 0, &settled));
    NULLED(hookseal_window_bury(&window, NULL, 0, &settled));
    NULLED(hookseal_window_bury(&window, &token, 0, NULL));
    NULLED(hookseal_window_release(NULL, &token, 0, 0, &settled));
    NULLED(hookseal_window_release(&window, NULL, 0, 0, &settled));
    NULLED(hookseal_window_release(&window, &token, 0, 0, NULL));
    NULLED(hookseal_window_renew(NULL, &token, 0, &settled));
    NULLED(hookseal_window_renew(&window, NULL, 0, &settled));
    NULLED(hookseal_window_renew(&window, &token, 0, NULL));
    NULLED(hookseal_window_forget(NULL, &key, 0, &forgotten));
    NULLED(hookseal_window_forget(&window, NULL, 0, &forgotten));
    NULLED(hookseal_window_forget(&window, &key, 0, NULL));
    NULLED(hookseal_window_get_identity(NULL, &identity));
    NULLED(hookseal_window_get_identity(&window, NULL));
    NULLED(hookseal_window_get_counters(NULL, &counters));
    NULLED(hookseal_window_get_counters(&window, NULL));
    NULLED(hookseal_window_get_occupancy(NULL, 1800000000, &occupancy));
    NULLED(hookseal_window_get_occupancy(&window, 1800000000, NULL));
}

static void misaligned(void) {
    subject = "misaligned";
    REFUSED(hookseal_keyring_init(CROOKED(hookseal_keyring, &keyring), HOOKSEAL_KEY_UTF8));
    REFUSED(hookseal_keyring_add(CROOKED(hookseal_keyring, &keyring), secret, SECRET));
    REFUSED(hookseal_keyring_wipe(CROOKED(hookseal_keyring, &keyring)));
    REFUSED(hookseal_scheme_name(0, CROOKED(hookseal_text, &text)));
    REFUSED(hookseal_verifier_init(CROOKED(hookseal_verifier, &verifier), "github", &keyring));
    REFUSED(hookseal_verifier_wipe(CROOKED(hookseal_verifier, &verifier)));
    REFUSED(hookseal_verify(CROOKED(hookseal_verifier, &verifier), &request, body, BODY, &verified));
    REFUSED(hookseal_verify(&verifier, CROOKED(hookseal_request, &request), body, BODY, &verified));
    REFUSED(hookseal_verify(&verifier, &request, body, BODY, CROOKED(hookseal_verified, &verified)));
    make();
    request.headers = CROOKED(hookseal_header, &header);
    REFUSED(hookseal_verify(&verifier, &request, body, BODY, &verified));
    make();
    REFUSED(hookseal_verification_start(CROOKED(hookseal_verification, &verification), &verifier, &request));
    REFUSED(hookseal_verification_update(CROOKED(hookseal_verification, &verification), body, BODY));
    REFUSED(hookseal_verification_finish(CROOKED(hookseal_verification, &verification), &verified));
    make();
    REFUSED(hookseal_verified_event(&verified, CROOKED(hookseal_event, &event)));
    REFUSED(hookseal_sign(&signer, CROOKED(hookseal_delivery, &delivery), &signed_headers));
    REFUSED(hookseal_record_render(CROOKED(hookseal_record, &record), line, sizeof line, NULL));
    REFUSED(hookseal_record_render(&record, line, sizeof line, CROOKED(size_t, &number)));
    REFUSED(hookseal_retry_preset(CROOKED(hookseal_retry_schedule, &schedule), "classic"));
    REFUSED(hookseal_retry_list(&schedule, CROOKED(uint64_t, &claim), 1));
    REFUSED(hookseal_window_create(&window, memory + 32, MEMORY - 64, NULL, sixteen));
    REFUSED(hookseal_window_open(&window, memory + 1, MEMORY - 64, NULL));
    REFUSED(hookseal_window_create(&window, memory, MEMORY, CROOKED(hookseal_window_config, &config), sixteen));
    make();
    REFUSED(hookseal_window_claim(&window, &key, 1800000000, CROOKED(hookseal_claim, &claim)));
    REFUSED(hookseal_window_get_counters(&window, CROOKED(hookseal_counters, &counters)));
    REFUSED(hookseal_window_get_identity(&window, CROOKED(hookseal_window_identity, &identity)));
    REFUSED(hookseal_window_get_occupancy(&window, 1800000000, CROOKED(hookseal_occupancy, &occupancy)));
    REFUSED(hookseal_window_claim(CROOKED(hookseal_window, &window), &key, 1800000000, &claim));
    REFUSED(hookseal_window_commit(CROOKED(hookseal_window, &window), &token, 1800000000, &settled));
    REFUSED(hookseal_window_commit(&window, &token, 1800000000, CROOKED(hookseal_settled, &claim)));
    REFUSED(hookseal_window_bury(&window, &token, 1800000000, CROOKED(hookseal_settled, &claim)));
    REFUSED(hookseal_window_release(&window, &token, 1800000000, 0, CROOKED(hookseal_settled, &claim)));
    REFUSED(hookseal_window_renew(&window, &token, 1800000000, CROOKED(hookseal_settled, &claim)));
    REFUSED(hookseal_window_forget(&window, &key, 1800000000, CROOKED(hookseal_forgotten, &claim)));
    REFUSED(hookseal_keyring_init_for(CROOKED(hookseal_keyring, &keyring), "github"));
    REFUSED(hookseal_verifier_init(&verifier, "github", CROOKED(hookseal_keyring, &keyring)));
    REFUSED(hookseal_verifier_init_custom(CROOKED(hookseal_verifier, &verifier), &scheme, &keyring));
    REFUSED(hookseal_verifier_init_custom(&verifier, CROOKED(hookseal_scheme, &scheme), &keyring));
    REFUSED(hookseal_verifier_init_guarded(&verifier, &scheme, CROOKED(hookseal_api_keys, &api_keys), NULL));
    REFUSED(hookseal_verifier_init_guarded(&verifier, &scheme, NULL, CROOKED(hookseal_certificate_pins, &pins)));
    make();
    REFUSED(hookseal_verifier_set_guards(CROOKED(hookseal_verifier, &verifier), NULL, NULL));
    REFUSED(hookseal_verifier_set_tolerance(CROOKED(hookseal_verifier, &verifier), 1, 1));
    REFUSED(hookseal_verifier_set_max_body(CROOKED(hookseal_verifier, &verifier), 1));
    REFUSED(hookseal_verifier_set_dedup(CROOKED(hookseal_verifier, &verifier), HOOKSEAL_DEDUP_NONE));
    REFUSED(hookseal_verifier_weak(CROOKED(hookseal_verifier, &verifier), &flag));
    REFUSED(hookseal_verification_finish(&verification, CROOKED(hookseal_verified, &verified)));
    UNMADE(hookseal_verification_finish(&verification, &verified));
    REFUSED(hookseal_verification_wipe(CROOKED(hookseal_verification, &verification)));
    REFUSED(hookseal_verified_event(CROOKED(hookseal_verified, &verified), &event));
    REFUSED(hookseal_verified_dedup_key(CROOKED(hookseal_verified, &verified), "", &key, &flag));
    REFUSED(hookseal_api_keys_init(CROOKED(hookseal_api_keys, &api_keys), NULL, &text, 1));
    REFUSED(hookseal_api_keys_init(&api_keys, NULL, CROOKED(hookseal_text, &found_header), 1));
    REFUSED(hookseal_api_keys_check(CROOKED(hookseal_api_keys, &api_keys), &header, 1));
    REFUSED(hookseal_certificate_pins_init(CROOKED(hookseal_certificate_pins, &pins), body, 0));
    REFUSED(hookseal_certificate_pins_check(CROOKED(hookseal_certificate_pins, &pins), body, BODY));
    REFUSED(hookseal_signer_init(CROOKED(hookseal_signer, &signer), "github", &keyring));
    REFUSED(hookseal_signer_init_custom(&signer, CROOKED(hookseal_scheme, &scheme), &keyring));
    REFUSED(hookseal_signer_wipe(CROOKED(hookseal_signer, &signer)));
    make();
    REFUSED(hookseal_sign(CROOKED(hookseal_signer, &signer), &delivery, &signed_headers));
    REFUSED(hookseal_sign(&signer, &delivery, CROOKED(hookseal_signed_headers, &signed_headers)));
    REFUSED(hookseal_signed_headers_get(CROOKED(hookseal_signed_headers, &signed_headers), 0, &found_header));
    REFUSED(hookseal_signed_headers_get(&signed_headers, 0, CROOKED(hookseal_header, &found_header)));
    REFUSED(hookseal_retry_exponential(CROOKED(hookseal_retry_schedule, &schedule), 1, 1, 1, 1));
    REFUSED(hookseal_retry_set_jitter(CROOKED(hookseal_retry_schedule, &schedule), 0, 0));
    REFUSED(hookseal_retry_set_max_age(CROOKED(hookseal_retry_schedule, &schedule), 1));
    REFUSED(hookseal_retry_required_ttl(&schedule, true, CROOKED(uint64_t, &claim)));
    REFUSED(hookseal_retry_next(&schedule, 1, 0, 500, 0, sixteen, &key, CROOKED(hookseal_verdict, &claim)));
    REFUSED(hookseal_parse_retry_after("1", 1, 0, CROOKED(uint64_t, &claim)));
}

static void lengths(void) {
    subject = "lengths";
    CHECK_STATUS(hookseal_keyring_add(&keyring, secret, 0), HOOKSEAL_SECRET_EMPTY);
    CHECK_STATUS(hookseal_keyring_add(&keyring, NULL, 0), HOOKSEAL_SECRET_EMPTY);
    REFUSED(hookseal_keyring_add(&keyring, secret, SIZE_MAX));
    CHECK_STATUS(hookseal_api_keys_init(&api_keys, NULL, &text, 0), HOOKSEAL_KEYRING_EMPTY);
    CHECK_STATUS(hookseal_api_keys_init(&api_keys, NULL, NULL, 0), HOOKSEAL_KEYRING_EMPTY);
    REFUSED(hookseal_api_keys_init(&api_keys, NULL, &text, SIZE_MAX));
    text.length = SIZE_MAX;
    REFUSED(hookseal_api_keys_init(&api_keys, NULL, &text, 1));
    CHECK_STATUS(hookseal_certificate_pins_init(&pins, sixteen, 0), HOOKSEAL_KEYRING_EMPTY);
    REFUSED(hookseal_certificate_pins_init(&pins, sixteen, SIZE_MAX));
    REFUSED(hookseal_certificate_pins_init(&pins, sixteen, SIZE_MAX / 32 + 2));
    make();
    CHECK_STATUS(hookseal_certificate_pins_check(&pins, NULL, 0), HOOKSEAL_CERTIFICATE_MISSING);
    REFUSED(hookseal_certificate_pins_check(&pins, body, SIZE_MAX));
    CHECK_STATUS(hookseal_api_keys_check(&api_keys, NULL, 0), HOOKSEAL_API_KEY_MISSING);
    REFUSED(hookseal_api_keys_check(&api_keys, &header, SIZE_MAX));
    REFUSED(hookseal_verify(&verifier, &request, body, SIZE_MAX, &verified));
    CHECK_STATUS(hookseal_verify(&verifier, &request, NULL, 0, &verified), HOOKSEAL_SIGNATURE_MISMATCH);
    request.header_count = SIZE_MAX;
    REFUSED(hookseal_verify(&verifier, &request, body, BODY, &verified));
    request.header_count = SIZE_MAX / sizeof header;
    REFUSED(hookseal_verify(&verifier, &request, body, BODY, &verified));
    request.header_count = 0;
    CHECK_STATUS(hookseal_verify(&verifier, &request, body, BODY, &verified), HOOKSEAL_SIGNATURE_MISSING);
    make();
    header.value.length = SIZE_MAX;
    REFUSED(hookseal_verify(&verifier, &request, body, BODY, &verified));
    make();
    header.name.data = NULL;
    NULLED(hookseal_verify(&verifier, &request, body, BODY, &verified));
    make();
    request.certificate_length = SIZE_MAX;
    NULLED(hookseal_verify(&verifier, &request, body, BODY, &verified));
    request.certificate = body;
    REFUSED(hookseal_verify(&verifier, &request, body, BODY, &verified));
    make();
    CHECK_STATUS(hookseal_verification_update(&verification, NULL, 0), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_verification_update(&verification, body, 0), HOOKSEAL_OK);
    REFUSED(hookseal_verification_update(&verification, body, SIZE_MAX));
    UNMADE(hookseal_verification_update(&verification, body, BODY));
    delivery.body_length = SIZE_MAX;
    REFUSED(hookseal_sign(&signer, &delivery, &signed_headers));
    delivery.body_length = 0;
    delivery.header_count = SIZE_MAX;
    delivery.headers = &header;
    REFUSED(hookseal_sign(&signer, &delivery, &signed_headers));
    scheme.part_count = SIZE_MAX;
    NULLED(hookseal_verifier_init_custom(&verifier, &scheme, &keyring));
    CHECK_STATUS(hookseal_record_render(&record, line, 0, NULL), HOOKSEAL_BUFFER_TOO_SMALL);
    CHECK_STATUS(hookseal_record_render(&record, line, 1, NULL), HOOKSEAL_BUFFER_TOO_SMALL);
    REFUSED(hookseal_record_render(&record, line, SIZE_MAX, NULL));
    CHECK_STATUS(hookseal_retry_list(&schedule, &number, 0), HOOKSEAL_SCHEDULE_INVALID);
    REFUSED(hookseal_retry_list(&schedule, &number, SIZE_MAX));
    CHECK_STATUS(hookseal_parse_retry_after(NULL, 0, 0, &number), HOOKSEAL_OK);
    REFUSED(hookseal_parse_retry_after("1", SIZE_MAX, 0, &number));
    // One byte less holds one bucket less; none cannot be.
    CHECK_STATUS(hookseal_window_open(&window, memory, MEMORY - 1, NULL), HOOKSEAL_WINDOW_TRUNCATED);
    CHECK_STATUS(hookseal_window_create(&window, memory, HOOKSEAL_WINDOW_SIZE(1) - 1, NULL, sixteen), HOOKSEAL_WINDOW_TOO_SMALL);
    CHECK_STATUS(hookseal_window_create(&window, memory, HOOKSEAL_WINDOW_HEADER_SIZE - 1, NULL, sixteen), HOOKSEAL_WINDOW_TOO_SMALL);
    CHECK_STATUS(hookseal_window_create(&window, memory, 0, NULL, sixteen), HOOKSEAL_WINDOW_TOO_SMALL);
    REFUSED(hookseal_window_create(&window, memory, SIZE_MAX, NULL, sixteen));
    CHECK_STATUS(hookseal_window_open(&window, memory, 0, NULL), HOOKSEAL_WINDOW_TOO_SMALL);
    REFUSED(hookseal_window_open(&window, memory, SIZE_MAX, NULL));
    UNMADE(hookseal_window_claim(&window, &key, 1800000000, &claim));
    CHECK(hookseal_window_size(0) == 0 && hookseal_window_size(SIZE_MAX) == 0);
    CHECK(hookseal_window_size(1) == HOOKSEAL_WINDOW_SIZE(1) && hookseal_window_size(17) == HOOKSEAL_WINDOW_SIZE(17));
    make();
}

static void numbers(void) {
    subject = "numbers that name nothing";
    REFUSED(hookseal_keyring_init(&keyring, 5));
    UNMADE(hookseal_verifier_init(&verifier, "github", &keyring));
    make();
    CHECK_STATUS(hookseal_keyring_init_for(&keyring, "nobody"), HOOKSEAL_SCHEME_UNKNOWN);
    UNMADE(hookseal_keyring_add(&keyring, secret, SECRET));
    make();
    REFUSED(hookseal_verifier_set_dedup(&verifier, 6));
    REFUSED(hookseal_verifier_set_tolerance(&verifier, 1ULL << 32, 1));
    scheme.encoding = 3;
    REFUSED(hookseal_verifier_init_custom(&verifier, &scheme, &keyring));
    make();
    hookseal_part part = { 99, NULL };
    scheme.parts = &part;
    scheme.part_count = 1;
    REFUSED(hookseal_verifier_init_custom(&verifier, &scheme, &keyring));
    part.kind = HOOKSEAL_PART_LITERAL;
    NULLED(hookseal_verifier_init_custom(&verifier, &scheme, &keyring));
    make();
    scheme.id.at = 9;
    REFUSED(hookseal_verifier_init_custom(&verifier, &scheme, &keyring));
    make();
    scheme.timestamp.at = 9;
    scheme.timestamp.name = "t";
    REFUSED(hookseal_verifier_init_custom(&verifier, &scheme, &keyring));
    make();
    record.outcome = 11;
    REFUSED(hookseal_record_render(&record, line, sizeof line, NULL));
    record.outcome = 0;
    record.error = 9999;
    REFUSED(hookseal_record_render(&record, line, sizeof line, NULL));
    REFUSED(hookseal_retry_set_jitter(&schedule, 3, 0));
    CHECK_STATUS(hookseal_retry_set_jitter(&schedule, HOOKSEAL_JITTER_PROPORTIONAL, 101), HOOKSEAL_SCHEDULE_INVALID);
    REFUSED(hookseal_retry_next(&schedule, 1, 0, 0x10002, 0, sixteen, &key, &verdict));
    config.full = 3;
    REFUSED(hookseal_window_create(&window, memory, MEMORY, &config, sixteen));
    config.full = 0;
    CHECK_STATUS(hookseal_verifier_init(&verifier, "nobody", &keyring), HOOKSEAL_SCHEME_UNKNOWN);
    CHECK_STATUS(hookseal_verifier_init(&verifier, "github", &other_keyring), HOOKSEAL_STATE);
    CHECK_STATUS(hookseal_retry_preset(&schedule, "nothing"), HOOKSEAL_SCHEDULE_INVALID);
    make();
    scheme.name = "github";
    CHECK_STATUS(hookseal_verifier_init_custom(&verifier, &scheme, &keyring), HOOKSEAL_SCHEME_INVALID);
    make();
    request.method = "\xff";
    REFUSED(hookseal_verify(&verifier, &request, body, BODY, &verified));
    make();
    char *endless = (char *)malloc(HOOKSEAL_TEXT_MAX + 2);
    memset(endless, 'a', HOOKSEAL_TEXT_MAX + 1);
    endless[HOOKSEAL_TEXT_MAX + 1] = '\0';
    request.url = endless;
    REFUSED(hookseal_verify(&verifier, &request, body, BODY, &verified));
    endless[HOOKSEAL_TEXT_MAX] = '\0';
    CHECK_STATUS(hookseal_verify(&verifier, &request, body, BODY, &verified), HOOKSEAL_OK);
    free(endless);
    make();
}

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
    UNMADE(hookseal_window_get_counters(&window, &counters));
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

static void tokens_and_images(void) {
    subject = "tokens of others";
    static unsigned char *other;
    hookseal_window other_window;
    hookseal_token foreign = ZERO;
    static const uint8_t other_key[16] = { 8 };
    other = (unsigned char *)aligned_alloc(HOOKSEAL_WINDOW_ALIGN, MEMORY);
    CHECK_STATUS(hookseal_window_create(&other_window, other, MEMORY, NULL, other_key), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_window_commit(&other_window, &token, 1800000000, &settled), HOOKSEAL_TOKEN_INVALID);
    CHECK(settled == HOOKSEAL_SETTLED_NONE);
    CHECK_STATUS(hookseal_window_bury(&window, &foreign, 1800000000, &settled), HOOKSEAL_TOKEN_INVALID);
    CHECK_STATUS(hookseal_window_claim(&window, &key, UINT64_MAX, &claim), HOOKSEAL_CLOCK_RANGE);
    CHECK(claim.state == HOOKSEAL_CLAIM_NONE);
    REFUSED(hookseal_window_release(&window, &token, 1800000000, 301, &settled));
    CHECK_STATUS(hookseal_window_commit(&window, &token, 1800000000, &settled), HOOKSEAL_OK);
    CHECK(settled == HOOKSEAL_SETTLED_OK);

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
    nulls();
    make();
    misaligned();
    make();
    lengths();
    numbers();
    unset();
    storage();
    tokens_and_images();
    misreading();
    free(memory);
}
