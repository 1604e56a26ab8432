-- SPDX-License-Identifier: GPL-3.0-or-later
ALTER TABLE "column" ADD COLUMN f_color TEXT NOT NULL DEFAULT '';
