// SPDX-License-Identifier: GPL-3.0-or-later
// Tries every operation of the document that a running server serves, with generated requests: one that follows the
// schema of its body, and some that break it. Whatever comes back must be a status that the operation names, with a body
// that fits the schema of that status. The same seed asks the same questions.
//     node try.mjs URL TOKEN [SEED]
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
const Ajv = require("ajv/dist/2020").default;
const addFormats = require("ajv-formats").default;

const [url, token, seedText = "1"] = process.argv.slice(2);
let state = Number(seedText) >>> 0 || 1;
function random() { // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = (n) => Math.floor(random() * n);
const pick = (list) => list[below(list.length)];
const hex = (n) => Array.from({ length: n }, () => below(16).toString(16)).join("");
const uuid = () => `${hex(8)}-${hex(4)}-7${hex(3)}-8${hex(3)}-${hex(12)}`;

async function ask(method, path, body, type = "application/json", authorization = `Bearer ${token}`) {
    const headers = { accept: "application/json, application/problem+json" };
    if (authorization) headers.authorization = authorization;
    if (body !== undefined) headers["content-type"] = type;
    const response = await fetch(url + path, { method, headers, body });
    return { status: response.status, type: (response.headers.get("content-type") ?? "").split(";")[0], text: await response.text() };
}

const document = JSON.parse((await ask("GET", "/api/v1/openapi.json")).text);
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(document, "api");
const resolve = (schema) => (schema?.$ref ? schema.$ref.slice(2).split("/").reduce((at, key) => at[key.replace(/~1/g, "/").replace(/~0/g, "~")], document) : schema);
const compiled = new Map();
function fits(pointer, value) {
    if (!compiled.has(pointer)) compiled.set(pointer, ajv.compile({ $ref: `api#${pointer}` }));
    const validate = compiled.get(pointer);
    return validate(value) ? null : ajv.errorsText(validate.errors);
}

// What there is, so that some requests meet it.
const first = async (path) => JSON.parse((await ask("GET", path)).text).items?.[0];
const project = await first("/api/v1/projects");
const base = `/api/v1/workspaces/${project.workspaceId}/projects/${project.id}`;
const known = { workspace: project.workspaceId, project: project.id, userId: JSON.parse((await ask("GET", "/api/v1/me")).text).id };
for (const [name, list] of [["taskId", "tasks"], ["columnId", "columns"], ["labelId", "labels"], ["commentId", "comments"]])
    known[name] = (await first(`${base}/${list}`))?.id ?? uuid();

function make(schemaOrRef, name = "") {
    const schema = resolve(schemaOrRef);
    if (schema.const !== undefined) return schema.const;
    if (schema.oneOf) return make(pick(schema.oneOf));
    if (schema.enum) return pick(schema.enum);
    const type = Array.isArray(schema.type) ? pick(schema.type) : schema.type;
    if (type === "null") return null;
    if (type === "boolean") return random() < 0.5;
    if (type === "integer") return schema.minimum + below(Math.min(schema.maximum - schema.minimum, 1000) + 1);
    if (type === "array") return Array.from({ length: Math.max(schema.minItems ?? 0, 1) }, () => make(schema.items));
    if (type === "object") {
        const object = {};
        for (const [key, value] of Object.entries(schema.properties ?? {}))
            if (schema.required?.includes(key) || random() < 0.5) object[key] = make(value, key);
        if (schema.minProperties && Object.keys(object).length === 0 && schema.properties) {
            const key = Object.keys(schema.properties)[0];
            object[key] = make(schema.properties[key], key);
        }
        return object;
    }
    if (schema.format === "uuid") return known[name] && random() < 0.7 ? known[name] : uuid();
    if (schema.format === "date") return `2026-${String(1 + below(12)).padStart(2, "0")}-${String(1 + below(28)).padStart(2, "0")}`;
    return `t${hex(Math.min(schema.maxLength ?? 8, 6))}`.slice(0, schema.maxLength ?? 8);
}

// One thing wrong, each time another.
function* broken(schemaOrRef) {
    const schema = resolve(schemaOrRef);
    yield "{";
    yield "[]";
    if (!schema.properties) return;
    const good = () => make(schema);
    if (schema.additionalProperties === false) yield JSON.stringify({ ...good(), surely_unknown: 1 });
    for (const key of schema.required ?? []) {
        const object = good();
        delete object[key];
        yield JSON.stringify(object);
    }
    for (const [key, value] of Object.entries(schema.properties)) {
        yield JSON.stringify({ ...good(), [key]: { not: "a single value" } });
        if (value.maxLength) yield JSON.stringify({ ...good(), [key]: "x".repeat(value.maxLength + 1) });
        if (value.maximum !== undefined) yield JSON.stringify({ ...good(), [key]: value.maximum + 1 });
        if (value.format) yield JSON.stringify({ ...good(), [key]: "neither" });
    }
}

const failures = [];
let requests = 0;
async function check(where, operation, pointer, method, path, body, type, mustRefuse) {
    const answer = await ask(method, path, body, type);
    requests += 1;
    const say = (what) => failures.push(`${where} ${body ?? ""}: ${what} (${answer.status} ${answer.text.slice(0, 200)})`);
    const responsePointer = operation.responses[answer.status] ? `${pointer}/responses/${answer.status}` : null;
    if (!responsePointer) return say("a status that the document does not name");
    if (answer.status >= 500) return say("a failure of the server");
    if (mustRefuse && answer.status < 400) return say("was accepted");
    const response = resolve(operation.responses[answer.status]);
    if (!response.content) return answer.text && method !== "HEAD" ? say("has a body that is not described") : undefined;
    if (!response.content[answer.type]) return say(`is ${answer.type}`);
    const ref = operation.responses[answer.status].$ref;
    const at = `${ref ? ref.slice(1) : responsePointer}/content/${answer.type.replace(/\//g, "~1")}/schema`;
    const wrong = fits(at, JSON.parse(answer.text));
    if (wrong) say(wrong);
}

// Reading first, then writing, and what takes away last: so that there is something to meet.
const order = ["get", "post", "put", "patch", "delete"];
const operations = Object.entries(document.paths)
    .flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => ({ path, method, operation })))
    .filter(({ operation }) => operation.operationId !== "signOut")
    .sort((a, b) => order.indexOf(a.method) - order.indexOf(b.method));
for (const { path, method, operation } of operations) {
    const pointer = `/paths/${path.replace(/~/g, "~0").replace(/\//g, "~1").replace(/[{}]/g, encodeURIComponent)}/${method}`;
    const address = () => path.replace(/\{(\w+)\}/g, (_, name) => {
        const parameter = operation.parameters.map(resolve).find((p) => p.in === "path" && p.name === name);
        return encodeURIComponent(known[name] ?? make(parameter.schema, name));
    });
    const M = method.toUpperCase();
    const where = `${operation.operationId}:`;
    const content = operation.requestBody?.content;
    if (!content) {
        await check(where, operation, pointer, M, address());
        for (const parameter of (operation.parameters ?? []).map(resolve).filter((p) => p.in === "query"))
            await check(`${where} ${parameter.name}`, operation, pointer, M, `${address()}?${parameter.name}=${encodeURIComponent("~")}`, undefined, undefined, parameter.schema.type === "integer" || parameter.schema.format === "uuid");
        continue;
    }
    const [type, { schema }] = Object.entries(content)[0];
    for (let i = 0; i < 3; ++i) await check(where, operation, pointer, M, address(), JSON.stringify(make(schema)), type);
    for (const body of broken(schema)) await check(where, operation, pointer, M, address(), body, type, true);
    await check(`${where} as text`, operation, pointer, M, address(), JSON.stringify(make(schema)), "text/plain", true);
}
console.log(`${operations.length} operations, ${requests} requests, ${failures.length} failures`);
for (const failure of failures.slice(0, 60)) console.log(failure);
process.exit(failures.length === 0 ? 0 : 1);
