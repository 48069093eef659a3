// signatures.json: each in one call, and cut in pieces.
#include "check.h"

typedef struct request_of_vector {
    hookseal_request request;
    hookseal_header *headers;
    unsigned char *certificate;
} request_of_vector;

static void open_request(const json_t *vector, request_of_vector *made) {
    memset(made, 0, sizeof *made);
    made->headers = headers_of(json_object_get(vector, "headers"), &made->request.header_count);
    made->request.headers = made->headers;
    made->request.now = (uint64_t)json_integer_value(json_object_get(vector, "now"));
    made->request.content_length = (uint64_t)json_integer_value(json_object_get(vector, "content_length"));
    made->request.method = text_of(vector, "method");
    made->request.url = text_of(vector, "url");
    if (text_of(vector, "certificate_hex") != NULL) {
        made->certificate = unhex(text_of(vector, "certificate_hex"), &made->request.certificate_length);
        made->request.certificate = made->certificate;
    }
}

static void close_request(request_of_vector *made) {
    free_headers(made->headers, made->request.header_count);
    free(made->certificate);
}

hookseal_status verify_vector(const json_t *vector, hookseal_verified *verified) {
    hookseal_verifier verifier;
    request_of_vector made;
    size_t length;
    hookseal_status status = verifier_of(vector, &verifier);
    if (status != HOOKSEAL_OK) {
        return status;
    }
    unsigned char *body = body_of(vector, &length);
    open_request(vector, &made);
    status = hookseal_verify(&verifier, &made.request, body, length, verified);
    close_request(&made);
    free(body);
    hookseal_verifier_wipe(&verifier);
    return status;
}

static void check_text(hookseal_text found, const json_t *expected) {
    if (json_is_null(expected)) {
        CHECK(found.data == NULL && found.length == 0);
    } else {
        CHECK(found.length == json_string_length(expected) &&
              memcmp(found.data, json_string_value(expected), found.length) == 0);
    }
}

static void check_signed(bool is_signed, const json_t *expect, const char *key) {
    const json_t *expected = json_object_get(expect, key);
    if (expected != NULL) {
        CHECK(is_signed == json_is_true(expected));
    }
}

static void check_facts(const json_t *vector, const json_t *expect, const hookseal_verified *verified) {
    hookseal_event event;
    hookseal_dedup_key key;
    bool has_key;
    if (!CHECK_STATUS(hookseal_verified_event(verified, &event), HOOKSEAL_OK)) {
        return;
    }
    const json_t *index = json_object_get(expect, "key_index"), *time = json_object_get(expect, "timestamp");
    const char *field_error = text_of(expect, "field_error");
    CHECK(event.key_index == (json_is_null(index) ? -1 : (int32_t)json_integer_value(index)));
    CHECK(event.has_timestamp == !json_is_null(time));
    CHECK(event.timestamp == (uint64_t)json_integer_value(time));
    CHECK(event.field_error == (field_error == NULL ? HOOKSEAL_OK : status_named(field_error)));
    check_text(event.id, json_object_get(expect, "id"));
    check_text(event.type, json_object_get(expect, "type"));
    check_text(event.version, json_object_get(expect, "version"));
    check_signed(event.id_signed, expect, "id_signed");
    check_signed(event.type_signed, expect, "type_signed");
    check_signed(event.version_signed, expect, "version_signed");

    const char *scope = text_of(vector, "scope"), *dedup_error = text_of(expect, "dedup_error");
    hookseal_status status = hookseal_verified_dedup_key(verified, scope == NULL ? "" : scope, &key, &has_key);
    CHECK_STATUS(status, dedup_error == NULL ? HOOKSEAL_OK : status_named(dedup_error));
    const char *expected_key = text_of(expect, "dedup_key");
    CHECK(has_key == (expected_key != NULL));
    if (expected_key != NULL) {
        size_t length;
        unsigned char *bytes = unhex(expected_key, &length);
        CHECK(length == sizeof key.bytes && memcmp(bytes, key.bytes, length) == 0);
        free(bytes);
    }
}

// As refused: nothing can be read, also where the answer was misread.
static void check_nothing(const hookseal_verified *verified) {
    hookseal_event event;
    static const hookseal_verified zeros = ZERO;
    CHECK(memcmp(verified, &zeros, sizeof zeros) == 0);
    CHECK_STATUS(hookseal_verified_event(verified, &event), HOOKSEAL_STATE);
    CHECK(event.id.data == NULL && event.scheme.data == NULL && event.key_index == 0);
}

static void in_pieces(const json_t *vector, const json_t *expect, const hookseal_verifier *verifier, size_t piece) {
    static const char *const stages[] = { "start", "update", "finish" };
    hookseal_verification verification;
    hookseal_verified verified;
    request_of_vector made;
    size_t length, stage = 0;
    unsigned char *body = body_of(vector, &length);
    open_request(vector, &made);
    memset(&verified, 0xff, sizeof verified);
    hookseal_status status = hookseal_verification_start(&verification, verifier, &made.request);
    for (size_t at = 0; status == HOOKSEAL_OK && at < length; at += piece) {
        // A copy of its own size each, so that a sanitizer sees a byte more.
        size_t size = length - at < piece ? length - at : piece;
        unsigned char *chunk = (unsigned char *)malloc(size);
        memcpy(chunk, body + at, size);
        stage = 1;
        status = hookseal_verification_update(&verification, chunk, size);
        free(chunk);
    }
    if (status == HOOKSEAL_OK) {
        stage = 2;
        status = hookseal_verification_finish(&verification, &verified);
    }
    const char *error = text_of(expect, "error");
    if (error == NULL) {
        if (CHECK_STATUS(status, HOOKSEAL_OK)) {
            check_facts(vector, expect, &verified);
        }
    } else if (CHECK_STATUS(status, status_named(error))) {
        CHECK(strcmp(text_of(expect, "at"), stages[stage]) == 0);
        if (stage == 2) {
            check_nothing(&verified);
        }
    }
    CHECK_STATUS(hookseal_verification_update(&verification, body, length), HOOKSEAL_STATE);
    CHECK_STATUS(hookseal_verification_finish(&verification, &verified), HOOKSEAL_STATE);
    hookseal_verification_wipe(&verification);
    close_request(&made);
    free(body);
}

void test_signatures(void) {
    json_t *root = vectors("signatures.json");
    const json_t *list = json_object_get(root, "vectors");
    CHECK(json_array_size(list) > 2000);
    for (size_t at = 0; at < json_array_size(list); at++) {
        const json_t *vector = json_array_get(list, at), *expect = json_object_get(vector, "expect");
        const char *error = text_of(expect, "error"), *stage = text_of(expect, "at");
        hookseal_verifier verifier;
        hookseal_verified verified;
        subject = text_of(vector, "name");
        memset(&verified, 0xff, sizeof verified);
        hookseal_status status = verify_vector(vector, &verified);
        CHECK_STATUS(status, error == NULL ? HOOKSEAL_OK : status_named(error));
        if (stage != NULL && strcmp(stage, "configure") == 0) {
            continue;
        }
        if (error == NULL && status == HOOKSEAL_OK) {
            check_facts(vector, expect, &verified);
        } else {
            check_nothing(&verified);
        }
        CHECK_STATUS(verifier_of(vector, &verifier), HOOKSEAL_OK);
        bool weak;
        CHECK_STATUS(hookseal_verifier_weak(&verifier, &weak), HOOKSEAL_OK);
        if (json_object_get(expect, "weak") != NULL) {
            CHECK(weak == json_is_true(json_object_get(expect, "weak")));
        }
        size_t length;
        free(body_of(vector, &length));
        in_pieces(vector, expect, &verifier, length > 4096 ? 1000 : 1);
        in_pieces(vector, expect, &verifier, length > 4096 ? 65536 : 7);
        hookseal_verifier_wipe(&verifier);
    }
    json_decref(root);
}
