// What a caller can get wrong with a window in a file, and what a file can hold.
#include "check.h"

#ifdef HOOKSEAL_HOSTED

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NOW = 1800000000 };

static char folder[] = "/tmp/hookseal-c.XXXXXX";
static char path[sizeof folder + 16];
static hookseal_file_window window;
static hookseal_dedup_key key = { { 7 } };
static hookseal_claim claim;
static hookseal_token token;
static hookseal_settled settled;
static hookseal_forgotten forgotten;
static hookseal_window_config config;
static hookseal_window_identity identity;
static hookseal_counters counters;
static hookseal_occupancy occupancy;
static uint64_t number;
static hookseal_verifier verifier;
static char detail[64];

static void misaligned(void) {
    subject = "misaligned, with a file";
    REFUSED(hookseal_file_window_claim(CROOKED(hookseal_file_window, &window), &key, NOW, &claim));
    REFUSED(hookseal_file_window_take_warning(CROOKED(hookseal_file_window, &window), NOW, detail, sizeof detail));
    REFUSED(hookseal_file_window_take_warning(&window, NOW, detail, SIZE_MAX));
    REFUSED(hookseal_file_window_claim(&window, &key, NOW, CROOKED(hookseal_claim, &identity)));
    REFUSED(hookseal_file_window_commit(CROOKED(hookseal_file_window, &window), &token, NOW, &settled));
    REFUSED(hookseal_file_window_commit(&window, &token, NOW, CROOKED(hookseal_settled, &identity)));
    REFUSED(hookseal_file_window_bury(CROOKED(hookseal_file_window, &window), &token, NOW, &settled));
    REFUSED(hookseal_file_window_bury(&window, &token, NOW, CROOKED(hookseal_settled, &identity)));
    REFUSED(hookseal_file_window_release(CROOKED(hookseal_file_window, &window), &token, NOW, 0, &settled));
    REFUSED(hookseal_file_window_release(&window, &token, NOW, 0, CROOKED(hookseal_settled, &identity)));
    REFUSED(hookseal_file_window_renew(CROOKED(hookseal_file_window, &window), &token, NOW, &settled));
    REFUSED(hookseal_file_window_renew(&window, &token, NOW, CROOKED(hookseal_settled, &identity)));
    REFUSED(hookseal_file_window_forget(CROOKED(hookseal_file_window, &window), &key, NOW, &forgotten));
    REFUSED(hookseal_file_window_forget(&window, &key, NOW, CROOKED(hookseal_forgotten, &identity)));
    REFUSED(hookseal_file_window_get_identity(CROOKED(hookseal_file_window, &window), NOW, &identity));
    REFUSED(hookseal_file_window_get_identity(&window, NOW, CROOKED(hookseal_window_identity, &identity)));
    REFUSED(hookseal_file_window_get_counters(CROOKED(hookseal_file_window, &window), NOW, &counters));
    REFUSED(hookseal_file_window_get_counters(&window, NOW, CROOKED(hookseal_counters, &counters)));
    REFUSED(hookseal_file_window_get_occupancy(CROOKED(hookseal_file_window, &window), NOW, &occupancy));
    REFUSED(hookseal_file_window_get_occupancy(&window, NOW, CROOKED(hookseal_occupancy, &occupancy)));
    REFUSED(hookseal_file_window_check(CROOKED(hookseal_file_window, &window), &verifier, NOW));
    REFUSED(hookseal_file_window_check(&window, CROOKED(hookseal_verifier, &verifier), NOW));
    REFUSED(hookseal_file_window_open(CROOKED(hookseal_file_window, &window), path, 0, NULL, false, NOW, NULL, 0));
    REFUSED(hookseal_file_window_close(CROOKED(hookseal_file_window, &window)));
    REFUSED(hookseal_now(CROOKED(uint64_t, &identity)));
    // It was asked for nothing, so it is still there.
    CHECK_STATUS(hookseal_file_window_get_identity(&window, NOW, &identity), HOOKSEAL_OK);
}

static void openings(void) {
    subject = "openings of a file";
    hookseal_file_window other;
    REFUSED(hookseal_file_window_open(&other, path, 0, CROOKED(hookseal_window_config, &config), false, NOW, NULL, 0));
    REFUSED(hookseal_file_window_open(&other, path, 0, NULL, false, NOW, detail, SIZE_MAX));
    REFUSED(hookseal_file_window_open(&other, "\xff", 0, NULL, false, NOW, NULL, 0));
    detail[0] = 'x';
    CHECK_STATUS(hookseal_file_window_open(&other, path, 32, NULL, false, NOW, detail, 1), HOOKSEAL_WINDOW_MISMATCH);
    CHECK(detail[0] == '\0' && detail[1] == '\0');
    // There is no text where there is no window to tell of, whatever is wrong.
    detail[0] = 'x';
    CHECK_STATUS(hookseal_file_window_open(NULL, path, 0, NULL, false, NOW, detail, sizeof detail), HOOKSEAL_ARGUMENT_NULL);
    CHECK(detail[0] == '\0');
    detail[0] = 'x';
    REFUSED(hookseal_file_window_open(CROOKED(hookseal_file_window, &other), path, 0, NULL, false, NOW, detail, sizeof detail));
    CHECK(detail[0] == '\0');
    memset(&config, 0, sizeof config);
    config.full = 3;
    REFUSED(hookseal_file_window_open(&other, path, 0, &config, false, NOW, NULL, 0));
    // Yes or no may be any byte: this asks for a file that slides, and it does not.
    config.full = 0;
    config.sliding = 0xff;
    CHECK_STATUS(hookseal_file_window_open(&other, path, 0, &config, false, NOW, NULL, 0), HOOKSEAL_WINDOW_MISMATCH);
    UNMADE(hookseal_file_window_claim(&other, &key, NOW, &claim));
}

// Whatever storage holds, it is no window unless one was opened there.
static void storage(void) {
    subject = "storage of a window in a file";
    uint32_t dice = 1;
    hookseal_file_window other;
    for (int round = 0; round < 20; round++) {
        unsigned char *bytes = (unsigned char *)(void *)&other;
        for (size_t at = 0; at < sizeof other; at++) {
            dice = dice * 1664525 + 1013904223;
            bytes[at] = round == 0 ? 0 : round == 1 ? 0xff : (unsigned char)(dice >> 24);
        }
        UNMADE(hookseal_file_window_claim(&other, &key, NOW, &claim));
        UNMADE(hookseal_file_window_commit(&other, &token, NOW, &settled));
        UNMADE(hookseal_file_window_bury(&other, &token, NOW, &settled));
        UNMADE(hookseal_file_window_release(&other, &token, NOW, 0, &settled));
        UNMADE(hookseal_file_window_renew(&other, &token, NOW, &settled));
        UNMADE(hookseal_file_window_forget(&other, &key, NOW, &forgotten));
        UNMADE(hookseal_file_window_get_identity(&other, NOW, &identity));
        UNMADE(hookseal_file_window_get_counters(&other, NOW, &counters));
        UNMADE(hookseal_file_window_get_occupancy(&other, NOW, &occupancy));
        UNMADE(hookseal_file_window_check(&other, &verifier, NOW));
        UNMADE(hookseal_file_window_take_warning(&other, NOW, detail, sizeof detail));
        CHECK_STATUS(hookseal_file_window_close(&other), HOOKSEAL_OK);
    }
}

static void foreign_tokens(void) {
    subject = "tokens of another window";
    static const uint8_t window_key[16] = { 9 };
    size_t size = hookseal_window_size(64);
    unsigned char *memory = (unsigned char *)aligned_alloc(HOOKSEAL_WINDOW_ALIGN, size);
    hookseal_window other;
    CHECK_STATUS(hookseal_window_create(&other, memory, size, NULL, window_key), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_window_claim(&other, &key, NOW, &claim), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_file_window_commit(&window, &claim.token, NOW, &settled), HOOKSEAL_TOKEN_INVALID);
    CHECK_STATUS(hookseal_file_window_renew(&window, &claim.token, NOW, &settled), HOOKSEAL_TOKEN_INVALID);
    CHECK(settled == HOOKSEAL_SETTLED_NONE);
    CHECK_STATUS(hookseal_file_window_claim(&window, &key, NOW, &claim), HOOKSEAL_OK);
    CHECK(claim.state == HOOKSEAL_CLAIM_CLAIMED);
    token = claim.token;
    CHECK_STATUS(hookseal_window_commit(&other, &token, NOW, &settled), HOOKSEAL_TOKEN_INVALID);
    CHECK_STATUS(hookseal_file_window_commit(&window, &token, NOW, &settled), HOOKSEAL_OK);
    CHECK(settled == HOOKSEAL_SETTLED_OK);
    free(memory);
}

// Bytes of the file that somebody overwrote while it is open, and before it is opened: a status with a name, and no claim with it.
static void corrupted_files(void) {
    subject = "a corrupted file";
    static const hookseal_status named[] = { HOOKSEAL_OK,           HOOKSEAL_WINDOW_FOREIGN,   HOOKSEAL_WINDOW_VERSION,
                                             HOOKSEAL_WINDOW_CORRUPT, HOOKSEAL_WINDOW_TRUNCATED, HOOKSEAL_CLOCK_RANGE };
    uint32_t dice = 7;
    unsigned damaged = 0;
    for (unsigned round = 0; round < 300; round++) {
        bool is_named = false;
        if (round % 20 == 0) {
            hookseal_file_window_close(&window);
            unlink(path);
            CHECK_STATUS(hookseal_file_window_open(&window, path, 64, NULL, false, NOW, NULL, 0), HOOKSEAL_OK);
        }
        int file = open(path, O_RDWR);
        struct stat about;
        CHECK(file >= 0 && fstat(file, &about) == 0);
        for (int byte = 0; byte < 4; byte++) {
            dice = dice * 1664525 + 1013904223;
            unsigned char value = (unsigned char)(dice >> 24);
            CHECK(pwrite(file, &value, 1, (off_t)(dice >> 4) % (round % 2 == 0 ? 384 : about.st_size)) == 1);
        }
        close(file);
        hookseal_status status = hookseal_file_window_claim(&window, &key, NOW + round, &claim);
        for (size_t at = 0; at < sizeof named / sizeof named[0]; at++) {
            is_named = is_named || status == named[at];
        }
        CHECK(is_named && (status == HOOKSEAL_OK || claim.state == HOOKSEAL_CLAIM_NONE));
        hookseal_file_window again;
        status = hookseal_file_window_open(&again, path, 0, NULL, false, NOW, detail, sizeof detail);
        damaged += status != HOOKSEAL_OK;
        CHECK((status == HOOKSEAL_OK) == (detail[0] == '\0'));
        if (status == HOOKSEAL_OK) {
            hookseal_file_window_close(&again);
        } else {
            UNMADE(hookseal_file_window_claim(&again, &key, NOW, &claim));
        }
    }
    CHECK(damaged > 100);
    hookseal_file_window_close(&window);
    subject = "a file that was cut short";
    for (off_t length = 4000; length >= 0; length -= 400) {
        CHECK(truncate(path, length) == 0);
        hookseal_status status = hookseal_file_window_open(&window, path, 0, NULL, false, NOW, NULL, 0);
        CHECK(status != HOOKSEAL_OK && strcmp(hookseal_status_name(status), "PANIC") != 0);
        UNMADE(hookseal_file_window_claim(&window, &key, NOW, &claim));
    }
}

// Another file under the name, which is no window: every call says so, and none gives a claim or says that it settled one.
static void replaced(void) {
    subject = "a file that was replaced";
    char elsewhere[4096 + 8];
    snprintf(elsewhere, sizeof elsewhere, "%s.other", path);
    CHECK_STATUS(hookseal_file_window_open(&window, path, 64, NULL, false, NOW, NULL, 0), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_file_window_claim(&window, &key, NOW, &claim), HOOKSEAL_OK);
    token = claim.token;
    int file = open(elsewhere, O_CREAT | O_WRONLY, 0600);
    CHECK(file >= 0 && write(file, "no window", 9) == 9 && close(file) == 0 && rename(elsewhere, path) == 0);
    sleep(2);
    CHECK_STATUS(hookseal_file_window_claim(&window, &key, NOW, &claim), HOOKSEAL_WINDOW_FOREIGN);
    CHECK(claim.state == HOOKSEAL_CLAIM_NONE);
    settled = 9;
    CHECK_STATUS(hookseal_file_window_commit(&window, &token, NOW, &settled), HOOKSEAL_WINDOW_FOREIGN);
    CHECK(settled == HOOKSEAL_SETTLED_NONE);
    CHECK_STATUS(hookseal_file_window_bury(&window, &token, NOW, &settled), HOOKSEAL_WINDOW_FOREIGN);
    CHECK_STATUS(hookseal_file_window_release(&window, &token, NOW, 0, &settled), HOOKSEAL_WINDOW_FOREIGN);
    CHECK_STATUS(hookseal_file_window_renew(&window, &token, NOW, &settled), HOOKSEAL_WINDOW_FOREIGN);
    CHECK_STATUS(hookseal_file_window_forget(&window, &key, NOW, &forgotten), HOOKSEAL_WINDOW_FOREIGN);
    CHECK_STATUS(hookseal_file_window_get_identity(&window, NOW, &identity), HOOKSEAL_WINDOW_FOREIGN);
    CHECK_STATUS(hookseal_file_window_get_counters(&window, NOW, &counters), HOOKSEAL_WINDOW_FOREIGN);
    CHECK_STATUS(hookseal_file_window_get_occupancy(&window, NOW, &occupancy), HOOKSEAL_WINDOW_FOREIGN);
    // As the opening does, it refuses to begin a new one at a time that is none.
    CHECK(unlink(path) == 0);
    CHECK_STATUS(hookseal_file_window_get_identity(&window, UINT64_MAX, &identity), HOOKSEAL_CLOCK_RANGE);
    CHECK_STATUS(hookseal_file_window_close(&window), HOOKSEAL_OK);
}

void test_hosted_bad_input(void) {
    CHECK(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/window", folder);
    CHECK_STATUS(hookseal_file_window_open(&window, path, 64, NULL, false, NOW, NULL, 0), HOOKSEAL_OK);
    misaligned();
    openings();
    storage();
    foreign_tokens();
    NULLED(hookseal_file_window_release(&window, NULL, NOW, 0, &settled));
    NULLED(hookseal_file_window_renew(&window, &token, NOW, NULL));
    NULLED(hookseal_now(NULL));
    CHECK_STATUS(hookseal_now(&number), HOOKSEAL_OK);
    corrupted_files();
    unlink(path);
    replaced();
    unlink(path);
    rmdir(folder);
}

#endif
