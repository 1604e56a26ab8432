-- SPDX-License-Identifier: GPL-3.0-or-later
-- An event is indexed under the tasks that its rows belong to as well, so that a task has a history. Here for the events
-- so far: whatever touched a row that began with a taskId or an otherId (of a relation) is about that task.
INSERT OR IGNORE INTO event_entity (workspace_id, entity_id, scope_id, kind, seq)
SELECT x.workspace_id, p.task_id, x.scope_id, x.kind, x.seq
FROM (
    SELECT e.workspace_id, e.scope_id, e.kind, c.value->>'id' AS id, c.value->>'$.fields.taskId' AS task_id
    FROM event AS e, json_each(e.changes) AS c
    WHERE e.kind = 1 AND c.value->>'op' = 'create'
    UNION ALL
    SELECT e.workspace_id, e.scope_id, e.kind, c.value->>'id', c.value->>'$.fields.otherId'
    FROM event AS e, json_each(e.changes) AS c
    WHERE e.kind = 1 AND c.value->>'op' = 'create'
) AS p
JOIN event_entity AS x
    ON x.workspace_id = p.workspace_id AND x.entity_id = p.id AND x.scope_id = p.scope_id AND x.kind = p.kind
WHERE p.task_id IS NOT NULL;
-- Charts of one cycle, whatever its dates are today.
CREATE INDEX day_count_of_cycle ON "day_count" (workspace_id, f_cycle_id) WHERE f_cycle_id IS NOT NULL;
