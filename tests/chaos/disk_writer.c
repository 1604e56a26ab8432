/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * disk_writer STEP…: does to files what its arguments say, for the tests of the shims. Ends by itself with SIGKILL
 * after the step `die`. Exit code 1 when a step fails, 28 (ENOSPC) when the disk is full. make FILE TEXT      open with
 * O_CREAT and O_TRUNC, write put FILE OFFSET TEXT    pwrite append FILE TEXT    cut FILE SIZE    sync FILE-OR-FOLDER
 * move FROM TO    drop FILE    link FROM TO    die
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char **next_argument;

static const char *take(void)
{
    if (!*next_argument)
        exit(64);
    return *next_argument++;
}

static void must(int ok)
{
    if (!ok) {
        const int code = errno == ENOSPC ? ENOSPC : 1;
        perror(next_argument[-1]);
        exit(code);
    }
}

static void write_text(const char *path, int flags, off_t offset, const char *text)
{
    const ssize_t size = (ssize_t)strlen(text);
    int fd = open(path, flags, 0600);
    must(fd >= 0);
    must((offset < 0 ? write(fd, text, (size_t)size) : pwrite(fd, text, (size_t)size, offset)) == size);
    close(fd);
}

static void sync_path(const char *path)
{
    int fd = open(path, O_RDONLY);
    must(fd >= 0);
    must(fsync(fd) == 0);
    close(fd);
}

static void step(const char *verb)
{
    const char *path = strcmp(verb, "die") == 0 ? "" : take();
    if (strcmp(verb, "make") == 0) {
        write_text(path, O_WRONLY | O_CREAT | O_TRUNC, -1, take());
    } else if (strcmp(verb, "put") == 0) {
        const off_t offset = atol(take());
        write_text(path, O_RDWR, offset, take());
    } else if (strcmp(verb, "append") == 0) {
        write_text(path, O_WRONLY | O_APPEND, -1, take());
    } else if (strcmp(verb, "cut") == 0) {
        int fd = open(path, O_RDWR);
        must(fd >= 0);
        must(ftruncate(fd, atol(take())) == 0);
        close(fd);
    } else if (strcmp(verb, "sync") == 0) {
        sync_path(path);
    } else if (strcmp(verb, "move") == 0) {
        must(rename(path, take()) == 0);
    } else if (strcmp(verb, "link") == 0) {
        must(link(path, take()) == 0);
    } else if (strcmp(verb, "drop") == 0) {
        must(unlink(path) == 0);
    } else if (strcmp(verb, "die") == 0) {
        raise(SIGKILL);
    } else {
        exit(64);
    }
}

int main(int argc, char **argv)
{
    (void)argc;
    next_argument = argv + 1;
    while (*next_argument)
        step(take());
    return 0;
}
