import { createHash } from "node:crypto";
import type { ActorRef } from "../responder.ts";
import type { Json, TimelineEntry } from "./timeline.ts";

/** One decision about who may do what; kept whether it was allowed or not. */
export interface AuditEntry {
  actor: ActorRef;
  action: string;
  outcome: "allowed" | "refused";
  incidentId: string | null;
  detail: string | null;
}

export const chainStart = "0".repeat(64);

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** JSON with its keys in order, so that the same value always has the same bytes. */
export function canonicalJson(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const pairs = Object.keys(value)
      .sort()
      .filter((key) => value[key] !== undefined)
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`);
    return `{${pairs.join(",")}}`;
  }
  return JSON.stringify(value ?? null);
}

/** The hash of rows as they were kept: SHA-256 of their canonical JSON, hex. */
export const rowsHash = (columns: readonly string[], rows: readonly Record<string, Json>[]): string =>
  sha256(canonicalJson({ columns: [...columns], rows: [...rows] }));

/**
 * SHA-256(previous hash ‖ canonical JSON of the entry). The body enters as a salted commitment, so that it can
 * be erased later without breaking the chain. With it the chain of the thread's messages is held fast.
 */
export function entryHash(previous: string, entry: Omit<TimelineEntry, "hash">): string {
  const actor: Json =
    entry.actor.kind === "system" ? { kind: "system" } : { kind: "responder", id: entry.actor.id };
  return sha256(
    previous +
      canonicalJson({
        incident: entry.incidentId,
        seq: entry.seq,
        at: entry.at.toISOString(),
        action: entry.action,
        actor,
        body: sha256(entry.salt + canonicalJson(entry.body)),
        // Entries from before that chain have no such key, and keep their hashes.
        ...(entry.thread && { thread: { seq: entry.thread.seq, hash: entry.thread.hash } }),
      }),
  );
}

/** The first fault of a chain in words, or undefined when it holds. Entries in order of `seq`, from 1. */
export function chainFault(entries: readonly TimelineEntry[]): string | undefined {
  let previous = chainStart;
  for (const [index, entry] of entries.entries()) {
    if (entry.seq !== index + 1) return `Entry ${index + 1} is missing: the next one is ${entry.seq}.`;
    if (entryHash(previous, entry) !== entry.hash)
      return `Entry ${entry.seq} was changed: its hash does not fit.`;
    previous = entry.hash;
  }
  return undefined;
}
