import { describe, expect, test } from "vitest";
import type { IdentityChain } from "./chain.ts";
import { mapIdentity } from "./map-identity.ts";
import type { Caller, Sighting } from "./sighting.ts";
import { parseSubject } from "./subject.ts";

const arn = "arn:aws:iam::111122223333:";
const hop = (caller: Partial<Caller> & { type: string }, issued?: Sighting["issued"]): Sighting => ({
  eventId: "e",
  at: new Date(0),
  call: "AssumeRole",
  caller: { isMachine: false, ...caller },
  ...(issued && { issued }),
});
const chain = (hops: Sighting[], behind: Partial<IdentityChain["behind"]>): IdentityChain => ({
  subject: { kind: "root" },
  hops,
  behind: { kind: "person", name: "ada@example.com", confidence: "certain", because: "", ...behind },
  notes: [],
});

const session = (role: string, name: string) => ({
  type: "AssumedRole",
  arn: `arn:aws:sts::111122223333:assumed-role/${role}/${name}`,
  issuer: { arn: `${arn}role/${role}`, type: "Role", name: role },
});
const ada = hop({ type: "IAMUser", userName: "ada", arn: `${arn}user/ada` });
const sso = chain([hop(session("AWSReservedSSO_Dev_0123456789abcdef", "ada@example.com"))], {});

test("the first rule that fits says who it is in Slack", () => {
  const rules = [
    { principal: "arn:aws:iam::*:user/bob*", slack: "U0BOB" },
    { principal: "arn:aws:iam::*:user/ada*", slack: "U0ADA" },
    { principal: "*", slack: "U0ANY" },
  ];
  expect(mapIdentity(chain([ada], { kind: "user", name: "ada" }), rules)).toEqual({
    to: "slack",
    id: "U0ADA",
    by: "principal arn:aws:iam::*:user/ada*",
  });
});

test("whoever borrows a pipeline's role is not the pipeline", () => {
  const borrowed = chain([hop(session("github-deploy", "x")), ada], { kind: "user", name: "ada" });
  expect(mapIdentity(borrowed, [{ principal: "*role/github-*", pipeline: "Deploy" }])).toBeUndefined();
});

test("a role taken on by a code host's word is the pipeline", () => {
  const pipeline = chain(
    [
      hop(session("github-deploy", "run-1")),
      hop({ type: "WebIdentityUser" }, { key: "ASIA1", role: `${arn}role/github-deploy` }),
    ],
    { kind: "pipeline", name: "repo:shop/main" },
  );
  const by = mapIdentity(pipeline, [{ principal: "*role/github-*", pipeline: "Deploy" }]);
  expect(by).toMatchObject({ to: "pipeline", name: "Deploy" });
  expect(mapIdentity(pipeline, [{ subject: "repo:shop/*", slack: "U0TEAM" }])).toMatchObject({
    id: "U0TEAM",
  });
  expect(mapIdentity(pipeline, [{ session: "*", slack: "U0TEAM" }])).toBeUndefined();
});

test("a machine's session is nobody's, whatever fits its name", () => {
  const machine = chain([hop({ ...session("web", "i-0123456789abcdef0"), isMachine: true })], {
    kind: "machine",
  });
  expect(mapIdentity(machine, [{ session: "*", email: "@example.com" }])).toBeUndefined();
});

describe("by e-mail", () => {
  test("a session that is an address is asked for as it is, another with its domain behind it", () => {
    expect(mapIdentity(sso, [{ session: "*@example.com", email: true }])).toMatchObject({
      to: "email",
      email: "ada@example.com",
    });
    const short = chain([hop(session("AWSReservedSSO_Dev_0123456789abcdef", "ada"))], { name: "ada" });
    expect(mapIdentity(short, [{ session: "*", email: "@example.com" }])).toMatchObject({
      email: "ada@example.com",
    });
    expect(mapIdentity(short, [{ session: "*", email: true }])).toBeUndefined();
  });

  test.each(["<!channel>@example.com", "a b@example.com", "ada@example.com>", "ada@localhost"])(
    "%s is no address and is not looked up",
    (name) => {
      const hostile = chain([hop(session("AWSReservedSSO_Dev_0123456789abcdef", name))], { name });
      expect(mapIdentity(hostile, [{ session: "*", email: true }])).toBeUndefined();
    },
  );
});

test("a rule that names two things needs both", () => {
  const rule = { principal: "*AWSReservedSSO_Dev*", session: "*@example.org", email: true } as const;
  expect(mapIdentity(sso, [rule])).toBeUndefined();
  expect(mapIdentity(sso, [{ ...rule, session: "*@example.com" }])).toMatchObject({ to: "email" });
});

test.each([
  ["AKIAIOSFODNN7EXAMPLE", { kind: "key" }],
  ["arn:aws:iam::111122223333:user/team/ada", { kind: "arn" }],
  ["arn:aws:sts::111122223333:assumed-role/admin/x", { kind: "arn" }],
  ["arn:aws:iam::111122223333:role/admin", { kind: "role" }],
  ["role/admin", { kind: "role", arn: "*/admin" }],
  ["user/ada", { kind: "user", name: "ada" }],
  ["root", { kind: "root" }],
  ["ada@example.com", { kind: "session" }],
])("%s can be asked about", (text, subject) => {
  expect(parseSubject(text)).toMatchObject(subject);
});

test.each(["The owner of the account's root user", "", "arn:aws:s3:::bucket", "<!channel>", "a".repeat(400)])(
  "“%s” names nobody in AWS",
  (text) => {
    expect(parseSubject(text)).toBeUndefined();
  },
);
