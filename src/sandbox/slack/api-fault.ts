import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { ApiFault } from "./faults.ts";
import type { Noted } from "./journal.ts";
import type { Fields } from "./json.ts";
import { meanwhile } from "./meanwhile.ts";
import { text } from "./methods/method.ts";
import { noteRefusal, noteStruck } from "./note-report.ts";
import type { World } from "./world.ts";

/** What a call is about, for faults and for the record. */
export interface Asked {
  method: string;
  channel?: string;
  args: Fields;
  response: ServerResponse;
  noted: Noted;
}

/** The fault for this call, after the wait it asks for and what happens meanwhile. */
export async function faultFor(world: World, asked: Asked): Promise<ApiFault | undefined> {
  const { method, channel, args } = asked;
  const fault = world.faults.forCall(method, channel);
  if (fault === undefined) return undefined;
  noteStruck(world, describe(fault), method);
  if (fault.slowMs !== undefined) await sleep(fault.slowMs, undefined, { ref: false });
  if (fault.meanwhile !== undefined)
    meanwhile(world, fault.meanwhile, {
      channel,
      ts: text(args, "ts") || text(args, "thread_ts") || undefined,
    });
  return fault;
}

/** Answers as the fault asks for; false when the call goes on all the same. */
export function strike(world: World, asked: Asked, fault: ApiFault): boolean {
  const { response, noted } = asked;
  const note = (code: string) => {
    noteRefusal(world, asked, { code, more: {} }, true);
    noted.end(code, { bad: true, injected: true });
    return true;
  };
  if (fault.how === "hang") return note("hang");
  if (fault.retryAfter !== undefined) {
    response.writeHead(429, { "retry-after": String(fault.retryAfter), "content-type": "application/json" });
    response.end(JSON.stringify({ ok: false, error: "ratelimited" }));
    return note("ratelimited");
  }
  if (fault.status !== undefined) {
    response.writeHead(fault.status, { "content-type": "text/html" });
    response.end("<html><body>Something is wrong here.</body></html>");
    return note(`http_${fault.status}`);
  }
  if (fault.code !== undefined) {
    response.writeHead(200, { "content-type": "application/json; charset=utf-8" });
    response.end(JSON.stringify({ ok: false, error: fault.code }));
    return note(fault.code);
  }
  if (fault.how === undefined) return false;
  response.destroy();
  if (fault.how === "cut") return note("cut");
  // Nothing was refused: it was done, and nobody told the app.
  noted.end("lost", { bad: true, injected: true });
  return true;
}

function describe(fault: ApiFault): string {
  const { how, status, code, retryAfter, slowMs, meanwhile: also } = fault;
  const parts = [
    how,
    status && `http ${status}`,
    code,
    retryAfter !== undefined && "429",
    slowMs && "slow",
    also,
  ];
  return parts.filter(Boolean).join(", ") || "nothing";
}
