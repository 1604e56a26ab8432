/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * LD_PRELOAD shim for power-loss tests: notes what every write below UNSYNCED_FOLDER replaces until the file is synced, so that
 * `powercut` can forget what was not. A killed process leaves its writes in the page cache, which a power cut would not.
 * Not followed: memory-mapped writes (SQLite's -shm index, which recovery rebuilds) and renames.
 */
#define _GNU_SOURCE
#include "unsynced.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *real(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

/* The journal of a descriptor's file, or 0 when the file is none of ours. */
static int journal_of(int fd, char *journal)
{
    const char *folder = getenv("UNSYNCED_FOLDER");
    char link[64];
    char path[PATH_MAX];
    if (!folder)
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0)
        return 0;
    path[length] = 0;
    size_t prefix = strlen(folder);
    if (strncmp(path, folder, prefix) != 0 || path[prefix] != '/')
        return 0;
    if (length > 4 && strcmp(path + length - 4, "-shm") == 0)
        return 0;
    for (char *c = path; *c; ++c) {
        if (*c == '/')
            *c = '%';
    }
    return snprintf(journal, PATH_MAX, "%s.undo/%s", folder, path) < PATH_MAX;
}

static void append(const char *journal, const struct undo_record *record, const char *bytes)
{
    ssize_t (*real_write)(int, const void *, size_t) = real("write");
    int (*real_open)(const char *, int, ...) = real("open");
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%s.undo", getenv("UNSYNCED_FOLDER"));
    mkdir(folder, 0700);
    int fd = real_open(journal, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0 || real_write(fd, record, sizeof *record) != (ssize_t)sizeof *record
        || (record->length > 0 && real_write(fd, bytes, (size_t)record->length) != (ssize_t)record->length)) {
        fprintf(stderr, "unsynced: cannot write %s\n", journal);
        abort(); /* a journal with a hole would make the test lie */
    }
    close(fd);
}

/* Notes the old bytes of [offset, offset + length) and the old size. Caller holds the lock. */
static void note(int fd, int64_t offset, int64_t length)
{
    ssize_t (*real_pread)(int, void *, size_t, off_t) = real("pread");
    char journal[PATH_MAX];
    struct stat status;
    if (!journal_of(fd, journal) || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        return;
    if (offset + length > status.st_size)
        length = status.st_size - offset;
    if (length < 0)
        length = 0;
    char *bytes = length > 0 ? malloc((size_t)length) : NULL;
    int64_t got = 0;
    int reader = fd;
    /* The descriptor may be write-only. */
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    int (*real_open)(const char *, int, ...) = real("open");
    int own = length > 0 ? real_open(link, O_RDONLY | O_CLOEXEC) : -1;
    if (own >= 0)
        reader = own;
    while (got < length) {
        ssize_t n = real_pread(reader, bytes + got, (size_t)(length - got), offset + got);
        if (n <= 0)
            break;
        got += n;
    }
    if (own >= 0)
        close(own);
    struct undo_record record = {status.st_size, offset, got};
    append(journal, &record, bytes);
    free(bytes);
}

ssize_t write(int fd, const void *data, size_t size)
{
    ssize_t (*next)(int, const void *, size_t) = real("write");
    if (!getenv("UNSYNCED_FOLDER"))
        return next(fd, data, size);
    pthread_mutex_lock(&lock);
    off_t at = lseek(fd, 0, SEEK_CUR);
    if (at >= 0)
        note(fd, at, (int64_t)size);
    ssize_t written = next(fd, data, size);
    pthread_mutex_unlock(&lock);
    return written;
}

#define POSITIONED_WRITE(name)                                                                                              \
    ssize_t name(int fd, const void *data, size_t size, off_t offset)                                                      \
    {                                                                                                                      \
        ssize_t (*next)(int, const void *, size_t, off_t) = real(#name);                                                   \
        pthread_mutex_lock(&lock);                                                                                         \
        note(fd, offset, (int64_t)size);                                                                                   \
        ssize_t written = next(fd, data, size, offset);                                                                    \
        pthread_mutex_unlock(&lock);                                                                                       \
        return written;                                                                                                    \
    }
POSITIONED_WRITE(pwrite)
POSITIONED_WRITE(pwrite64)

#define TRUNCATE(name)                                                                                                     \
    int name(int fd, off_t size)                                                                                           \
    {                                                                                                                      \
        int (*next)(int, off_t) = real(#name);                                                                             \
        struct stat status;                                                                                                \
        pthread_mutex_lock(&lock);                                                                                         \
        if (fstat(fd, &status) == 0)                                                                                       \
            note(fd, size, status.st_size > size ? status.st_size - size : 0);                                             \
        int result = next(fd, size);                                                                                       \
        pthread_mutex_unlock(&lock);                                                                                       \
        return result;                                                                                                     \
    }
TRUNCATE(ftruncate)
TRUNCATE(ftruncate64)

/* What is synced can no longer be forgotten. The real sync is left out: the page cache outlives the process anyway. */
static int synced(int fd)
{
    char journal[PATH_MAX];
    pthread_mutex_lock(&lock);
    if (journal_of(fd, journal))
        unlink(journal);
    pthread_mutex_unlock(&lock);
    return 0;
}

int fsync(int fd)
{
    return synced(fd);
}

int fdatasync(int fd)
{
    return synced(fd);
}
