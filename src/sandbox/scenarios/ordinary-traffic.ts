import { later } from "./noise-act.ts";
import { customers, hourOf } from "./noise-rhythm.ts";
import type { ProxyRequest } from "./proxy-request.ts";
import type { SeededRandom } from "./seeded-random.ts";

export interface Route {
  method: ProxyRequest["method"];
  /** `{…}` stands for an id. */
  route: string;
}

/** Who calls an API in ordinary times. */
export interface Client {
  userAgent: string;
  /** Left out: one of many customers. */
  clientIp?: string;
  consumer?: string;
  keyId?: string;
  secretHeaders?: Record<string, string>;
}

const DAY_SECONDS = 24 * 3600;
/** Status, how many of a thousand, and whether the proxy itself answers so. */
const STATUSES: readonly (readonly [status: number, ofThousand: number, byProxy: boolean])[] = [
  [401, 12, true],
  [403, 6, true],
  [429, 3, true],
  [503, 1, true],
  [504, 1, true],
  [304, 25, false],
  [400, 10, false],
  [404, 22, false],
  [409, 4, false],
  [500, 3, false],
];

/** A day of clients at one API up to `now`: afternoons busier than nights, a few mistakes, a few failures. */
export function ordinaryTraffic(
  api: { routes: readonly [Route, ...Route[]]; clients: readonly [Client, ...Client[]] },
  { now, count, random }: { now: Date; count: number; random: SeededRandom },
): ProxyRequest[] {
  const requests: ProxyRequest[] = [];
  while (requests.length < count) {
    const at = new Date(later(now, -random.between(60, DAY_SECONDS)).getTime() + random.between(0, 999));
    if (!random.chance(customers(hourOf(at)))) continue;
    const client = random.pick(api.clients);
    const { method, route } = random.pick(api.routes);
    const [status, byProxy] = drawStatus(random);
    const request: ProxyRequest = {
      at,
      clientIp: client.clientIp ?? customerAddress(random),
      method,
      route,
      path: route.replaceAll(/\{\w+\}/g, () => String(random.between(100_000, 199_999))),
      status: status === 200 && method === "POST" ? 201 : status,
      ...(!byProxy && { upstreamStatus: status === 200 && method === "POST" ? 201 : status }),
      bytesIn: method === "GET" ? 0 : random.between(120, 900),
      bytesOut: status === 200 ? random.between(300, 6_000) : status === 304 ? 0 : random.between(20, 90),
      ms: byProxy ? random.between(1, 5) : random.between(9, 240),
      userAgent: client.userAgent,
      consumer: client.consumer,
      keyId: client.keyId,
      secretHeaders: client.secretHeaders,
      requestId: random.uuid(),
    };
    requests.push(request);
    // A throttled client comes back after a moment.
    if (status === 429)
      requests.push({
        ...request,
        at: later(at, 2),
        status: 200,
        upstreamStatus: 200,
        bytesOut: random.between(300, 6_000),
        requestId: random.uuid(),
      });
  }
  return requests;
}

function drawStatus(random: SeededRandom): [status: number, byProxy: boolean] {
  let lot = random.between(0, 999);
  for (const [status, share, byProxy] of STATUSES) {
    if (lot < share) return [status, byProxy];
    lot -= share;
  }
  return [200, false];
}

/** Customers sit in homes and on phones: half of them with the old kind of address. */
function customerAddress(random: SeededRandom): string {
  if (random.chance(0.5)) return `198.51.100.${random.between(110, 199)}`;
  return `2001:db8:c${random.between(100, 199)}:${random.between(1, 40)}::${random.between(1, 9)}`;
}
