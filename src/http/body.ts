import express, { type Request, type RequestHandler } from "express";
import { MAX_BODY_BYTES } from "../domain/alarm/bounded-json.ts";

/** Reads any body as bytes, whatever its content type says: SNS calls its JSON text. Larger than 1 MB is a 413. */
export const readBody: RequestHandler = express.raw({ type: () => true, limit: MAX_BODY_BYTES });

/** The body as text, without the NUL that no database column takes. */
export function bodyText(request: Request): string {
  const body: unknown = request.body;
  return Buffer.isBuffer(body) ? body.toString("utf8").replaceAll("\0", "\uFFFD") : "";
}
