// dedup.json, on a window in memory.
#include "check.h"

enum { TOKENS = 700 };

typedef struct tokens {
    const char *names[TOKENS];
    hookseal_token values[TOKENS];
    size_t count;
} tokens;

static const char *const settled_words[] = { "", "ok", "late", "already_done", "stolen" };
static const char *const forget_words[] = { "", "forgotten", "absent", "in_flight" };

static hookseal_window_config config_of(const json_t *given) {
    const json_t *full = json_object_get(given, "full");
    hookseal_window_config config = ZERO;
    config.ttl = (uint32_t)json_integer_value(json_object_get(given, "ttl"));
    config.lease = (uint32_t)json_integer_value(json_object_get(given, "lease"));
    config.epoch = (uint64_t)json_integer_value(json_object_get(given, "epoch"));
    config.sliding = json_is_true(json_object_get(given, "sliding"));
    config.max_attempts = (uint8_t)json_integer_value(json_object_get(given, "max_attempts"));
    if (json_is_object(full)) {
        config.full = HOOKSEAL_FULL_EVICT_DONE;
        config.min_age = (uint32_t)json_integer_value(json_object_get(full, "evict_done"));
    } else if (full != NULL && strcmp(json_string_value(full), "unguarded") == 0) {
        config.full = HOOKSEAL_FULL_UNGUARDED;
    }
    return config;
}

// Whether a claim answers as expected.
static bool is_claim(const hookseal_claim *claim, const json_t *expect) {
    static const char *const words[] = { "", "claimed", "in_flight", "done", "exhausted", "dead", "full", "unguarded" };
    const char *word = words[claim->state];
    uint32_t number = claim->state == HOOKSEAL_CLAIM_IN_FLIGHT || claim->state == HOOKSEAL_CLAIM_FULL ? claim->retry_after
                                                                                                       : claim->attempt;
    if (json_is_string(expect)) {
        return strcmp(json_string_value(expect), word) == 0 && number == 0;
    }
    const json_t *expected = json_object_get(expect, word);
    return expected != NULL && (uint32_t)json_integer_value(expected) == number;
}

static hookseal_dedup_key key_of(const json_t *kase, const json_t *step) {
    hookseal_dedup_key key;
    size_t length;
    unsigned char *bytes = unhex(text_of(json_object_get(kase, "keys"), text_of(step, "event")), &length);
    memcpy(key.bytes, bytes, sizeof key.bytes);
    free(bytes);
    return key;
}

// The token that a step names, or gives in hex; false where it has no length of a token.
static bool token_of(const json_t *step, const tokens *known, hookseal_token *token) {
    const char *hex = text_of(step, "token_hex");
    if (hex != NULL) {
        size_t length;
        unsigned char *bytes = unhex(hex, &length);
        if (length == sizeof token->bytes) {
            memcpy(token->bytes, bytes, length);
        }
        free(bytes);
        return length == sizeof token->bytes;
    }
    for (size_t at = 0; at < known->count; at++) {
        if (strcmp(known->names[at], text_of(step, "token")) == 0) {
            *token = known->values[at];
        }
    }
    if (json_object_get(step, "flip") != NULL) {
        size_t bit = (size_t)json_integer_value(json_object_get(step, "flip"));
        token->bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    return true;
}

static void play(const json_t *kase, const json_t *step, const hookseal_window *window, uint64_t now, tokens *known) {
    const char *call = text_of(step, "call");
    const json_t *expect = json_object_get(step, "expect");
    hookseal_status expected = text_of(expect, "error") == NULL ? HOOKSEAL_OK : status_named(text_of(expect, "error"));
    if (strcmp(call, "claim") == 0) {
        hookseal_claim claim;
        hookseal_dedup_key key = key_of(kase, step);
        CHECK_STATUS(hookseal_window_claim(window, &key, now, &claim), expected);
        CHECK(expected == HOOKSEAL_OK ? is_claim(&claim, expect) : claim.state == HOOKSEAL_CLAIM_NONE);
        if (text_of(step, "token") != NULL && known->count < TOKENS) {
            known->names[known->count] = text_of(step, "token");
            known->values[known->count++] = claim.token;
        }
        return;
    }
    if (strcmp(call, "forget") == 0) {
        hookseal_forgotten forgotten;
        hookseal_dedup_key key = key_of(kase, step);
        CHECK_STATUS(hookseal_window_forget(window, &key, now, &forgotten), expected);
        CHECK(expected != HOOKSEAL_OK || strcmp(forget_words[forgotten], json_string_value(expect)) == 0);
        return;
    }
    hookseal_token token = ZERO;
    hookseal_settled settled = 9;
    hookseal_status status;
    if (!token_of(step, known, &token)) {
        return;
    }
    if (strcmp(call, "commit") == 0) {
        status = hookseal_window_commit(window, &token, now, &settled);
    } else if (strcmp(call, "bury") == 0) {
        status = hookseal_window_bury(window, &token, now, &settled);
    } else if (strcmp(call, "release") == 0) {
        uint32_t not_before = (uint32_t)json_integer_value(json_object_get(step, "not_before"));
        status = hookseal_window_release(window, &token, now, not_before, &settled);
    } else {
        status = hookseal_window_renew(window, &token, now, &settled);
    }
    CHECK_STATUS(status, expected);
    CHECK(settled < 5 && (expected == HOOKSEAL_OK ? strcmp(settled_words[settled], json_string_value(expect)) == 0
                                                  : settled == HOOKSEAL_SETTLED_NONE));
}

static void run(const json_t *kase, uint64_t start) {
    static const uint8_t window_key[16] = { 5 };
    const json_t *given = json_object_get(kase, "config"), *capacity = json_object_get(given, "capacity");
    const json_t *steps = json_object_get(kase, "steps");
    const char *error = text_of(kase, "config_error");
    hookseal_window_config config = config_of(given);
    size_t size = hookseal_window_size(capacity == NULL ? 4096 : (size_t)json_integer_value(capacity));
    hookseal_window window;
    static tokens known;
    if (json_object_get(given, "ttl") != NULL && error != NULL &&
        (config.ttl == 0 || config.lease == 0 || (json_object_get(given, "max_attempts") != NULL && config.max_attempts == 0))) {
        // Zero is the usual choice in C: this mistake cannot be written.
        return;
    }
    size = size == 0 ? HOOKSEAL_WINDOW_HEADER_SIZE : size;
    unsigned char *memory = (unsigned char *)aligned_alloc(HOOKSEAL_WINDOW_ALIGN, size);
    memset(memory, 0xa5, size);
    if (!CHECK_STATUS(hookseal_window_create(&window, memory, size, &config, window_key),
                      error == NULL ? HOOKSEAL_OK : status_named(error)) ||
        error != NULL) {
        free(memory);
        return;
    }
    known.count = 0;
    for (size_t at = 0; at < json_array_size(steps); at++) {
        const json_t *step = json_array_get(steps, at);
        uint64_t now = start + (uint64_t)json_integer_value(json_object_get(step, "at"));
        // Opened anew now and then: nothing is kept outside the memory.
        if (at % 3 == 0) {
            CHECK_STATUS(hookseal_window_open(&window, memory, size, &config), HOOKSEAL_OK);
        }
        play(kase, step, &window, now, &known);
    }
    free(memory);
}

void test_dedup(void) {
    json_t *root = vectors("dedup.json");
    const json_t *cases = json_object_get(root, "cases");
    CHECK(json_array_size(cases) > 250);
    for (size_t at = 0; at < json_array_size(cases); at++) {
        subject = text_of(json_array_get(cases, at), "name");
        run(json_array_get(cases, at), (uint64_t)json_integer_value(json_object_get(root, "start")));
    }
    json_decref(root);
}
