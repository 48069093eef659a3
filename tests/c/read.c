// Reading vectors.
#include "check.h"

const char *text_of(const json_t *object, const char *key) {
    return json_string_value(json_object_get(object, key));
}

static void *room(size_t size) {
    // Exactly as much as is needed, so that a sanitizer sees a byte more.
    void *bytes = malloc(size == 0 ? 1 : size);
    if (bytes == NULL) {
        exit(2);
    }
    return bytes;
}

static int digit(char letter) {
    if (letter >= '0' && letter <= '9') {
        return letter - '0';
    }
    return letter >= 'a' ? letter - 'a' + 10 : letter - 'A' + 10;
}

unsigned char *unhex(const char *digits, size_t *length) {
    *length = strlen(digits) / 2;
    unsigned char *bytes = (unsigned char *)room(*length);
    for (size_t at = 0; at < *length; at++) {
        bytes[at] = (unsigned char)(digit(digits[2 * at]) << 4 | digit(digits[2 * at + 1]));
    }
    return bytes;
}

static unsigned char *unbase64(const char *text, size_t *length) {
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned char *bytes = (unsigned char *)room(strlen(text));
    unsigned long bits = 0;
    int held = 0;
    *length = 0;
    for (; *text != '\0' && *text != '='; text++) {
        bits = (bits << 6 | (unsigned long)(strchr(alphabet, *text) - alphabet)) & 0xffffffUL;
        held += 6;
        if (held >= 8) {
            held -= 8;
            bytes[(*length)++] = (unsigned char)(bits >> held);
        }
    }
    return bytes;
}

static void append(unsigned char *bytes, size_t *length, const json_t *text) {
    if (text != NULL) {
        memcpy(bytes + *length, json_string_value(text), json_string_length(text));
        *length += json_string_length(text);
    }
}

unsigned char *body_of(const json_t *vector, size_t *length) {
    const json_t *repeat = json_object_get(vector, "body_repeat");
    if (json_object_get(vector, "body_base64") != NULL) {
        return unbase64(text_of(vector, "body_base64"), length);
    }
    *length = 0;
    if (repeat == NULL) {
        const json_t *text = json_object_get(vector, "body");
        unsigned char *bytes = (unsigned char *)room(json_string_length(text));
        append(bytes, length, text);
        return bytes;
    }
    const json_t *unit = json_object_get(repeat, "unit");
    size_t count = (size_t)json_integer_value(json_object_get(repeat, "count"));
    const json_t *prefix = json_object_get(repeat, "prefix"), *suffix = json_object_get(repeat, "suffix");
    unsigned char *bytes = (unsigned char *)room(json_string_length(prefix) + count * json_string_length(unit) +
                                                 json_string_length(suffix));
    append(bytes, length, prefix);
    for (size_t at = 0; at < count; at++) {
        append(bytes, length, unit);
    }
    append(bytes, length, suffix);
    return bytes;
}

// Characters up to U+00FF as bytes.
static hookseal_text latin1(const json_t *text) {
    const unsigned char *from = (const unsigned char *)json_string_value(text);
    size_t size = json_string_length(text);
    char *bytes = (char *)room(size);
    hookseal_text made = { bytes, 0 };
    for (size_t at = 0; at < size; at++) {
        unsigned letter = from[at];
        if (letter >= 0x80) {
            letter = (letter & 3) << 6 | (from[++at] & 0x3fU);
        }
        bytes[made.length++] = (char)letter;
    }
    return made;
}

hookseal_header *headers_of(const json_t *list, size_t *count) {
    *count = json_array_size(list);
    hookseal_header *headers = (hookseal_header *)room(*count * sizeof *headers);
    for (size_t at = 0; at < *count; at++) {
        const json_t *pair = json_array_get(list, at);
        headers[at].name = latin1(json_array_get(pair, 0));
        headers[at].value = latin1(json_array_get(pair, 1));
    }
    return headers;
}

void free_headers(hookseal_header *headers, size_t count) {
    for (size_t at = 0; at < count; at++) {
        free((void *)headers[at].name.data);
        free((void *)headers[at].value.data);
    }
    free(headers);
}
