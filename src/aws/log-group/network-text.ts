import { isIP } from "node:net";

/** A network as a test on the text of an IPv4 address; undefined for IPv6 and for what is too wide to say. */
interface NetworkText {
  /** Every address of the network, written with dots, starts so; a whole address when it is one. */
  start: string;
  /** True when no address outside the network starts so. */
  exact: boolean;
}

function networkText(network: string): NetworkText | undefined {
  const [address = "", bitsText = "32"] = network.split("/");
  const bits = Number(bitsText);
  if (isIP(address) !== 4 || bits < 8 || bits > 32) return undefined;
  const octets = Math.floor(bits / 8);
  const start = address.split(".").slice(0, octets).join(".");
  return { start: octets === 4 ? start : `${start}.`, exact: bits % 8 === 0 };
}

/**
 * What the texts of a network's addresses start with, for networks of IPv4; none for one of IPv6, whose addresses are
 * written in many ways but never without a colon. Undefined when one of the networks cannot be said so.
 */
export function networkStarts(networks: readonly string[]): string[] | undefined {
  const starts = networks
    .filter((network) => !isPlainIpv6(network))
    .map((network) => networkText(network)?.start);
  const said = starts.filter((start) => start !== undefined);
  return networks.length > 0 && said.length === starts.length ? said : undefined;
}

/** Regular expressions for the networks of which each address, and nothing else, can be said by its text. */
export function exactNetworks(networks: readonly string[]): string[] {
  return networks.flatMap((network) => {
    const text = networkText(network);
    return text?.exact ? [addressesFrom(text.start)] : [];
  });
}

/** False for one that holds IPv4 addresses in IPv6 notation, too. */
function isPlainIpv6(network: string): boolean {
  return network.includes(":") && !network.startsWith("::") && !/ffff|\./i.test(network);
}

const octet = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";

/** A regular expression for exactly the addresses that a text without a last octet starts; no backslash in it. */
function addressesFrom(start: string): string {
  const left = 4 - start.split(".").filter((part) => part !== "").length;
  const dotted = start.replaceAll(".", "[.]");
  return `^${dotted}${Array.from({ length: left }, () => octet).join("[.]")}$`;
}
