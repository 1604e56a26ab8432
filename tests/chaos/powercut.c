/* SPDX-License-Identifier: GPL-3.0-or-later */
/* powercut FOLDER: undoes what was done below FOLDER under unsynced.so and not synced since. See unsynced.h. */
#define _GNU_SOURCE
#include "unsynced.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char journals[PATH_MAX];
static int names_undone, files_undone, failed;

static void undo_name(char *line)
{
    char *save = NULL;
    const char *verb = strtok_r(line, "\t\n", &save);
    const char *first = strtok_r(NULL, "\t\n", &save);
    const char *second = strtok_r(NULL, "\t\n", &save);
    const char *third = strtok_r(NULL, "\t\n", &save);
    if (!third)
        return; /* cut off by the kill: it had not been done yet, or did not matter */
    if (strcmp(verb, LINE_CREATE) == 0)
        remove(first); /* may be gone since */
    else if (strcmp(verb, LINE_REMOVE) == 0)
        failed += rename(second, first) != 0;
    else if (strcmp(verb, LINE_RENAME) == 0)
        failed += rename(second, first) != 0 || (third[0] != '-' && rename(third, second) != 0);
    ++names_undone;
}

static void undo_names(void)
{
    char path[PATH_MAX + 8];
    char **lines = NULL;
    size_t count = 0, room = 0;
    char *line = NULL;
    size_t size = 0;
    snprintf(path, sizeof path, "%s/names", journals);
    FILE *names = fopen(path, "re");
    while (names && getline(&line, &size, names) > 0) {
        if (count == room)
            lines = realloc(lines, (room = room ? room * 2 : 64) * sizeof *lines);
        lines[count++] = strdup(line);
    }
    while (count-- > 0) {
        undo_name(lines[count]);
        free(lines[count]);
    }
    free(lines);
    free(line);
    if (names)
        fclose(names);
}

/* Applies the records of one journal backwards. The last one may be cut off: then its write never happened. */
static int undo_bytes(int log, int file)
{
    size_t count = 0, room = 1024;
    off_t *starts = malloc(room * sizeof *starts);
    off_t end = lseek(log, 0, SEEK_END);
    struct undo_record record;
    for (off_t at = 0; at + (off_t)sizeof record <= end; at += (off_t)sizeof record + record.length) {
        if (pread(log, &record, sizeof record, at) != (ssize_t)sizeof record
            || at + (off_t)sizeof record + record.length > end)
            break;
        if (count == room)
            starts = realloc(starts, (room *= 2) * sizeof *starts);
        starts[count++] = at;
    }
    int ok = 1;
    while (count-- > 0 && ok) {
        ok = pread(log, &record, sizeof record, starts[count]) == (ssize_t)sizeof record;
        char *bytes = malloc((size_t)record.length + 1);
        ok = ok && pread(log, bytes, (size_t)record.length, starts[count] + (off_t)sizeof record) == record.length
            && pwrite(file, bytes, (size_t)record.length, record.offset) == record.length
            && ftruncate(file, record.old_size) == 0;
        free(bytes);
    }
    free(starts);
    return ok;
}

static int undo_file(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    char journal[PATH_MAX + 64];
    (void)place;
    if (kind != FTW_F)
        return 0;
    snprintf(journal, sizeof journal, "%s/bytes-%llx-%llx", journals, (unsigned long long)status->st_dev,
             (unsigned long long)status->st_ino);
    int log = open(journal, O_RDONLY);
    if (log < 0)
        return 0;
    int file = open(path, O_WRONLY);
    if (file >= 0 && undo_bytes(log, file))
        ++files_undone;
    else
        ++failed;
    if (file >= 0)
        close(file);
    close(log);
    return 0;
}

static int delete_entry(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status, (void)kind, (void)place;
    return remove(path);
}

int main(int argc, char **argv)
{
    if (argc != 2 || snprintf(journals, sizeof journals, "%s.undo", argv[1]) >= (int)sizeof journals) {
        fprintf(stderr, "usage: powercut FOLDER\n");
        return 64;
    }
    undo_names();
    if (nftw(argv[1], undo_file, 16, FTW_PHYS) != 0)
        ++failed;
    if (access(journals, F_OK) == 0 && nftw(journals, delete_entry, 16, FTW_DEPTH | FTW_PHYS) != 0)
        ++failed;
    fprintf(stderr, "power cut: %d names and the contents of %d files were lost, %d could not be undone\n",
            names_undone, files_undone, failed);
    return failed ? 74 : 0;
}
