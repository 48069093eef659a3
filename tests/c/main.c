// Runs tests/vectors and what only C can get wrong. Usage: PROGRAM VECTORS-FOLDER
#include "check.h"

unsigned long checks;
unsigned long failures;
const char *subject = "";
static const char *folder;

bool check(bool holds, const char *what, const char *file, int line) {
    checks++;
    if (!holds && ++failures <= 20) {
        fprintf(stderr, "%s:%d: %s: not so: %s\n", file, line, subject, what);
    }
    return holds;
}

bool check_status(hookseal_status status, hookseal_status expected, const char *what, const char *file, int line) {
    checks++;
    if (status != expected && ++failures <= 20) {
        fprintf(stderr, "%s:%d: %s: %s is %s, not %s\n", file, line, subject, what, hookseal_status_name(status),
                hookseal_status_name(expected));
    }
    return status == expected;
}

hookseal_status status_named(const char *name) {
    for (hookseal_status status = 0; status < 300; status++) {
        if (strcmp(hookseal_status_name(status), name) == 0) {
            return status;
        }
    }
    fprintf(stderr, "%s: no status is called %s\n", subject, name);
    exit(2);
}

json_t *vectors(const char *name) {
    char path[4096];
    json_error_t error;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    json_t *root = json_load_file(path, JSON_ALLOW_NUL, &error);
    if (root == NULL) {
        fprintf(stderr, "%s:%d: %s\n", path, error.line, error.text);
        exit(2);
    }
    return root;
}

int main(int count, char **arguments) {
    if (count != 2) {
        fprintf(stderr, "usage: %s VECTORS-FOLDER\n", arguments[0]);
        return 2;
    }
    folder = arguments[1];
    test_lists();
    test_signatures();
    test_records();
    test_retry();
    test_dedup();
    test_signing();
    test_settings();
    test_bad_input();
#ifdef HOOKSEAL_HOSTED
    test_hosted();
    test_hosted_bad_input();
#endif
    printf("%lu checks, %lu failed\n", checks, failures);
    return failures == 0 ? 0 : 1;
}
