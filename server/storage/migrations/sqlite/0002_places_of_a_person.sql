-- SPDX-License-Identifier: GPL-3.0-or-later
-- Where a person's name is shown: looked up when they change it.
CREATE INDEX member_of_person ON "member" (f_user_id);
CREATE INDEX project_member_of_person ON "project_member" (f_user_id);
