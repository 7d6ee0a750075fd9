import { CairnError, UnavailableError } from "../../domain/errors.ts";

const networkCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOENT",
]);
/** Server going down or coming up, out of connections, time-outs, and a standby that takes no writes. */
const unavailableStates = new Set(["57P01", "57P02", "57P03", "57014", "53300", "25P03", "25P04", "25006"]);
const driverMessages =
  /connection terminated|connection error|timeout exceeded when trying to connect|query read timeout|client was closed|not queryable|server closed the connection/i;

export function codeOf(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
}

/** The connection itself is gone or in doubt: nothing more can be asked on it. */
export function isConnectionLost(error: unknown): boolean {
  const code = codeOf(error);
  if (networkCodes.has(code) || code.startsWith("08") || code.startsWith("57P") || code.startsWith("25P0"))
    return code !== "25P01" && code !== "25P02";
  return error instanceof Error && code === "" && driverMessages.test(error.message);
}

/** PostgreSQL chose this transaction to give way; the same may succeed at once. */
export function isSerialisationFault(error: unknown): boolean {
  return codeOf(error) === "40001" || codeOf(error) === "40P01";
}

export function isUniqueViolation(error: unknown): boolean {
  return codeOf(error) === "23505";
}

/** What the driver threw, in our words where it is the database's trouble; a fault of ours stays as it is. */
export function databaseError(error: unknown): unknown {
  if (error instanceof CairnError) return error;
  if (isConnectionLost(error) || unavailableStates.has(codeOf(error)))
    return new UnavailableError(
      `The database did not answer (${error instanceof Error ? error.message : String(error)}). Nothing was changed; try again in a moment.`,
      { cause: error },
    );
  if (isSerialisationFault(error))
    return new UnavailableError("Too many changes at once in the database. Try again in a moment.", {
      cause: error,
    });
  return error;
}
