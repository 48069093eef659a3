// Looks for what is left of a secret on the stack: each function runs in a thread on a stack of ours, which is searched afterwards
// for the secret, the padded key, and the states that HMAC made of it, each as good as the key.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hookseal.h"

enum { STACK = 256 * 1024, PIECE = 16 };

static const uint8_t secret[] = "an uncommon phrase 0123456789abc";
static const uint8_t other_secret[] = "another phrase, of as many bytes";
static const uint8_t body[] = "{\"id\":\"evt_1\",\"type\":\"a\"}";
static unsigned char *stack;
static hookseal_status status;

static hookseal_keyring keyring, filled;
static hookseal_verifier verifier, custom;
static hookseal_verification verification;
static hookseal_verified verified;
static hookseal_signer signer;
static hookseal_signed_headers signed_headers;
static hookseal_scheme scheme;
static hookseal_delivery delivery;
static hookseal_request request;
static hookseal_header header;

static void keyring_add(void) {
    status = hookseal_keyring_add(&keyring, secret, sizeof secret - 1);
}
static void verifier_init(void) {
    status = hookseal_verifier_init(&verifier, "github", &filled);
}
static void verifier_init_custom(void) {
    status = hookseal_verifier_init_custom(&custom, &scheme, &filled);
}
static void signer_init(void) {
    status = hookseal_signer_init(&signer, "github", &filled);
}
static void signer_init_custom(void) {
    hookseal_signer made;
    status = hookseal_signer_init_custom(&made, &scheme, &filled);
    hookseal_signer_wipe(&made);
}
static void sign(void) {
    status = hookseal_sign(&signer, &delivery, &signed_headers);
}
static void verify(void) {
    status = hookseal_verify(&verifier, &request, body, sizeof body - 1, &verified);
}
static void start(void) {
    status = hookseal_verification_start(&verification, &verifier, &request);
}
static void update(void) {
    status = hookseal_verification_update(&verification, body, sizeof body - 1);
}
static void finish(void) {
    status = hookseal_verification_finish(&verification, &verified);
}
static void wipe(void) {
    status = hookseal_verification_wipe(&verification);
}
// The control: a copy that nobody wipes.
static void leave_a_copy(void) {
    volatile hookseal_keyring copy = filled;
    status = copy.opaque[0] == filled.opaque[0] ? HOOKSEAL_OK : HOOKSEAL_STATE;
}

static void *work(void *function) {
    void (*run)(void);
    memcpy(&run, function, sizeof run);
    run();
    return NULL;
}

static unsigned count(const unsigned char *piece) {
    unsigned found = 0;
    for (const unsigned char *at = stack; at + PIECE <= stack + STACK; at++) {
        found += *at == *piece && memcmp(at, piece, PIECE) == 0;
    }
    return found;
}

// How many pieces of a secret are on the stack once `run` was there.
static unsigned remains(const char *name, void (*run)(void), hookseal_status expected) {
    pthread_attr_t attributes;
    pthread_t thread;
    unsigned found = 0;
    memset(stack, 0, STACK);
    if (pthread_attr_init(&attributes) != 0 || pthread_attr_setstack(&attributes, stack, STACK) != 0 ||
        pthread_create(&thread, &attributes, work, &run) != 0 || pthread_join(thread, NULL) != 0) {
        fprintf(stderr, "no thread\n");
        exit(2);
    }
    pthread_attr_destroy(&attributes);
    if (status != expected) {
        fprintf(stderr, "%s: %s\n", name, hookseal_status_name(status));
        exit(2);
    }
    const unsigned char *state = (const unsigned char *)(const void *)&filled;
    for (size_t at = 8; at + PIECE <= sizeof filled; at += 4) {
        unsigned set = 0;
        for (size_t byte = 0; byte < PIECE; byte++) {
            set += state[at + byte] != 0;
        }
        // What is mostly zeros is a count or room that is not used.
        found += set >= 12 ? count(state + at) : 0;
    }
    for (unsigned pad = 0; pad < 3; pad++) {
        static const unsigned char pads[] = { 0, 0x36, 0x5c };
        unsigned char padded[PIECE];
        for (size_t byte = 0; byte < PIECE; byte++) {
            padded[byte] = secret[byte] ^ pads[pad];
        }
        found += count(padded);
    }
    return found;
}

int main(void) {
    static const struct {
        const char *name;
        void (*run)(void);
        hookseal_status expected;
    } functions[] = {
        { "keyring_add", keyring_add, HOOKSEAL_OK },
        { "verifier_init", verifier_init, HOOKSEAL_OK },
        { "verifier_init_custom", verifier_init_custom, HOOKSEAL_OK },
        { "signer_init", signer_init, HOOKSEAL_OK },
        { "signer_init_custom", signer_init_custom, HOOKSEAL_OK },
        { "sign", sign, HOOKSEAL_OK },
        { "verify", verify, HOOKSEAL_OK },
        { "verification_start", start, HOOKSEAL_OK },
        { "verification_update", update, HOOKSEAL_OK },
        { "verification_finish", finish, HOOKSEAL_OK },
        { "verification_start again", start, HOOKSEAL_OK },
        { "verification_wipe", wipe, HOOKSEAL_OK },
    };
    unsigned failed = 0;
    stack = (unsigned char *)aligned_alloc(4096, STACK);
    scheme.name = "acme";
    scheme.signature_headers[0] = "X-Acme";
    delivery.body = body;
    delivery.body_length = sizeof body - 1;
    request.headers = &header;
    request.header_count = 1;
    if (stack == NULL || hookseal_keyring_init(&keyring, HOOKSEAL_KEY_UTF8) != HOOKSEAL_OK ||
        hookseal_keyring_init(&filled, HOOKSEAL_KEY_UTF8) != HOOKSEAL_OK ||
        hookseal_keyring_add(&filled, secret, sizeof secret - 1) != HOOKSEAL_OK ||
        hookseal_keyring_add(&filled, other_secret, sizeof other_secret - 1) != HOOKSEAL_OK) {
        return 2;
    }
    if (remains("the control", leave_a_copy, HOOKSEAL_OK) == 0) {
        fprintf(stderr, "the search finds nothing at all\n");
        return 2;
    }
    for (size_t at = 0; at < sizeof functions / sizeof functions[0]; at++) {
        unsigned found = remains(functions[at].name, functions[at].run, functions[at].expected);
        if (found > 0) {
            fprintf(stderr, "hookseal_%s leaves %u pieces of a key on the stack\n", functions[at].name, found);
            failed++;
        }
        if (functions[at].run == sign && hookseal_signed_headers_get(&signed_headers, 0, &header) != HOOKSEAL_OK) {
            return 2;
        }
    }
    free(stack);
    printf("nothing of a secret on the stack after %u functions\n", (unsigned)(sizeof functions / sizeof functions[0]));
    return failed == 0 ? 0 : 1;
}
