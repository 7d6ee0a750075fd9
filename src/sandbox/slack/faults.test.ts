import { expect, test } from "vitest";
import { createFaults } from "./faults.ts";

test("a fault strikes the calls it names, after those it lets pass, as often as asked", () => {
  const faults = createFaults();
  faults.addApi({ method: "chat.update", channel: "C1", code: "internal_error", skip: 1, times: 2 });
  expect(faults.forCall("chat.postMessage", "C1")).toBeUndefined();
  expect(faults.forCall("chat.update", "C2")).toBeUndefined();
  const struck = [1, 2, 3, 4].map(() => faults.forCall("chat.update", "C1")?.code);
  expect(struck).toEqual([undefined, "internal_error", "internal_error", undefined]);
  expect(faults.list().api).toEqual([]);
});

test("a fault nobody can mean is refused", () => {
  expect(() => createFaults().addApi({ method: "x", times: 0 })).toThrow();
});
