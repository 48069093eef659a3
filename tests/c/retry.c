// retry.json.
#include "check.h"

// Steps stay as long as the schedule.
static uint64_t steps[64];

static void schedule_of(const json_t *given, hookseal_retry_schedule *schedule) {
    const json_t *exponential = json_object_get(given, "exponential"), *list = json_object_get(given, "list");
    const json_t *jitter = json_object_get(given, "jitter"), *max_age = json_object_get(given, "max_age");
    if (exponential != NULL) {
        CHECK_STATUS(hookseal_retry_exponential(schedule, (uint64_t)json_integer_value(json_object_get(exponential, "base")),
                                                (uint32_t)json_integer_value(json_object_get(exponential, "factor")),
                                                (uint64_t)json_integer_value(json_object_get(exponential, "cap")),
                                                (uint32_t)json_integer_value(json_object_get(exponential, "retries"))),
                     HOOKSEAL_OK);
    } else if (list != NULL) {
        for (size_t at = 0; at < json_array_size(list); at++) {
            steps[at] = (uint64_t)json_integer_value(json_array_get(list, at));
        }
        CHECK_STATUS(hookseal_retry_list(schedule, steps, json_array_size(list)), HOOKSEAL_OK);
    } else {
        CHECK_STATUS(hookseal_retry_preset(schedule, text_of(given, "preset")), HOOKSEAL_OK);
    }
    if (json_is_object(jitter)) {
        uint8_t percent = (uint8_t)json_integer_value(json_object_get(jitter, "proportional"));
        CHECK_STATUS(hookseal_retry_set_jitter(schedule, HOOKSEAL_JITTER_PROPORTIONAL, percent), HOOKSEAL_OK);
    } else if (jitter != NULL) {
        bool is_full = strcmp(json_string_value(jitter), "full") == 0;
        hookseal_jitter kind = is_full ? HOOKSEAL_JITTER_FULL : HOOKSEAL_JITTER_NONE;
        CHECK_STATUS(hookseal_retry_set_jitter(schedule, kind, 0), HOOKSEAL_OK);
    }
    if (max_age != NULL) {
        CHECK_STATUS(hookseal_retry_set_max_age(schedule, (uint64_t)json_integer_value(max_age)), HOOKSEAL_OK);
    }
}

static void check_verdict(const hookseal_verdict *verdict, const json_t *expect) {
    const json_t *delay = json_object_get(expect, "retry_in");
    const char *reason = text_of(expect, "dead_letter");
    hookseal_verdict_kind kind = HOOKSEAL_VERDICT_DELIVERED;
    if (delay != NULL) {
        kind = HOOKSEAL_VERDICT_RETRY_IN;
    } else if (reason != NULL) {
        kind = strcmp(reason, "exhausted") == 0 ? HOOKSEAL_VERDICT_EXHAUSTED
               : strcmp(reason, "too_old") == 0 ? HOOKSEAL_VERDICT_TOO_OLD
                                                : HOOKSEAL_VERDICT_PERMANENT;
    } else if (json_object_get(expect, "disable_endpoint") != NULL) {
        kind = HOOKSEAL_VERDICT_DISABLE_ENDPOINT;
    }
    CHECK(verdict->kind == kind);
    CHECK(verdict->delay_ms == (uint64_t)json_integer_value(delay));
}

static void test_next(const json_t *row) {
    hookseal_retry_schedule schedule;
    hookseal_verdict verdict;
    hookseal_dedup_key event;
    size_t length;
    const json_t *answer = json_object_get(row, "answer"), *after = json_object_get(row, "retry_after");
    uint32_t status = (uint32_t)json_integer_value(answer);
    if (json_is_string(answer)) {
        status = strcmp(json_string_value(answer), "timeout") == 0 ? HOOKSEAL_ANSWER_TIMEOUT : HOOKSEAL_ANSWER_NETWORK;
    }
    schedule_of(json_object_get(row, "schedule"), &schedule);
    unsigned char *key = unhex(text_of(row, "key"), &length), *bytes = unhex(text_of(row, "event"), &length);
    memcpy(event.bytes, bytes, sizeof event.bytes);
    uint64_t wait = json_is_null(after) ? HOOKSEAL_NO_RETRY_AFTER : (uint64_t)json_integer_value(after);
    CHECK_STATUS(hookseal_retry_next(&schedule, (uint32_t)json_integer_value(json_object_get(row, "attempt")),
                                     (uint64_t)json_integer_value(json_object_get(row, "elapsed")), status, wait, key,
                                     &event, &verdict),
                 HOOKSEAL_OK);
    check_verdict(&verdict, json_object_get(row, "expect"));
    free(key);
    free(bytes);
}

void test_retry(void) {
    json_t *root = vectors("retry.json");
    const json_t *list = json_object_get(root, "next");
    subject = "retry.json";
    for (size_t at = 0; at < json_array_size(list); at++) {
        test_next(json_array_get(list, at));
    }
    list = json_object_get(root, "required_ttl");
    for (size_t at = 0; at < json_array_size(list); at++) {
        const json_t *row = json_array_get(list, at);
        hookseal_retry_schedule schedule;
        uint64_t ttl;
        schedule_of(json_object_get(row, "schedule"), &schedule);
        CHECK_STATUS(hookseal_retry_required_ttl(&schedule, false, &ttl), HOOKSEAL_OK);
        CHECK(ttl == (uint64_t)json_integer_value(json_object_get(row, "fixed")));
        CHECK_STATUS(hookseal_retry_required_ttl(&schedule, true, &ttl), HOOKSEAL_OK);
        CHECK(ttl == (uint64_t)json_integer_value(json_object_get(row, "sliding")));
    }
    list = json_object_get(root, "retry_after");
    for (size_t at = 0; at < json_array_size(list); at++) {
        const json_t *row = json_array_get(list, at), *value = json_object_get(row, "value"), *ms = json_object_get(row, "ms");
        uint64_t found, now = (uint64_t)json_integer_value(json_object_get(row, "now"));
        CHECK_STATUS(hookseal_parse_retry_after(json_string_value(value), json_string_length(value), now, &found), HOOKSEAL_OK);
        CHECK(found == (json_is_null(ms) ? HOOKSEAL_NO_RETRY_AFTER : (uint64_t)json_integer_value(ms)));
    }
    json_decref(root);
}
