import { expect, test } from "vitest";
import { ConflictError, UnavailableError } from "../../domain/errors.ts";
import { databaseError, isConnectionLost } from "./database-error.ts";

const withCode = (code: string) => Object.assign(new Error("as PostgreSQL says it"), { code });

test.each(["ECONNREFUSED", "57P01", "57P03", "08006", "25006", "53300", "57014", "40001", "40P01"])(
  "%s is the database's trouble: it may pass, and the responder may try again",
  (code) => {
    expect(databaseError(withCode(code))).toBeInstanceOf(UnavailableError);
  },
);

test.each([
  "Connection terminated unexpectedly",
  "Query read timeout",
  "timeout exceeded when trying to connect",
])("so is a driver that says: %s", (message) => {
  expect(databaseError(new Error(message))).toBeInstanceOf(UnavailableError);
  expect(isConnectionLost(new Error(message))).toBe(true);
});

test.each(["42703", "23505", "22P02", "25P02"])("%s is a fault of ours and stays as it is", (code) => {
  const error = withCode(code);
  expect(databaseError(error)).toBe(error);
  expect(isConnectionLost(error)).toBe(false);
});

test("what is in our words already stays so", () => {
  const error = new ConflictError("Somebody else was faster.");
  expect(databaseError(error)).toBe(error);
});
