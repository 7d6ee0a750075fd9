import { later } from "./noise-act.ts";
import type { ProxyAbuseCast } from "./proxy-abuse-cast.ts";
import type { ProxyRequest } from "./proxy-request.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** In minutes after the first failure. */
export const PHASES = { storm: 20, firstSuccess: 21, end: 48 } as const;

/** Three addresses guess passwords and keys as fast as they are let: 401, 403, then 429. */
export function storm(cast: ProxyAbuseCast, start: Date, random: SeededRandom): ProxyRequest[] {
  const volumes = [420, 260, 180];
  return cast.attackers.flatMap((clientIp, who) =>
    Array.from({ length: volumes[who] ?? 0 }, (_, turn): ProxyRequest => {
      const at = within(start, { minutes: PHASES.storm, turn, of: volumes[who] ?? 1, random });
      const login = random.chance(0.4);
      const status = random.chance(0.25) ? 429 : login ? 401 : 403;
      return {
        ...refused(cast, { at, clientIp, status, random }),
        method: login ? "POST" : "GET",
        route: login ? "/login" : cast.route,
        path: login ? "/login" : `/orders/${random.between(1, 999_999)}`,
        bytesIn: login ? 96 : 0,
        keyId: login ? undefined : random.pick(cast.guessedKeyIds as [string, ...string[]]),
        userAgent: turn % 60 === 7 ? cast.hostileAgent : cast.tool,
      };
    }),
  );
}

/** One key is good. From then on it is order after order, one number after the other, from two addresses. */
export function enumeration(cast: ProxyAbuseCast, start: Date, random: SeededRandom): ProxyRequest[] {
  const from = later(start, PHASES.firstSuccess * 60);
  const of = 900;
  return Array.from({ length: of }, (_, turn): ProxyRequest => {
    const at = within(from, { minutes: PHASES.end - PHASES.firstSuccess, turn, of, random });
    const clientIp = turn === 0 ? cast.attackers[0] : random.pick([cast.attackers[0], cast.attackers[1]]);
    const lot = turn === 0 ? 0 : random.next();
    const status = lot < 0.72 ? 200 : lot < 0.94 ? 404 : lot < 0.97 ? 403 : 429;
    const byProxy = status === 403 || status === 429;
    return {
      ...refused(cast, { at, clientIp, status, random }),
      method: "GET",
      route: cast.route,
      path: `/orders/${cast.firstId + turn}`,
      keyId: cast.foundKeyId,
      ...(!byProxy && { upstreamStatus: status, ms: random.between(20, 90) }),
      bytesOut: status === 200 ? random.between(900, 4_200) : 27,
    };
  });
}

/** The partner's key, used by the partner and by fourteen other networks at once. */
export function sharedKey(cast: ProxyAbuseCast, start: Date, random: SeededRandom): ProxyRequest[] {
  const owner = cast.partners.clients.find(({ consumer }) => consumer === cast.sharedConsumer);
  const networks = Array.from(
    { length: 14 },
    (_, at) => `2001:db8:${(0x5100 + at * 17).toString(16)}::${at + 2}`,
  );
  return Array.from({ length: 70 }, (_, turn): ProxyRequest => {
    const at = within(later(start, 600), { minutes: 36, turn, of: 70, random });
    const sku = random.between(100_000, 199_999);
    return {
      at,
      clientIp: networks[turn % networks.length] ?? "",
      method: "GET",
      route: "/partner/v1/stock/{sku}",
      path: `/partner/v1/stock/${sku}`,
      status: 200,
      upstreamStatus: 200,
      bytesIn: 0,
      bytesOut: random.between(200, 900),
      ms: random.between(10, 60),
      userAgent: turn % 2 ? "python-requests/2.32.3" : "feed-sync/3.1",
      consumer: cast.sharedConsumer,
      secretHeaders: owner?.secretHeaders,
      requestId: random.uuid(),
    };
  });
}

/** The same addresses at the mobile edge, which asks for a token and lets nobody in. */
export function knockingAtTheEdge(cast: ProxyAbuseCast, start: Date, random: SeededRandom): ProxyRequest[] {
  return Array.from({ length: 150 }, (_, turn): ProxyRequest => {
    const at = within(start, { minutes: 30, turn, of: 150, random });
    const clientIp = random.pick(cast.attackers);
    const status = random.chance(0.3) ? 429 : 403;
    return {
      ...refused(cast, { at, clientIp, status, random }),
      claimedIp: cast.claimedIp,
      method: "GET",
      route: "/mobile/v2/orders/{orderId}",
      path: turn % 50 === 9 ? cast.hostilePath : `/mobile/v2/orders/${cast.firstId + turn}`,
      query: turn % 50 === 20 ? `access_token=${cast.accessToken}` : undefined,
    };
  });
}

function refused(
  cast: ProxyAbuseCast,
  { at, clientIp, status, random }: { at: Date; clientIp: string; status: number; random: SeededRandom },
): ProxyRequest {
  return {
    at,
    clientIp,
    method: "GET",
    route: cast.route,
    path: "/",
    status,
    bytesIn: 0,
    bytesOut: 23,
    ms: random.between(1, 4),
    userAgent: cast.tool,
    requestId: random.uuid(),
  };
}

/** Evenly spread, with a little jitter that keeps the order. */
function within(
  start: Date,
  { minutes, turn, of, random }: { minutes: number; turn: number; of: number; random: SeededRandom },
): Date {
  const step = (minutes * 60_000) / of;
  return new Date(start.getTime() + Math.floor(step * turn + random.next() * step * 0.8));
}
