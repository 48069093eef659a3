// records.json, each line to the byte and in a buffer of just its size.
#include "check.h"

static const json_t *named(const json_t *list, const char *name) {
    for (size_t at = 0; at < json_array_size(list); at++) {
        if (strcmp(text_of(json_array_get(list, at), "name"), name) == 0) {
            return json_array_get(list, at);
        }
    }
    fprintf(stderr, "no vector is called %s\n", name);
    exit(2);
}

void test_records(void) {
    static const char *const outcomes[] = { "ok",          "duplicate", "ignored",     "refused",       "in_flight",    "full",
                                            "unavailable", "failed",    "commit_lost", "dead_lettered", "misconfigured" };
    json_t *list = vectors("records.json"), *signatures = vectors("signatures.json");
    for (size_t at = 0; at < json_array_size(list); at++) {
        const json_t *row = json_array_get(list, at);
        hookseal_record record;
        hookseal_verified verified;
        subject = text_of(row, "name");
        memset(&record, 0, sizeof record);
        if (text_of(row, "vector") != NULL) {
            const json_t *vector = named(json_object_get(signatures, "vectors"), text_of(row, "vector"));
            CHECK_STATUS(verify_vector(vector, &verified), HOOKSEAL_OK);
            record.verified = &verified;
        }
        record.time = (uint64_t)json_integer_value(json_object_get(row, "time"));
        record.scheme = text_of(row, "scheme");
        record.endpoint = text_of(row, "endpoint");
        record.body_bytes = (uint64_t)json_integer_value(json_object_get(row, "body_bytes"));
        record.duration_us = (uint64_t)json_integer_value(json_object_get(row, "duration_us"));
        while (strcmp(outcomes[record.outcome], text_of(row, "outcome")) != 0) {
            record.outcome++;
        }
        record.error = text_of(row, "error") == NULL ? HOOKSEAL_OK : status_named(text_of(row, "error"));
        record.status = (uint16_t)json_integer_value(json_object_get(row, "status"));
        record.attempt = (uint8_t)json_integer_value(json_object_get(row, "attempt"));

        const char *line = text_of(row, "line");
        size_t size = strlen(line) + 1, length = 0;
        char *buffer = (char *)malloc(size);
        CHECK_STATUS(hookseal_record_render(&record, buffer, size, &length), HOOKSEAL_OK);
        CHECK(length == size - 1 && strcmp(buffer, line) == 0);
        CHECK_STATUS(hookseal_record_render(&record, buffer, size - 1, &length), HOOKSEAL_BUFFER_TOO_SMALL);
        CHECK(length == 0 && buffer[0] == '\0');
        CHECK_STATUS(hookseal_record_render(&record, buffer, size, NULL), HOOKSEAL_OK);
        free(buffer);
    }
    json_decref(list);
    json_decref(signatures);
}
