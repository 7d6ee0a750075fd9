import { type Cover, joined } from "./condition-cover.ts";
import { parseNetwork } from "./network.ts";

type Said = Omit<Cover, "rank"> | undefined;

/**
 * Networks of IPv4 exactly, by numbers. Addresses with a colon, which may be IPv6 or IPv4 in other clothes, are let
 * through. Undefined where that would say nothing.
 */
export function jqNetworks(
  values: string,
  op: "inCidr" | "notInCidr",
  networks: readonly string[],
  negated = false,
): Said {
  const tests = networks.filter((network) => !network.includes(":")).map(inNetwork);
  const inside = tests.length > 0 ? `any(ipv4; ${joined(tests, "or")})` : "false";
  const covered = (text: string): Said => ({ text, exact: false });
  if (op === "inCidr" && !negated) {
    // An IPv4 network may be written as one of IPv6, and cover addresses of either kind.
    const mapped = networks.some((network) => network.startsWith("::") || /ffff/i.test(network));
    return mapped ? undefined : covered(`any(${values} | strings; ${inside} or contains(":"))`);
  }
  if (tests.length === 0) return undefined;
  if (op === "inCidr") return covered(`(any(${values}; ${inside}) | not)`);
  return negated ? undefined : covered(`any(${values}; ${inside} | not)`);
}

function inNetwork(text: string): string {
  const { address, bits } = parseNetwork(text);
  const number = address.toByteArray().reduce((sum, octet) => sum * 256 + octet, 0);
  const size = 2 ** (32 - bits);
  return `(. / ${size} | floor) == ${Math.floor(number / size)}`;
}
