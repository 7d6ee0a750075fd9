/** What one access proxy wrote. The API behind it never reaches CloudTrail. */
export interface AccessLog {
  /** API Gateway's JSON access log, Kong's file-log (one object a line), or Envoy's default text. */
  format: "api-gateway-json" | "kong-file-log" | "envoy-text";
  region: string;
  logGroup: string;
  /** Where its file lies below a folder of access logs. */
  folder: string;
  /** Oldest first. */
  lines: AccessLogLine[];
}

export interface AccessLogLine {
  /** When the request came in. */
  at: Date;
  text: string;
}
