import { AwsError } from "../wire/aws-error.ts";

/** The bytes in a body that was sent in chunks, each under its size, with checksums behind: `aws-chunked`. */
export function unchunked(body: Buffer): { bytes: Buffer; trailers: Record<string, string> } {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = body.indexOf("\r\n", at);
    // `1a2b`, perhaps with `;chunk-signature=…`.
    const [, digits] = /^([0-9a-f]{1,8})(?:;|$)/i.exec(body.toString("latin1", at, lineEnd)) ?? [];
    if (lineEnd === -1 || digits === undefined) throw incomplete();
    const size = Number.parseInt(digits, 16);
    const start = lineEnd + 2;
    if (size === 0)
      return { bytes: Buffer.concat(chunks), trailers: readTrailers(body.toString("utf8", start)) };
    if (start + size > body.length) throw incomplete();
    chunks.push(body.subarray(start, start + size));
    at = start + size + 2;
  }
}

function readTrailers(text: string): Record<string, string> {
  const lines = text.split("\r\n").map((line) => /^([\w-]+):\s*(.*)$/.exec(line));
  return Object.fromEntries(
    lines.flatMap((line) => (line ? [[line[1]?.toLowerCase() ?? "", line[2] ?? ""]] : [])),
  );
}

function incomplete(): AwsError {
  return new AwsError("IncompleteBody", "The request body terminated unexpectedly.");
}
