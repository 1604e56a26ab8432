// SPDX-License-Identifier: GPL-3.0-or-later
// Who gets in where: every operation of the document, asked with every key, by everybody, at home and elsewhere, against the one table below.
// An operation that the table does not have is a failure, and so is one that it has and the server has not.
//     EMAIL=… PASSWORD=… node rights.mjs URL [SEED] [OPERATION]
import { Client, close, randomFrom } from "./client.mjs";
import { Bodies, Description } from "./description.mjs";
import { needed, World } from "./world.mjs";

const [url, seedText = "1", only = ""] = process.argv.slice(2);
const { EMAIL, PASSWORD } = process.env;

/**
 * The classes of operations: the least scope of a key, and the lowest role of a person. Who has no role is told 404, and so is a guest beside the projects
 * that are opened to them; who has too low a role is told 403. `least` is missing: no workspace is asked. `others`: what those get who may come in, but not at
 * what is somebody else's.
 */
const classes = {
    open: {},
    session: { scope: "session" },
    self: { scope: "read" },
    account: { scope: "read", isUnbound: true },
    changesAccount: { scope: "write", isUnbound: true },
    makesWorkspace: { scope: "admin", isUnbound: true },
    server: { scope: "admin", isServer: true },
    inWorkspace: { scope: "read", least: "member" },
    shares: { scope: "write", least: "member" },
    manages: { scope: "admin", least: "admin" },
    owns: { scope: "admin", least: "owner" },
    personal: { scope: "read", least: "guest" },
    changesPersonal: { scope: "write", least: "guest" },
    inProject: { scope: "read", least: "guest" },
    works: { scope: "write", least: "guest" },
    ownWork: { scope: "write", least: "guest", others: 403 },
    usesTemplate: { scope: "write", least: "member", below: 404 }, // templates are the workspace’s, of which guests see nothing
    ownShare: { scope: "write", least: "member", others: 403 },
    setsUp: { scope: "write", least: "member" },
    keepsOut: { scope: "admin", least: "admin" },
};
const table = {
    open: "version openApi signIn setUp previewInvitation redeemInvitation",
    session: "listSessions endOtherSessions endSession changePassword listTokens addToken endToken acceptInvitation",
    self: "showSession signOut listWorkspaces listProjects",
    account: "showUser listAccess showAccess listConflictsOfAccount showConflictOfAccount listEventsOfAccount",
    changesAccount: "editUser submitCommandsOfAccount dismissConflictOfAccount restoreConflictOfAccount",
    makesWorkspace: "createWorkspace",
    server: "listAccounts addAccount showAccount changeAccount removeAccount",
    inWorkspace: `showWorkspace listConflictsOfWorkspace showConflictOfWorkspace listEventsOfWorkspace listProjectEntries listMembers showMember
        listTemplates showTemplate listSavedViewsOfWorkspace showSavedViewOfWorkspace exportCsv exportJson`,
    shares: `submitCommandsOfWorkspace createProject useProjectTemplate createTemplate createViewOfWorkspace editSavedViewOfWorkspace removeViewOfWorkspace
        dismissConflictOfWorkspace restoreConflictOfWorkspace`,
    ownShare: "editTemplate removeTemplate",
    manages: `editWorkspace setMember removeMember startImport listImports showImport addInvitation listInvitations
        revokeInvitation listWebhooks makeWebhook showWebhook changeWebhook removeWebhook listWebhookDeliveries replayWebhook replayWebhookDelivery`,
    owns: "archiveWorkspace",
    personal: `searchOfWorkspace listCalendars makeCalendar revokeCalendar listConflictsPersonal showConflictPersonal listEventsPersonal listFavorites showFavorite
        listNotifications showNotification listReminders showReminder listSavedViewsPersonal showSavedViewPersonal`,
    changesPersonal: `submitCommandsPersonal dismissConflictPersonal restoreConflictPersonal addFavorite moveFavorite removeFavorite markNotification snoozeNotification
        removeNotification markAllNotifications addReminder editReminder removeReminder undoPersonal createViewPersonal editSavedViewPersonal removeViewPersonal`,
    inProject: `showProject searchOfProject listActivity listActivityOfTask showPastState showFlow showBurndown listEventsOfProject listConflictsOfProject showConflictOfProject
        listConflictsOfTask listProjectMembers showProjectMember listColumns showColumn listTasksInColumn listLabels showLabel listTasks showTask listTaskAssignees
        listTaskAssigneesOfTask showTaskAssignee listTaskLabels listTaskLabelsOfTask showTaskLabel listComments listCommentsOfTask showComment listAttachments
        listAttachmentsOfTask showAttachment listChecklists listChecklistsOfTask showChecklist listChecklistItems listChecklistItemsInChecklist showChecklistItem listRelations
        listRelationsOfTask showRelation listWatchers listWatchersOfTask showWatcher listReactions showReaction listCustomFields showCustomField listCustomValues
        listCustomValuesOfTask showCustomValue listRecurrences showRecurrence listTimeEntries listTimeEntriesOfTask showTimeEntry listCycles showCycle listMilestones
        showMilestone listMessages showMessage listRedirects showRedirect listDayCounts showDayCount listSavedViewsOfProject showSavedViewOfProject`,
    usesTemplate: "useTaskTemplate",
    works: `submitCommandsOfProject undoOfProject createTask editTask moveTask archiveTask trashTask restoreTask setParent duplicateTask moveTaskToProject assignTask unassignTask
        labelTask unlabelTask watchTask unwatchTask relateTasks unrelateTasks setField setRecurrence addComment addChecklist editChecklist removeChecklist addChecklistItem
        editChecklistItem checkItem moveChecklistItem removeChecklistItem attachLink editAttachment removeAttachment react unreact startTimer addTimeEntry postMessage
        dismissConflictOfProject restoreConflictOfProject`,
    ownWork: "editComment deleteComment editMessage removeMessage stopTimer editTimeEntry adjustTimeEntry removeTimeEntry",
    setsUp: `editProject createColumn editColumn moveColumn archiveColumn createLabel editLabel archiveLabel createCycle editCycle closeCycle createMilestone editMilestone
        completeMilestone archiveMilestone createField editCustomField moveField archiveField createViewOfProject editSavedViewOfProject removeViewOfProject`,
    keepsOut: "archiveProject addProjectMember removeProjectMember purgeTask",
};
const classOf = new Map(Object.entries(table).flatMap(([name, ids]) => ids.split(/\s+/).map((id) => [id, name])));

const nameOf = ({ id }) => classOf.get(id);
const left = new Set(classOf.keys());

// ---- people and their keys

const dice = randomFrom(Number(seedText) + 99);
const admin = new Client(url); // minds the server, and belongs to none of these workspaces
admin.session = await admin.signIn(EMAIL, PASSWORD);
const people = {};
for (const name of ["olga", "adam", "mia", "gus", "eve", "kim"]) {
    const person = new Client(url);
    person.email = `${name}.${dice.hex(4)}@test.example`;
    person.id = (await admin.call("POST", "/api/v1/admin/users", { email: person.email, name, password: PASSWORD }, { session: true })).id;
    person.session = await person.signIn(person.email, PASSWORD);
    people[name] = person;
}
const { olga, adam, mia, gus, eve, kim } = people;
await olga.fillPool(12);
await admin.fillPool(1);
const makeToken = async (person, scope, workspaceId) => (await person.call("POST", "/api/v1/tokens", { name: "Key", scope, workspaceId }, { session: true })).token;

const shared = {
    password: PASSWORD, account: () => ({ email: EMAIL, password: PASSWORD }), userId: olga.id, colleague: kim.id, receiver: "https://receiver.example/",
    signIn: async () => olga.signIn(olga.email, PASSWORD), until: async () => dice.uuid(), notification: async () => dice.uuid(),
};
/** A workspace of somebody's with a project in it. */
async function workspaceOf(owner) {
    const world = new World(owner.call, dice, shared);
    await world.get("project");
    return { workspace: await world.get("workspace"), project: await world.get("project") };
}
async function house() {
    const place = await workspaceOf(olga);
    const members = `/api/v1/workspaces/${place.workspace}/members`;
    for (const [person, role] of [[adam, "admin"], [mia, "member"], [gus, "guest"]]) await olga.call("PUT", `${members}/${person.id}`, { role });
    return place;
}
const home = await house();
const elsewhere = await workspaceOf(eve);
const another = await workspaceOf(olga);
shared.workspace = home.workspace;

const roles = ["guest", "member", "admin", "owner"];
const scopes = ["read", "write", "admin", "session"];
/** `place` of a key for one workspace: "elsewhere" stays there, whatever its person may. */
const keys = [
    { name: "nobody", token: "", answers: 401 },
    { name: "a token that is none", token: "tms_nonsense", answers: 401 },
    { name: "a stranger", token: eve.session, scope: "session" },
    { name: "the server's admin", token: admin.session, scope: "session", isServer: true },
    { name: "the server's admin with a token for writing", token: await makeToken(admin, "write"), scope: "write", isServer: true },
    { name: "the owner with a token for another workspace", token: await makeToken(olga, "admin", another.workspace), scope: "admin", role: "owner", bound: "elsewhere" },
    { name: "the owner with a token for reading", token: await makeToken(olga, "read"), scope: "read", role: "owner" },
    { name: "the owner with a token for writing", token: await makeToken(olga, "write"), scope: "write", role: "owner" },
    { name: "the owner with an admin's token for this workspace", token: await makeToken(olga, "admin", home.workspace), scope: "admin", role: "owner", bound: "here" },
    { name: "the owner with an admin's token", token: await makeToken(olga, "admin"), scope: "admin", role: "owner" },
    { name: "a guest", token: gus.session, scope: "session", role: "guest", isOther: true },
    { name: "a member", token: mia.session, scope: "session", role: "member", isOther: true },
    { name: "an admin", token: adam.session, scope: "session", role: "admin", isOther: true },
    { name: "the owner", token: olga.session, scope: "session", role: "owner" },
];

/** A status, or "in": whatever comes then comes of what is asked for, not of who asks. */
function expected(operation, kind, key, place) {
    if (key.answers) return key.answers;
    if (scopes.indexOf(key.scope) < scopes.indexOf(kind.scope)) return 403;
    if (kind.isServer) return key.isServer ? "in" : 404;
    if (kind.isUnbound && key.bound) return 404;
    if (!kind.least) return "in";
    if (!key.role || key.bound === "elsewhere" || place === "elsewhere" || place === "under another workspace") return 404;
    const isInProject = operation.path.includes("{project}");
    if (key.role === "guest" && (isInProject ? place === "another project" : kind.least !== "guest")) return 404;
    if (roles.indexOf(key.role) < roles.indexOf(kind.least)) return kind.below ?? 403;
    return key.isOther && kind.others ? "others" : "in";
}

function fits(answer, wanted, kind) {
    if (wanted === "others") return answer.status === kind.others || answer.status < 400;
    if (wanted !== "in") return answer.status === wanted;
    if (answer.status !== 404) return answer.status !== 401 && answer.status !== 403;
    const { details, detail } = JSON.parse(answer.text);
    return !/nothing at this address/.test(detail) && !["workspace", "project", "account"].includes(details?.what); // something else is not there
}

// ---- asking

const description = new Description(await olga.call("GET", "/api/v1/openapi.json"));
const puts = new Map(description.operations.filter(({ method }) => method === "PUT").map(({ path, id }) => [path, id]));
const failures = [];
let asked = 0;

async function placeIn(operation, { workspace, project }) {
    const world = new World(classes.server === classes[nameOf(operation)] ? admin.call : olga.call, dice, shared);
    world.known.set("workspace", workspace).set("project", project);
    if (/Notification/.test(operation.id)) world.known.set("notificationId", dice.uuid());
    await world.prepare(operation, operation.path.includes("otification") ? undefined : puts.get(operation.path));
    return { world, address: await world.address(operation.path, operation.id) };
}
async function bodyIn(operation, world) {
    if (!operation.schema) return undefined;
    if (operation.id === "submitCommandsOfWorkspace") return JSON.stringify({ name: "CreateView", args: { viewId: dice.uuid(), name: "All" } });
    if (operation.id.startsWith("submitCommands")) return JSON.stringify({ name: "Edit", args: await world.edit() });
    return new Bodies(description, dice).bodyFor(operation, "least", world);
}
/** Nothing to be done is done also where there is no such project: nobody's work is touched or told of. */
const doesNothing = /^(dismissConflictOfProject|purgeTask)$/;

async function ask(operation, kind, key, address, body, place) {
    const wanted = expected(operation, kind, key, place);
    const path = needed[operation.id] ? `${address}?${needed[operation.id]}` : address;
    const answer = await olga.ask(operation.method, path, body, { type: operation.type, key: key.token });
    asked += 1;
    if (place === "under another workspace" && doesNothing.test(operation.id) && answer.status === 204) return answer;
    if (!fits(answer, wanted, kind))
        failures.push(`${operation.id}, ${key.name}${place === "here" ? "" : `, ${place}`}: should be ${wanted}\n    ${operation.method} ${path} ${(body ?? "").slice(0, 200)}\n    → ${answer.status} ${answer.text.slice(0, 200)}`);
    return answer;
}

async function tryOpen(operation) {
    for (const { token } of keys) { // whoever asks gets the same
        const answer = await olga.ask(operation.method, operation.path, operation.schema ? "{}" : undefined, { key: token });
        asked += 1;
        if (answer.status !== (operation.schema ? 422 : 200)) failures.push(`${operation.id}: ${answer.status} ${answer.text}`);
    }
}

/** What takes the ground from under the next one to ask. */
const endsPlace = /^(archiveWorkspace|archiveProject|endOtherSessions|signOut|changePassword|acceptInvitation)$/;

async function tryOperation(operation, kind) {
    if (endsPlace.test(operation.id) && !operation.path.includes("{workspace}")) return tryRefusals(operation, kind);
    const place = operation.id === "archiveWorkspace" ? await house() : { ...home };
    if (operation.path.includes("{project}")) {
        place.project = await new World(olga.call, dice, shared).anotherProjectIn(place.workspace);
        await olga.call("PUT", `/api/v1/workspaces/${place.workspace}/projects/${place.project}/members/${gus.id}`);
    }
    let ground = await placeIn(operation, place);
    for (const key of keys) {
        const answer = await ask(operation, kind, operation.id === "archiveWorkspace" && key.bound === "here" ? { ...key, bound: "elsewhere" } : key, ground.address, await bodyIn(operation, ground.world), "here");
        if (answer.status < 400 && operation.method === "DELETE" && key !== keys.at(-1)) ground = await placeIn(operation, place);
        if (answer.status < 400 && endsPlace.test(operation.id)) break;
    }
    await tryElsewhere(operation, kind, ground);
}

/** Those who are refused only: who is let in would be out afterwards. */
async function tryRefusals(operation, kind) {
    const ground = await placeIn(operation, home);
    for (const key of keys.filter((key) => expected(operation, kind, key, "here") !== "in")) await ask(operation, kind, key, ground.address, await bodyIn(operation, ground.world), "here");
}

async function tryElsewhere(operation, kind, { world, address }) {
    if (!operation.path.includes("{workspace}")) return;
    const moved = ({ workspace, project }) => address.replace(world.known.get("workspace"), workspace).replace(world.known.get("project"), project);
    const body = await bodyIn(operation, world);
    const owner = keys.at(-1);
    await ask(operation, kind, owner, moved(elsewhere), body, "elsewhere");
    if (!operation.path.includes("{project}")) return;
    await ask(operation, kind, owner, moved({ workspace: home.workspace, project: elsewhere.project }), body, "under another workspace");
    await ask(operation, kind, keys.find(({ role }) => role === "guest"), moved(home), body, "another project");
}

for (const operation of description.operations.filter(({ id }) => id.includes(only))) {
    const name = nameOf(operation);
    left.delete(operation.id);
    if (!name) {
        failures.push(`${operation.id} (${operation.method} ${operation.path}) has no line in the table of rights`);
        continue;
    }
    if (operation.scope !== (classes[name].scope ?? "none")) failures.push(`${operation.id}: asks for the scope ${operation.scope}, not ${classes[name].scope}`);
    try {
        await (name === "open" ? tryOpen(operation) : tryOperation(operation, classes[name]));
    } catch (error) {
        failures.push(`${operation.id}: ${error.message}`);
    }
}
if (!only) for (const id of left) failures.push(`${id} is no operation of this server`);

close();
console.log(`${description.operations.length} operations, ${keys.length} keys, ${asked} questions who may what: ${failures.length} failures`);
for (const failure of failures.slice(0, 60)) console.log(`- ${failure}`);
process.exit(failures.length === 0 ? 0 : 1);
