/** What went wrong, in words that may be shown to a responder: what happened, and what to do about it. */
export class CairnError extends Error {
  readonly code: string;
  /** True when the same thing may succeed later without anybody changing anything. */
  readonly retryable: boolean;

  constructor(code: string, message: string, options: { retryable?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}

/** The actor may not do this; the message names the rule and the way on. */
export class ForbiddenError extends CairnError {
  constructor(message: string) {
    super("forbidden", message);
  }
}

/** The thing is not in the state that the action needs, for instance already resolved. */
export class ConflictError extends CairnError {
  constructor(message: string) {
    super("conflict", message);
  }
}

export class NotFoundError extends CairnError {
  constructor(message: string) {
    super("not_found", message);
  }
}

/** Input that a person or a file got wrong; says where and how to mend it. */
export class InputError extends CairnError {
  /** What is wrong with which field, where several were filled in. */
  readonly fields: Readonly<Record<string, string>>;

  constructor(
    message: string,
    { fields = {}, ...options }: { cause?: unknown; fields?: Record<string, string> } = {},
  ) {
    super("input", message, options);
    this.fields = fields;
  }
}

/** A neighbour (AWS, Slack, the database) could not do it now; the same call may succeed later. */
export class UnavailableError extends CairnError {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super("unavailable", message, { retryable: true, cause: options.cause });
  }
}
