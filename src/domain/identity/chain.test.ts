import fc from "fast-check";
import { expect, test } from "vitest";
import { plainText } from "../text/text.ts";
import { type Known, maxHops, traceChain, type Wanted, wantedKey } from "./chain.ts";
import { describeBehind } from "./describe-chain.ts";
import { mapIdentity } from "./map-identity.ts";
import type { Caller, Sighting } from "./sighting.ts";
import { parseSubject, type Subject } from "./subject.ts";

const account = "111122223333";
const at = new Date("2026-11-14T02:00:00Z");
let events = 0;

const seen = (caller: Partial<Caller> & { type: string }, more: Partial<Sighting> = {}): Sighting => ({
  eventId: `event-${++events}`,
  at,
  call: "DescribeInstances",
  caller: { account, isMachine: false, ...caller },
  ...more,
});

const session = (role: string, name: string, key: string, more: Partial<Caller> = {}) => ({
  type: "AssumedRole",
  arn: `arn:aws:sts::${account}:assumed-role/${role}/${name}`,
  key,
  issuer: { arn: `arn:aws:iam::${account}:role/${role}`, type: "Role", name: role },
  ...more,
});

const user = (name: string, key: string) => ({
  type: "IAMUser",
  userName: name,
  arn: `arn:aws:iam::${account}:user/${name}`,
  key,
});

const handsOut = (key: string, role: string): Partial<Sighting> => ({
  call: "AssumeRole",
  issued: { key, role: `arn:aws:iam::${account}:role/${role}`, session: "x" },
});

const subjectOf = (text: string): Subject => {
  const subject = parseSubject(text);
  if (!subject) throw new Error(`${text} is no subject`);
  return subject;
};

/** Everything that could be asked was asked. */
const traced = (text: string, sightings: Sighting[], hints: string[] = []) => {
  const asked = new Set<string>();
  for (let rounds = 0; rounds < 100; rounds += 1) {
    const { chain, wants } = traceChain(subjectOf(text), { sightings, asked, accounts: [account], hints });
    if (!wants) return chain;
    asked.add(wantedKey(wants));
  }
  throw new Error("it never ends");
};

const keyOfAdmin = "ASIAADMINADMINADMIN1";
const keyOfDev = "ASIADEVDEVDEVDEVDEV1";
const keyOfAda = "AKIAIOSFODNN7EXAMPLE";

test("a key of a session of a session leads to the user who took the first role on", () => {
  const chain = traced(keyOfAdmin, [
    seen(session("admin", "deploy", keyOfAdmin)),
    seen(session("dev", "ada", keyOfDev), handsOut(keyOfAdmin, "admin")),
    seen(user("ada", keyOfAda), handsOut(keyOfDev, "dev")),
  ]);
  expect(chain.behind).toMatchObject({ kind: "user", name: "ada", confidence: "certain" });
  expect(plainText(describeBehind(chain))).toBe(
    `Behind ${keyOfAdmin} is the IAM user ada (certain: an IAM user with a key or password of its own). role/admin (session deploy) ← role/dev (session ada) ← user/ada.`,
  );
});

test("a session of single sign-on is the person it is named after, and nothing more is asked", () => {
  const role = "AWSReservedSSO_Developer_0123456789abcdef";
  const sightings = [seen(session(role, "ada@example.com", keyOfDev))];
  const first = traceChain(subjectOf(keyOfDev), { sightings, asked: new Set(), accounts: [] });
  expect(first.wants).toBeUndefined();
  expect(first.chain.behind).toMatchObject({
    kind: "person",
    name: "ada@example.com",
    confidence: "certain",
  });
});

test("a role of somebody's own that is named like one of single sign-on in its session is not believed", () => {
  const chain = traced(keyOfDev, [seen(session("dev", "AWSReservedSSO_ada@example.com", keyOfDev))]);
  expect(chain.behind).toMatchObject({ kind: "unknown", confidence: "weak" });
  expect(chain.notes).toContain("Who took this session on was not found in what was searched.");
});

test.each([
  ["the root user", { type: "Root" }, "root", "certain"],
  ["a service", { type: "AWSService", invokedBy: "lambda.amazonaws.com" }, "service", "certain"],
  ["a machine", session("web", "i-0123456789abcdef0", keyOfDev, { isMachine: true }), "machine", "certain"],
  ["a person by SAML", { type: "SAMLUser", userName: "ada@example.com" }, "person", "certain"],
  [
    "a federation token's owner",
    {
      type: "FederatedUser",
      issuer: { type: "IAMUser", arn: `arn:aws:iam::${account}:user/ada`, name: "ada" },
    },
    "user",
    "certain",
  ],
  [
    "a pipeline by its code host's word",
    {
      type: "WebIdentityUser",
      userName: "repo:shop/main:ref:refs/heads/main",
      identityProvider: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
    },
    "pipeline",
    "certain",
  ],
  [
    "a workload of a cluster",
    { type: "WebIdentityUser", userName: "system:serviceaccount:shop:orders" },
    "machine",
    "certain",
  ],
  ["somebody in another account", { type: "AWSAccount", account: "444455556666" }, "account", "certain"],
] as const)("behind a role there may be %s", (_, caller, kind, confidence) => {
  const chain = traced(keyOfAdmin, [
    seen(session("admin", "x", keyOfAdmin)),
    seen(caller as never, handsOut(keyOfAdmin, "admin")),
  ]);
  expect(chain.behind).toMatchObject({ kind, confidence });
});

test("a service's own role is the service, a source identity alone is likely, a machine's name alone too", () => {
  const linked = session("AWSServiceRoleForSupport", "x", keyOfDev, {
    issuer: {
      arn: `arn:aws:iam::${account}:role/aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport`,
      type: "Role",
      name: "AWSServiceRoleForSupport",
    },
  });
  expect(traced(keyOfDev, [seen(linked)]).behind.kind).toBe("service");
  const said = session("dev", "x", keyOfDev, { sourceIdentity: "ada@example.com" });
  expect(traced(keyOfDev, [seen(said)]).behind).toMatchObject({
    kind: "person",
    name: "ada@example.com",
    confidence: "likely",
  });
  const named = session("web", "i-0123456789abcdef0", keyOfDev);
  expect(traced(keyOfDev, [seen(named)]).behind).toMatchObject({ kind: "machine", confidence: "likely" });
});

test("where a stolen key set somebody else's source identity, the chain's end counts and the reader is told", () => {
  const chain = traced(keyOfDev, [
    seen(session("dev", "x", keyOfDev, { sourceIdentity: "ada@example.com" })),
    seen(user("report-exporter", keyOfAda), handsOut(keyOfDev, "dev")),
  ]);
  expect(chain.behind).toMatchObject({ kind: "user", name: "report-exporter" });
  expect(chain.notes).toEqual(["The source identity says ada@example.com; the chain ends elsewhere."]);
  expect(mapIdentity(chain, [{ session: "*@example.com", email: true }])).toBeUndefined();
});

test("a key that was handed out and never used is traced to whom it was handed out", () => {
  const chain = traced(keyOfDev, [seen(user("ada", keyOfAda), handsOut(keyOfDev, "dev"))]);
  expect(chain.behind).toMatchObject({ kind: "user", name: "ada" });
});

test("a call from another account that can be asked is followed into it", () => {
  const chain = traced(keyOfAdmin, [
    seen(session("admin", "x", keyOfAdmin)),
    seen({ type: "AWSAccount", account }, { ...handsOut(keyOfAdmin, "admin"), sharedEventId: "shared-1" }),
    seen(user("ada", keyOfAda), { call: "AssumeRole", sharedEventId: "shared-1" }),
  ]);
  expect(chain.behind).toMatchObject({ kind: "user", name: "ada" });
});

test("of several sessions of a role the one that the incident is about is followed", () => {
  const sightings = [
    seen(session("admin", "newest", keyOfAdmin), { at: new Date("2026-11-14T02:30:00Z") }),
    seen(session("admin", "meant", keyOfDev), { address: "203.0.113.7" }),
  ];
  const role = `arn:aws:iam::${account}:role/admin`;
  expect(traced(role, sightings, ["203.0.113.7"]).behind.name).toBe("meant");
  const newest = traced(role, sightings);
  expect(newest.behind.name).toBe("newest");
  expect(newest.notes).toContain("2 sessions fit; the newest one was followed.");
});

test("of a role the calls of the keys that the incident is about are asked for first, as these are found at once", () => {
  const subject = subjectOf("role/admin");
  const asked = new Set<string>();
  const next = () =>
    traceChain(subject, { sightings: [], asked, accounts: [], hints: [keyOfAda, "192.0.2.1"] }).wants;
  const first = next();
  expect(first).toEqual({ want: "calls", subject, keys: [keyOfAda] });
  asked.add(wantedKey(first as Wanted));
  const second = next();
  expect(second).toEqual({ want: "calls", subject });
  asked.add(wantedKey(second as Wanted));
  expect(next()).toBeUndefined();
});

test("sessions that lead back to one another end the walk", () => {
  const chain = traced(keyOfAdmin, [
    seen(session("admin", "x", keyOfAdmin)),
    seen(session("dev", "y", keyOfDev), handsOut(keyOfAdmin, "admin")),
    seen(session("admin", "x", keyOfAdmin), handsOut(keyOfDev, "dev")),
  ]);
  expect(chain.notes).toContain("The sessions lead back to one another, so the walk stopped.");
});

test("a chain longer than the bound is walked so far, and the reader is told", () => {
  const keys = Array.from({ length: maxHops + 3 }, (_, at) => `ASIACHAINCHAINCHAIN${at}`);
  const sightings = keys.map((key, at) =>
    seen(session(`role-${at}`, "x", key), at === 0 ? {} : handsOut(keys[at - 1] ?? "", `role-${at - 1}`)),
  );
  const chain = traced(keys[0] ?? "", sightings);
  expect(chain.hops).toHaveLength(maxHops);
  expect(chain.notes).toContain(`The walk stopped after ${maxHops} hops.`);
  expect(chain.behind.confidence).toBe("weak");
});

test("whatever records say, a walk ends, asks nothing twice and stays within its bound", () => {
  const keys = fc.constantFrom(...Array.from({ length: 8 }, (_, at) => `ASIA${String(at).repeat(16)}`));
  const caller = fc.oneof(
    keys.map((key) => session("r", "s", key) as Partial<Caller> & { type: string }),
    fc.constant({ type: "AWSAccount" }),
    fc.constant({ type: "Unknown" }),
    keys.map((key) => user("u", key) as Partial<Caller> & { type: string }),
  );
  const sighting = fc
    .record({
      caller,
      issued: fc.option(keys, { nil: undefined }),
      shared: fc.option(fc.constantFrom("a", "b"), { nil: undefined }),
      hour: fc.nat(23),
    })
    .map(({ caller: who, issued, shared, hour }) =>
      seen(who, {
        at: new Date(Date.UTC(2026, 10, 14, hour)),
        ...(issued && { issued: { key: issued } }),
        ...(shared && { sharedEventId: shared }),
      }),
    );
  fc.assert(
    fc.property(fc.array(sighting, { maxLength: 20 }), keys, (pool, key) => {
      const found: Sighting[] = [];
      const asked = new Set<string>();
      const answer = (wanted: Wanted): Sighting[] =>
        pool.filter((each) =>
          wanted.want === "issuer"
            ? each.issued?.key === wanted.key
            : wanted.want === "shared"
              ? each.sharedEventId === wanted.sharedEventId
              : each.caller.key === key,
        );
      const known: Known = { sightings: found, asked, accounts: [account] };
      for (let round = 0; ; round += 1) {
        expect(round).toBeLessThanOrEqual(2 * maxHops + 2);
        const { chain, wants } = traceChain({ kind: "key", key }, known);
        expect(chain.hops.length).toBeLessThanOrEqual(maxHops);
        if (!wants) return;
        expect(asked.has(wantedKey(wants))).toBe(false);
        asked.add(wantedKey(wants));
        found.push(...answer(wants));
      }
    }),
  );
});
