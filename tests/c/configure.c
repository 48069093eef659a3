// The verifier that a vector of signatures.json describes.
#include "check.h"

// A word's place in a list of words, from `first` on; the number after the last for a word that is not in it.
static uint32_t place_in(const char *word, const char *const *words, uint32_t count, uint32_t first) {
    uint32_t at = 0;
    while (at < count && strcmp(word, words[at]) != 0) {
        at++;
    }
    return first + at;
}

static hookseal_dedup dedup_of(const json_t *of) {
    static const char *const words[] = { "signed_id", "signed_id_or_digest", "digest", "unsigned_id", "none" };
    const char *word = text_of(of, "dedup");
    return word == NULL ? HOOKSEAL_DEDUP_DEFAULT : place_in(word, words, 5, HOOKSEAL_DEDUP_SIGNED_ID);
}

static uint64_t limit_of(const json_t *of, const char *key) {
    const json_t *limit = json_object_get(of, key);
    return limit == NULL ? HOOKSEAL_NO_LIMIT : (uint64_t)json_integer_value(limit);
}

static hookseal_field field_of(const json_t *scheme, const char *key) {
    const json_t *field = json_object_get(scheme, key);
    hookseal_field made = { HOOKSEAL_PLACE_NONE, NULL };
    if (field != NULL) {
        bool is_header = text_of(field, "header") != NULL;
        made.at = is_header ? HOOKSEAL_PLACE_HEADER : HOOKSEAL_PLACE_JSON;
        made.name = text_of(field, is_header ? "header" : "json");
    }
    return made;
}

static hookseal_timestamp timestamp_of(const json_t *scheme) {
    static const char *const units[] = { "seconds", "milliseconds", "rfc3339" };
    const json_t *clock = json_object_get(scheme, "timestamp");
    hookseal_timestamp made = { HOOKSEAL_PLACE_NONE, NULL, 0, HOOKSEAL_NO_LIMIT, HOOKSEAL_NO_LIMIT };
    if (clock == NULL) {
        return made;
    }
    const char *const places[] = { "header", "json", "entry" };
    for (uint32_t at = 0; at < 3; at++) {
        if (text_of(clock, places[at]) != NULL) {
            made.at = HOOKSEAL_PLACE_HEADER + at;
            made.name = text_of(clock, places[at]);
        }
    }
    made.unit = place_in(text_of(clock, "unit"), units, 3, HOOKSEAL_UNIT_SECONDS);
    made.past = limit_of(clock, "past");
    made.future = limit_of(clock, "future");
    return made;
}

// Splits `{timestamp}.{body}` into parts; texts go to `room`. At most 16 parts.
static size_t parts_of(const char *signed_parts, hookseal_part *parts, char *room) {
    static const char *const names[] = { "timestamp", "id", "method", "url", "body" };
    size_t count = 0;
    bool in_literal = false;
    while (*signed_parts != '\0' && count < 16) {
        bool is_brace = *signed_parts == '{' || *signed_parts == '}';
        bool is_doubled = is_brace && signed_parts[1] == *signed_parts;
        if (!is_brace || is_doubled) {
            if (!in_literal) {
                parts[count].kind = HOOKSEAL_PART_LITERAL;
                parts[count++].text = room;
                in_literal = true;
            }
            *room++ = *signed_parts;
            signed_parts += is_doubled ? 2 : 1;
            continue;
        }
        if (in_literal) {
            *room++ = '\0';
            in_literal = false;
        }
        const char *end = strchr(signed_parts, '}');
        size_t length = (size_t)(end - signed_parts) - 1;
        memcpy(room, signed_parts + 1, length);
        room[length] = '\0';
        if (strncmp(room, "header:", 7) == 0) {
            parts[count].kind = HOOKSEAL_PART_HEADER;
            parts[count++].text = room + 7;
        } else {
            parts[count].kind = place_in(room, names, 5, HOOKSEAL_PART_TIMESTAMP);
            parts[count++].text = NULL;
        }
        room += length + 1;
        signed_parts = end + 1;
    }
    *room = '\0';
    return count;
}

static hookseal_key_format key_format_of(const json_t *scheme) {
    static const char *const words[] = { "utf8", "raw", "base64", "hex", "whsec" };
    const char *word = text_of(scheme, "key");
    return word == NULL ? HOOKSEAL_KEY_UTF8 : place_in(word, words, 5, HOOKSEAL_KEY_UTF8);
}

// Makes either, the other being NULL.
static hookseal_status init_custom(const json_t *scheme, hookseal_verifier *verifier, hookseal_signer *signer,
                                   const hookseal_keyring *keyring, const hookseal_api_keys *api_keys,
                                   const hookseal_certificate_pins *pins) {
    static const char *const encodings[] = { "hex", "base64", "base64url" };
    const json_t *signature = json_object_get(scheme, "signature");
    const char *template_text = text_of(scheme, "signed");
    hookseal_part parts[16];
    char room[4096];
    hookseal_scheme made;
    memset(&made, 0, sizeof made);
    made.name = text_of(scheme, "name");
    made.family = text_of(scheme, "family");
    if (signature != NULL) {
        const json_t *headers = json_object_get(signature, "headers");
        if (json_array_size(headers) > 4) {
            // The struct has room for four: this mistake cannot be written in C.
            return HOOKSEAL_SCHEME_INVALID;
        }
        for (size_t at = 0; at < json_array_size(headers); at++) {
            made.signature_headers[at] = json_string_value(json_array_get(headers, at));
        }
        const char *separator = text_of(signature, "separator");
        made.separator = separator == NULL ? '\0' : separator[0];
        made.prefix = text_of(signature, "prefix");
        made.encoding = place_in(text_of(signature, "encoding"), encodings, 3, HOOKSEAL_ENCODING_HEX);
    }
    made.key_format = key_format_of(scheme);
    made.dedup = dedup_of(scheme);
    made.bodies_repeat = json_is_true(json_object_get(scheme, "bodies_repeat"));
    made.timestamp = timestamp_of(scheme);
    made.id = field_of(scheme, "id");
    made.type = field_of(scheme, "type");
    made.version = field_of(scheme, "version");
    const json_t *max_body = json_object_get(scheme, "max_body");
    made.max_body = (uint64_t)json_integer_value(max_body);
    if (max_body != NULL && made.max_body == 0) {
        return HOOKSEAL_LIMIT_INVALID;
    }
    if (template_text != NULL) {
        made.parts = parts;
        made.part_count = parts_of(template_text, parts, room);
    }
    if (signer != NULL) {
        return hookseal_signer_init_custom(signer, &made, keyring);
    }
    if (signature == NULL) {
        return hookseal_verifier_init_guarded(verifier, &made, api_keys, pins);
    }
    return hookseal_verifier_init_custom(verifier, &made, keyring);
}

static hookseal_status keyring_of(const json_t *vector, const json_t *scheme, hookseal_keyring *keyring) {
    const json_t *secrets = json_object_get(vector, "secrets"), *hex = json_object_get(vector, "secrets_hex");
    hookseal_status status = scheme != NULL ? hookseal_keyring_init(keyring, key_format_of(scheme))
                                            : hookseal_keyring_init_for(keyring, text_of(vector, "scheme"));
    for (size_t at = 0; status == HOOKSEAL_OK && at < json_array_size(secrets); at++) {
        const json_t *secret = json_array_get(secrets, at);
        status = hookseal_keyring_add(keyring, (const uint8_t *)json_string_value(secret), json_string_length(secret));
    }
    for (size_t at = 0; status == HOOKSEAL_OK && at < json_array_size(hex); at++) {
        size_t length;
        unsigned char *secret = unhex(json_string_value(json_array_get(hex, at)), &length);
        status = hookseal_keyring_add(keyring, secret, length);
        free(secret);
    }
    if (status == HOOKSEAL_OK && json_array_size(secrets) + json_array_size(hex) == 0) {
        status = (secrets == NULL && hex == NULL) ? HOOKSEAL_OK : HOOKSEAL_KEYRING_EMPTY;
    }
    return status;
}

static hookseal_status api_keys_of(const json_t *given, hookseal_api_keys *api_keys) {
    hookseal_text keys[8];
    const json_t *list = json_object_get(given, "keys");
    size_t count = json_array_size(list);
    for (size_t at = 0; at < count && at < 8; at++) {
        keys[at].data = json_string_value(json_array_get(list, at));
        keys[at].length = json_string_length(json_array_get(list, at));
    }
    return hookseal_api_keys_init(api_keys, text_of(given, "header"), keys, count);
}

static hookseal_status pins_of(const json_t *list, hookseal_certificate_pins *pins) {
    unsigned char digests[16 * 32];
    size_t count = json_array_size(list);
    for (size_t at = 0; at < count && at < 16; at++) {
        size_t length;
        unsigned char *digest = unhex(json_string_value(json_array_get(list, at)), &length);
        memcpy(digests + 32 * at, digest, 32);
        free(digest);
    }
    return hookseal_certificate_pins_init(pins, digests, count);
}

static hookseal_status set_options(const json_t *vector, hookseal_verifier *verifier) {
    const json_t *tolerance = json_object_get(vector, "tolerance"), *max_body = json_object_get(vector, "max_body");
    hookseal_status status = HOOKSEAL_OK;
    if (tolerance != NULL) {
        uint64_t past = json_is_integer(tolerance) ? (uint64_t)json_integer_value(tolerance) : limit_of(tolerance, "past");
        uint64_t future = json_is_integer(tolerance) ? past : limit_of(tolerance, "future");
        status = hookseal_verifier_set_tolerance(verifier, past, future);
    }
    if (status == HOOKSEAL_OK && max_body != NULL) {
        status = hookseal_verifier_set_max_body(verifier, (uint64_t)json_integer_value(max_body));
    }
    if (status == HOOKSEAL_OK && json_object_get(vector, "dedup") != NULL) {
        status = hookseal_verifier_set_dedup(verifier, dedup_of(vector));
    }
    return status;
}

hookseal_status verifier_of(const json_t *vector, hookseal_verifier *verifier) {
    const json_t *scheme = json_object_get(vector, "custom_scheme");
    const json_t *keys = json_object_get(vector, "api_keys"), *pin_list = json_object_get(vector, "pins_hex");
    bool is_signed = scheme == NULL || json_object_get(scheme, "signature") != NULL;
    hookseal_keyring keyring;
    hookseal_api_keys api_keys;
    hookseal_certificate_pins pins;
    hookseal_status status = HOOKSEAL_OK;
    if (is_signed) {
        status = keyring_of(vector, scheme, &keyring);
    }
    if (status == HOOKSEAL_OK && keys != NULL) {
        status = api_keys_of(keys, &api_keys);
    }
    if (status == HOOKSEAL_OK && pin_list != NULL) {
        status = pins_of(pin_list, &pins);
    }
    const hookseal_api_keys *key_guard = keys == NULL ? NULL : &api_keys;
    const hookseal_certificate_pins *pin_guard = pin_list == NULL ? NULL : &pins;
    if (status == HOOKSEAL_OK && scheme != NULL) {
        status = init_custom(scheme, verifier, NULL, &keyring, key_guard, pin_guard);
    } else if (status == HOOKSEAL_OK) {
        status = hookseal_verifier_init(verifier, text_of(vector, "scheme"), &keyring);
    }
    if (status == HOOKSEAL_OK && is_signed && (key_guard != NULL || pin_guard != NULL)) {
        status = hookseal_verifier_set_guards(verifier, key_guard, pin_guard);
    }
    return status == HOOKSEAL_OK ? set_options(vector, verifier) : status;
}

hookseal_status signer_of(const json_t *vector, hookseal_signer *signer) {
    const json_t *scheme = json_object_get(vector, "custom_scheme");
    hookseal_keyring keyring;
    hookseal_status status = keyring_of(vector, scheme, &keyring);
    if (status == HOOKSEAL_OK && scheme != NULL) {
        status = init_custom(scheme, NULL, signer, &keyring, NULL, NULL);
    } else if (status == HOOKSEAL_OK) {
        status = hookseal_signer_init(signer, text_of(vector, "scheme"), &keyring);
    }
    hookseal_keyring_wipe(&keyring);
    return status;
}
