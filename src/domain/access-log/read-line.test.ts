import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  logTime,
  type ProxyRequest,
  sampleRequest,
  tellings,
} from "../../../test/fixtures/access-log/proxy-lines.ts";
import { parseNetwork } from "../query/network.ts";
import type { AccessRecord } from "./access-record.ts";
import { type AccessFormat, accessFormats, readAccessLine } from "./read-line.ts";

const read = (line: string, format: AccessFormat = "auto", trusted: string[] = []): AccessRecord[] =>
  readAccessLine(line, format, { trusted: trusted.map(parseNetwork) }).records;
const one = (line: string, format: AccessFormat = "auto", trusted: string[] = []): AccessRecord => {
  const [record, ...more] = read(line, format, trusted);
  expect(more).toEqual([]);
  if (!record) throw new Error(`Not read: ${line}`);
  return record;
};

const refused: ProxyRequest = {
  ...sampleRequest,
  status: 403,
  upstreamStatus: undefined,
  upstreamMs: undefined,
};

/** What each way of telling keeps; the others are absent. */
const kept: Record<keyof typeof tellings, { format: AccessFormat; fields: (keyof AccessRecord)[] }> = {
  "apigateway-json": {
    format: "apigateway-json",
    fields: ["path", "route", "upstreamStatus", "latencyMs", "upstreamMs", "keyId", "userAgent", "bytesOut"],
  },
  "apigateway-http-json": {
    format: "apigateway-json",
    fields: ["path", "route", "upstreamStatus", "bytesOut"],
  },
  "apigateway-clf": { format: "apigateway-clf", fields: ["route", "bytesOut"] },
  kong: {
    format: "kong",
    fields: [
      ...(["path", "route", "upstreamStatus", "latencyMs", "upstreamMs", "consumer", "keyId"] as const),
      ...(["userAgent", "host", "bytesIn", "bytesOut"] as const),
    ],
  },
  "envoy-text": {
    format: "envoy-text",
    fields: ["path", "upstreamStatus", "latencyMs", "upstreamMs", "userAgent", "host", "bytesIn", "bytesOut"],
  },
  "istio-text": {
    format: "envoy-text",
    fields: ["path", "upstreamStatus", "latencyMs", "upstreamMs", "userAgent", "host", "bytesIn", "bytesOut"],
  },
  "istio-json": {
    format: "envoy-json",
    fields: [
      ...(["path", "route", "upstreamStatus", "latencyMs", "upstreamMs"] as const),
      ...(["userAgent", "host", "bytesIn", "bytesOut"] as const),
    ],
  },
  "envoy-gateway-json": {
    format: "envoy-json",
    fields: [
      ...(["path", "route", "upstreamStatus", "latencyMs", "upstreamMs"] as const),
      ...(["userAgent", "host", "bytesIn", "bytesOut"] as const),
    ],
  },
};

function expected(request: ProxyRequest, name: keyof typeof tellings): Partial<AccessRecord> {
  const all = {
    path: request.target.replace(/\?.*$/, ""),
    route: request.route,
    upstreamStatus: request.upstreamStatus,
    latencyMs: request.latencyMs,
    upstreamMs: request.upstreamMs,
    consumer: request.consumer,
    keyId: request.keyId,
    userAgent: request.userAgent,
    host: "api.example.com",
    bytesIn: request.bytesIn,
    bytesOut: request.bytesOut,
  };
  const fields = Object.entries(all).filter(
    ([field, value]) => value !== undefined && kept[name].fields.some((each) => each === field),
  );
  return {
    time: request.at.toISOString(),
    clientIp: request.ip,
    method: request.method,
    status: request.status,
    requestId: request.requestId,
    ...Object.fromEntries(fields),
  };
}

const names = Object.keys(tellings) as (keyof typeof tellings)[];
const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/);
const anyRequest: fc.Arbitrary<ProxyRequest> = fc
  .record({
    at: fc
      .date({
        min: new Date("2020-01-01T00:00:00Z"),
        max: new Date("2035-01-01T00:00:00Z"),
        noInvalidDate: true,
      })
      .map((at) => new Date(Math.floor(at.getTime() / 1000) * 1000)),
    ip: fc.oneof(fc.constantFrom("198.51.100.9", "203.0.113.77", "2001:db8::1a"), fc.ipV4()),
    method: fc.constantFrom("GET", "POST", "DELETE"),
    target: fc.tuple(word, word).map(([a, b]) => `/${a}/${b}?token=very-secret-token-1`),
    route: word.map((name) => `/${name}/{id}`),
    status: fc.constantFrom(200, 201, 301, 401, 403, 404, 429, 500, 502),
    upstreamStatus: fc.option(fc.constantFrom(200, 404, 500), { nil: undefined }),
    latencyMs: fc.nat(60_000),
    upstreamMs: fc.option(fc.nat(60_000), { nil: undefined }),
    consumer: fc.option(word, { nil: undefined }),
    keyId: fc.option(fc.stringMatching(/^[a-z0-9]{10}$/), { nil: undefined }),
    userAgent: fc.constantFrom("okhttp/4.12.0", "Mozilla/5.0 (X11; Linux x86_64)", "curl/8.5.0"),
    bytesIn: fc.nat(1_000_000),
    bytesOut: fc.nat(1_000_000),
    requestId: fc.uuid(),
  })
  .map((request) =>
    request.upstreamStatus === undefined ? request : { ...request, status: request.upstreamStatus },
  );

test.each(names)("a request is read as it was, told as %s, configured or found out", (name) => {
  fc.assert(
    fc.property(anyRequest, (request) => {
      const line = tellings[name](request);
      for (const format of [kept[name].format, "auto" as const])
        expect(one(line, format)).toMatchObject(expected(request, name));
    }),
    { numRuns: 200 },
  );
});

test.each(names)("an answer that the proxy gave by itself is told from one from behind it: %s", (name) => {
  if (name === "apigateway-clf") return;
  expect(one(tellings[name](refused)).gatewayError).toEqual(expect.any(String));
  expect(one(tellings[name](refused)).upstreamStatus).toBeUndefined();
  const fromBehind = one(tellings[name]({ ...sampleRequest, status: 403, upstreamStatus: 403 }));
  expect(fromBehind.gatewayError).toBeUndefined();
  expect(fromBehind.upstreamStatus).toBe(403);
});

test.each(names)("no header that holds a credential, and no query string, is kept: %s", (name) => {
  const line = tellings[name]({ ...sampleRequest, target: "/orders/1?access_token=very-secret-5" });
  expect(JSON.stringify(one(line))).not.toContain("very-secret");
});

test("whatever a line holds, it is read or counted, and never breaks the reader", () => {
  const broken = fc
    .tuple(fc.constantFrom(...names), fc.nat(), fc.string({ unit: "binary" }), fc.nat(30))
    .map(([name, at, junk, cut]) => {
      const line = tellings[name](sampleRequest);
      const place = at % line.length;
      return line.slice(0, place) + junk + line.slice(place + cut);
    });
  const anyLine = fc.oneof(
    broken,
    fc.string({ unit: "binary" }),
    fc.json(),
    fc.json().map((json) => `[${json}]`),
  );
  fc.assert(
    fc.property(anyLine, fc.constantFrom(...accessFormats), (line, format) => {
      const { records, unread } = readAccessLine(line, format, { trusted: [] });
      if (line.trim() !== "" && !/^\[[\s[\]]*\]$/.test(line.trim()))
        expect(records.length + unread).toBeGreaterThan(0);
      for (const record of records) expect(new Date(record.time).toISOString()).toBe(record.time);
    }),
    { numRuns: 3_000 },
  );
});

describe("Kong", () => {
  test("an old version's sizes are texts, and its statuses numbers", () => {
    const old = JSON.parse(tellings.kong(sampleRequest));
    old.request.size = "120";
    old.response.size = "2048";
    old.upstream_status = 200;
    expect(one(JSON.stringify(old), "kong")).toMatchObject({
      bytesIn: 120,
      bytesOut: 2048,
      upstreamStatus: 200,
    });
  });

  test("a batch of http-log is as many requests, and what is none among them is counted", () => {
    const batch = `[${tellings.kong(sampleRequest)},{"hello":1},${tellings.kong(refused)}]`;
    const reading = readAccessLine(batch, "kong", { trusted: [] });
    expect(reading.records.map(({ status }) => status)).toEqual([200, 403]);
    expect(reading.unread).toBe(1);
  });

  test("of several tries at the upstream the last one's status counts", () => {
    const retried = { ...JSON.parse(tellings.kong(sampleRequest)), upstream_status: "502, 200" };
    expect(one(JSON.stringify(retried)).upstreamStatus).toBe(200);
  });
});

describe("API Gateway", () => {
  test("the caller of a signed request is named by the ARN, a token's by its subject", () => {
    const line = JSON.parse(tellings["apigateway-json"](sampleRequest));
    const arn = "arn:aws:sts::111122223333:assumed-role/reader/session-1";
    expect(one(JSON.stringify({ ...line, userArn: arn, user: "AROAEXAMPLE:session-1" })).subject).toBe(arn);
    expect(one(JSON.stringify({ ...line, "authorizer.claims.sub": "person-7" })).subject).toBe("person-7");
    expect(one(JSON.stringify({ ...line, authorizer: { principalId: "person-8" } })).subject).toBe(
      "person-8",
    );
  });

  test("an API key that was logged whole is not kept", () => {
    const line = { ...JSON.parse(tellings["apigateway-json"](sampleRequest)), apiKey: "very-secret-key" };
    expect(JSON.stringify(one(JSON.stringify(line)))).not.toContain("very-secret");
  });

  test("keys may be spelled as the owner likes", () => {
    const line = {
      "context.requestId": "r-123456",
      identity: { sourceIp: "198.51.100.9", userAgent: "curl/8" },
      request_time: logTime(sampleRequest.at),
      HTTPMethod: "PUT",
      status_code: 502,
      error: { responseType: "INTEGRATION_FAILURE" },
    };
    expect(one(JSON.stringify(line), "apigateway-json")).toEqual({
      time: "2026-05-04T08:15:30.000Z",
      clientIp: "198.51.100.9",
      method: "PUT",
      status: 502,
      gatewayError: "INTEGRATION_FAILURE",
      userAgent: "curl/8",
      requestId: "r-123456",
      proxy: "apigateway",
    });
  });

  test("a CLF line of an HTTP API names the method twice", () => {
    const line = `198.51.100.9 - - [04/May/2026:08:15:30 +0000] "GET GET /orders/{id} HTTP/1.1" 403 27 JKJaXmPLvHcESHA= x`;
    expect(one(line, "apigateway-clf")).toMatchObject({ method: "GET", route: "/orders/{id}", status: 403 });
  });

  test("a line without a time takes that of its log event", () => {
    const line = JSON.stringify({ requestId: "abc-123", status: "200", httpMethod: "GET" });
    expect(read(line)).toEqual([]);
    const writtenAt = new Date("2026-05-04T08:15:31Z");
    const [record] = readAccessLine(line, "auto", { trusted: [], writtenAt }).records;
    expect(record?.time).toBe("2026-05-04T08:15:31.000Z");
  });
});

describe("Envoy", () => {
  test("the client is the rightmost address that is not ours, whatever else it wrote", () => {
    const line = tellings["envoy-text"]({ ...sampleRequest, ip: "10.9.9.9, 203.0.113.7,192.0.2.10" });
    expect(one(line, "envoy-text", ["192.0.2.0/24"]).clientIp).toBe("203.0.113.7");
    expect(one(line, "envoy-text").clientIp).toBe("192.0.2.10");
  });

  test.each([
    ["in the user agent", { userAgent: `x" "fake" "fake.example" "192.0.2.1` }],
    ["in X-Forwarded-For", { ip: `10.9.9.9" "curl" "id" "host" "up",198.51.100.9` }],
  ])("quotes that a client wrote %s name no address of its choice", (_, forged) => {
    const record = one(tellings["envoy-text"]({ ...sampleRequest, ...forged }), "envoy-text");
    expect(record).toMatchObject({ status: 200, path: "/orders/1042" });
    expect(record.clientIp).toBeUndefined();
    expect(record.requestId).toBeUndefined();
    // People still see what was sent.
    expect(record.userAgent).toContain(Object.values(forged)[0]);
  });

  test("a client that left before the answer is no error of the gateway", () => {
    const line = tellings["envoy-text"]({ ...refused, status: 0 }).replace("UAEX", "DC");
    expect(one(line)).toMatchObject({ status: 0 });
    expect(one(line).gatewayError).toBeUndefined();
  });

  test("typed JSON has null where there is nothing", () => {
    expect(one(tellings["istio-json"](refused))).not.toHaveProperty("upstreamMs");
  });
});

test.each([
  [
    "Fluent Bit",
    (line: string) => JSON.stringify({ log: `${line}\n`, stream: "stdout", kubernetes: { pod_name: "a" } }),
  ],
  ["a container runtime", (line: string) => `2026-05-04T08:15:30.123456789Z stdout F ${line}`],
  ["an export of a log group", (line: string) => `2026-05-04T08:15:30.123Z ${line}`],
  [
    "filter-log-events",
    (line: string) => JSON.stringify({ events: [{ timestamp: 1777882530000, message: line }] }),
  ],
])("a line that %s has wrapped is read like the bare one", (_, wrap) => {
  for (const name of names)
    expect(one(wrap(tellings[name](sampleRequest)))).toEqual(one(tellings[name](sampleRequest)));
});

test("a line in another format than the configured one is not read", () => {
  expect(read(tellings.kong(sampleRequest), "envoy-json")).toEqual([]);
  expect(read(tellings["envoy-text"](sampleRequest), "kong")).toEqual([]);
  expect(read(tellings["apigateway-clf"](sampleRequest), "envoy-text")).toEqual([]);
});
