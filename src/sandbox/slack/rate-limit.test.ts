import { expect, test } from "vitest";
import { createRateLimit } from "./rate-limit.ts";

test("five at once, then one a second, on whichever clock moves", () => {
  let wall = 0;
  let workspace = 0;
  const take = createRateLimit(
    () => new Date(workspace),
    () => wall,
  );
  const post = () => take("post C1", { burst: 5, perSecond: 1 });
  expect([post(), post(), post(), post(), post()]).toEqual([0, 0, 0, 0, 0]);
  expect(post()).toBe(1);
  expect(take("post C2", { burst: 5, perSecond: 1 })).toBe(0);
  wall += 1000;
  expect([post(), post()]).toEqual([0, 1]);
  workspace += 2000;
  expect([post(), post(), post()]).toEqual([0, 0, 1]);
});

test("a slow tier says how long to wait", () => {
  const take = createRateLimit(
    () => new Date(0),
    () => 0,
  );
  expect(take("m", { burst: 1, perSecond: 0.5 })).toBe(0);
  expect(take("m", { burst: 1, perSecond: 0.5 })).toBe(2);
});
