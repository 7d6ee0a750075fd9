import { inNetwork, type Network, parseAddress } from "../query/network.ts";

const maxHops = 32;

/** Addresses of an X-Forwarded-For header, first hop first; only the last ones when there are many. */
export function forwardedAddresses(header: string | undefined): string[] | undefined {
  const hops = (header ?? "")
    .slice(-2_048)
    .split(",")
    .map((hop) => hop.trim())
    .filter((hop) => hop !== "" && hop !== "-");
  return hops.length === 0 ? undefined : hops.slice(-maxHops);
}

/**
 * The rightmost address that is not one of ours. Each proxy appends whom it heard from, so that only what our own
 * proxies appended can be believed: the first entry is whatever the client wrote. `peer` is whom the proxy that
 * wrote the log heard from. Undefined when nobody trustworthy names an address.
 */
export function clientAddress(
  { peer, forwardedFor = [] }: { peer?: string; forwardedFor?: readonly string[] },
  trusted: readonly Network[],
): string | undefined {
  const hops = peer === undefined ? [...forwardedFor] : [...forwardedFor, peer];
  let nearest: string | undefined;
  for (const hop of hops.reverse()) {
    const address = bareAddress(hop);
    if (address === undefined) return nearest;
    nearest = address;
    if (!trusted.some((network) => inNetwork(address, network))) return address;
  }
  return nearest;
}

/** Without brackets and port, and `::ffff:192.0.2.1` as 192.0.2.1, as CloudTrail has it; undefined when it is none. */
export function bareAddress(hop: string): string | undefined {
  const [, bracketed] = /^\[([0-9a-fA-F:.]+)\](?::\d{1,5})?$/.exec(hop) ?? [];
  const [, withPort] = /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/.exec(hop) ?? [];
  const text = bracketed ?? withPort ?? hop;
  const address = parseAddress(text);
  if (address === undefined) return undefined;
  // What is found must stand in the line, letter by letter, so that a search for it finds the line.
  return address.kind() === "ipv4" && text.includes(".") ? address.toString() : text;
}
