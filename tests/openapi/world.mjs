// SPDX-License-Identifier: GPL-3.0-or-later
// What requests meet: a project of their own for every attempt, with whatever an operation is about in it, made when it is first asked for.
// So each operation has its chance to succeed, whatever those before it have archived, removed or changed.

/** The argument of a command that is the id of what it makes. */
const newIds = {
    createWorkspace: "workspaceId", createProject: "projectId", useProjectTemplate: "projectId", createColumn: "columnId", createLabel: "labelId", createTask: "taskId", duplicateTask: "newTaskId",
    addComment: "commentId", addChecklist: "checklistId", addChecklistItem: "itemId", attachLink: "attachmentId", createCycle: "cycleId",
    createMilestone: "milestoneId", createField: "fieldId", startTimer: "entryId", addTimeEntry: "entryId", postMessage: "messageId",
    createTemplate: "templateId", createView: "viewId", addReminder: "reminderId",
};
const texts = {
    rule: "FREQ=WEEKLY;BYDAY=MO", timeZone: "Europe/Vienna", url: "https://receiver.example/path", color: "#1f6feb", emoji: "👍", query: "is:open", body: "A text.",
    startDate: "2026-12-01", dueDate: "2026-12-10", endDate: "2026-12-10", value: "a text", heir: null, type: undefined,
    password: "a long enough secret", oldPassword: undefined, newPassword: undefined,
};
const times = {
    startAt: Date.UTC(2026, 11, 1, 12), dueAt: Date.UTC(2026, 11, 10, 12), startedAt: Date.UTC(2026, 10, 20, 9), endedAt: Date.UTC(2026, 10, 20, 10),
    at: Date.UTC(2036, 11, 1), until: Date.UTC(2036, 11, 1), expiresAt: (Math.floor(Date.now() / 86_400_000) + 30) * 86_400_000,
};

/** What a schema of fields does not say: which of them belong together. */
export const alsoNeeded = { addReminder: { at: Date.UTC(2036, 11, 1) }, setRecurrence: { from: "done" } };
/** The same of a query. */
export const needed = { startImport: "format=csv&fileName=board.csv", showPastState: "at=2000000000000", searchOfProject: "query=is:open", searchOfWorkspace: "query=is:open" };

export class World {
    /** `call(method, path, body, options)` answers with JSON and throws when it is refused; `shared` outlives this world. */
    constructor(call, dice, shared) {
        Object.assign(this, { call, dice, shared, known: new Map() });
    }

    commandName(operationId) {
        const name = operationId.replace(/(OfProject|OfWorkspace|OfAccount|Personal)$/, "");
        return name[0].toLowerCase() + name.slice(1);
    }

    /** What a member of a body or query should be; undefined: anything that its schema allows. */
    async valueOf(name, command, schema) {
        const types = [schema.type].flat();
        if (newIds[command] === name) return this.dice.uuid();
        if (name === "afterId" || name === "beforeId" || name === "createdAt") return null;
        if (name === "parentId" && command !== "setParent" && command !== "createTask") return null;
        if (name === "args" || name === "events" || name === "commands") return name === "events" ? [] : undefined;
        if (command === "edit") return (await this.edit())[name];
        if (name === "targetKind") return "task";
        if (command === "createTemplate" || command === "editTemplate") {
            if (name === "kind") return "task";
            if (name === "body") return JSON.stringify({ task: { title: "Paint" } });
        }
        if (name === "beforeDueMinutes") return null; // it says the same as "at"
        if (name === "from" && schema.enum) return "done"; // there is no due date to count from
        if (command === "signIn" && name in this.shared.account()) return this.shared.account()[name];
        if (name === "undoneId") return this.get("undoneId");
        if (name === "key") return `K${this.dice.hex(6).toUpperCase().replace(/[0-9]/g, "X")}`;
        if (name === "email") return `${this.dice.hex(10)}@test.example`;
        if (name === "oldPassword") return this.shared.password;
        if (name === "newPassword") return `${this.shared.password} ${this.dice.hex(2)}`.slice(-60);
        if (name === "secret") return this.get(command === "acceptInvitation" || command === "redeemInvitation" || command === "previewInvitation" ? "invitationSecret" : "none");
        if (name === "role") return command === "addInvitation" && this.has("guest") ? "guest" : "member";
        if (name === "projectId" && ["addInvitation", "createWorkspace"].includes(command)) return null;
        if (name === "options") return "";
        if (name === "type" && command === "createField") return "text";
        if (name === "heir") return undefined;
        if (name in times && types.includes("integer")) return times[name];
        if (typeof texts[name] === "string" && types.includes("string")) return texts[name].slice(0, schema.maxLength ?? 1000);
        if (types.includes("string") && schema.format === "uuid") return this.get(name === "parentId" ? "parentTaskId" : name);
        return undefined;
    }

    /** An Edit of a row that the stream has. */
    async edit() {
        const kinds = {
            OfAccount: ["user", "name", async () => this.shared.userId],
            OfWorkspace: ["workspace", "name", async () => this.get("workspace")],
            Personal: ["savedView", "name", async () => this.get("viewId")],
            OfProject: ["task", "title", async () => this.get("taskId")],
        };
        const [entity, field, id] = kinds[this.operation.match(/(OfProject|OfWorkspace|OfAccount|Personal)$/)[1]];
        return { entity, id: await id(), fields: { [field]: "Edited" }, base: {} };
    }

    has(name) {
        return this.known.has(name);
    }

    /** The id, or what else goes into an address, of the one thing called so in this world. */
    async get(name, operation = this.operation ?? "") {
        if (!this.known.has(name)) {
            const make = this.makers[name];
            this.known.set(name, make ? await make(operation) : this.dice.uuid());
        }
        return this.known.get(name);
    }

    async place() {
        return `/api/v1/workspaces/${await this.get("workspace")}`;
    }
    async home() {
        return `${await this.place()}/projects/${await this.get("project")}`;
    }
    async inProject(path, body, idName) {
        const id = this.dice.uuid();
        await this.call("POST", `${await this.home()}${path}`, { ...body, [idName]: id });
        return id;
    }
    async task(title) {
        return this.inProject("/tasks", { title, columnId: await this.get("columnId") }, "taskId");
    }
    /** A value that lost against a later edit of the row at `address`. */
    async conflict(address, list, field) {
        await this.call("PATCH", address, { [field]: "Second" });
        await this.call("PATCH", address, { [field]: "Third", base: { [field]: "First" } });
        return this.firstOf(list);
    }
    async firstOf(list) {
        return (await this.call("GET", list)).items[0]?.id ?? this.dice.uuid();
    }

    makers = {
        workspace: async () => {
            const workspaceId = this.dice.uuid();
            await this.call("POST", "/api/v1/workspaces", { workspaceId, name: "Workshop" });
            return workspaceId;
        },
        project: async () => this.anotherProject(),
        projectId: async () => this.get("project"),
        workspaceId: async () => this.get("workspace"),
        toProjectId: async () => this.anotherProject(),
        userId: async (operation) => {
            if (/Watcher/.test(operation)) return this.shared.userId;
            if (operation === "setMember") return this.shared.colleague;
            const role = /ProjectMember/.test(operation) ? "guest" : "member";
            await this.call("PUT", `${await this.place()}/members/${this.shared.colleague}`, { role });
            return this.shared.colleague;
        },
        columnId: async () => this.inProject("/columns", { name: "Shelf" }, "columnId"),
        labelId: async () => this.inProject("/labels", { name: "Fragile", color: "#aa2222" }, "labelId"),
        cycleId: async () => this.inProject("/cycles", { name: "Sprint", startDate: "2026-11-02", endDate: "2026-12-13" }, "cycleId"),
        carryToId: async () => this.inProject("/cycles", { name: "Next" }, "cycleId"),
        milestoneId: async () => this.inProject("/milestones", { name: "Opening" }, "milestoneId"),
        fieldId: async () => this.inProject("/fields", { name: "Size", type: "text" }, "fieldId"),
        messageId: async () => this.inProject("/messages", { body: "Hello" }, "messageId"),
        taskId: async () => this.task("Paint the door"),
        otherId: async () => this.task("Buy paint"),
        parentTaskId: async () => this.task("Renovate"),
        targetId: async () => this.get("taskId"),
        targetKind: async () => "task",
        type: async () => "relates",
        emoji: async () => "🎉",
        commentId: async () => this.inProject(`/tasks/${await this.get("taskId")}/comments`, { body: "In red" }, "commentId"),
        checklistId: async () => this.inProject(`/tasks/${await this.get("taskId")}/checklists`, { name: "Steps" }, "checklistId"),
        itemId: async () => this.inProject(`/checklists/${await this.get("checklistId")}/items`, { text: "Sand it" }, "itemId"),
        attachmentId: async () => this.inProject(`/tasks/${await this.get("taskId")}/attachments`, { name: "Plan", url: "https://plan.example/" }, "attachmentId"),
        entryId: async (operation) => {
            const task = `/tasks/${await this.get("taskId")}`;
            if (/stopTimer/i.test(operation)) return this.inProject(`${task}/timer`, {}, "entryId");
            return this.inProject(`${task}/time-entries`, { startedAt: times.startedAt, endedAt: times.endedAt }, "entryId");
        },
        relationId: async () => {
            await this.call("PUT", `${await this.home()}/tasks/${await this.get("taskId")}/relations/blocks/${await this.get("otherId")}`);
            return this.firstOf(`${await this.home()}/relations`);
        },
        reactionId: async () => {
            await this.call("PUT", `${await this.home()}/reactions/task/${await this.get("taskId")}/${encodeURIComponent("👍")}`);
            return this.firstOf(`${await this.home()}/reactions`);
        },
        undoneId: async (operation) => {
            if (!/Personal/.test(operation)) return this.commandOf("POST", `${await this.home()}/labels`, { name: "Too much" });
            return this.commandOf("POST", `${await this.place()}/me/views`, { name: "Mine" });
        },
        viewId: async (operation) => {
            const viewId = this.dice.uuid();
            const where = /Personal/.test(operation) ? `${await this.place()}/me` : /Workspace/.test(operation) ? await this.place() : await this.home();
            await this.call("POST", `${where}/views`, { viewId, name: "Open work", query: "is:open" });
            return viewId;
        },
        templateId: async (operation) => {
            const templateId = this.dice.uuid();
            const isOfProject = operation === "useProjectTemplate";
            const body = isOfProject ? { columns: [{ name: "To do" }], tasks: [{ title: "Paint" }] } : { task: { title: "Paint", subtasks: [{ title: "Sand" }] } };
            await this.call("POST", `${await this.place()}/templates`, { templateId, name: "Door", kind: isOfProject ? "project" : "task", body: JSON.stringify(body) });
            return templateId;
        },
        reminderId: async () => {
            const reminderId = this.dice.uuid();
            const task = { projectId: await this.get("project"), taskId: await this.get("taskId") };
            await this.call("POST", `${await this.place()}/me/reminders`, { reminderId, ...task, at: times.at });
            return reminderId;
        },
        notificationId: async () => this.shared.notification(),
        accessId: async () => this.firstOf("/api/v1/me/access"),
        dayCountId: async () => this.firstOf(`${await this.home()}/day-counts`),
        conflictId: async (operation) => {
            if (/Account/.test(operation)) return this.conflict("/api/v1/me", "/api/v1/me/conflicts", "name");
            if (!/Personal|Workspace/.test(operation)) return this.conflict(`${await this.home()}/tasks/${await this.get("taskId")}`, `${await this.home()}/conflicts`, "title");
            const place = /Personal/.test(operation) ? `${await this.place()}/me` : await this.place();
            return this.conflict(`${place}/views/${await this.get("viewId", operation)}`, `${place}/conflicts`, "name");
        },
        import: async () => {
            const path = `${await this.place()}/imports?format=csv&fileName=board.csv`;
            const { id } = await this.call("POST", path, "Title,Status\nPaint,To do\n", { type: "text/csv" });
            return id;
        },
        invitation: async () => (await this.call("POST", `${await this.place()}/invitations`, { role: "member" })).id,
        invitationSecret: async () => (await this.call("POST", `${await this.place()}/invitations`, { role: "member" })).secret,
        calendar: async () => (await this.call("POST", `${await this.place()}/calendars`, { name: "Mine" })).id,
        webhook: async () => (await this.call("POST", `${await this.place()}/webhooks`, { name: "Bot", url: this.shared.receiver })).id,
        delivery: async () => {
            const webhook = `${await this.place()}/webhooks/${await this.get("webhook")}`;
            await this.call("PATCH", await this.place(), { name: `Told ${this.dice.hex(8)}` });
            return this.shared.until(async () => (await this.call("GET", `${webhook}/deliveries`)).items[0]?.id, "a delivery");
        },
        user: async () => {
            const account = { email: `${this.dice.hex(10)}@test.example`, name: "Guest", password: this.shared.password };
            return (await this.call("POST", "/api/v1/admin/users", account)).id;
        },
        session: async () => {
            await this.shared.signIn();
            const list = (await this.call("GET", "/api/v1/sessions", undefined, { session: true })).items;
            return list.find((session) => !session.isCurrent).id;
        },
        token: async () => (await this.call("POST", "/api/v1/tokens", { name: "Script", scope: "read" }, { session: true })).id,
    };

    async anotherProject() {
        return this.anotherProjectIn(await this.get("workspace"));
    }
    async anotherProjectIn(workspace) {
        const projectId = this.dice.uuid();
        await this.call("POST", `/api/v1/workspaces/${workspace}/projects`, { projectId, name: "House", key: `K${this.dice.hex(5).toUpperCase().replace(/[0-9]/g, "Q")}` });
        return projectId;
    }
    async commandOf(method, path, body) {
        return (await this.call(method, path, body, { whole: true })).headers["taskmaster-command"];
    }

    /** What has to have happened for this operation to have something to do. */
    async prepare({ id, path, method }, hasPut) {
        this.operation = id;
        const name = this.commandName(id);
        if (/notification/i.test(name) && !/MarkAll|list/i.test(name)) this.known.set("workspace", this.shared.workspace);
        if (id === "CreateWorkspaceOfWorkspace") this.known.set("workspace", this.dice.uuid()); // by its own name, below the address that it will have
        if (id === "CreateProjectOfProject") this.known.set("project", this.dice.uuid());
        const task = async () => `${await this.home()}/tasks/${await this.get("taskId")}`;
        if (name === "restoreTask" || name === "purgeTask") await this.call("DELETE", await task());
        if (id === "showRedirect") await this.call("POST", `${await task()}/transfer`, { toProjectId: await this.get("toProjectId") });
        if (name === "search") await this.get("taskId");
        if (id === "showWatcher") await this.call("PUT", `${await task()}/watch`);
        if (name === "moveFavorite") await this.call("PUT", `${await this.place()}/me/favorites/${await this.get("targetId")}`, { targetKind: "task", projectId: await this.get("project") });
        if (hasPut && (method === "GET" || method === "DELETE")) {
            const bodies = { setField: { value: "a text" }, setRecurrence: { rule: texts.rule, from: "done" }, addFavorite: { targetKind: "task", projectId: await this.get("project") }, setMember: { role: "member" } };
            await this.call("PUT", await this.address(path, id), bodies[hasPut]);
        }
    }

    async address(path, operation) {
        let address = path;
        for (const [part, name] of [...path.matchAll(/\{(\w+)\}/g)]) address = address.replace(part, encodeURIComponent(await this.get(name, operation)));
        return address;
    }
}
