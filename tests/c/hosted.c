// Windows in files, the clock, and a panic.
// Before the library's header, so that the compiler sees whether that declares what is not its own.
#include <pthread.h>

#include "check.h"

#ifdef HOOKSEAL_HOSTED

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EVENTS = 2000, WORKERS = 4 };

static char folder[] = "/tmp/hookseal-c.XXXXXX";
static char path[4096];
static hookseal_file_window window;
static uint64_t now;

static hookseal_dedup_key event_of(unsigned number) {
    hookseal_dedup_key key;
    memset(&key, 1, sizeof key);
    memcpy(key.bytes, &number, sizeof number);
    return key;
}

// Where whoever holds the file is kept from running for 250 ms, nothing was done: it is asked again, for a minute or so.
enum { TRIES = 240 };

static hookseal_status claimed(const hookseal_dedup_key *key, hookseal_claim *claim) {
    hookseal_status status = HOOKSEAL_STORE_UNAVAILABLE;
    for (int tries = 0; status == HOOKSEAL_STORE_UNAVAILABLE && tries < TRIES; tries++) {
        status = hookseal_file_window_claim(&window, key, now, claim);
    }
    return status;
}

static hookseal_status committed(const hookseal_token *token, hookseal_settled *settled) {
    hookseal_status status = HOOKSEAL_STORE_UNAVAILABLE;
    for (int tries = 0; status == HOOKSEAL_STORE_UNAVAILABLE && tries < TRIES; tries++) {
        status = hookseal_file_window_commit(&window, token, now, settled);
    }
    return status;
}

// Claims and commits all events; gives how many were its own.
static unsigned work(void) {
    unsigned won = 0;
    for (unsigned number = 0; number < EVENTS; number++) {
        hookseal_claim claim;
        hookseal_settled settled;
        hookseal_dedup_key key = event_of(number);
        if (claimed(&key, &claim) != HOOKSEAL_OK) {
            return 1000000;
        }
        if (claim.state == HOOKSEAL_CLAIM_CLAIMED) {
            won++;
            if (committed(&claim.token, &settled) != HOOKSEAL_OK || settled != HOOKSEAL_SETTLED_OK) {
                return 1000000;
            }
        }
    }
    return won;
}

static void *thread(void *won) {
    *(unsigned *)won = work();
    return NULL;
}

// Threads of this process and forked children, on the one object.
static void shared(void) {
    subject = "threads and children";
    pthread_t threads[WORKERS];
    unsigned won[WORKERS], total = 0;
    int pipes[2];
    CHECK(pipe(pipes) == 0);
    fflush(NULL);
    for (int child = 0; child < 2; child++) {
        if (fork() == 0) {
            unsigned own = work();
            if (write(pipes[1], &own, sizeof own) == (ssize_t)sizeof own) {
                // At once: what a child leaves to its parent, by design, is not lost.
                raise(SIGKILL);
            }
            _exit(1);
        }
    }
    for (int at = 0; at < WORKERS; at++) {
        CHECK(pthread_create(&threads[at], NULL, thread, &won[at]) == 0);
    }
    for (int at = 0; at < WORKERS; at++) {
        pthread_join(threads[at], NULL);
        total += won[at];
    }
    for (int child = 0; child < 2; child++) {
        unsigned own = 0;
        int status;
        CHECK(wait(&status) > 0 && WIFSIGNALED(status));
        CHECK(read(pipes[0], &own, sizeof own) == (ssize_t)sizeof own);
        total += own;
    }
    close(pipes[0]);
    close(pipes[1]);
    CHECK(total == EVENTS);
}

static void calls(void) {
    subject = "all calls on a file";
    hookseal_dedup_key key = event_of(EVENTS + 1);
    hookseal_claim claim;
    hookseal_settled settled;
    hookseal_forgotten forgotten;
    hookseal_window_identity identity;
    hookseal_counters counters;
    hookseal_occupancy occupancy;
    CHECK_STATUS(hookseal_file_window_claim(&window, &key, now, &claim), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_file_window_renew(&window, &claim.token, now, &settled), HOOKSEAL_OK);
    CHECK(settled == HOOKSEAL_SETTLED_OK);
    CHECK_STATUS(hookseal_file_window_release(&window, &claim.token, now, 9, &settled), HOOKSEAL_OK);
    CHECK(settled == HOOKSEAL_SETTLED_OK);
    CHECK_STATUS(hookseal_file_window_claim(&window, &key, now, &claim), HOOKSEAL_OK);
    CHECK(claim.state == HOOKSEAL_CLAIM_IN_FLIGHT && claim.retry_after == 9);
    CHECK_STATUS(hookseal_file_window_claim(&window, &key, now + 9, &claim), HOOKSEAL_OK);
    CHECK(claim.state == HOOKSEAL_CLAIM_CLAIMED && claim.attempt == 2);
    CHECK_STATUS(hookseal_file_window_bury(&window, &claim.token, now + 9, &settled), HOOKSEAL_OK);
    CHECK(settled == HOOKSEAL_SETTLED_OK);
    CHECK_STATUS(hookseal_file_window_forget(&window, &key, now + 9, &forgotten), HOOKSEAL_OK);
    CHECK(forgotten == HOOKSEAL_FORGOTTEN_FORGOTTEN);
    CHECK_STATUS(hookseal_file_window_get_identity(&window, now, &identity), HOOKSEAL_OK);
    CHECK(identity.capacity == 4096 && identity.ttl == 3600 && identity.lease == 300 && !identity.sliding);
    CHECK_STATUS(hookseal_file_window_get_counters(&window, now, &counters), HOOKSEAL_OK);
    CHECK(counters.committed == EVENTS && counters.buried == 1 && counters.released == 1);
    CHECK_STATUS(hookseal_file_window_get_occupancy(&window, now, &occupancy), HOOKSEAL_OK);
    CHECK(occupancy.capacity == 4096 && occupancy.live == EVENTS && occupancy.done == EVENTS);
}

// A file that is removed under the window: what it remembered is gone, and that is told, once.
static void removed(void) {
    subject = "a file that is removed";
    char warning[512];
    hookseal_dedup_key key = event_of(EVENTS + 2);
    hookseal_claim claim;
    hookseal_settled settled;
    CHECK_STATUS(hookseal_file_window_claim(&window, &key, now, &claim), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_file_window_commit(&window, &claim.token, now, &settled), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_file_window_take_warning(&window, now, warning, sizeof warning), HOOKSEAL_OK);
    CHECK(warning[0] == 0);
    CHECK(unlink(path) == 0);
    sleep(2);
    CHECK_STATUS(hookseal_file_window_claim(&window, &key, now + 2, &claim), HOOKSEAL_OK);
    CHECK(claim.state == HOOKSEAL_CLAIM_CLAIMED);
    CHECK_STATUS(hookseal_file_window_take_warning(&window, now + 2, warning, sizeof warning), HOOKSEAL_OK);
    CHECK(strstr(warning, "was gone and a new one was made") != NULL);
    CHECK_STATUS(hookseal_file_window_take_warning(&window, now + 2, warning, sizeof warning), HOOKSEAL_OK);
    CHECK(warning[0] == 0);
    CHECK_STATUS(hookseal_file_window_take_warning(&window, now, warning, 0), HOOKSEAL_BUFFER_TOO_SMALL);
    CHECK_STATUS(hookseal_file_window_take_warning(&window, now, NULL, 9), HOOKSEAL_ARGUMENT_NULL);
    CHECK_STATUS(hookseal_file_window_take_warning(NULL, now, warning, sizeof warning), HOOKSEAL_ARGUMENT_NULL);
}

static void *until_cancelled(void *waiting) {
    for (unsigned number = 0;; number = (number + 1) % 1000) {
        hookseal_claim claim;
        hookseal_dedup_key key = event_of(number);
        if (hookseal_file_window_claim((const hookseal_file_window *)waiting, &key, now, &claim) != HOOKSEAL_OK) {
            return NULL;
        }
        pthread_testcancel();
    }
}

// Threads that are cancelled while they wait for the disk: each ends after its call, and the others go on.
static void cancelled(void) {
    subject = "a thread that is cancelled";
    char elsewhere[4096 + 8];
    hookseal_file_window waiting;
    hookseal_dedup_key key = event_of(EVENTS + 3);
    hookseal_claim claim;
    snprintf(elsewhere, sizeof elsewhere, "%s.waits", path);
    CHECK_STATUS(hookseal_file_window_open(&waiting, elsewhere, 1024, NULL, true, now, NULL, 0), HOOKSEAL_OK);
    for (int round = 0; round < 10; round++) {
        pthread_t worker;
        void *result = NULL;
        CHECK(pthread_create(&worker, NULL, until_cancelled, &waiting) == 0);
        usleep(10000);
        CHECK(pthread_cancel(worker) == 0 && pthread_join(worker, &result) == 0);
        CHECK(result == PTHREAD_CANCELED);
    }
    CHECK_STATUS(hookseal_file_window_claim(&waiting, &key, now, &claim), HOOKSEAL_OK);
    CHECK(claim.state == HOOKSEAL_CLAIM_CLAIMED);
    CHECK_STATUS(hookseal_file_window_close(&waiting), HOOKSEAL_OK);
    CHECK(unlink(elsewhere) == 0);
}

// A daemon that closed its standard streams, and prints all the same: nothing of it gets into the window.
static void streamless(void) {
    subject = "a program without standard streams";
    static const char line[] = "a line for the log, which is as long as a window's header takes to be none any more";
    char elsewhere[4096 + 8];
    snprintf(elsewhere, sizeof elsewhere, "%s.daemon", path);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        hookseal_file_window own;
        hookseal_dedup_key key = event_of(1);
        hookseal_claim claim;
        int reached = 0;
        for (int stream = 0; stream < 3; stream++) {
            close(stream);
        }
        // Made, then opened.
        for (int round = 0; round < 2; round++) {
            if (hookseal_file_window_open(&own, elsewhere, 64, NULL, false, now, NULL, 0) != HOOKSEAL_OK) {
                _exit(10);
            }
            for (int stream = 0; stream < 3; stream++) {
                reached += write(stream, line, sizeof line) >= 0;
            }
            if (hookseal_file_window_claim(&own, &key, now, &claim) != HOOKSEAL_OK) {
                _exit(11);
            }
            hookseal_file_window_close(&own);
        }
        _exit(reached);
    }
    int status = -1;
    CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    CHECK(unlink(elsewhere) == 0);
}

// The file as it was made, whatever its opener gave.
static void beside_a_verifier(void) {
    subject = "a file beside a verifier";
    static const uint8_t secret[] = "It's a Secret to Everybody";
    hookseal_keyring keyring;
    hookseal_verifier verifier;
    CHECK_STATUS(hookseal_keyring_init_for(&keyring, "stripe"), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_keyring_add(&keyring, secret, sizeof secret - 1), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_verifier_init(&verifier, "stripe", &keyring), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_file_window_check(&window, &verifier, now), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_verifier_set_tolerance(&verifier, 3300, 300), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_file_window_check(&window, &verifier, now), HOOKSEAL_WINDOW_CONFIG);
    CHECK_STATUS(hookseal_file_window_check(NULL, &verifier, now), HOOKSEAL_ARGUMENT_NULL);
    CHECK_STATUS(hookseal_file_window_check(&window, NULL, now), HOOKSEAL_ARGUMENT_NULL);
}

static void refusals(void) {
    subject = "files that are refused";
    hookseal_file_window other;
    hookseal_window_config config = ZERO;
    hookseal_settled settled = 9;
    hookseal_claim claim;
    hookseal_token token = ZERO;
    hookseal_dedup_key key = event_of(1);
    hookseal_dedup_key none = ZERO;
    char detail[256], short_detail[8], elsewhere[4096 + 8];
    snprintf(elsewhere, sizeof elsewhere, "%s.new", path);
    CHECK_STATUS(hookseal_file_window_open(&other, elsewhere, 16, NULL, false, UINT64_MAX, detail, sizeof detail), HOOKSEAL_CLOCK_RANGE);
    CHECK(strstr(detail, "Unix seconds") != NULL);
    CHECK_STATUS(hookseal_file_window_claim(&window, &none, now, &claim), HOOKSEAL_ARGUMENT_INVALID);
    config.ttl = 7;
    CHECK_STATUS(hookseal_file_window_open(&other, path, 0, &config, false, now, detail, sizeof detail), HOOKSEAL_WINDOW_MISMATCH);
    CHECK(strstr(detail, "ttl is 3600 in the file") != NULL);
    CHECK_STATUS(hookseal_file_window_claim(&other, &key, now, &claim), HOOKSEAL_STATE);
    CHECK_STATUS(hookseal_file_window_open(&other, path, 64, NULL, false, now, short_detail, sizeof short_detail),
                 HOOKSEAL_WINDOW_MISMATCH);
    CHECK(strlen(short_detail) == sizeof short_detail - 1);
    CHECK_STATUS(hookseal_file_window_open(&other, folder, 0, NULL, false, now, NULL, 0), HOOKSEAL_WINDOW_FOREIGN);
    CHECK_STATUS(hookseal_file_window_open(&other, NULL, 0, NULL, false, now, NULL, 0), HOOKSEAL_ARGUMENT_NULL);
    CHECK_STATUS(hookseal_file_window_open(NULL, path, 0, NULL, false, now, NULL, 0), HOOKSEAL_ARGUMENT_NULL);
    CHECK_STATUS(hookseal_file_window_open(&other, path, 0, NULL, false, now, detail, 0), HOOKSEAL_BUFFER_TOO_SMALL);
    CHECK_STATUS(hookseal_file_window_open(&other, path, SIZE_MAX, NULL, false, now, NULL, 0), HOOKSEAL_WINDOW_MISMATCH);
    CHECK_STATUS(hookseal_file_window_claim(NULL, &key, now, &claim), HOOKSEAL_ARGUMENT_NULL);
    CHECK_STATUS(hookseal_file_window_claim(&window, NULL, now, &claim), HOOKSEAL_ARGUMENT_NULL);
    CHECK_STATUS(hookseal_file_window_claim(&window, &key, now, NULL), HOOKSEAL_ARGUMENT_NULL);
    CHECK_STATUS(hookseal_file_window_commit(&window, &token, now, &settled), HOOKSEAL_TOKEN_INVALID);
    CHECK(settled == HOOKSEAL_SETTLED_NONE);
    CHECK_STATUS(hookseal_file_window_commit(&window, NULL, now, &settled), HOOKSEAL_ARGUMENT_NULL);
    CHECK_STATUS(hookseal_file_window_bury(&window, &token, now, NULL), HOOKSEAL_ARGUMENT_NULL);
    CHECK_STATUS(hookseal_file_window_release(NULL, &token, now, 0, &settled), HOOKSEAL_ARGUMENT_NULL);
    CHECK_STATUS(hookseal_file_window_renew(NULL, &token, now, &settled), HOOKSEAL_ARGUMENT_NULL);
    CHECK_STATUS(hookseal_file_window_forget(&window, NULL, now, &settled), HOOKSEAL_ARGUMENT_NULL);
    CHECK_STATUS(hookseal_file_window_get_identity(&window, now, NULL), HOOKSEAL_ARGUMENT_NULL);
    CHECK_STATUS(hookseal_file_window_get_counters(&window, now, NULL), HOOKSEAL_ARGUMENT_NULL);
    CHECK_STATUS(hookseal_file_window_get_occupancy(&window, now, NULL), HOOKSEAL_ARGUMENT_NULL);
    CHECK_STATUS(hookseal_file_window_close(NULL), HOOKSEAL_ARGUMENT_NULL);
    CHECK_STATUS(hookseal_now(NULL), HOOKSEAL_ARGUMENT_NULL);
    memset(&other, 0xff, sizeof other);
    CHECK_STATUS(hookseal_file_window_claim(&other, &key, now, &claim), HOOKSEAL_STATE);
    CHECK_STATUS(hookseal_file_window_close(&other), HOOKSEAL_OK);
}

#ifdef HOOKSEAL_PANIC_INJECTION

#ifdef __cplusplus
extern "C"
#endif
hookseal_status hookseal_test_panic(hookseal_verification *verification);

// In the middle of an update: what was half done is neither gone on with nor finished, though the tag would match.
static void panicked(void) {
    subject = "a panic";
    static const uint8_t secret[] = "It's a Secret to Everybody", body[] = "Hello, World!";
    static const hookseal_header header = {
        HOOKSEAL_TEXT("X-Hub-Signature-256"),
        HOOKSEAL_TEXT("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"),
    };
    hookseal_keyring keyring;
    hookseal_verifier verifier;
    hookseal_verification verification;
    hookseal_verified verified;
    hookseal_request request;
    memset(&request, 0, sizeof request);
    request.headers = &header;
    request.header_count = 1;
    CHECK_STATUS(hookseal_keyring_init_for(&keyring, "github"), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_keyring_add(&keyring, secret, sizeof secret - 1), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_verifier_init(&verifier, "github", &keyring), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_verification_start(&verification, &verifier, &request), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_verification_update(&verification, body, sizeof body - 1), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_test_panic(&verification), HOOKSEAL_PANIC);
    CHECK_STATUS(hookseal_verification_update(&verification, body, 0), HOOKSEAL_STATE);
    CHECK_STATUS(hookseal_verification_finish(&verification, &verified), HOOKSEAL_STATE);
    CHECK_STATUS(hookseal_verification_start(&verification, &verifier, &request), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_verification_update(&verification, body, sizeof body - 1), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_verification_finish(&verification, &verified), HOOKSEAL_OK);
}

#endif

void test_hosted(void) {
    hookseal_window_config config = ZERO;
    hookseal_claim claim;
    hookseal_dedup_key key = event_of(1);
    CHECK(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/events.window", folder);
    CHECK_STATUS(hookseal_now(&now), HOOKSEAL_OK);
    CHECK(now > 1700000000);
    config.ttl = 3600;
    CHECK_STATUS(hookseal_file_window_open(&window, path, 4096, &config, false, now, NULL, 0), HOOKSEAL_OK);
    shared();
    calls();
    cancelled();
    streamless();
    beside_a_verifier();
    refusals();
    subject = "closed, and opened again";
    CHECK_STATUS(hookseal_file_window_close(&window), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_file_window_claim(&window, &key, now, &claim), HOOKSEAL_STATE);
    CHECK_STATUS(hookseal_file_window_close(&window), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_file_window_open(&window, path, 0, NULL, true, now, NULL, 0), HOOKSEAL_OK);
    CHECK_STATUS(hookseal_file_window_claim(&window, &key, now, &claim), HOOKSEAL_OK);
    CHECK(claim.state == HOOKSEAL_CLAIM_DONE);
    removed();
    CHECK_STATUS(hookseal_file_window_close(&window), HOOKSEAL_OK);
    unlink(path);
    rmdir(folder);
#ifdef HOOKSEAL_PANIC_INJECTION
    panicked();
#endif
}

#endif
