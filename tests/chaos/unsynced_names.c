/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of the shim that notes new, removed and renamed names until their directory is synced. See unsynced.h. */
#define _GNU_SOURCE
#define UNSYNCED_SHIM
#include "unsynced.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* The absolute path of a name that may not exist yet; 0 when it is none of ours. */
static int resolve(int directory, const char *name, char *path)
{
    char whole[PATH_MAX], at[PATH_MAX], copy[PATH_MAX], parent[PATH_MAX];
    int saved = errno;
    if (!unsynced_folder())
        return 0;
    if (name[0] == '/') {
        snprintf(whole, sizeof whole, "%s", name);
    } else {
        if (directory == AT_FDCWD) {
            if (!getcwd(at, sizeof at))
                return 0;
        } else {
            unsynced_path_of(directory, at);
        }
        if (snprintf(whole, sizeof whole, "%s/%s", at, name) >= (int)sizeof whole)
            return 0;
    }
    snprintf(copy, sizeof copy, "%s", whole);
    int found = realpath(dirname(copy), parent) != NULL;
    snprintf(copy, sizeof copy, "%s", whole);
    found = found && snprintf(path, PATH_MAX, "%s/%s", parent, basename(copy)) < PATH_MAX;
    errno = saved;
    return found && unsynced_covers(path) && strcmp(path, unsynced_folder()) != 0;
}

static void names_file(char *path)
{
    snprintf(path, PATH_MAX, "%s.undo/names", unsynced_folder());
}

static void add_line(const char *verb, const char *first, const char *second, const char *third)
{
    int (*real_open)(const char *, int, ...) = unsynced_real("open");
    ssize_t (*real_write)(int, const void *, size_t) = unsynced_real("write");
    char path[PATH_MAX], line[PATH_MAX * 3];
    int saved = errno;
    int length = snprintf(line, sizeof line, "%s\t%s\t%s\t%s\n", verb, first, second, third);
    unsynced_make_journal_folder();
    names_file(path);
    int fd = real_open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0 || real_write(fd, line, (size_t)length) != length)
        unsynced_give_up(path);
    close(fd);
    errno = saved;
}

/* A second name for what is about to lose its first one; "-" when there is nothing to keep. */
static void keep(const char *path, char *kept)
{
    int (*real_link)(const char *, const char *) = unsynced_real("link");
    struct stat status;
    int saved = errno;
    strcpy(kept, "-");
    if (lstat(path, &status) == 0 && S_ISREG(status.st_mode)) {
        unsynced_make_journal_folder();
        for (int number = 0;; ++number) {
            snprintf(kept, PATH_MAX, "%s.undo/kept-%d", unsynced_folder(), number);
            if (real_link(path, kept) == 0)
                break;
            if (errno != EEXIST)
                unsynced_give_up(kept);
        }
    }
    errno = saved;
}

static void forget(const char *kept)
{
    int (*real_unlink)(const char *) = unsynced_real("unlink");
    struct stat status;
    char journal[PATH_MAX];
    if (lstat(kept, &status) != 0)
        return;
    if (status.st_nlink == 1) { /* its inode may be somebody else's soon */
        unsynced_journal_of(&status, journal);
        real_unlink(journal);
    }
    real_unlink(kept);
}

static int is_in(const char *path, const char *directory)
{
    size_t length = strlen(directory);
    return strncmp(path, directory, length) == 0 && path[length] == '/' && !strchr(path + length + 1, '/');
}

void unsynced_names_synced(const char *directory)
{
    int (*real_rename)(const char *, const char *) = unsynced_real("rename");
    char path[PATH_MAX], rest[PATH_MAX + 8], line[PATH_MAX * 3];
    pthread_mutex_lock(&lock);
    names_file(path);
    snprintf(rest, sizeof rest, "%s.rest", path);
    FILE *in = fopen(path, "re");
    FILE *out = in ? fopen(rest, "we") : NULL;
    while (in && fgets(line, sizeof line, in)) {
        char copy[PATH_MAX * 3];
        char *save = NULL;
        strcpy(copy, line);
        const char *verb = strtok_r(copy, "\t\n", &save);
        const char *first = strtok_r(NULL, "\t\n", &save);
        const char *second = strtok_r(NULL, "\t\n", &save);
        const char *third = strtok_r(NULL, "\t\n", &save);
        int is_rename = verb && strcmp(verb, LINE_RENAME) == 0;
        if (first && third && is_in(is_rename ? second : first, directory))
            forget(is_rename ? third : second);
        else
            fputs(line, out);
    }
    if (in)
        fclose(in);
    if (out && (fclose(out) != 0 || real_rename(rest, path) != 0))
        unsynced_give_up(path);
    pthread_mutex_unlock(&lock);
}

static int open_noting(int directory, const char *name, int flags, mode_t mode)
{
    int (*next)(int, const char *, int, ...) = unsynced_real("openat");
    char path[PATH_MAX];
    struct stat status;
    if ((flags & (O_CREAT | O_TRUNC)) == 0 || (flags & O_TMPFILE) == O_TMPFILE || !resolve(directory, name, path))
        return next(directory, name, flags, mode);
    pthread_mutex_lock(&lock);
    int saved = errno;
    int is_new = lstat(path, &status) != 0;
    errno = saved;
    int fd = next(directory, name, flags & ~O_TRUNC, mode);
    if (fd >= 0 && is_new)
        add_line(LINE_CREATE, path, "-", "-");
    pthread_mutex_unlock(&lock);
    if (fd >= 0 && !is_new && (flags & O_TRUNC) != 0 && ftruncate(fd, 0) != 0) { /* ours: it notes what goes */
        close(fd);
        return -1;
    }
    return fd;
}

#define OPEN(signature, directory)                                                                                     \
    signature                                                                                                          \
    {                                                                                                                  \
        mode_t mode = 0;                                                                                               \
        if ((flags & (O_CREAT | O_TMPFILE)) != 0) {                                                                    \
            va_list more;                                                                                              \
            va_start(more, flags);                                                                                     \
            mode = va_arg(more, mode_t);                                                                               \
            va_end(more);                                                                                              \
        }                                                                                                              \
        return open_noting(directory, name, flags, mode);                                                              \
    }
OPEN(int open(const char *name, int flags, ...), AT_FDCWD)
OPEN(int open64(const char *name, int flags, ...), AT_FDCWD)
OPEN(int openat(int directory, const char *name, int flags, ...), directory)
OPEN(int openat64(int directory, const char *name, int flags, ...), directory)

static int remove_noting(int directory, const char *name, int flags)
{
    int (*next)(int, const char *, int) = unsynced_real("unlinkat");
    char path[PATH_MAX], kept[PATH_MAX];
    if ((flags & AT_REMOVEDIR) != 0 || !resolve(directory, name, path))
        return next(directory, name, flags);
    pthread_mutex_lock(&lock);
    keep(path, kept);
    int result = next(directory, name, flags);
    if (result == 0 && kept[0] != '-')
        add_line(LINE_REMOVE, path, kept, "-");
    else if (kept[0] != '-')
        forget(kept);
    pthread_mutex_unlock(&lock);
    return result;
}

int unlink(const char *name)
{
    return remove_noting(AT_FDCWD, name, 0);
}

int unlinkat(int directory, const char *name, int flags)
{
    return remove_noting(directory, name, flags);
}

static int rename_noting(int from_directory, const char *from, int to_directory, const char *to, unsigned flags)
{
    int (*next)(int, const char *, int, const char *, unsigned) = unsynced_real("renameat2");
    char from_path[PATH_MAX], to_path[PATH_MAX], kept[PATH_MAX];
    if (!resolve(to_directory, to, to_path) || !resolve(from_directory, from, from_path))
        return next(from_directory, from, to_directory, to, flags);
    pthread_mutex_lock(&lock);
    keep(to_path, kept);
    int result = next(from_directory, from, to_directory, to, flags);
    if (result == 0)
        add_line(LINE_RENAME, from_path, to_path, kept);
    else if (kept[0] != '-')
        forget(kept);
    pthread_mutex_unlock(&lock);
    return result;
}

int rename(const char *from, const char *to)
{
    return rename_noting(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int renameat(int from_directory, const char *from, int to_directory, const char *to)
{
    return rename_noting(from_directory, from, to_directory, to, 0);
}

int renameat2(int from_directory, const char *from, int to_directory, const char *to, unsigned flags)
{
    return rename_noting(from_directory, from, to_directory, to, flags);
}

/* Hard links, and the way in which a nameless file gets its name. */
int linkat(int from_directory, const char *from, int to_directory, const char *to, int flags)
{
    int (*next)(int, const char *, int, const char *, int) = unsynced_real("linkat");
    char path[PATH_MAX];
    int is_ours = resolve(to_directory, to, path);
    int result = next(from_directory, from, to_directory, to, flags);
    if (result == 0 && is_ours) {
        pthread_mutex_lock(&lock);
        add_line(LINE_CREATE, path, "-", "-");
        pthread_mutex_unlock(&lock);
    }
    return result;
}

int link(const char *from, const char *to)
{
    return linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int mkdir(const char *name, mode_t mode)
{
    int (*next)(const char *, mode_t) = unsynced_real("mkdir");
    char path[PATH_MAX];
    int is_ours = resolve(AT_FDCWD, name, path);
    int result = next(name, mode);
    if (result == 0 && is_ours) {
        pthread_mutex_lock(&lock);
        add_line(LINE_CREATE, path, "-", "-");
        pthread_mutex_unlock(&lock);
    }
    return result;
}
