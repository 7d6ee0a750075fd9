import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ProxyRequest, sampleRequest, tellings } from "../../../test/fixtures/access-log/proxy-lines.ts";
import { type AccessFormat, readAccessLine } from "../../domain/access-log/read-line.ts";
import { bindQuery } from "../../domain/query/bind.ts";
import { conditionTest } from "../../domain/query/condition.ts";
import { literalFill } from "../../domain/query/fill.ts";
import { queryForm } from "../../domain/query/form.ts";
import { parseNetwork } from "../../domain/query/network.ts";
import type { Query } from "../../domain/query/query.ts";
import { compileFilterPattern } from "../../sandbox/aws/logs/filter-pattern.ts";
import { compileAccessPattern } from "./access-pattern.ts";

const query = (where: object): Query =>
  bindQuery(queryForm.parse({ from: "access-log", where }), literalFill);
const compiled = (where: object, format: AccessFormat, trustedProxies: string[] = []) =>
  compileAccessPattern(query(where), { format, trustedProxies });

test.each<[string, object, AccessFormat, string | undefined]>([
  [
    "a status, as number and as text",
    { status: 403 },
    "kong",
    '{ ($.response.status = "403" || $.response.status NOT EXISTS || $.response.status = "-") }',
  ],
  [
    "statuses from one on, where texts have no order",
    { status: { gte: 500 } },
    "apigateway-json",
    '{ ($.status >= 500 || $.status = "5*" || $.status = "6*" || $.status = "7*" || $.status = "8*" || $.status = "9*" || $.status NOT EXISTS || $.status = "-") }',
  ],
  [
    "the most selective condition first",
    { status: 403, ip: "203.0.113.7" },
    "apigateway-json",
    '{ ($.ip = "*203.0.113.7*" || $.ip NOT EXISTS || $.ip = "-") && ($.status = "403" || $.status NOT EXISTS || $.status = "-") }',
  ],
  [
    "the line's words, where it is text",
    { status: 403, ip: "203.0.113.7" },
    "envoy-text",
    '"203.0.113.7" "403"',
  ],
  [
    "either word, when there is no other",
    { ip: ["203.0.113.7", "203.0.113.8"] },
    "apigateway-clf",
    '?"203.0.113.7" ?"203.0.113.8"',
  ],
  ["words, where nobody knows the format", { consumer: "partner-feed" }, "auto", '"partner-feed"'],
  [
    "the piece of a path that every writer leaves as it is",
    { path: "/orders/1042*" },
    "envoy-text",
    '"orders"',
  ],
  ["nothing, when nothing can be said", { ip: { notInCidr: "192.0.2.0/24" } }, "kong", undefined],
  ["nothing of what is negated", { none: [{ status: 200 }] }, "kong", undefined],
  [
    "nothing of a role, whose session's name is in the line",
    { principal: "arn:aws:iam::111122223333:role/reader" },
    "auto",
    undefined,
  ],
])("asks AWS for %s", (_, where, format, pattern) => {
  expect(compiled(where, format).pattern).toBe(pattern);
});

test("behind trusted proxies the address is looked for in the whole line", () => {
  const where = { ip: "203.0.113.7", status: 403 };
  expect(compiled(where, "kong", ["192.0.2.0/24"]).pattern).toBe('"203.0.113.7" "403"');
});

test("every condition is checked again, since lines without the key come too", () => {
  expect(compiled({ status: 403, path: "/orders*" }, "kong").checkedHere).toEqual([
    "status = 403",
    "path = /orders*",
  ]);
});

describe("a pattern leaves out no line that the query needs", () => {
  const names = Object.keys(tellings) as (keyof typeof tellings)[];
  const formats: Record<keyof typeof tellings, AccessFormat> = {
    "apigateway-json": "apigateway-json",
    "apigateway-http-json": "apigateway-json",
    "apigateway-clf": "apigateway-clf",
    kong: "kong",
    "envoy-text": "envoy-text",
    "istio-text": "envoy-text",
    "istio-json": "envoy-json",
    "envoy-gateway-json": "envoy-json",
  };
  const ips = ["203.0.113.7", "203.0.113.77", "2001:db8::1a", "10.9.9.9, 203.0.113.7,192.0.2.1"];
  const anyRequest: fc.Arbitrary<ProxyRequest> = fc.record({
    at: fc.constant(sampleRequest.at),
    ip: fc.constantFrom(...ips),
    method: fc.constantFrom("GET", "POST"),
    target: fc.constantFrom("/orders/1042?page=2", "/orders/7", "/login"),
    route: fc.constantFrom("/orders/{id}", "/login"),
    status: fc.constantFrom(200, 401, 403, 404, 502),
    upstreamStatus: fc.constantFrom(undefined, 200, 404),
    latencyMs: fc.nat(900),
    upstreamMs: fc.constantFrom(undefined, 5),
    consumer: fc.constantFrom(undefined, "partner-feed", "mobile app"),
    keyId: fc.constantFrom(undefined, "k1a2b3c4d5"),
    userAgent: fc.constantFrom("curl/8.5.0", 'x" \\ <b>', "Mozilla/5.0 (X11)"),
    bytesIn: fc.nat(9),
    bytesOut: fc.nat(9_999),
    requestId: fc.constantFrom("request-1", "request-2"),
  });
  const anyTest = fc.oneof(
    fc.constantFrom<object>(
      { ip: "203.0.113.7" },
      { clientIp: ["203.0.113.7", "2001:db8::1a"] },
      { ip: { contains: "113.7" } },
      { status: 403 },
      { status: [401, "403"] },
      { status: "4*" },
      { status: { gte: 400 } },
      { status: { gt: 199, lt: 404 } },
      { method: "GET" },
      { path: "/orders/1042" },
      { path: ["/orders*", "*login"] },
      { route: "*{id}" },
      { consumer: ["partner-feed", "mobile app"] },
      { key: "k1a2b3c4d5" },
      { principal: "partner-feed" },
      { actor: { not: "partner-feed" } },
      { userAgent: "curl*" },
      { userAgent: { contains: "<b>" } },
      { requestId: "request-1" },
      { requestId: { exists: true } },
      { gatewayError: { exists: true } },
      { host: "api.example.com" },
    ),
  );
  const anyWhere = fc.oneof(
    anyTest,
    fc.tuple(anyTest, anyTest).map((all) => ({ all })),
    fc.tuple(anyTest, anyTest).map((any) => ({ any })),
    fc.tuple(anyTest, anyTest).map(([one, none]) => ({ all: [one], none: [none] })),
  );
  const wrappings: ((line: string) => string)[] = [
    (line) => line,
    (line) => JSON.stringify({ log: line, stream: "stdout" }),
    (line) => JSON.stringify({ message: line }).replaceAll("/", "\\/"),
  ];

  test.each(names)("told as %s, bare or wrapped, with and without trusted proxies", (name) => {
    let needed = 0;
    fc.assert(
      fc.property(
        anyRequest,
        anyWhere,
        fc.constantFrom(...wrappings),
        fc.constantFrom<string[]>([], ["192.0.2.0/24"]),
        fc.constantFrom(formats[name], "auto" as const),
        (request, where, wrap, trustedProxies, format) => {
          const line = wrap(tellings[name](request));
          const { records } = readAccessLine(line, format, { trusted: trustedProxies.map(parseNetwork) });
          if (!records.some(conditionTest(query(where).where, "access-log"))) return;
          needed += 1;
          const { pattern } = compiled(where, format, trustedProxies);
          if (pattern !== undefined && !compileFilterPattern(pattern)(line))
            throw new Error(`${pattern} leaves out ${line}`);
        },
      ),
      { numRuns: 1_500 },
    );
    expect(needed).toBeGreaterThan(200);
  });
});
