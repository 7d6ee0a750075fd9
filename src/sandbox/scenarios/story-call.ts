/** Who calls, from where, with what. */
export interface Caller {
  identity: Record<string, unknown>;
  address: string;
  userAgent: string;
  fromConsole?: boolean;
}

/** One call as a story tells it. */
export interface StoryCall {
  at: Date;
  caller: Caller;
  /** `iam` for iam.amazonaws.com. */
  service: string;
  name: string;
  region: string;
  request?: unknown;
  response?: unknown;
  error?: { code: string; message?: string };
  /** S3 counts what went over the wire. */
  bytes?: { in?: number; out?: number };
  /** For the rare members: resources, additionalEventData, eventType, errorMessage… */
  more?: Record<string, unknown>;
  /** Which part of its story this is, for the answer; it never stands in the record. */
  part?: string;
}
