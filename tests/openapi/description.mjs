// SPDX-License-Identifier: GPL-3.0-or-later
// The document of the API as a judge of answers and as a source of bodies.
import { createRequire } from "node:module";
import { alsoNeeded } from "./world.mjs";
const require = createRequire(import.meta.url);
const Ajv = require("ajv/dist/2020").default;
const addFormats = require("ajv-formats").default;

const escaped = (name) => name.replace(/~/g, "~0").replace(/\//g, "~1");

/** Schemas of answers, read strictly: nothing comes that is not described and, in `whole` rows, nothing is left out. */
function strict(schema, whole) {
    if (Array.isArray(schema)) return schema.map((part) => strict(part, whole));
    if (schema === null || typeof schema !== "object") return schema;
    const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, strict(value, whole)]));
    if (copy.properties && copy.type && copy.additionalProperties === undefined) {
        copy.additionalProperties = false;
        if (whole && copy.required?.length === 1 && copy.required[0] === "id") copy.required = Object.keys(copy.properties);
    }
    return copy;
}

export class Description {
    constructor(document) {
        this.document = document;
        this.judges = ["whole", "part"].map((name) => {
            const ajv = new Ajv({ strict: false, allErrors: true });
            addFormats(ajv);
            ajv.addSchema({ ...document, components: strict(document.components, name === "whole"), paths: strict(document.paths, name === "whole") }, "api");
            return { name, ajv, compiled: new Map() };
        });
        this.operations = Object.entries(document.paths).flatMap(([path, item]) =>
            Object.entries(item).map(([method, operation]) => this.#read(path, method, operation)));
    }

    resolve(schema) {
        if (!schema?.$ref) return schema;
        const parts = schema.$ref.slice(2).split("/").map((part) => part.replace(/~1/g, "/").replace(/~0/g, "~"));
        return parts.reduce((at, key) => at[key], this.document);
    }

    #read(path, method, operation) {
        const parameters = (operation.parameters ?? []).map((parameter) => this.resolve(parameter));
        const [type, media] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
        const has = (where, name) => parameters.some((parameter) => parameter.in === where && parameter.name === name);
        return {
            id: operation.operationId,
            path,
            method: method.toUpperCase(),
            operation,
            query: parameters.filter((parameter) => parameter.in === "query"),
            inPath: parameters.filter((parameter) => parameter.in === "path"),
            type,
            types: Object.keys(operation.requestBody?.content ?? {}),
            schema: media ? this.resolve(media.schema) : undefined,
            isSecured: operation.security.length > 0,
            scope: operation["x-scope"],
            answersJson: Object.entries(operation.responses).some(([status, response]) => status < "300" && this.resolve(response).content),
            isCached: has("header", "If-None-Match"),
            isGuarded: has("header", "If-Match"),
            isIdempotent: has("header", "Idempotency-Key"),
            saysSeen: has("header", "TaskMaster-Seen"),
            isPaged: has("query", "cursor"),
        };
    }

    /** What is wrong with an answer; null: nothing. */
    objection({ path, method, operation }, answer, isWhole) {
        const described = operation.responses[answer.status];
        if (!described) return "is a status that the document does not name";
        const response = this.resolve(described);
        if (!response.content) return answer.text ? "has a body that is not described" : null;
        if (!response.content[answer.type]) return `is ${answer.type || "of no type"}`;
        for (const name of Object.keys(response.headers ?? {})) {
            const isAlways = !["Link", "Location", "ETag"].includes(name);
            if (isAlways && answer.headers[name.toLowerCase()] === undefined) return `has no header ${name}`;
        }
        if (!/json$/.test(answer.type)) return null;
        const place = described.$ref ? described.$ref.slice(1) : `/paths/${escaped(path)}/${method.toLowerCase()}/responses/${answer.status}`;
        const pointer = `${place}/content/${escaped(answer.type)}/schema`.replace(/[{}]/g, encodeURIComponent);
        const judge = this.judges[isWhole ? 0 : 1];
        if (!judge.compiled.has(pointer)) judge.compiled.set(pointer, judge.ajv.compile({ $ref: `api#${pointer}` }));
        const validate = judge.compiled.get(pointer);
        return validate(JSON.parse(answer.text)) ? null : judge.ajv.errorsText(validate.errors.slice(0, 3));
    }
}

/** Makes bodies that follow a schema, of what `world` has, and bodies that break it in one place each. */
export class Bodies {
    constructor(description, dice) {
        this.description = description;
        this.dice = dice;
    }

    /** `how`: "least" (what is required), "all", or "any" (by chance, and not always with sense). */
    async make(schemaOrRef, how, world, name = "", command = "") {
        const { dice } = this;
        const schema = this.description.resolve(schemaOrRef);
        if (schema.const !== undefined) return schema.const;
        if (schema.oneOf) return this.make(dice.pick(schema.oneOf), how, world, name, command);
        const sensible = name && (how !== "any" || dice.below(4) > 0) ? await world.valueOf(name, command, schema) : undefined;
        if (sensible !== undefined) return sensible;
        if (schema.enum) return dice.pick(schema.enum);
        const type = Array.isArray(schema.type) ? (how === "any" ? dice.pick(schema.type) : schema.type[0]) : schema.type;
        if (type === "null") return null;
        if (type === "boolean") return dice.flip();
        if (type === "integer") return schema.minimum + dice.below(Math.min(schema.maximum - schema.minimum, 1000) + 1);
        if (type === "array") {
            const items = [];
            for (let i = 0; i < Math.max(schema.minItems ?? 0, 1); ++i) items.push(await this.make(schema.items, how, world, "", command));
            return items;
        }
        if (type === "object") {
            const of = schema.properties?.args && schema.properties.name?.const ? world.commandName(schema.properties.name.const) : command;
            const object = {};
            for (const [key, value] of Object.entries(schema.properties ?? {}))
                if (schema.required?.includes(key) || how === "all" || (how === "any" && dice.flip())) object[key] = await this.make(value, how, world, key, of);
            const one = schema.anyOf?.[0].required ?? (schema.minProperties && Object.keys(schema.properties ?? {})) ?? [];
            if (one.length > 0 && !(schema.anyOf ?? [{ required: one }]).some(({ required }) => required.some((key) => key in object))) {
                const key = one[0];
                object[key] = await this.make(schema.properties[key], how, world, key, of);
            }
            return object;
        }
        if (schema.format === "uuid") return dice.uuid();
        if (schema.format === "date") return `2026-${String(1 + dice.below(12)).padStart(2, "0")}-${String(1 + dice.below(28)).padStart(2, "0")}`;
        return `t${dice.hex(Math.min(schema.maxLength ?? 8, 6))}`.slice(0, schema.maxLength ?? 8);
    }

    /** The body of an operation as it is sent. */
    async bodyFor(operation, how, world) {
        if (operation.id === "startImport") return "Title,Status\nPaint,To do\n";
        const body = await this.make(operation.schema, how, world, "", world.commandName(operation.id));
        return JSON.stringify(how === "least" ? { ...body, ...alsoNeeded[operation.id] } : body);
    }

    /** [what is wrong, the body, the field that must be named if it is said of fields]: one thing wrong, each time another. */
    async broken(schema, world, command) {
        const list = [["not JSON", "{"], ["a list", "[]"], ["two documents", "{}{}"]];
        if (schema.oneOf) {
            list.push(["an unknown command", JSON.stringify({ name: "BuildHouse", args: {} }), "name"]);
            list.push(["no commands", JSON.stringify({ commands: [] }), "commands"]);
            list.push(["a command without arguments", JSON.stringify({ commands: [{ name: "Undo" }] }), "commands.0.args"]);
        }
        if (!schema.properties) return list;
        const good = await this.make(schema, "least", world, "", command);
        const wrong = (what, changes, field) => list.push([what, JSON.stringify({ ...good, ...changes }), field]);
        if (schema.additionalProperties === false) wrong("a field too much", { surely_unknown: 1 }, "surely_unknown");
        for (const key of schema.required ?? []) wrong(`without ${key}`, { [key]: undefined }, key);
        for (const [key, valueOrRef] of Object.entries(schema.properties)) {
            const value = this.description.resolve(valueOrRef);
            const types = [value.type].flat();
            if (!types.includes("object")) wrong(`${key} is an object`, { [key]: { not: "a single value" } }, key);
            if (!types.includes("array") && !types.includes("object") && !types.includes(undefined)) wrong(`${key} is a list`, { [key]: [1] }, key);
            if (value.maxLength) wrong(`${key} too long`, { [key]: "x".repeat(value.maxLength + 1) }, key);
            if (value.maximum !== undefined) wrong(`${key} too large`, { [key]: value.maximum + 1 }, key);
            if (value.minimum !== undefined) wrong(`${key} too small`, { [key]: value.minimum - 1 }, key);
            if (types.includes("integer")) wrong(`${key} has a fraction`, { [key]: 1.5 }, key);
            if (types.includes("boolean")) wrong(`${key} is a text`, { [key]: "yes" }, key);
            if (value.enum) wrong(`${key} is none of the choices`, { [key]: "surely_unknown" }, key);
            if (value.format) wrong(`${key} is no ${value.format}`, { [key]: "neither" }, key);
            if (value.pattern?.startsWith("^")) wrong(`${key} has two lines`, { [key]: "two\nlines" }, key);
            if (!types.includes("null") && !types.includes(undefined)) wrong(`${key} is null`, { [key]: null }, key);
        }
        return list;
    }
}
