/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdint.h>

/*
 * The undo journal between unsynced.c (preloaded into a server) and powercut.c: for every file below UNSYNCED_FOLDER
 * one journal in `UNSYNCED_FOLDER.undo/`, named after its path with `%` for `/`. A record says what a write was about
 * to replace; an fsync of the file deletes its journal. Applied backwards, the records give the file as of its last
 * fsync.
 */
struct undo_record {
    int64_t old_size; /* of the whole file, before the write; -1: the file did not exist before it was opened */
    int64_t offset;
    int64_t length; /* old bytes that follow this record */
};
