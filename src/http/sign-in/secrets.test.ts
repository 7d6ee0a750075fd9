import { expect, test } from "vitest";
import { createCookies } from "./cookies.ts";
import { createSecrets } from "./secrets.ts";
import { ownPath } from "./sign-in-routes.ts";

const secrets = createSecrets("one key of thirty-two characters or so");
const others = createSecrets("another key of thirty-two characters");
const now = new Date("2026-11-22T19:00:00Z");
const later = new Date("2026-11-22T19:10:00Z");

test("what was sealed comes back until its time is over, and only unchanged", () => {
  const sealed = secrets.sealed({ state: "s", back: "/incidents" }, later);
  expect(secrets.unsealed(sealed, now)).toMatchObject({ state: "s", back: "/incidents" });
  expect(secrets.unsealed(sealed, later)).toBeUndefined();
  expect(others.unsealed(sealed, now)).toBeUndefined();
  const [body = "", seal = ""] = sealed.split(".");
  const forged = Buffer.from(JSON.stringify({ state: "mine", until: later })).toString("base64url");
  for (const text of [`${forged}.${seal}`, `${body}.`, body, `${body}.${seal}.x`, "", ".", undefined])
    expect(secrets.unsealed(text, now)).toBeUndefined();
});

test("a form's key is good for one session alone", () => {
  const [mine, yours] = [secrets.newToken(), secrets.newToken()];
  expect(secrets.isFormKey(mine, secrets.formKey(mine))).toBe(true);
  for (const given of [
    secrets.formKey(yours),
    others.formKey(mine),
    secrets.hashed(mine),
    "",
    undefined,
    [mine],
  ])
    expect(secrets.isFormKey(mine, given)).toBe(false);
});

test("tokens are long, never twice the same, and kept as something else", () => {
  const tokens = new Set(Array.from({ length: 100 }, () => secrets.newToken()));
  expect(tokens.size).toBe(100);
  for (const token of tokens) {
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(secrets.hashed(token)).not.toContain(token);
    expect(secrets.hashed(token)).not.toBe(others.hashed(token));
  }
});

test("over HTTPS a cookie is secure and this host's alone", () => {
  const lines: string[] = [];
  const response = { append: (_: string, line: string) => void lines.push(line) } as never;
  createCookies(true).write(response, "session", "token", 60);
  expect(lines).toEqual(["__Host-cairn-session=token; Max-Age=60; Path=/; HttpOnly; SameSite=Lax; Secure"]);
});

test("a cookie that came twice is not believed", () => {
  const { read } = createCookies(true);
  const from = (cookie: string) => read({ headers: { cookie } }, "session");
  expect(from("a=b; __Host-cairn-session=one")).toBe("one");
  expect(from("__Host-cairn-session=one; __Host-cairn-session=two")).toBeUndefined();
  // Without the prefix another host of the same domain could have set it.
  expect(from("cairn-session=one")).toBeUndefined();
});

test.each([
  ["/incidents/INC-4?from=2026-01-01T00:00:00Z#timeline", true],
  ["/measures", true],
  ["/incidentsx", false],
  ["//evil.example/incidents", false],
  ["https://evil.example/incidents", false],
  ["/incidents/\\evil.example", false],
  ["/incidents/\n", false],
  [["/incidents"], false],
])("after signing in %j is a place to go on: %s", (path, may) => {
  expect(ownPath(path)).toBe(may ? path : "/incidents");
});
