// Signing: for genuine deliveries of signatures.json the tags that their senders made, and round trips for each scheme.
#include "check.h"

static hookseal_signer signer;
static hookseal_signed_headers signed_headers;

static bool is_alike(hookseal_text one, hookseal_text other) {
    size_t at = 0;
    while (at < one.length && at < other.length && (one.data[at] | 0x20) == (other.data[at] | 0x20)) {
        at++;
    }
    return at == one.length && at == other.length;
}

// Whether a header holds the tag that a value ends with: 43 characters are a tag in each encoding, or the end of one.
static bool holds_tag(hookseal_text header, hookseal_text value) {
    enum { TAG = 43 };
    for (size_t at = 0; value.length >= TAG && at + TAG <= header.length; at++) {
        hookseal_text piece = { header.data + at, TAG }, end = { value.data + value.length - TAG, TAG };
        if (is_alike(piece, end)) {
            return true;
        }
    }
    return false;
}

static hookseal_text value_of(const hookseal_header *headers, size_t count, hookseal_text name) {
    hookseal_text none = { NULL, 0 };
    for (size_t at = 0; at < count; at++) {
        if (is_alike(headers[at].name, name)) {
            return headers[at].value;
        }
    }
    return none;
}

// Whether what the signer makes is what the sender sent. It is not where the sender writes the timestamp another way.
static bool is_as_sent(const hookseal_header *sent, size_t sent_count) {
    hookseal_header made[HOOKSEAL_SIGNED_HEADERS_MAX];
    size_t count = 0;
    while (count < HOOKSEAL_SIGNED_HEADERS_MAX && hookseal_signed_headers_get(&signed_headers, count, &made[count]) == HOOKSEAL_OK) {
        count++;
    }
    CHECK(count > 0);
    for (size_t at = 0; at + 1 < count; at++) {
        hookseal_text value = value_of(sent, sent_count, made[at].name);
        if (value.data == NULL || value.length != made[at].value.length || memcmp(value.data, made[at].value.data, value.length) != 0) {
            return false;
        }
    }
    return count > 0 && holds_tag(value_of(sent, sent_count, made[count - 1].name), made[count - 1].value);
}

static bool signs_as_sent(const json_t *vector, const json_t *expect) {
    hookseal_delivery delivery;
    const json_t *time = json_object_get(expect, "timestamp");
    size_t count, length;
    hookseal_header *headers = headers_of(json_object_get(vector, "headers"), &count);
    unsigned char *body = body_of(vector, &length);
    const char *id = text_of(expect, "id");
    memset(&delivery, 0, sizeof delivery);
    delivery.body = body;
    delivery.body_length = length;
    delivery.timestamp = (uint64_t)json_integer_value(json_is_integer(time) ? time : json_object_get(vector, "now"));
    delivery.method = text_of(vector, "method");
    delivery.url = text_of(vector, "url");
    delivery.headers = headers;
    delivery.header_count = count;
    for (size_t at = 0; id != NULL && at < count; at++) {
        hookseal_text text = { id, strlen(id) };
        delivery.id = is_alike(headers[at].value, text) ? id : delivery.id;
    }
    bool is_alike_sent = false;
    if (CHECK_STATUS(signer_of(vector, &signer), HOOKSEAL_OK) && count <= 16 &&
        hookseal_sign(&signer, &delivery, &signed_headers) == HOOKSEAL_OK) {
        is_alike_sent = is_as_sent(headers, count);
    }
    hookseal_signer_wipe(&signer);
    free_headers(headers, count);
    free(body);
    return is_alike_sent;
}

static void test_vectors(void) {
    json_t *root = vectors("signatures.json");
    const json_t *list = json_object_get(root, "vectors");
    size_t alike = 0, custom = 0;
    for (size_t at = 0; at < json_array_size(list); at++) {
        const json_t *vector = json_array_get(list, at), *expect = json_object_get(vector, "expect");
        const json_t *index = json_object_get(expect, "key_index");
        // The first secret signs.
        if (text_of(expect, "error") != NULL || !json_is_integer(index) || json_integer_value(index) != 0) {
            continue;
        }
        subject = text_of(vector, "name");
        if (signs_as_sent(vector, expect)) {
            alike++;
            custom += json_object_get(vector, "custom_scheme") != NULL;
        }
    }
    subject = "signed as sent";
    // Of 874; the others have a timestamp with milliseconds or a fraction, or use another of their scheme's headers.
    CHECK(alike >= 789 && custom >= 109);
    json_decref(root);
}

// What is signed verifies, and not with a byte less.
static void test_round_trips(void) {
    static const uint8_t body[] = "{\"id\":\"evt_1\",\"type\":\"a\",\"timestamp\":\"2023-11-14T22:13:20Z\"}";
    // The digits of a secret in any format.
    static const uint8_t secret[] = "00112233445566778899aabbccddeeff";
    hookseal_text name;
    size_t count = 0;
    for (size_t at = 0; hookseal_scheme_name(at, &name) == HOOKSEAL_OK; at++) {
        hookseal_keyring keyring;
        hookseal_verifier verifier;
        hookseal_verified verified;
        hookseal_delivery delivery;
        hookseal_header headers[HOOKSEAL_SIGNED_HEADERS_MAX];
        hookseal_request request;
        char scheme[64];
        snprintf(scheme, sizeof scheme, "%.*s", (int)name.length, name.data);
        subject = scheme;
        memset(&delivery, 0, sizeof delivery);
        memset(&request, 0, sizeof request);
        delivery.body = body;
        delivery.body_length = sizeof body - 1;
        delivery.timestamp = request.now = 1700000000;
        delivery.id = "evt-1";
        delivery.method = request.method = "POST";
        delivery.url = request.url = "https://example.com/hooks";
        CHECK_STATUS(hookseal_keyring_init_for(&keyring, scheme), HOOKSEAL_OK);
        CHECK_STATUS(hookseal_keyring_add(&keyring, secret, sizeof secret - 1), HOOKSEAL_OK);
        CHECK_STATUS(hookseal_verifier_init(&verifier, scheme, &keyring), HOOKSEAL_OK);
        CHECK_STATUS(hookseal_signer_init(&signer, scheme, &keyring), HOOKSEAL_OK);
        hookseal_status status = hookseal_sign(&signer, &delivery, &signed_headers);
        if (status != HOOKSEAL_OK) {
            // It signs further headers, which the vectors have.
            CHECK(status == HOOKSEAL_HEADER_MISSING);
            CHECK_STATUS(hookseal_signed_headers_get(&signed_headers, 0, headers), HOOKSEAL_STATE);
            continue;
        }
        while (request.header_count < HOOKSEAL_SIGNED_HEADERS_MAX &&
               hookseal_signed_headers_get(&signed_headers, request.header_count, &headers[request.header_count]) == HOOKSEAL_OK) {
            request.header_count++;
        }
        request.headers = headers;
        status = hookseal_verify(&verifier, &request, body, sizeof body - 1, &verified);
        // Its timestamp stands in the body, at a path of its own.
        if (status != HOOKSEAL_TIMESTAMP_MISSING) {
            CHECK_STATUS(status, HOOKSEAL_OK);
            count++;
        }
        CHECK_STATUS(hookseal_verify(&verifier, &request, body, sizeof body - 2, &verified), HOOKSEAL_SIGNATURE_MISMATCH);
    }
    subject = "round trips";
    CHECK(count >= 90);
}

void test_signing(void) {
    test_vectors();
    test_round_trips();
}
