// errors.json and schemes.json, both ways.
#include "check.h"

static void test_errors(void) {
    json_t *list = vectors("errors.json");
    static const struct {
        const char *name;
        uint16_t status;
    } classes[] = { { "sender", 400 }, { "event", 422 }, { "too_large", 413 }, { "timeout", 408 },
                    { "media_type", 415 }, { "unavailable", 503 }, { "configuration", 500 } };
    size_t known = 0;
    subject = "errors.json";
    for (size_t at = 0; at < json_array_size(list); at++) {
        const json_t *row = json_array_get(list, at);
        hookseal_status status = (hookseal_status)json_integer_value(json_object_get(row, "code"));
        CHECK(strcmp(hookseal_status_name(status), text_of(row, "name")) == 0);
        CHECK(strcmp(hookseal_strerror(status), text_of(row, "summary")) == 0);
        for (size_t class_at = 0; class_at < sizeof classes / sizeof classes[0]; class_at++) {
            if (strcmp(classes[class_at].name, text_of(row, "class")) == 0) {
                CHECK(hookseal_http_status(status) == classes[class_at].status);
            }
        }
    }
    for (hookseal_status status = 1; status < 70000; status++) {
        known += strcmp(hookseal_status_name(status), "UNKNOWN") != 0;
    }
    CHECK(known == json_array_size(list));
    CHECK(strcmp(hookseal_status_name(HOOKSEAL_OK), "OK") == 0 && hookseal_http_status(HOOKSEAL_OK) == 200);
    CHECK(strcmp(hookseal_strerror(UINT32_MAX), "unknown status") == 0 && hookseal_http_status(UINT32_MAX) == 500);
    json_decref(list);
}

static void test_schemes(void) {
    json_t *list = vectors("schemes.json");
    hookseal_text name;
    subject = "schemes.json";
    for (size_t at = 0; at < json_array_size(list); at++) {
        const char *expected = text_of(json_array_get(list, at), "name");
        CHECK_STATUS(hookseal_scheme_name(at, &name), HOOKSEAL_OK);
        CHECK(name.length == strlen(expected) && memcmp(name.data, expected, name.length) == 0);
    }
    CHECK_STATUS(hookseal_scheme_name(json_array_size(list), &name), HOOKSEAL_ARGUMENT_INVALID);
    CHECK(name.data == NULL);
    json_decref(list);
}

#define SIZED(object, OBJECT) \
    CHECK(hookseal_##object##_size() == sizeof(hookseal_##object) && HOOKSEAL_##OBJECT##_SIZE == sizeof(hookseal_##object))

void test_lists(void) {
    CHECK(strcmp(hookseal_version(), HOOKSEAL_VERSION) == 0);
    SIZED(keyring, KEYRING);
    SIZED(api_keys, API_KEYS);
    SIZED(certificate_pins, CERTIFICATE_PINS);
    SIZED(verifier, VERIFIER);
    SIZED(verification, VERIFICATION);
    SIZED(verified, VERIFIED);
    SIZED(signer, SIGNER);
    SIZED(signed_headers, SIGNED_HEADERS);
    SIZED(retry_schedule, RETRY_SCHEDULE);
    CHECK(hookseal_window_handle_size() == sizeof(hookseal_window) && HOOKSEAL_WINDOW_HANDLE_SIZE == sizeof(hookseal_window));
#ifdef HOOKSEAL_HOSTED
    SIZED(file_window, FILE_WINDOW);
#endif
    test_errors();
    test_schemes();
}
