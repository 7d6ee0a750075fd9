import type { BadDeployCast } from "./bad-deploy-cast.ts";
import { later } from "./noise-act.ts";
import { ordinaryTraffic } from "./ordinary-traffic.ts";
import type { ProxyRequest } from "./proxy-request.ts";
import type { SeededRandom } from "./seeded-random.ts";

const FAILING = "/checkout";

/** Customers all over find that they cannot pay: the gateway is well, the function behind it is not. */
export function failingTraffic(
  cast: BadDeployCast,
  { from, minutes, random }: { from: Date; minutes: number; random: SeededRandom },
): ProxyRequest[] {
  const to = later(from, minutes * 60);
  const requests: ProxyRequest[] = [];
  for (let at = later(from, 4); at < to; at = new Date(at.getTime() + random.between(1_500, 6_500))) {
    const client = random.pick(cast.shop.clients);
    const failed = random.chance(0.8);
    const status = failed ? (random.chance(0.85) ? 502 : 504) : 201;
    requests.push({
      at,
      clientIp: random.chance(0.5)
        ? `198.51.100.${random.between(110, 199)}`
        : `2001:db8:c${random.between(100, 199)}:${random.between(1, 40)}::${random.between(1, 9)}`,
      method: "POST",
      route: FAILING,
      path: FAILING,
      status,
      // Lambda took the request, whatever the code made of it; after a time-out it did not answer.
      upstreamStatus: status === 504 ? undefined : 200,
      bytesIn: random.between(200, 900),
      bytesOut: failed ? 36 : random.between(300, 900),
      ms: status === 504 ? 15_000 : random.between(40, 400),
      userAgent: client.userAgent,
      keyId: client.keyId,
      requestId: random.uuid(),
    });
  }
  return [...requests, ...scanner(cast, { from, random })];
}

/** Somebody scans the API at the same time, as somebody always does. */
function scanner(
  cast: BadDeployCast,
  { from, random }: { from: Date; random: SeededRandom },
): ProxyRequest[] {
  return ["/.env", "/wp-login.php", "/admin", "/.git/config"].map((path, turn) => ({
    at: later(from, 300 + turn * 3),
    clientIp: "192.0.2.250",
    method: "GET",
    route: "/{proxy+}",
    path,
    status: 403,
    bytesIn: 0,
    bytesOut: 23,
    ms: 2,
    userAgent: cast.hostileAgent,
    requestId: random.uuid(),
  }));
}

/** The day before it, and beside it: as always. */
export function usualTraffic(
  cast: BadDeployCast,
  options: { now: Date; count: number; from: Date; random: SeededRandom },
): ProxyRequest[] {
  const { from, ...rest } = options;
  return ordinaryTraffic(cast.shop, rest).filter(({ at, route }) => at < from || route !== FAILING);
}
