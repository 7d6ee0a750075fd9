import type { LogEvent, LogGroup } from "../logs/log-groups.ts";

/** What `@ptr` holds: enough for GetLogRecord to find the event again. */
export function eventPointer({ arn }: LogGroup, { order, timestamp }: LogEvent): string {
  return Buffer.from(JSON.stringify([arn, order, timestamp])).toString("base64");
}

/** Undefined for what is no pointer. */
export function readPointer(pointer: string): { arn: string; order: number; timestamp: number } | undefined {
  try {
    const [arn, order, timestamp] = JSON.parse(Buffer.from(pointer, "base64").toString("utf8")) as unknown[];
    if (typeof arn !== "string" || typeof order !== "number" || typeof timestamp !== "number")
      return undefined;
    return { arn, order, timestamp };
  } catch {
    return undefined;
  }
}
