// SPDX-License-Identifier: GPL-3.0-or-later
// Requests as they are sent, one at a time over connections that stay, and a source of random numbers: the same seed makes the same ones.
import http from "node:http";

const agent = new http.Agent({ keepAlive: true });

/** Answers {status, type, headers, text}. `expect: "head"`: only the head is sent, to see what it is answered. */
export function send(url, { method, path, body, headers = {}, expect = "all" }) {
    return new Promise((resolve, reject) => {
        const request = http.request(url + path, { method, headers, agent: expect === "head" ? undefined : agent });
        request.setTimeout(20_000, () => request.destroy(new Error(`${method} ${path} was not answered within 20 s`)));
        request.on("error", (error) => reject(new Error(`${method} ${path}: ${error.message}`)));
        request.on("response", (response) => {
            const parts = [];
            response.on("data", (part) => parts.push(part));
            response.on("end", () => {
                resolve({
                    status: response.statusCode,
                    type: (response.headers["content-type"] ?? "").split(";")[0],
                    headers: response.headers,
                    text: Buffer.concat(parts).toString("utf8"),
                });
                if (expect === "head") request.destroy();
            });
        });
        if (expect === "head") request.flushHeaders();
        else request.end(body);
    });
}
export const close = () => agent.destroy();

export function randomFrom(seed) { // mulberry32
    let state = seed >>> 0 || 1;
    const random = () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let t = state;
        t = Math.imul(t ^ (t >>> 15), t | 1);
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
    const below = (n) => Math.floor(random() * n);
    const hex = (n) => Array.from({ length: n }, () => below(16).toString(16)).join("");
    return {
        below,
        hex,
        flip: () => random() < 0.5,
        pick: (list) => list[below(list.length)],
        uuid: () => `${hex(8)}-${hex(4)}-7${hex(3)}-8${hex(3)}-${hex(12)}`,
    };
}

/** Asks with one of several tokens in turn, because a single one may ask a hundred times a second only. */
export class Client {
    pool = [];
    requests = 0;

    constructor(url) {
        this.url = url;
    }

    /** One of the tokens in turn; `session` opens what no API token does. */
    token() {
        return this.pool[this.requests % Math.max(this.pool.length, 1)] ?? this.session;
    }

    async signIn(email, password) {
        return (await this.call("POST", "/api/v1/session", { email, password }, { key: "" })).token;
    }

    async fillPool(size) {
        for (let i = 0; i < size; ++i) this.pool.push((await this.call("POST", "/api/v1/tokens", { name: `Pool ${i}`, scope: "admin" }, { session: true })).token);
    }

    ask = async (method, path, body, options = {}) => {
        const headers = { accept: options.accept ?? "application/json, application/problem+json, */*;q=0.5", ...options.headers };
        const key = options.key ?? (options.session ? this.session : this.token());
        if (key) headers.authorization = `Bearer ${key}`;
        const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
        if (text !== undefined) Object.assign(headers, { "content-type": options.type ?? "application/json", "content-length": Buffer.byteLength(text) });
        this.requests += 1;
        return send(this.url, { method, path, body: text, headers, expect: options.expect });
    };

    /** For what has to be there: throws when it is refused. */
    call = async (method, path, body, options = {}) => {
        const answer = await this.ask(method, path, body, options);
        if (answer.status >= 400) throw new Error(`${method} ${path} ${JSON.stringify(body) ?? ""}: ${answer.status} ${answer.text}`);
        return options.whole ? answer : answer.text && JSON.parse(answer.text);
    };
}

export async function until(condition, what) {
    for (let i = 0; i < 400; ++i) {
        const value = await condition();
        if (value) return value;
        await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`${what} did not come within 10 s`);
}
