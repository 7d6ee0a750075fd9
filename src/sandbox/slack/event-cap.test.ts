import { expect, test } from "vitest";
import { createEventCap, eventsAnHour } from "./event-cap.ts";

test("thirty thousand events an hour are delivered, the next is not, and the app hears so once a minute", () => {
  let at = Date.UTC(2026, 10, 22, 2);
  const cap = createEventCap(() => new Date(at));
  for (let count = 1; count < eventsAnHour; count += 1) cap.take();
  expect([cap.take(), cap.take(), cap.take()]).toEqual(["deliver", "tell", "drop"]);
  at += 59_999;
  expect(cap.take()).toBe("drop");
  at += 1;
  expect(cap.take()).toBe("tell");
  at += 3_540_000;
  expect(cap.take()).toBe("deliver");
});
