import { z } from "zod";
import { type Faults, faultSchema } from "../faults.ts";
import type { AccountReport } from "../report.ts";
import type { Answer } from "./answer.ts";

/** One request to the control API. */
export interface ControlRequest {
  method: string;
  path: string;
  contentType: string;
  /** The Host header: a stranger's name that leads to this machine is turned away. */
  host: string;
  body: string;
}

/** Undefined: not a control request. */
export type Control = (request: ControlRequest) => Promise<Answer | undefined>;

const Clock = z.strictObject({ advanceMs: z.int().nonnegative() });

/** The account as testers use it: clock, faults and report. JSON only, so that no other site can post here. */
export function controlRoutes(account: {
  faults: Faults;
  clock: () => Date;
  advance: (ms: number) => Promise<void>;
  report: () => AccountReport;
}): Control {
  const now = () => ({ now: account.clock().toISOString() });
  const routes: Record<string, (body: unknown) => object | Promise<object>> = {
    "GET /": account.report,
    "GET /sandbox/report": account.report,
    "GET /sandbox/clock": now,
    async "POST /sandbox/clock"(body) {
      await account.advance(Clock.parse(body).advanceMs);
      return now();
    },
    "GET /sandbox/faults": () => account.faults.list(),
    "POST /sandbox/faults"(body) {
      account.faults.add(faultSchema.parse(body));
      return account.faults.list();
    },
    "DELETE /sandbox/faults"() {
      account.faults.clear();
      return [];
    },
  };
  return async ({ method, path, contentType, host, body }) => {
    if (path !== "/" && !path.startsWith("/sandbox/")) return undefined;
    if (path === "/" && method !== "GET") return undefined;
    if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host)) {
      return answer(403, { error: "The control API answers on loopback names only." });
    }
    const route = Object.hasOwn(routes, `${method} ${path}`) ? routes[`${method} ${path}`] : undefined;
    if (route === undefined) return answer(404, { error: "The control API has no such place." });
    if (method === "POST" && contentType.split(";")[0] !== "application/json") {
      return answer(415, { error: "Send JSON, as application/json." });
    }
    try {
      return answer(200, await route(method === "POST" ? JSON.parse(body) : undefined));
    } catch (error) {
      if (error instanceof z.ZodError) return answer(400, { error: z.prettifyError(error) });
      if (error instanceof SyntaxError) return answer(400, { error: "The body is not valid JSON." });
      throw error;
    }
  };
}

function answer(status: number, content: object): Answer {
  const headers = { "content-type": "application/json" };
  return { status, headers, body: `${JSON.stringify(content, null, 2)}\n` };
}
