// Reads a raw HTTP/1.1 request from standard input, as it comes, and prints the verdict.
//
//   verify_request SCHEME SECRET-VARIABLE <request
//
// The exit status is 0 for a genuine delivery, 1 for a refused one, 2 for a mistake in usage or what is no request.
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <hookseal.h>

enum { HEAD_MAX = 65536, HEADERS_MAX = 100, CHUNK = 4096 };

// Everything is here: nothing is allocated.
static char head[HEAD_MAX + 1];
static hookseal_header headers[HEADERS_MAX];
static hookseal_verifier verifier;
static hookseal_verification verification;
static hookseal_verified verified;

static int refuse(hookseal_status status) {
    // The reason is for this side's log; the sender is told no more than the status code.
    printf("refused: %s, answer %u\n", hookseal_status_name(status), (unsigned)hookseal_http_status(status));
    return 1;
}

static hookseal_text trimmed(const char *from, const char *to) {
    hookseal_text text;
    while (from < to && (*from == ' ' || *from == '\t')) {
        from++;
    }
    while (to > from && (to[-1] == ' ' || to[-1] == '\t')) {
        to--;
    }
    text.data = from;
    text.length = (size_t)(to - from);
    return text;
}

// Reads up to the end of the head, and finds the headers in it. Gives their number, or -1 where it is no such request: also
// where it holds a zero byte, at which C takes a text to end.
static int read_head(void) {
    size_t length = 0;
    int count = 0, byte;
    while (length < 4 || memcmp(head + length - 4, "\r\n\r\n", 4) != 0) {
        if (length == HEAD_MAX || (byte = getchar()) == EOF || byte == '\0') {
            return -1;
        }
        head[length++] = (char)byte;
    }
    char *line = strstr(head, "\r\n");
    for (line += 2; strncmp(line, "\r\n", 2) != 0;) {
        char *end = strstr(line, "\r\n"), *colon = strchr(line, ':');
        if (colon == NULL || colon > end || count == HEADERS_MAX) {
            return -1;
        }
        headers[count].name.data = line;
        headers[count].name.length = (size_t)(colon - line);
        headers[count++].value = trimmed(colon + 1, end);
        line = end + 2;
    }
    return count;
}

static bool is_named(hookseal_text name, const char *expected) {
    size_t at = 0;
    while (at < name.length && expected[at] != '\0' && tolower((unsigned char)name.data[at]) == expected[at]) {
        at++;
    }
    return at == name.length && expected[at] == '\0';
}

// Reads a number of digits and nothing else. strtoull would take a sign, spaces, and whatever follows.
static bool read_number(hookseal_text text, uint64_t *number) {
    *number = 0;
    for (size_t at = 0; at < text.length; at++) {
        if (text.data[at] < '0' || text.data[at] > '9' || *number > UINT64_MAX / 10 - 1) {
            return false;
        }
        *number = *number * 10 + (uint64_t)(text.data[at] - '0');
    }
    return text.length > 0;
}

// Tells how long the body is: 0 where no header says so. Where two do, nobody knows which of them counts (request smuggling); nor
// does this program undo a Transfer-Encoding.
static bool content_length(int count, uint64_t *length) {
    bool is_said = false;
    *length = 0;
    for (int at = 0; at < count; at++) {
        if (is_named(headers[at].name, "content-length")) {
            if (is_said || !read_number(headers[at].value, length)) {
                return false;
            }
            is_said = true;
        } else if (is_named(headers[at].name, "transfer-encoding")) {
            return false;
        }
    }
    return true;
}

// Hands the body on in pieces. It is never in memory as a whole.
static hookseal_status read_body(uint64_t left) {
    unsigned char chunk[CHUNK];
    while (left > 0) {
        size_t wanted = left < CHUNK ? (size_t)left : CHUNK;
        size_t size = fread(chunk, 1, wanted, stdin);
        if (size == 0) {
            break;
        }
        hookseal_status status = hookseal_verification_update(&verification, chunk, size);
        if (status != HOOKSEAL_OK) {
            return status;
        }
        left -= size;
    }
    return hookseal_verification_finish(&verification, &verified);
}

// Prints a text of the sender's so that it is one: its line ends and escape codes would be taken for this program's.
static void print_text(const char *name, hookseal_text text) {
    printf("%s", name);
    for (size_t at = 0; at < text.length; at++) {
        unsigned char byte = (unsigned char)text.data[at];
        printf(byte < 0x20 || byte > 0x7e || byte == '\\' ? "\\x%02x" : "%c", byte);
    }
}

static void print_event(void) {
    hookseal_event event;
    if (hookseal_verified_event(&verified, &event) == HOOKSEAL_OK) {
        print_text("genuine: scheme ", event.scheme);
        print_text(", id ", event.id);
        print_text(", type ", event.type);
        printf("\n");
    }
}

static hookseal_status configure(const char *scheme, const char *secret) {
    hookseal_keyring keyring;
    hookseal_status status = hookseal_keyring_init_for(&keyring, scheme);
    if (status == HOOKSEAL_OK) {
        status = hookseal_keyring_add(&keyring, (const uint8_t *)secret, strlen(secret));
    }
    if (status == HOOKSEAL_OK) {
        status = hookseal_verifier_init(&verifier, scheme, &keyring);
    }
    hookseal_keyring_wipe(&keyring);
    return status;
}

int main(int count, char **arguments) {
    const char *secret = count == 3 ? getenv(arguments[2]) : NULL;
    if (secret == NULL) {
        fprintf(stderr, "usage: %s SCHEME SECRET-VARIABLE <request\n", arguments[0]);
        return 2;
    }
    hookseal_status status = configure(arguments[1], secret);
    if (status != HOOKSEAL_OK) {
        fprintf(stderr, "%s\n", hookseal_strerror(status));
        return 2;
    }
    hookseal_request request;
    memset(&request, 0, sizeof request);
    int header_count = read_head();
    if (header_count < 0 || !content_length(header_count, &request.content_length)) {
        fprintf(stderr, "no HTTP request with a head of at most %d bytes and one Content-Length\n", HEAD_MAX);
        hookseal_verifier_wipe(&verifier);
        return 2;
    }
    request.headers = headers;
    request.header_count = (size_t)header_count;
    status = hookseal_now(&request.now);
    if (status == HOOKSEAL_OK) {
        status = hookseal_verification_start(&verification, &verifier, &request);
    }
    if (status == HOOKSEAL_OK) {
        status = read_body(request.content_length);
    }
    hookseal_verifier_wipe(&verifier);
    if (status != HOOKSEAL_OK) {
        return refuse(status);
    }
    print_event();
    return 0;
}
