/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * LD_PRELOAD shim for power-loss tests: notes what every write below UNSYNCED_FOLDER (an absolute, canonical path)
 * replaces until the file is synced, so that `powercut` can forget what was not. A killed process leaves its writes in
 * the page cache, which a power cut would not. Not followed: memory-mapped writes and stdio. See unsynced.h.
 */
#define _GNU_SOURCE
#define UNSYNCED_SHIM
#include "unsynced.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void *unsynced_real(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

const char *unsynced_folder(void)
{
    return getenv("UNSYNCED_FOLDER");
}

int unsynced_covers(const char *path)
{
    const char *folder = unsynced_folder();
    size_t prefix = folder ? strlen(folder) : 0;
    size_t length = strlen(path);
    if (prefix == 0 || strncmp(path, folder, prefix) != 0 || (path[prefix] != '/' && path[prefix] != 0))
        return 0;
    return length < 4 || strcmp(path + length - 4, "-shm") != 0;
}

void unsynced_path_of(int fd, char *path)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    path[length > 0 ? length : 0] = 0;
}

void unsynced_journal_of(const struct stat *file, char *journal)
{
    snprintf(journal, PATH_MAX, "%s.undo/bytes-%llx-%llx", unsynced_folder(), (unsigned long long)file->st_dev,
             (unsigned long long)file->st_ino);
}

void unsynced_make_journal_folder(void)
{
    int (*real_mkdir)(const char *, mode_t) = unsynced_real("mkdir");
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%s.undo", unsynced_folder());
    real_mkdir(folder, 0700);
}

void unsynced_give_up(const char *what)
{
    fprintf(stderr, "unsynced: cannot write %s\n", what);
    abort();
}

static void append(const char *journal, const struct undo_record *record, const char *bytes)
{
    ssize_t (*real_write)(int, const void *, size_t) = unsynced_real("write");
    int (*real_open)(const char *, int, ...) = unsynced_real("open");
    unsynced_make_journal_folder();
    int fd = real_open(journal, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0 || real_write(fd, record, sizeof *record) != (ssize_t)sizeof *record
        || (record->length > 0 && real_write(fd, bytes, (size_t)record->length) != (ssize_t)record->length))
        unsynced_give_up(journal);
    close(fd);
}

/* Is it a file of ours that still has a name? */
static int is_ours(int fd, struct stat *status)
{
    char path[PATH_MAX];
    if (!unsynced_folder() || fstat(fd, status) != 0 || !S_ISREG(status->st_mode) || status->st_nlink == 0)
        return 0;
    unsynced_path_of(fd, path);
    return unsynced_covers(path);
}

/* Notes the old bytes of [offset, offset + length) and the old size. Caller holds the lock. */
static void note(int fd, int64_t offset, int64_t length)
{
    ssize_t (*real_pread)(int, void *, size_t, off_t) = unsynced_real("pread");
    int (*real_open)(const char *, int, ...) = unsynced_real("open");
    char journal[PATH_MAX];
    char link[64];
    struct stat status;
    if (!is_ours(fd, &status))
        return;
    if (offset + length > status.st_size)
        length = status.st_size - offset;
    if (length < 0)
        length = 0;
    char *bytes = malloc((size_t)length + 1);
    /* Only a write-only descriptor is opened again: closing any descriptor of a file gives up all POSIX locks on it. */
    int is_write_only = (fcntl(fd, F_GETFL) & O_ACCMODE) == O_WRONLY;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    int reader = is_write_only && length > 0 ? real_open(link, O_RDONLY | O_CLOEXEC) : fd;
    int64_t got = 0;
    while (got < length) {
        ssize_t n = real_pread(reader, bytes + got, (size_t)(length - got), offset + got);
        if (n <= 0)
            unsynced_give_up("what it cannot read");
        got += n;
    }
    if (reader != fd)
        close(reader);
    struct undo_record record = {status.st_size, offset, length};
    unsynced_journal_of(&status, journal);
    append(journal, &record, bytes);
    free(bytes);
}

/* Where a write() without a position will go. */
static int64_t position_of(int fd)
{
    struct stat status;
    if ((fcntl(fd, F_GETFL) & O_APPEND) != 0 && fstat(fd, &status) == 0)
        return status.st_size;
    return lseek(fd, 0, SEEK_CUR);
}

ssize_t write(int fd, const void *data, size_t size)
{
    ssize_t (*next)(int, const void *, size_t) = unsynced_real("write");
    struct stat status;
    if (!is_ours(fd, &status)) /* a socket or pipe may block: not under the lock */
        return next(fd, data, size);
    pthread_mutex_lock(&lock);
    note(fd, position_of(fd), (int64_t)size);
    ssize_t written = next(fd, data, size);
    pthread_mutex_unlock(&lock);
    return written;
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    ssize_t (*next)(int, const struct iovec *, int) = unsynced_real("writev");
    struct stat status;
    int64_t size = 0;
    if (!is_ours(fd, &status))
        return next(fd, parts, count);
    for (int i = 0; i < count; ++i)
        size += (int64_t)parts[i].iov_len;
    pthread_mutex_lock(&lock);
    note(fd, position_of(fd), size);
    ssize_t written = next(fd, parts, count);
    pthread_mutex_unlock(&lock);
    return written;
}

#define POSITIONED_WRITE(name)                                                                                         \
    ssize_t name(int fd, const void *data, size_t size, off_t offset)                                                  \
    {                                                                                                                  \
        ssize_t (*next)(int, const void *, size_t, off_t) = unsynced_real(#name);                                      \
        pthread_mutex_lock(&lock);                                                                                     \
        note(fd, offset, (int64_t)size);                                                                               \
        ssize_t written = next(fd, data, size, offset);                                                                \
        pthread_mutex_unlock(&lock);                                                                                   \
        return written;                                                                                                \
    }
POSITIONED_WRITE(pwrite)
POSITIONED_WRITE(pwrite64)

#define POSITIONED_WRITE_OF_PARTS(name)                                                                                \
    ssize_t name(int fd, const struct iovec *parts, int count, off_t offset)                                           \
    {                                                                                                                  \
        ssize_t (*next)(int, const struct iovec *, int, off_t) = unsynced_real(#name);                                 \
        int64_t size = 0;                                                                                              \
        for (int i = 0; i < count; ++i)                                                                                \
            size += (int64_t)parts[i].iov_len;                                                                         \
        pthread_mutex_lock(&lock);                                                                                     \
        note(fd, offset, size);                                                                                        \
        ssize_t written = next(fd, parts, count, offset);                                                              \
        pthread_mutex_unlock(&lock);                                                                                   \
        return written;                                                                                                \
    }
POSITIONED_WRITE_OF_PARTS(pwritev)
POSITIONED_WRITE_OF_PARTS(pwritev64)

#define TRUNCATE(name)                                                                                                 \
    int name(int fd, off_t size)                                                                                       \
    {                                                                                                                  \
        int (*next)(int, off_t) = unsynced_real(#name);                                                                \
        struct stat status;                                                                                            \
        pthread_mutex_lock(&lock);                                                                                     \
        if (fstat(fd, &status) == 0)                                                                                   \
            note(fd, size, status.st_size > size ? status.st_size - size : 0);                                         \
        int result = next(fd, size);                                                                                   \
        pthread_mutex_unlock(&lock);                                                                                   \
        return result;                                                                                                 \
    }
TRUNCATE(ftruncate)
TRUNCATE(ftruncate64)

/* Copies inside the kernel would go unnoticed; whoever is refused one copies with write(). */
ssize_t sendfile(int to, int from, off_t *offset, size_t count)
{
    ssize_t (*next)(int, int, off_t *, size_t) = unsynced_real("sendfile");
    struct stat status;
    if (!is_ours(to, &status))
        return next(to, from, offset, count);
    errno = EINVAL;
    return -1;
}

/* What is synced can no longer be forgotten. The real sync is left out: the page cache outlives the process anyway. */
static int synced(int fd, int (*next)(int))
{
    char path[PATH_MAX];
    struct stat status;
    unsynced_path_of(fd, path);
    if (!unsynced_covers(path) || fstat(fd, &status) != 0)
        return next(fd);
    pthread_mutex_lock(&lock);
    if (S_ISDIR(status.st_mode)) {
        unsynced_names_synced(path);
    } else {
        int (*real_unlink)(const char *) = unsynced_real("unlink");
        unsynced_journal_of(&status, path);
        real_unlink(path);
    }
    pthread_mutex_unlock(&lock);
    return 0;
}

int fsync(int fd)
{
    return synced(fd, unsynced_real("fsync"));
}

int fdatasync(int fd)
{
    return synced(fd, unsynced_real("fdatasync"));
}
