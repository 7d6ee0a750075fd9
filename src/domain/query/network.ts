import ipaddr from "ipaddr.js";
import { InputError } from "../errors.ts";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

export interface Network {
  text: string;
  address: Address;
  bits: number;
}

/** `192.0.2.0/24`, `2001:db8::/32` or one address. Throws InputError. */
export function parseNetwork(text: string): Network {
  const [addressText = "", bitsText, ...rest] = text.split("/");
  const address = parseAddress(addressText);
  const widest = address?.kind() === "ipv6" ? 128 : 32;
  const bits = bitsText === undefined ? widest : /^\d{1,3}$/.test(bitsText) ? Number(bitsText) : Number.NaN;
  if (!address || rest.length > 0 || !(bits <= widest)) {
    throw new InputError(
      `"${text.slice(0, 60)}" is not a network. Write one such as 192.0.2.0/24, 2001:db8::/32 or a single address.`,
    );
  }
  return { text, address, bits };
}

/** Undefined for all that is no address: service names, "AWS Internal", octets over 255 or with leading zeros. */
export function parseAddress(text: string): Address | undefined {
  if (text.length > 45) return undefined;
  // The library finds out by throwing, which takes longer than all else.
  if (readIpv4(text) !== undefined) return ipaddr.IPv4.parse(text);
  if (!/^[0-9a-f:.]+$/i.test(text) || !text.includes(":") || !ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

/** What is no address is in no network. */
export function inNetwork(text: string, network: Network): boolean {
  return holds(network, parseAddress(text));
}

function holds(network: Network, address: Address | undefined): boolean {
  if (address instanceof ipaddr.IPv4 && network.address instanceof ipaddr.IPv4) {
    return address.match(network.address, network.bits);
  }
  if (address instanceof ipaddr.IPv6 && network.address instanceof ipaddr.IPv6) {
    return address.match(network.address, network.bits);
  }
  return false;
}

/** The same for several networks, made once and asked of every record. Nearly all addresses are plain IPv4. */
export function inAnyNetwork(networks: readonly Network[]): (text: string) => boolean {
  const ranges = networks.flatMap(({ address, bits }) => {
    if (!(address instanceof ipaddr.IPv4)) return [];
    const size = 2 ** (32 - bits);
    const first = Math.floor((readIpv4(address.toString()) ?? 0) / size) * size;
    return [{ first, last: first + size - 1 }];
  });
  return (text) => {
    const number = readIpv4(text);
    if (number === undefined) {
      const address = text.includes(":") ? parseAddress(text) : undefined;
      return address !== undefined && networks.some((network) => holds(network, address));
    }
    return ranges.some(({ first, last }) => number >= first && number <= last);
  };
}

/** As a number; undefined for all but four decimal octets without leading zeros. */
function readIpv4(text: string): number | undefined {
  if (text.length > 15) return undefined;
  let [address, octet, dots] = [0, Number.NaN, 0];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x2e) {
      if (Number.isNaN(octet)) return undefined;
      [address, octet, dots] = [address * 256 + octet, Number.NaN, dots + 1];
    } else {
      const digit = code - 0x30;
      if (!(digit >= 0 && digit <= 9) || octet === 0) return undefined;
      octet = Number.isNaN(octet) ? digit : octet * 10 + digit;
      if (octet > 255) return undefined;
    }
  }
  return dots === 3 && !Number.isNaN(octet) ? address * 256 + octet : undefined;
}
