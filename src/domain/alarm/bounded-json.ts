/** EventBridge and the inbox take up to this much. */
export const MAX_BODY_BYTES = 1_048_576;
/** AWS's own messages nest eight deep at most. */
const MAX_DEPTH = 64;

export type BoundedJson = { value: unknown } | { why: string };

/** Parses foreign JSON, unless its size or nesting is out of reason. */
export function parseBoundedJson(text: string): BoundedJson {
  if (Buffer.byteLength(text) > MAX_BODY_BYTES) return { why: "The body is larger than 1 MB." };
  if (nestsTooDeep(text)) return { why: `The JSON nests deeper than ${MAX_DEPTH} levels.` };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { why: "The body is not JSON." };
  }
}

function nestsTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (inString) {
      if (char === "\\") at++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === "{" || char === "[") {
      if (++depth > MAX_DEPTH) return true;
    } else if (char === "}" || char === "]") depth--;
  }
  return false;
}
