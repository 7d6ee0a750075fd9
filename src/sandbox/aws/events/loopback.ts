import { AwsError } from "../wire/aws-error.ts";

/** AWS takes HTTPS only; the sandbox takes this machine only, over either. Throws ValidationException. */
export function requireLoopback(endpoint: string, what: string): void {
  const plain = endpoint.replaceAll("*", "x");
  const url = URL.canParse(plain) ? new URL(plain) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new AwsError("ValidationException", `${what} is not a valid HTTPS address: ${endpoint}`);
  }
  if (["127.0.0.1", "localhost", "[::1]"].includes(url.hostname)) return;
  throw new AwsError(
    "ValidationException",
    `${what} must be on loopback: the sandbox account calls nobody else. ${url.protocol === "http:" ? "AWS itself takes HTTPS only." : ""}`.trim(),
  );
}
