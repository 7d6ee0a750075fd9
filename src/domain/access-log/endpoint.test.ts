import { expect, test } from "vitest";
import { endpointOf } from "./endpoint.ts";

test.each([
  ["/orders/1042", "/orders/{id}"],
  ["/prod/orders/1042/items/9", "/prod/orders/{id}/items/{id}"],
  ["/users/6f1e0a52-0b7c-4a53-9d8e-2f1c3b4a5d6e/keys", "/users/{id}/keys"],
  ["/files/a1b2c3d4e5f6", "/files/{id}"],
  ["/v2/oauth2/token", "/v2/oauth2/token"],
  ["/", "/"],
  ["", ""],
])("%s counts as %s", (path, endpoint) => {
  expect(endpointOf(path)).toBe(endpoint);
});
