/** What one access proxy wrote. The calls of a company's own clients never reach CloudTrail. */
export interface AccessLog {
  /**
   * API Gateway's JSON access log with the usual members (`requestId`, `ip`, `requestTime`, `resourcePath`, … and `path`,
   * `apiKeyId`, `userAgent`, `integrationStatus`, `responseLatency`, `errorMessage`, `errorResponseType`, `apiId`,
   * `stage`), Kong's file-log (one object a line), or Envoy's default text.
   */
  format: "api-gateway-json" | "kong-file-log" | "envoy-text";
  region: string;
  logGroup: string;
  /** Where its file lies below a folder of access logs. */
  folder: string;
  /** Networks of our own proxies: in X-Forwarded-For the client stands before them. */
  trustedProxies: string[];
  /** Oldest first. */
  lines: AccessLogLine[];
}

export interface AccessLogLine {
  /** When the request came in. */
  at: Date;
  text: string;
}
