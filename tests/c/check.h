// What the tests share.
#ifndef CHECK_H
#define CHECK_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "hookseal.h"

#ifdef __cplusplus
#define ZERO {}
#else
#define ZERO { 0 }
#endif

extern unsigned long checks;
extern unsigned long failures;
// What is being tested, for messages.
extern const char *subject;

#define CHECK(condition) check((condition), #condition, __FILE__, __LINE__)
#define CHECK_STATUS(call, expected) check_status((call), (expected), #call, __FILE__, __LINE__)
#define NULLED(call) CHECK_STATUS(call, HOOKSEAL_ARGUMENT_NULL)
#define REFUSED(call) CHECK_STATUS(call, HOOKSEAL_ARGUMENT_INVALID)
#define UNMADE(call) CHECK_STATUS(call, HOOKSEAL_STATE)
// A pointer into `object` that is aligned for bytes alone.
#define CROOKED(type, object) ((type *)(void *)((unsigned char *)(void *)(object) + 1))

bool check(bool holds, const char *what, const char *file, int line);
bool check_status(hookseal_status status, hookseal_status expected, const char *what, const char *file, int line);

// The status with a name such as "SIGNATURE_MISMATCH"; ends the program where there is none.
hookseal_status status_named(const char *name);

// Reads tests/vectors/NAME, or ends the program.
json_t *vectors(const char *name);

// The string of a key, or NULL.
const char *text_of(const json_t *object, const char *key);

// Bytes that hexadecimal digits write; to be freed.
unsigned char *unhex(const char *digits, size_t *length);
// A body, from whichever field has it; to be freed.
unsigned char *body_of(const json_t *vector, size_t *length);
// Headers, whose values are Latin-1 in the file; to be freed with free_headers.
hookseal_header *headers_of(const json_t *list, size_t *count);
void free_headers(hookseal_header *headers, size_t count);

// Makes the verifier that a vector of signatures.json describes.
hookseal_status verifier_of(const json_t *vector, hookseal_verifier *verifier);
// Makes a signer of the scheme and the first secret that it describes.
hookseal_status signer_of(const json_t *vector, hookseal_signer *signer);
// Verifies a vector in one call.
hookseal_status verify_vector(const json_t *vector, hookseal_verified *verified);

void test_signatures(void);
void test_lists(void);
void test_records(void);
void test_retry(void);
void test_dedup(void);
void test_signing(void);
void test_settings(void);
void test_bad_input(void);
void test_hosted(void);
void test_hosted_bad_input(void);

#endif
