/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdint.h>
#include <sys/stat.h>

/*
 * The undo journal between the shim (unsynced_*.c, preloaded into a server) and powercut.c, in `UNSYNCED_FOLDER.undo/`:
 *
 *   bytes-<device>-<inode>  records of what each write to a file was about to replace; an fsync of the file deletes it
 *   names                   one line per new, removed or renamed name; an fsync of the directory takes its lines out
 *   kept-<n>                a second name of a file that was removed or replaced, so that it can come back
 *
 * Undone backwards, names first, they give the folder as a disk would have it that lost everything since its last sync.
 * Files are known by inode, as they may be renamed in between.
 */
struct undo_record {
    int64_t old_size; /* of the whole file, before the write */
    int64_t offset;
    int64_t length; /* old bytes that follow this record */
};

#define LINE_CREATE "create" /* \t path */
#define LINE_REMOVE "remove" /* \t path \t kept */
#define LINE_RENAME "rename" /* \t from \t to \t kept, or - when nothing was replaced */

#ifdef UNSYNCED_SHIM
/* The next definition of a function, which is libc's. */
void *unsynced_real(const char *name);
/* The folder, or null while nothing is to be noted. */
const char *unsynced_folder(void);
/* Is this absolute path below the folder, and not a -shm index, which recovery rebuilds? */
int unsynced_covers(const char *path);
void unsynced_path_of(int fd, char *path);
void unsynced_journal_of(const struct stat *file, char *journal);
void unsynced_make_journal_folder(void);
/* The directory's lines become facts. */
void unsynced_names_synced(const char *directory);
/* A hole in the journal would make the test lie, so that is the end of the program. */
void unsynced_give_up(const char *what);
#endif
