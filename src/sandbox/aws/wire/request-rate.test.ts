import { expect, test } from "vitest";
import { createRequestRate } from "./request-rate.ts";

test("two a second pass, the third has to wait until the clock has moved on", () => {
  let now = 0;
  const take = createRequestRate(() => new Date(now));
  take("eu-central-1", 2);
  take("eu-central-1", 2);
  expect(() => take("eu-central-1", 2)).toThrow(
    expect.objectContaining({ code: "ThrottlingException", status: 400 }),
  );
  take("us-east-1", 2);
  now += 600;
  take("eu-central-1", 2);
  expect(() => take("eu-central-1", 2)).toThrow("Rate exceeded");
});

test("a long pause does not save up more than a second's worth", () => {
  let now = 0;
  const take = createRequestRate(() => new Date(now));
  now += 3_600_000;
  take("x", 2);
  take("x", 2);
  expect(() => take("x", 2)).toThrow("Rate exceeded");
});
