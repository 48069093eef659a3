// One object of each kind, which the tests of bad input use in turn.
#ifndef OBJECTS_H
#define OBJECTS_H

#include "check.h"

enum { SECRET = 26, BODY = 13, MEMORY = HOOKSEAL_WINDOW_SIZE(64) };
extern const uint8_t secret[SECRET + 1];
extern const uint8_t body[BODY + 1];
extern const uint8_t sixteen[16];

extern hookseal_keyring keyring, other_keyring;
extern hookseal_verifier verifier;
extern hookseal_verification verification;
extern hookseal_verified verified, other_verified;
extern hookseal_signer signer;
extern hookseal_signed_headers signed_headers;
extern hookseal_api_keys api_keys;
extern hookseal_certificate_pins pins;
extern hookseal_retry_schedule schedule;
extern hookseal_window window;
extern hookseal_scheme scheme;
extern hookseal_request request;
extern hookseal_delivery delivery;
extern hookseal_record record;
extern hookseal_header header, found_header;
extern hookseal_event event;
extern hookseal_dedup_key key;
extern hookseal_claim claim;
extern hookseal_token token;
extern hookseal_settled settled;
extern hookseal_forgotten forgotten;
extern hookseal_window_config config;
extern hookseal_window_identity identity;
extern hookseal_counters counters;
extern hookseal_occupancy occupancy;
extern hookseal_verdict verdict;
extern hookseal_text text;
extern uint64_t number;
extern bool flag;
extern char line[HOOKSEAL_RECORD_SIZE];
extern unsigned char *memory;

// Makes one of each, so that in what follows one thing at a time is wrong.
void make(void);

void test_nulls(void);
void test_misaligned(void);
void test_lengths(void);
void test_numbers(void);
void test_storage(void);

#endif
