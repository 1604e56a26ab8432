/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * LD_PRELOAD shim: writes to files below ENOSPC_FOLDER answer «no space left on device», as a full disk does: while the
 * file named by ENOSPC_SWITCH exists, or once ENOSPC_BYTES have been written there. For tests on machines where no
 * small file system can be mounted.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_llong used;

static int is_below(int fd)
{
    const char *folder = getenv("ENOSPC_FOLDER");
    char link[64];
    char path[PATH_MAX];
    struct stat status;
    if (!folder || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length > 0 ? length : 0] = 0;
    size_t prefix = strlen(folder);
    return strncmp(path, folder, prefix) == 0 && path[prefix] == '/';
}

/* All or nothing; a real disk may also take a part. */
static int is_full(int fd, size_t size)
{
    const char *full = getenv("ENOSPC_SWITCH");
    const char *bytes = getenv("ENOSPC_BYTES");
    if (!is_below(fd))
        return 0;
    if (full && access(full, F_OK) == 0)
        return 1;
    return bytes && atomic_fetch_add(&used, (long long)size) + (long long)size > atoll(bytes);
}

static ssize_t refuse(void)
{
    errno = ENOSPC;
    return -1;
}

ssize_t write(int fd, const void *data, size_t size)
{
    ssize_t (*next)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    return is_full(fd, size) ? refuse() : next(fd, data, size);
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    ssize_t (*next)(int, const struct iovec *, int) = dlsym(RTLD_NEXT, "writev");
    size_t size = 0;
    for (int i = 0; i < count; ++i)
        size += parts[i].iov_len;
    return is_full(fd, size) ? refuse() : next(fd, parts, count);
}

#define POSITIONED_WRITE(name)                                                                                         \
    ssize_t name(int fd, const void *data, size_t size, off_t offset)                                                  \
    {                                                                                                                  \
        ssize_t (*next)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, #name);                                   \
        return is_full(fd, size) ? refuse() : next(fd, data, size, offset);                                            \
    }
POSITIONED_WRITE(pwrite)
POSITIONED_WRITE(pwrite64)

#define GROW(name)                                                                                                     \
    int name(int fd, off_t offset, off_t size)                                                                         \
    {                                                                                                                  \
        int (*next)(int, off_t, off_t) = dlsym(RTLD_NEXT, #name);                                                      \
        return is_full(fd, (size_t)size) ? ENOSPC : next(fd, offset, size);                                            \
    }
GROW(posix_fallocate)
GROW(posix_fallocate64)
