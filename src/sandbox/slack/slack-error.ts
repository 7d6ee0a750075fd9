import type { Fields } from "./json.ts";

/** A refusal as the Web API words it: HTTP 200 with `{ ok: false, error }` and whatever explains it. */
export class SlackError extends Error {
  readonly code: string;
  readonly more: Fields;

  constructor(code: string, more: Fields = {}) {
    super(code);
    this.name = "SlackError";
    this.code = code;
    this.more = more;
  }
}

/** Block Kit faults: the same messages twice, as Slack sends them. */
export function withMessages(code: string, messages: string[]): SlackError {
  return new SlackError(code, {
    errors: messages,
    response_metadata: { messages: messages.map((message) => `[ERROR] ${message}`) },
  });
}
