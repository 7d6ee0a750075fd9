import { readFileSync } from "node:fs";
import { request } from "node:http";
import { gzipSync } from "node:zlib";
import express from "express";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { RawMessage } from "../../src/flows/ports.ts";
import type { HealthChecks } from "../../src/http/health.ts";
import { createIntake } from "../../src/http/intake.ts";
import { createHttpServer, type HttpServer } from "../../src/http/server.ts";
import { createSnsSigner } from "../fakes/sns-signer.ts";

const fixture = (name: string) =>
  readFileSync(new URL(`../fixtures/alarms/${name}.json`, import.meta.url), "utf8");
const signer = createSnsSigner();
const now = new Date("2026-06-09T02:50:00Z");
const topicArn = "arn:aws:sns:eu-west-1:111122223333:alarms";
const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
const key = { "x-cairn-key": "key-of-today" };

let inbox: RawMessage[];
let confirmed: { topicArn: string; token: string }[];
let keep: (message: RawMessage) => Promise<"new" | "seen">;
let confirm: () => Promise<void>;
let fetched: string[];
let checks: HealthChecks;
let server: HttpServer;
let address: string;

beforeEach(async () => {
  inbox = [];
  confirmed = [];
  fetched = [];
  checks = { ready: {}, alive: {} };
  confirm = async () => {};
  keep = async (message) => {
    const seen = inbox.some(({ transportKey }) => transportKey === message.transportKey);
    if (!seen) inbox.push(message);
    return seen ? "seen" : "new";
  };
  const intake = createIntake({
    receive: (message) => keep(message),
    keys: ["key-of-today", "key-of-tomorrow"],
    sns: {
      topics: [topicArn],
      confirmSubscription: async (subscription) => {
        await confirm();
        confirmed.push(subscription);
      },
      fetchCertificate: async (url) => {
        fetched.push(url);
        return signer.certificate;
      },
    },
    clock: () => now,
    log,
  });
  const page = express.Router().get("/page", (_request, response) => {
    response.send("a page");
  });
  const bug = express.Router().get("/bug", () => {
    throw new Error("a secret detail");
  });
  server = createHttpServer({
    port: 0,
    host: "127.0.0.1",
    log,
  });
  address = `http://127.0.0.1:${(await server.start()).port}`;
  server.open({ routers: [intake, page, bug], checks });
});
afterEach(() => server.stop());

const post = (path: string, body: string | Uint8Array, headers: Record<string, string> = {}) =>
  fetch(`${address}${path}`, { method: "POST", body, headers });

describe("alarms from EventBridge", () => {
  test("an event is kept as it came, then acknowledged", async () => {
    const body = fixture("eventbridge-metric");
    const response = await post("/intake/eventbridge", body, {
      ...key,
      "content-type": "application/json; charset=utf-8",
    });
    expect([response.status, await response.json()]).toEqual([200, { received: "new" }]);
    expect(inbox).toEqual([
      { source: "eventbridge", transportKey: "eb:6f1d3c52-90ab-4e17-8a6c-0d2b7e5f4a01", body },
    ]);
  });

  test("the same event again is acknowledged and not kept twice", async () => {
    for (const received of ["new", "seen"]) {
      const response = await post("/intake/eventbridge", fixture("eventbridge-metric"), key);
      expect(await response.json()).toEqual({ received });
    }
    expect(inbox).toHaveLength(1);
  });

  test.each([
    ["the key of today", { "x-cairn-key": "key-of-today" }, 200],
    ["the key of tomorrow", { authorization: "key-of-tomorrow" }, 200],
    ["a wrong key", { "x-cairn-key": "key-of-yesterday" }, 401],
    ["no key", {}, 401],
  ])("%s is answered as it should be", async (_, headers, status) => {
    expect((await post("/intake/eventbridge", "{}", headers)).status).toBe(status);
    expect(inbox).toHaveLength(status === 200 ? 1 : 0);
  });

  test.each([
    ["an unknown shape", '{"hello":"world"}', "text/plain"],
    ["text that is no JSON", "not json", "application/json"],
    ["nothing at all", "", "application/json"],
    ["a charset nobody has", "{}", "application/json; charset=x-nobody"],
  ])("%s is kept and acknowledged, since a refusal would lose it", async (_, body, type) => {
    const response = await post("/intake/eventbridge", body, { ...key, "content-type": type });
    expect(response.status).toBe(200);
    expect(inbox).toMatchObject([{ body }]);
  });

  test("unknown bodies that are alike are two messages", async () => {
    await post("/intake/eventbridge", "{}", key);
    await post("/intake/eventbridge", "{}", key);
    expect(inbox).toHaveLength(2);
  });

  test("while nothing can be stored, the sender is asked to come back", async () => {
    keep = async () => {
      throw new Error("the database is down");
    };
    const response = await post("/intake/eventbridge", "{}", key);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "10"]);
    expect(await response.text()).not.toContain("database");
  });

  test("the 65th message at once is asked to come back; the others are kept", async () => {
    let commit = () => {};
    const committed = new Promise<void>((resolve) => {
      commit = resolve;
    });
    let waiting = 0;
    keep = async () => {
      waiting++;
      await committed;
      return "new";
    };
    const first = Array.from({ length: 64 }, () => post("/intake/eventbridge", "{}", key));
    await vi.waitFor(() => expect(waiting).toBe(64));
    const late = await post("/intake/eventbridge", "{}", key);
    expect([late.status, late.headers.get("retry-after")]).toEqual([503, "10"]);
    commit();
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual(Array(64).fill(200));
    expect((await post("/intake/eventbridge", "{}", key)).status).toBe(200);
  });

  test("more than 1 MB is refused, unpacked as well", async () => {
    const large = "x".repeat(1_048_577);
    expect((await post("/intake/eventbridge", large, key)).status).toBe(413);
    const packed = gzipSync("x".repeat(50_000_000));
    const headers = { ...key, "content-encoding": "gzip" };
    expect((await post("/intake/eventbridge", packed, headers)).status).toBe(413);
    expect(inbox).toEqual([]);
    expect((await post("/intake/eventbridge", large.slice(1), key)).status).toBe(200);
  });

  test("a NUL in the body does not stop the inbox", async () => {
    await post("/intake/eventbridge", "a\0b", key);
    expect(inbox[0]?.body).toBe("a\uFFFDb");
  });

  /** Begins 64 messages and ends none. */
  const halfSent = (headers: Record<string, string>) =>
    Array.from({ length: 64 }, () => {
      const sender = request(`${address}/intake/eventbridge`, {
        method: "POST",
        headers: { ...headers, "content-length": "100" },
      });
      sender.on("error", () => {});
      sender.write("{");
      return sender;
    });

  test("a sender that breaks off leaves its place to others", async () => {
    const senders = halfSent(key);
    await vi.waitFor(async () => expect((await post("/intake/eventbridge", "{}", key)).status).toBe(503));
    for (const sender of senders) sender.destroy();
    await vi.waitFor(async () => expect((await post("/intake/eventbridge", "{}", key)).status).toBe(200));
  });

  test("strangers without a key are answered before they have sent anything, and take no place", async () => {
    const answers = halfSent({}).map(
      (sender) => new Promise((resolve) => sender.on("response", ({ statusCode }) => resolve(statusCode))),
    );
    expect(await Promise.all(answers)).toEqual(Array(64).fill(401));
    expect((await post("/intake/eventbridge", "{}", key)).status).toBe(200);
  });
});

describe("alarms from SNS", () => {
  const envelope: Record<string, string> = JSON.parse(fixture("sns-envelope"));
  const confirmation: Record<string, string> = JSON.parse(fixture("sns-subscription-confirmation"));
  const send = (message: Record<string, string>, headers: Record<string, string> = {}) =>
    post("/intake/sns", JSON.stringify(message), { "content-type": "text/plain; charset=UTF-8", ...headers });

  test.each(["1", "2"] as const)("a message of signature version %s is kept whole", async (version) => {
    const message = signer.sign(envelope, version);
    expect((await send(message)).status).toBe(200);
    expect(inbox).toEqual([
      { source: "sns", transportKey: `sns:${envelope.MessageId}`, body: JSON.stringify(message) },
    ]);
  });

  test("a stranger's topic is refused before anything is fetched", async () => {
    const message = signer.sign({ ...envelope, TopicArn: "arn:aws:sns:eu-west-1:444455556666:alarms" });
    expect((await send(message)).status).toBe(403);
    expect(fetched).toEqual([]);
  });

  test("a certificate from elsewhere is refused before anything is fetched", async () => {
    const message = signer.sign({ ...envelope, SigningCertURL: "https://192.0.2.7/cert.pem" });
    expect((await send(message)).status).toBe(403);
    expect(fetched).toEqual([]);
  });

  test("what was changed on the way is refused", async () => {
    const message = { ...signer.sign(envelope), Message: "{}" };
    expect((await send(message)).status).toBe(403);
    expect(inbox).toEqual([]);
  });

  test.each([
    ["2026-06-09T01:50:00.000Z", 200],
    ["2026-06-09T01:49:59.999Z", 403],
  ])("a message of %s, at ten to three, gets %i", async (Timestamp, status) => {
    expect((await send(signer.sign({ ...envelope, Timestamp }))).status).toBe(status);
  });

  test("a subscription is confirmed by SNS's API with the token, and its address is never called", async () => {
    const message = signer.sign({ ...confirmation, SubscribeURL: `${address}/never` }, "1");
    const response = await send({ ...message });
    expect(await response.json()).toEqual({ confirmed: topicArn });
    expect(confirmed).toEqual([{ topicArn, token: confirmation.Token }]);
    expect(fetched).toEqual([confirmation.SigningCertURL]);
    expect(inbox).toEqual([]);
  });

  test("a confirmation that fails is asked for again", async () => {
    confirm = async () => {
      throw new Error("throttled");
    };
    const response = await send(signer.sign(confirmation));
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "10"]);
  });

  test("the end of a subscription is kept, for operators to see", async () => {
    await send(signer.sign({ ...confirmation, Type: "UnsubscribeConfirmation" }));
    expect(inbox).toHaveLength(1);
    expect(confirmed).toEqual([]);
  });

  test("raw delivery has no signature and is refused", async () => {
    expect((await send(signer.sign(envelope), { "x-amz-sns-rawdelivery": "true" })).status).toBe(400);
    expect((await post("/intake/sns", fixture("sns-metric"))).status).toBe(400);
    expect((await post("/intake/sns", "not json")).status).toBe(400);
    expect(inbox).toEqual([]);
  });

  test("while nothing can be stored, SNS is asked to come back", async () => {
    keep = async () => {
      throw new Error("the database is down");
    };
    expect((await send(signer.sign(envelope))).status).toBe(503);
  });
});

describe("the server", () => {
  test("says that it is up, and whether its parts work", async () => {
    expect((await fetch(`${address}/healthz`)).status).toBe(200);
    expect((await fetch(`${address}/readyz`)).status).toBe(200);
    checks.ready.database = () => "It is read-only.";
    const unready = await fetch(`${address}/readyz`);
    expect([unready.status, await unready.json()]).toEqual([
      503,
      { ready: false, parts: { database: { ok: false, why: "It is read-only." }, serving: { ok: true } } },
    ]);
    const up = await fetch(`${address}/healthz`);
    expect([up.status, await up.json()]).toMatchObject([
      200,
      { up: true, parts: { database: { ok: false } } },
    ]);

    checks.ready.database = async () => {
      throw new Error("connection refused");
    };
    expect(await (await fetch(`${address}/readyz`)).json()).toMatchObject({
      parts: { database: { ok: false, why: "connection refused" } },
    });
    checks.alive.queue = () => "No heartbeat came through for 90 s.";
    expect((await fetch(`${address}/healthz`)).status).toBe(503);
    expect((await fetch(`${address}/readyz`)).status).toBe(503);
  });

  test("a part that never answers is not waited for", async () => {
    checks.ready.database = () => new Promise(() => {});
    expect(await (await fetch(`${address}/readyz`)).json()).toMatchObject({
      parts: { database: { ok: false, why: "No answer within 2 s." } },
    });
  });

  test("while Cairn starts it is up and not ready", async () => {
    const early = createHttpServer({ port: 0, host: "127.0.0.1", log });
    const at = `http://127.0.0.1:${(await early.start()).port}`;
    expect((await fetch(`${at}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${at}/readyz`)).json()).toMatchObject({
      ready: false,
      parts: { start: { ok: false, why: "Cairn is starting." } },
    });
    await early.stop();
  });

  test("sends headers that let a page do nothing by default, and does not name its software", async () => {
    const response = await fetch(`${address}/page`);
    expect(await response.text()).toBe("a page");
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-security-policy": expect.stringContaining("default-src 'none'"),
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "cache-control": "no-store",
    });
    expect(response.headers.has("x-powered-by")).toBe(false);
  });

  test("keeps an error's details to the log", async () => {
    const response = await fetch(`${address}/bug`);
    expect([response.status, await response.text()]).toEqual([500, '{"error":"Something went wrong."}']);
    expect((await fetch(`${address}/nowhere`)).status).toBe(404);
  });

  test("a taken port is named", async () => {
    const taken = Number(new URL(address).port);
    const second = createHttpServer({ port: taken, host: "127.0.0.1", log });
    await expect(second.start()).rejects.toThrow(`Cannot listen on port ${taken}`);
    await second.stop();
  });

  test("a stop lets the request under way end", async () => {
    let commit = () => {};
    keep = () =>
      new Promise((resolve) => {
        commit = () => resolve("new");
      });
    const kept = vi.fn(keep);
    keep = kept;
    const pending = post("/intake/eventbridge", "{}", key);
    await vi.waitFor(() => expect(kept).toHaveBeenCalled());
    const began = performance.now();
    const stopped = server.stop();
    commit();
    expect((await pending).status).toBe(200);
    await stopped;
    // The client keeps its connection for seconds; nobody waits for that.
    expect(performance.now() - began).toBeLessThan(1_500);
    await expect(fetch(`${address}/healthz`)).rejects.toThrow();
  });
});
