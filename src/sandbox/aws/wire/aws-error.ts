/** An error as AWS would answer it; the wire format is chosen by the caller's protocol. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** The code of the older query protocol, where it differs, e.g. `AWS.SimpleQueueService.NonExistentQueue`. */
  readonly queryCode: string;
  /** More members of a JSON error, e.g. where a query is malformed. */
  readonly details?: object;

  constructor(
    code: string,
    message: string,
    options: { status?: number; queryCode?: string; details?: object } = {},
  ) {
    super(message);
    this.name = "AwsError";
    this.code = code;
    this.status = options.status ?? 400;
    this.queryCode = options.queryCode ?? code;
    this.details = options.details;
  }
}
