// Loads a library, uses a window in a file, unloads the library, and forks: `unload LIBRARY`. What asked to be called at a fork
// must still be there.
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hookseal.h"

// A function's address, without the cast between data and code that ISO C has no word for.
static void find(void *library, const char *name, void *function) {
    void *address = dlsym(library, name);
    if (address == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        exit(2);
    }
    memcpy(function, &address, sizeof address);
}

int main(int count, char **arguments) {
    hookseal_status (*open_window)(hookseal_file_window *, const char *, size_t, const hookseal_window_config *, bool, uint64_t,
                                   char *, size_t);
    hookseal_status (*close_window)(hookseal_file_window *);
    hookseal_file_window window;
    char folder[] = "/tmp/hookseal-unload.XXXXXX", path[sizeof folder + 8];
    void *library = dlopen(count == 2 ? arguments[1] : "", RTLD_NOW);
    if (library == NULL || mkdtemp(folder) == NULL) {
        fprintf(stderr, "usage: unload LIBRARY\n");
        return 2;
    }
    find(library, "hookseal_file_window_open", &open_window);
    find(library, "hookseal_file_window_close", &close_window);
    snprintf(path, sizeof path, "%s/window", folder);
    hookseal_status opened = open_window(&window, path, 16, NULL, false, 1700000000, NULL, 0);
    hookseal_status closed = close_window(&window);
    unlink(path);
    rmdir(folder);
    if (opened != HOOKSEAL_OK || closed != HOOKSEAL_OK || dlclose(library) != 0) {
        fprintf(stderr, "no window in a file: %u, %u\n", (unsigned)opened, (unsigned)closed);
        return 2;
    }
    pid_t child = fork();
    if (child == 0) {
        _exit(7);
    }
    int status = 0;
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 7 ? 0 : 1;
}
