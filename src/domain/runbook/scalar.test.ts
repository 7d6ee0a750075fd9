import { describe, expect, test } from "vitest";
import type { ScalarType } from "./front-matter.ts";
import { scalarFault } from "./scalar.ts";

const samples: Record<ScalarType, { good: string[]; bad: string[] }> = {
  "access-key-id": {
    good: ["AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE"],
    bad: ["akiaiosfodnn7example", "AKIA", ""],
  },
  principal: {
    good: [
      "arn:aws:sts::111122223333:assumed-role/deploy/i-0abc",
      "root",
      "user@example.com",
      "ec2.amazonaws.com",
    ],
    bad: ["a b", "x;y", "{{key}}", "a\nb", "*", 'x"y'],
  },
  ip: { good: ["192.0.2.7", "2001:db8::1"], bad: ["192.0.2.0/24", "7", "192.0.2.300", "example.com"] },
  cidr: { good: ["192.0.2.0/24", "2001:db8::/32"], bad: ["192.0.2.7", "0/0", "192.0.2.0/40"] },
  resource: {
    good: ["i-0123456789abcdef0", "arn:aws:s3:::my-bucket", "app/web/50dc6c495c0c9188", "table/My.Table"],
    bad: ["two words", "*", "`x`", "<b>", ""],
  },
  account: { good: ["111122223333", "012345678901"], bad: ["11112222333", "1111-2222-3333"] },
  region: {
    good: ["eu-central-1", "us-gov-west-1", "mx-central-1"],
    bad: ["Frankfurt", "eu-central", "eu_central_1"],
  },
  "event-name": { good: ["GetSecretValue", "ListFunctions20150331"], bad: ["Get*", "Get Secret", "1st"] },
};

describe.each(Object.entries(samples))("%s", (type, { good, bad }) => {
  test.each(good)("%s fits", (text) => {
    expect(scalarFault(type as ScalarType, text)).toBeUndefined();
  });
  test.each(bad)("%j does not", (text) => {
    expect(scalarFault(type as ScalarType, text)).toContain("is not a");
  });
});
