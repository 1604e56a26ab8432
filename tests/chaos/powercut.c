/* SPDX-License-Identifier: GPL-3.0-or-later */
/* powercut FOLDER: undoes what was written below FOLDER under unsynced.so and not synced since. See unsynced.h. */
#include "unsynced.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int undo(const char *journal, const char *path)
{
    int log = open(journal, O_RDONLY);
    int file = open(path, O_WRONLY);
    if (log < 0)
        return 0;
    if (file < 0) { /* deleted since: nothing to restore */
        close(log);
        return 1;
    }
    /* Where each record starts; the last one may be cut off if the kill hit the shim itself: its write never happened. */
    size_t count = 0, room = 1024;
    off_t *starts = malloc(room * sizeof *starts);
    off_t end = lseek(log, 0, SEEK_END);
    for (off_t at = 0; at + (off_t)sizeof(struct undo_record) <= end;) {
        struct undo_record record;
        if (pread(log, &record, sizeof record, at) != (ssize_t)sizeof record || at + (off_t)sizeof record + record.length > end)
            break;
        if (count == room)
            starts = realloc(starts, (room *= 2) * sizeof *starts);
        starts[count++] = at;
        at += (off_t)sizeof record + record.length;
    }
    int ok = 1;
    while (count-- > 0 && ok) {
        struct undo_record record;
        ok = pread(log, &record, sizeof record, starts[count]) == (ssize_t)sizeof record;
        char *bytes = malloc((size_t)record.length + 1);
        ok = ok && pread(log, bytes, (size_t)record.length, starts[count] + (off_t)sizeof record) == record.length
            && pwrite(file, bytes, (size_t)record.length, record.offset) == record.length && ftruncate(file, record.old_size) == 0;
        free(bytes);
    }
    free(starts);
    close(file);
    close(log);
    return ok;
}

int main(int argc, char **argv)
{
    char folder[PATH_MAX];
    if (argc != 2 || snprintf(folder, sizeof folder, "%s.undo", argv[1]) >= (int)sizeof folder) {
        fprintf(stderr, "usage: powercut FOLDER\n");
        return 64;
    }
    DIR *journals = opendir(folder);
    int failed = 0, undone = 0;
    for (struct dirent *entry; journals && (entry = readdir(journals));) {
        char journal[PATH_MAX * 2], path[PATH_MAX];
        if (entry->d_name[0] != '%')
            continue;
        snprintf(journal, sizeof journal, "%s/%s", folder, entry->d_name);
        snprintf(path, sizeof path, "%s", entry->d_name);
        for (char *c = path; *c; ++c) {
            if (*c == '%')
                *c = '/';
        }
        if (undo(journal, path))
            ++undone;
        else
            ++failed;
        unlink(journal);
    }
    if (journals)
        closedir(journals);
    fprintf(stderr, "power cut: %d files lost writes, %d could not be undone\n", undone, failed);
    return failed ? 74 : 0;
}
