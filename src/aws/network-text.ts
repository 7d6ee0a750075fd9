import { isIP } from "node:net";

/** A network as a test on the text of an IPv4 address; undefined for IPv6 and for what is too wide to say. */
export interface NetworkText {
  /** Every address of the network, written with dots, starts so; a whole address when it is one. */
  start: string;
  /** True when no address outside the network starts so. */
  exact: boolean;
}

export function networkText(network: string): NetworkText | undefined {
  const [address = "", bitsText = "32"] = network.split("/");
  const bits = Number(bitsText);
  if (isIP(address) !== 4 || bits < 8 || bits > 32) return undefined;
  const octets = Math.floor(bits / 8);
  const start = address.split(".").slice(0, octets).join(".");
  return { start: octets === 4 ? start : `${start}.`, exact: bits % 8 === 0 };
}

const octet = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";

/** A regular expression for exactly the addresses that a text without a last octet starts; no backslash in it. */
export function addressesFrom(start: string): string {
  const left = 4 - start.split(".").filter((part) => part !== "").length;
  const dotted = start.replaceAll(".", "[.]");
  return `^${dotted}${Array.from({ length: left }, () => octet).join("[.]")}$`;
}
