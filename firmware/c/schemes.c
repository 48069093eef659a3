// What is signed can be verified, for schemes of every shape, and nothing else can; no scheme goes deeper than the header says.
#include "stack.h"

static const uint8_t body[] = "{\"id\":\"evt_1\",\"type\":\"a\",\"timestamp\":\"2023-11-14T22:13:20Z\"}";
// The digits of a secret in any format.
static const uint8_t digits[] = "00112233445566778899aabbccddeeff";
static char scheme[64];
static hookseal_keyring keyring;
static hookseal_verifier verifier;
static hookseal_verification verification;
static hookseal_verified verified;
static hookseal_signer signer;
static hookseal_signed_headers signed_headers;
static hookseal_header headers[HOOKSEAL_SIGNED_HEADERS_MAX];
static hookseal_delivery delivery;
static hookseal_request request;
static int failures;

CALL(keyring_init_for, hookseal_keyring_init_for(&keyring, scheme))
CALL(keyring_add, hookseal_keyring_add(&keyring, digits, sizeof digits - 1))
CALL(verifier_init, hookseal_verifier_init(&verifier, scheme, &keyring))
CALL(signer_init, hookseal_signer_init(&signer, scheme, &keyring))
CALL(sign, hookseal_sign(&signer, &delivery, &signed_headers))
CALL(verify, hookseal_verify(&verifier, &request, body, sizeof body - 1, &verified))
CALL(verify_forged, hookseal_verify(&verifier, &request, body, sizeof body - 2, &verified))
CALL(verification_start, hookseal_verification_start(&verification, &verifier, &request))
CALL(verification_update, hookseal_verification_update(&verification, body, sizeof body - 1))
CALL(verification_finish, hookseal_verification_finish(&verification, &verified))
CALL(set_dedup, hookseal_verifier_set_dedup(&verifier, HOOKSEAL_DEDUP_NONE))
CALL(verify_without_digest, hookseal_verify(&verifier, &request, body, sizeof body - 1, &verified))

enum { KEYRING_INIT_FOR, KEYRING_ADD, VERIFIER_INIT, SIGNER_INIT, SIGN, VERIFY, FORGED, START, UPDATE, FINISH, SET_DEDUP, WITHOUT_DIGEST, ROWS };
static const row rows[ROWS] = {
    ROW(keyring_init_for, 1024),
    ROW(keyring_add, 2700),
    ROW(verifier_init, 1024),
    ROW(signer_init, 1024),
    ROW(sign, 2400),
    ROW(verify, 2500),
    ROW(verify_forged, 2500),
    ROW(verification_start, 1024),
    ROW(verification_update, 1024),
    ROW(verification_finish, 1024),
    ROW(set_dedup, 1024),
    ROW(verify_without_digest, 1750),
};
static uint32_t deepest[ROWS];

static hookseal_status measured(int at) {
    hookseal_status status;
    uint32_t depth = depth_of(rows[at].call, &status);
    deepest[at] = depth > deepest[at] ? depth : deepest[at];
    return status;
}

static void expect(hookseal_status status, hookseal_status expected) {
    if (status != expected) {
        failures++;
        print("wrong: ");
        print(scheme);
        print("\n");
    }
}

// Whether the scheme was signed and verified.
static bool check_scheme(void) {
    for (int at = KEYRING_INIT_FOR; at <= SIGNER_INIT; at++) {
        expect(measured(at), HOOKSEAL_OK);
    }
    if (measured(SIGN) != HOOKSEAL_OK) {
        // It signs further headers, or a timestamp in the body at another path.
        return false;
    }
    request.header_count = 0;
    while (request.header_count < HOOKSEAL_SIGNED_HEADERS_MAX &&
           hookseal_signed_headers_get(&signed_headers, request.header_count, &headers[request.header_count]) == HOOKSEAL_OK) {
        request.header_count++;
    }
    hookseal_status status = measured(VERIFY);
    // A body that would have to hold a timestamp at a path of the scheme's own.
    if (status == HOOKSEAL_TIMESTAMP_MISSING) {
        return false;
    }
    expect(status, HOOKSEAL_OK);
    expect(measured(FORGED), HOOKSEAL_SIGNATURE_MISMATCH);
    for (int at = START; at < ROWS; at++) {
        expect(measured(at), HOOKSEAL_OK);
    }
    return true;
}

int check_schemes(void) {
    uint32_t count = 0;
    hookseal_text name;
    delivery.body = body;
    delivery.body_length = sizeof body - 1;
    delivery.timestamp = request.now = NOW;
    delivery.id = "evt-1";
    request.method = delivery.method = "POST";
    request.url = delivery.url = "https://example.com/hooks";
    request.headers = headers;
    for (size_t at = 0; hookseal_scheme_name(at, &name) == HOOKSEAL_OK; at++) {
        memcpy(scheme, name.data, name.length);
        scheme[name.length] = '\0';
        count += check_scheme();
    }
    print_number(count);
    print(" schemes sign and verify; the deepest of all, with one secret, in bytes of stack:\n");
    if (count <= 70) {
        print("wrong: most schemes can be signed\n");
        failures++;
    }
    for (int at = 0; at < ROWS; at++) {
        failures += check_depth(&rows[at], deepest[at]);
    }
    return failures;
}
