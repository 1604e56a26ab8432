/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * LD_PRELOAD shim: while the file named by ENOSPC_SWITCH exists, writes to files below ENOSPC_FOLDER answer «no space left on
 * device», as a full disk does. For tests on machines where no small file system can be mounted.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int is_full(int fd)
{
    const char *folder = getenv("ENOSPC_FOLDER");
    const char *full = getenv("ENOSPC_SWITCH");
    char link[64];
    char path[PATH_MAX];
    if (!folder || !full || access(full, F_OK) != 0)
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    return length > 0 && strncmp(path, folder, strlen(folder)) == 0;
}

ssize_t write(int fd, const void *data, size_t size)
{
    ssize_t (*next)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    if (is_full(fd)) {
        errno = ENOSPC;
        return -1;
    }
    return next(fd, data, size);
}

#define POSITIONED_WRITE(name)                                                                                              \
    ssize_t name(int fd, const void *data, size_t size, off_t offset)                                                      \
    {                                                                                                                      \
        ssize_t (*next)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, #name);                                       \
        if (is_full(fd)) {                                                                                                 \
            errno = ENOSPC;                                                                                                \
            return -1;                                                                                                     \
        }                                                                                                                  \
        return next(fd, data, size, offset);                                                                               \
    }
POSITIONED_WRITE(pwrite)
POSITIONED_WRITE(pwrite64)
