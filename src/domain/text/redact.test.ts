import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { redactCell, redactRecord, redactText, shortenKey, shortenKeys } from "./redact.ts";
import { visible } from "./visible.ts";

const secretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const sessionToken = `FwoGZXIvYXdzE${"Ab1".repeat(60)}==`;

describe("secrets are dropped from a text, the rest stays", () => {
  test.each([
    ["a session token", `token ${sessionToken} end`, "token [redacted] end"],
    ["another kind of session token", `IQoJb3JpZ2luX2Vj${"Cd2/".repeat(30)}`, "[redacted]"],
    ["a URL-encoded session token", `t=IQoJb3JpZ2luX2Vj%2F${"Cd2".repeat(30)}%3D&x=1`, "t=[redacted]&x=1"],
    [
      "a signature",
      "https://x.example/?X-Amz-Signature=abc123&y=1",
      "https://x.example/?X-Amz-Signature=[redacted]&y=1",
    ],
    ["a security token", "?X-Amz-Security-Token=abc&y=1", "?X-Amz-Security-Token=[redacted]&y=1"],
    ["a JWT", "jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.c2lnbmF0dXJl end", "jwt [redacted] end"],
    [
      "a private key",
      "-----BEGIN RSA PRIVATE KEY-----\nDEK-Info: AES-256-CBC\nabc\n-----END RSA PRIVATE KEY----- end",
      "[redacted] end",
    ],
    ["a private key that was cut", "x -----BEGIN PRIVATE KEY-----\nMIIE", "x [redacted]"],
    ["a secret access key", `export K=${secretKey}`, "export K=[redacted]"],
    ["a password in a text", "mysql --password=hunter22 -h x", "mysql --password=[redacted] -h x"],
    ["a bearer token", "Authorization: Bearer abcdef123456", "Authorization: Bearer [redacted]"],
    ["JSON in a text", '{"masterUserPassword":"x","a":1}', '{"masterUserPassword":"[redacted]","a":1}'],
    ["a name with a prefix", "DB_PASSWORD=hunter22 x", "DB_PASSWORD=[redacted] x"],
    ["a quoted one", "db.password: 'hunter22'", "db.password: '[redacted]'"],
    ["JSON in JSON", '{"a":"{\\"password\\":\\"hunter22\\"}"}', '{"a":"{\\"password\\":\\"[redacted]\\"}"}'],
    ["JSON in JSON in a text", 'x {\\"token\\":\\"hunter22\\"}', 'x {\\"token\\":\\"[redacted]\\"}'],
    ["a token in a query string", "GET /a?b=1&token=abcd1234&c=2", "GET /a?b=1&token=[redacted]&c=2"],
    ["a URL-encoded secret key", "k=wJalrXUtnFEMI%2FK7MDENG%2BbPxRfiCYEXAMPLEKEY", "k=[redacted]"],
    ["JSON in an address", "/a/%7B%22password%22:%22hunter22%22%7D", '/a/{"password":"[redacted]"}'],
    ["basic authorization", "Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic [redacted]"],
    ["a cookie", "Cookie: session=abc; theme=dark", "Cookie: [redacted]"],
    ["an API key in a header", "x-api-key: abcdef0123", "x-api-key: [redacted]"],
    [
      "a password in an address",
      "postgres://app:hunter22@db.example/x",
      "postgres://app:[redacted]@db.example/x",
    ],
    ["a Slack token", "t xoxb-1234567890-abcdef", "t [redacted]"],
    ["a GitHub token", "ghp_0123456789abcdefghijABCDEFGHIJ012345", "[redacted]"],
    ["broken JSON in a text", '{"sessionToken":"abc","a":', '{"sessionToken":"[redacted]","a":'],
  ])("%s", (_name, text, expected) => {
    expect(redactText(text)).toBe(expected);
  });
});

describe("identifiers stay whole", () => {
  test.each([
    "AKIAIOSFODNN7EXAMPLE",
    "arn:aws:sts::111122223333:assumed-role/Very-Long-Role-Name-For-Deployments-1A2B3C/session-1700000000000",
    "arn:aws:secretsmanager:us-east-1:111122223333:secret:payments-retrieve-secret-17-a1B2c3",
    "arn:aws:iam::111122223333:role/aws-service-role/AWSServiceRoleForApplicationAutoScaling_DynamoDBTable",
    "MyApplicationStack-ProcessPaymentsFunctionServiceRole-1XQ8KZP4M7T2",
    "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "aws-cli/2.17.0 md/awscrt#0.20.11 ua/2.0 os/linux md/arch#x86_64 lang/python#3.11.9",
    "2001:db8:85a3::8a2e:370:7334",
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*"}]}',
    '{ "spaced" : "json" }',
    "HIDDEN_DUE_TO_SECURITY_REASONS",
    "arn:aws:lambda:eu-central-1:111122223333:function:reset-password:PROD",
    "arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/issue-token:live",
  ])("%s", (text) => {
    expect(redactText(text)).toBe(text);
  });

  test("digests too, where a name says that it is one", () => {
    const codeSha256 = "Pt1c8vVaBygmNtAeSyjlpdy7r8nHRqJAALbbHEGlQkc=";
    expect(redactCell(codeSha256, "responseElements.codeSha256")).toBe(codeSha256);
    expect(redactCell(codeSha256, "requestParameters.note")).toBe("[redacted]");
  });
});

describe("a name gives a secret away", () => {
  test.each([
    ["responseElements.credentials.sessionToken", "x", "[redacted]"],
    ["requestParameters.masterUserPassword", "x", "[redacted]"],
    ["decode(requestParameters.userData).a", "x", "[redacted]"],
    ["requestParameters.environment.variables.URL", "x", "[redacted]"],
    ["requestParameters.pin.password", 1234, "[redacted]"],
    ["requestParameters.newPassword", "HIDDEN_DUE_TO_SECURITY_REASONS", "HIDDEN_DUE_TO_SECURITY_REASONS"],
    ["responseElements.credentials.accessKeyId", "ASIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE"],
    ["requestParameters.environmentName", "production", "production"],
    ["requestParameters.secretId", "payments", "payments"],
    ["requestParameters.passwordResetRequired", true, true],
    ["requestParameters.tokenCode", "123456", "[redacted]"],
    ["requestParameters.parameters.parameterValue", "x", "[redacted]"],
    ["count", 3, 3],
    ["userAgent", null, null],
  ])("%s of %j", (path, cell, expected) => {
    expect(redactCell(cell, path)).toBe(expected);
  });

  test("also where the name is a value beside it", () => {
    const pairs = [
      { name: "DB_PASSWORD", value: "hunter22" },
      { parameterKey: "DbPassword", parameterValue: "x" },
      { name: "STAGE", value: "prod" },
    ];
    expect(redactRecord({ pairs })).toEqual({
      pairs: [
        { name: "DB_PASSWORD", value: "[redacted]" },
        { parameterKey: "DbPassword", parameterValue: "[redacted]" },
        { name: "STAGE", value: "prod" },
      ],
    });
  });

  test("at any depth of a record, which itself is left alone", () => {
    const record = {
      requestParameters: {
        userData: "IyEvYmluL3No",
        list: [{ environment: { variables: { A: "1" } } }],
        keep: [1, null, true],
      },
      responseElements: { credentials: { accessKeyId: "ASIAIOSFODNN7EXAMPLE", sessionToken: "abc" } },
    };
    const before = structuredClone(record);
    expect(redactRecord(record)).toEqual({
      requestParameters: {
        userData: "[redacted]",
        list: [{ environment: "[redacted]" }],
        keep: [1, null, true],
      },
      responseElements: { credentials: { accessKeyId: "ASIAIOSFODNN7EXAMPLE", sessionToken: "[redacted]" } },
    });
    expect(record).toEqual(before);
  });
});

test("a secret wherever it stands in a record does not survive", () => {
  const anywhere = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom(
        secretKey,
        sessionToken,
        `before ${sessionToken} after`,
        JSON.stringify({ a: { k: secretKey } }),
      ),
      fc.array(tie("node"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom("a", "userAgent", "requestParameters", "note"), tie("node"), {
        maxKeys: 3,
      }),
    ),
  })).node;
  fc.assert(
    fc.property(anywhere, (value) => {
      const kept = JSON.stringify(redactRecord(value));
      expect(kept).not.toContain(secretKey);
      expect(kept).not.toContain("Ab1Ab1");
    }),
  );
});

test("random keys of 40 characters are recognised, words are not", () => {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  let state = 7;
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return alphabet[Math.floor((state / 2_147_483_648) * 64)] ?? "";
  };
  const keys = Array.from({ length: 500 }, () => Array.from({ length: 40 }, next).join(""));
  const missed = keys.filter((key) => redactText(key) === key);
  expect(missed.length).toBeLessThanOrEqual(5);
});

test("hostile texts cost no more than honest ones", () => {
  const began = performance.now();
  for (const unit of ["eyJ", "-----BEGIN A", "password=", '{"a":', "IQoJ", "a1B"])
    redactText(unit.repeat(20_000));
  expect(performance.now() - began).toBeLessThan(2_000);
});

test("keys are shortened for showing", () => {
  expect(shortenKey("AKIAIOSFODNN7EXAMPLE")).toBe("AKIA…MPLE");
  expect(shortenKeys("from ASIAIOSFODNN7EXAMPL2 to AKIAIOSFODNN7EXAMPLE")).toBe(
    "from ASIA…MPL2 to AKIA…MPLE",
  );
  expect(shortenKey("alice")).toBe("alice");
});

describe("visible text", () => {
  test.each([
    ["controls", "a\u0000b\u001b[31mred\u0007\r\nline\ttab", "a b [31mred line tab"],
    ["C1 controls and line separators", "a\u009b31mb\u2028c", "a 31mb c"],
    ["direction marks", "abc\u202egpj.exe\u2066x\u2069", "abcgpj.exex"],
    ["invisible characters", "ad\u200bm\u2060in\ufeff\u{e0041}", "admin"],
    ["lone surrogates", "a\ud800b", "a\ufffdb"],
    ["emoji", "ok 👍 ünï", "ok 👍 ünï"],
  ])("%s", (_name, text, expected) => {
    expect(visible(text, 100)).toBe(expected);
  });

  test("is clipped by code points, with a sign that it was", () => {
    expect(visible("👍👍👍", 3)).toBe("👍👍👍");
    expect(visible("👍👍👍👍", 3)).toBe("👍👍…");
    expect(visible("x".repeat(1_000_000), 5)).toBe("xxxx…");
    expect([...visible("\u202e".repeat(10_000), 5)].length).toBeLessThanOrEqual(5);
  });

  test("never holds a control character and never exceeds its length", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 200 }),
        fc.integer({ min: 1, max: 50 }),
        (text, max) => {
          const shown = visible(text, max);
          expect(shown).not.toMatch(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
          expect([...shown].length).toBeLessThanOrEqual(max);
        },
      ),
    );
  });
});
