// SPDX-License-Identifier: GPL-3.0-or-later
// Tries every operation of the document that a running server serves: requests that follow its description, of which one at least must
// succeed, and requests that break it in one place each, which must be refused by the status and the field that are to blame.
// Whatever comes back must be a status that the operation names, with a body that fits the schema of that status and has nothing else in it.
// The server is new: it has nobody yet, and SECRET opens it. The same seed asks the same questions.
//     SECRET=… EMAIL=… PASSWORD=… node try.mjs URL [SEED] [OPERATION]
import http from "node:http";
import { Client, close, randomFrom, until } from "./client.mjs";
import { Bodies, Description } from "./description.mjs";
import { alsoNeeded, needed, World } from "./world.mjs";

const [url, seedText = "1", only = ""] = process.argv.slice(2);
const { SECRET, EMAIL, PASSWORD } = process.env;

/** Operations that cannot succeed here, each with its reason; that they do counts as a failure too. */
const excused = {
    showDayCount: "days are counted when they end",
};
const failures = [];
const met = new Set();
const client = new Client(url);
const { ask, call } = client;

const description = new Description(await call("GET", "/api/v1/openapi.json"));
const byId = new Map(description.operations.map((operation) => [operation.id, operation]));

// ---- judging

/** `wanted`: a status, or a condition of one. */
function judge(operation, what, request, answer, wanted, field) {
    const say = (problem) => failures.push(`${operation.id}, ${what}: ${problem}\n    ${request}\n    → ${answer.status} ${answer.text.slice(0, 300)}`);
    const fits = typeof wanted === "function" ? wanted(answer.status) : answer.status === wanted;
    if (!fits) return say(typeof wanted === "number" ? `should be ${wanted}` : "is not what should come");
    const objection = description.objection(operation, answer, !/[?&]fields=/.test(request));
    if (objection) return say(objection);
    if (field && answer.status === 422) {
        const errors = JSON.parse(answer.text).errors ?? [];
        if (!errors.some((error) => error.field === field || error.field.startsWith(`${field}.`))) say(`should name ${field}`);
    }
}
async function check(operation, what, path, { method = operation.method, body, wanted, field, ...options }) {
    const answer = await ask(method, path, body, options);
    judge(operation, what, `${method} ${path} ${typeof body === "string" ? body.slice(0, 300) : ""}`, answer, wanted, field);
    return answer;
}
const isDone = (status) => status < 400;
const isRefused = (status) => status >= 400 && status < 500;
const isNoFailure = (status) => status < 500;

// ---- what there has to be

const account = { email: EMAIL, name: "Ana", password: PASSWORD, workspace: "Our team" };
const signIn = () => client.signIn(EMAIL, shared.password);
const receiver = http.createServer((request, response) => {
    request.resume();
    response.writeHead(request.url === "/refuses" ? 500 : 204).end();
});
await new Promise((resolve) => receiver.listen(0, "127.0.0.1", resolve));
const shared = { password: PASSWORD, account: () => ({ email: EMAIL, password: shared.password }), receiver: `http://127.0.0.1:${receiver.address().port}/refuses`, signIn, until };

const bodies = { least: JSON.stringify({ ...account, secret: SECRET, workspace: undefined }), all: JSON.stringify({ ...account, secret: SECRET, device: "A test" }) };
const setUp = byId.get("setUp");
await check(setUp, "with a wrong secret", setUp.path, { body: JSON.stringify({ ...account, secret: "wrong" }), wanted: 404, key: "" });
await check(setUp, "with the secret", setUp.path, { body: bodies.all, wanted: 201, key: "" });
await check(setUp, "again", setUp.path, { body: bodies.least, wanted: 404, key: "" });
met.add("setUp");
client.session = await signIn();
await client.fillPool(12);
const reading = (await call("POST", "/api/v1/tokens", { name: "Reading", scope: "read" }, { session: true })).token;
shared.userId = (await call("GET", "/api/v1/me")).id;
shared.colleague = (await call("POST", "/api/v1/admin/users", { email: "colleague@test.example", name: "Kim", password: PASSWORD })).id;

{ // somebody who tells one things: notifications come from others' work
    const dice = randomFrom(4711);
    const world = new World(call, dice, shared);
    shared.workspace = await world.get("workspace");
    await call("PUT", `${await world.place()}/members/${shared.colleague}`, { role: "member" });
    const others = await client.signIn("colleague@test.example", PASSWORD);
    const home = await world.home();
    for (let i = 0; i < 16; ++i) {
        const task = await world.task(`Task ${i}`);
        await call("PUT", `${home}/tasks/${task}/assignees/${shared.userId}`, undefined, { key: others });
    }
    const list = `${await world.place()}/me/notifications`;
    await until(async () => (await call("GET", list)).items.length >= 16, "a notification");
    shared.notification = async () => dice.pick((await call("GET", list)).items).id;
}

// ---- one operation

const puts = new Map(description.operations.filter(({ method }) => method === "PUT").map(({ path, id }) => [path, id]));
const join = (...parts) => parts.filter(Boolean).join("&");
const at = (address, query) => (query ? `${address}?${query}` : address);

/** A world of its own, in which the operation has something to do, and where that is. */
async function placeFor(operation, dice, workspace) {
    const world = new World(call, dice, shared);
    if (workspace && operation.path.includes("{workspace}")) world.known.set("workspace", workspace);
    await world.prepare(operation, puts.get(operation.path));
    return { world, address: await world.address(operation.path, operation.id), command: world.commandName(operation.id) };
}
const keyFor = async (operation) => {
    if (!operation.isSecured) return "";
    if (operation.id === "signOut") return signIn();
    return operation.scope === "session" ? client.session : client.token();
};

async function tryGood(operation, dice, how, workspace) {
    const { world, address } = await placeFor(operation, dice, workspace);
    const body = operation.schema && (await new Bodies(description, world.dice).bodyFor(operation, how, world));
    const path = at(address, needed[operation.id]);
    const headers = operation.isIdempotent ? { "idempotency-key": dice.hex(12) } : {};
    const mayFail = how === "any" || operation.id in excused || operation.id.startsWith("submitCommands");
    const options = { body, type: operation.type, headers, key: await keyFor(operation), wanted: mayFail ? isNoFailure : isDone };
    const answer = await check(operation, `with ${how === "least" ? "what is required" : how === "all" ? "everything" : "anything"}`, path, options);
    if (!isDone(answer.status)) return;
    met.add(operation.id);
    if (operation.id === "changePassword") shared.password = JSON.parse(body).newPassword;
    if (answer.status === 201 && operation.isIdempotent) {
        const again = await check(operation, "with the same key", path, options);
        if (again.text !== answer.text || again.headers.location !== answer.headers.location) failures.push(`${operation.id}: the same key has another answer\n    ${answer.text}\n    ${again.text}`);
        if (!answer.headers.location) failures.push(`${operation.id}: says not where the new row is`);
    }
    if (operation.method === "GET") await tryReading(operation, path, answer, options);
}

async function tryReading(operation, path, answer, options) {
    const head = await ask("HEAD", path, undefined, options);
    if (head.status !== 200 || head.text || head.type !== answer.type) failures.push(`${operation.id}: HEAD is answered with ${head.status} ${head.type}`);
    if (operation.isCached) await check(operation, "a current copy", path, { ...options, headers: { "if-none-match": answer.headers.etag }, wanted: 304 });
    if (!operation.saysSeen) return;
    const seen = answer.headers["taskmaster-seen"];
    const [stream, epoch, seq] = seen.split(",")[0].split(/[=.]/);
    await check(operation, "more seen than there is", path, { ...options, headers: { "taskmaster-seen": `${stream}=${epoch}.${Number(seq) + 1000}` }, wanted: 503 });
    await check(operation, "seen nonsense", path, { ...options, headers: { "taskmaster-seen": "nonsense" }, wanted: 400 });
}

async function tryBad(operation, dice, workspace) {
    const { world, address, command } = await placeFor(operation, dice, workspace);
    const key = await keyFor(operation);
    const path = at(address, needed[operation.id]);
    const good = operation.schema && (await new Bodies(description, world.dice).bodyFor(operation, "least", world));
    const refused = (what, where, options) => check(operation, what, where, { body: good, type: operation.type, key, ...options });
    if (operation.isGuarded) await refused("another version", path, { headers: { "if-match": '"1.2.3"' }, wanted: 412 });
    if (operation.isIdempotent) await refused("a key too long", path, { headers: { "idempotency-key": "k".repeat(256) }, wanted: 422, field: "Idempotency-Key" });
    if (operation.schema && operation.id !== "startImport") {
        for (const [what, body, field] of await new Bodies(description, dice).broken(operation.schema, world, command))
            await refused(what, path, { body, field, wanted: field ? 422 : 400 });
    }
    if (operation.schema) {
        await refused("another type", path, { type: "image/png", wanted: 415 });
        await refused("compressed", path, { headers: { "content-encoding": "gzip" }, wanted: 415 });
        await refused("too large", path, { body: undefined, headers: { "content-type": operation.type, "content-length": String(2 ** 40) }, expect: "head", wanted: 413 });
        if (operation.operation.requestBody.required) await refused("no body", path, { body: undefined, wanted: 400 });
    } else {
        await refused("a body", path, { body: "{}", type: "application/json", wanted: 400 });
    }
    if (operation.answersJson) await refused("another answer wanted", path, { accept: "font/woff", wanted: 406 });
    await tryBadAddress(operation, dice, address, refused);
    if (!operation.isSecured) return;
    await refused("without a token", path, { key: "", wanted: 401 });
    await refused("with a token that is none", path, { key: "tms_nonsense", wanted: 401 });
    if (operation.scope !== "read") await refused("with a token for reading", path, { key: reading, wanted: 403 });
}

async function tryBadAddress(operation, dice, address, refused) {
    const must = needed[operation.id];
    await refused("an unknown parameter", at(address, join(must, "surely_unknown=1")), { wanted: 422, field: "surely_unknown" });
    for (const { name, schema, required } of operation.query) {
        const wrong = schema.type === "integer" ? ["x", "-1", String(schema.maximum + 1)] : schema.format ? ["neither"] : schema.enum || schema.type === "boolean" ? ["surely_unknown"] : [];
        if (name === "cursor") wrong.push("~");
        for (const value of wrong) {
            const others = must && !must.startsWith(`${name}=`) ? must : "";
            await refused(`${name} is ${value}`, at(address, join(others, `${name}=${value}`)), { wanted: 422, field: name });
        }
        await refused(`${name} twice`, at(address, join(must, `${name}=1`, `${name}=1`)), { wanted: 422, field: name });
        if (required) await refused(`without ${name}`, address, { wanted: 422, field: name });
    }
    const last = operation.inPath.at(-1);
    if (!last) return;
    const named = `{${last.name}}`;
    const replaced = (value) => {
        const pattern = operation.path.split("/");
        return address.split("/").map((part, i) => (pattern[i] === named ? value : part)).join("/");
    };
    const isId = last.schema.format === "uuid";
    await refused(`${last.name} is none`, at(replaced(isId ? "not-an-id" : "x".repeat(70)), must), { wanted: 404 });
    if (isId) await refused(`${last.name} is unknown`, at(replaced(dice.uuid()), must), { wanted: isNoFailure });
}

/** Every command by its name, as each kind of stream takes it. */
async function tryCommands(operation, dice) {
    const [any] = operation.schema.oneOf;
    const refused = new Set();
    for (const choice of description.resolve(any).oneOf) {
        const schema = description.resolve(choice);
        const name = schema.properties.name.const;
        refused.add(name);
        for (const how of ["least", "all"]) {
            const { world, address } = await placeFor({ ...operation, id: operation.id.replace("submitCommands", name) }, dice);
            const made = await new Bodies(description, dice).make(schema, how, world);
            Object.assign(made.args, alsoNeeded[world.commandName(name)]);
            const answer = await check(operation, `${name} with ${how === "least" ? "what is required" : "everything"}`, address, { body: JSON.stringify(made), wanted: isNoFailure });
            if (isDone(answer.status)) refused.delete(name);
        }
    }
    met.add(operation.id);
    if (refused.size > 0) failures.push(`${operation.id}: never succeeds with ${[...refused].join(", ")}`);
}

// ---- all of them: what is read first, what takes away last

const order = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const sorted = [...description.operations].sort((a, b) => order.indexOf(a.method) - order.indexOf(b.method));
const seedOf = (id) => [...id].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 16777619), Number(seedText) | 1);
for (const operation of sorted.filter(({ id }) => id !== "setUp" && id.includes(only))) {
    const dice = randomFrom(seedOf(operation.id));
    try {
        const workspace = operation.path.includes("{workspace}") ? await new World(call, dice, shared).get("workspace") : undefined;
        const isPlain = !operation.schema;
        for (const how of isPlain ? ["all"] : ["least", "all", "any", "any"]) await tryGood(operation, dice, how, workspace);
        if (operation.id.startsWith("submitCommands")) await tryCommands(operation, dice);
        await tryBad(operation, dice, workspace);
    } catch (error) {
        failures.push(`${operation.id}: ${error.message}`);
    }
    if (met.has(operation.id) === operation.id in excused) failures.push(`${operation.id}: ${met.has(operation.id) ? `succeeds, though ${excused[operation.id]}` : "never succeeds"}`);
}

// ---- too often

const wanted = byId.get("showUser");
const hasty = (await call("POST", "/api/v1/tokens", { name: "Hasty", scope: "read" }, { session: true })).token;
let refusal;
for (let i = 0; i < 200 && !refusal; ++i) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask("GET", wanted.path, undefined, { key: hasty })));
    refusal = answers.find((answer) => answer.status !== 200);
}
judge(wanted, "too often", "GET /api/v1/me", refusal ?? { status: 200, text: "" }, 429);
const guess = { body: JSON.stringify({ email: "nobody@test.example", password: "a guess, and wrong" }), key: "" };
let last;
for (let i = 0; i < 20 && last?.status !== 429; ++i) last = await check(byId.get("signIn"), "a guess", "/api/v1/session", { ...guess, wanted: isRefused });
judge(byId.get("signIn"), "guesses", "POST /api/v1/session", last, 429);

await call("POST", "/api/v1/account/password", { oldPassword: shared.password, newPassword: PASSWORD }, { session: true }); // as whoever comes next knows it
receiver.close();
close();
console.log(`${description.operations.length} operations, ${met.size} of them done, ${client.requests} requests, seed ${seedText}: ${failures.length} failures`);
for (const failure of failures.slice(0, 60)) console.log(`- ${failure}`);
process.exit(failures.length === 0 ? 0 : 1);
