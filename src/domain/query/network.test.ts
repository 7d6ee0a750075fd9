import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inAnyNetwork, inNetwork, parseNetwork } from "./network.ts";

describe("an address is in its network", () => {
  test.each([
    ["192.0.2.7", "192.0.2.0/24", true],
    ["192.0.3.7", "192.0.2.0/24", false],
    ["192.0.2.7", "192.0.2.7", true],
    ["192.0.2.7", "192.0.2.99/24", true],
    ["192.0.2.7", "0.0.0.0/0", true],
    ["2001:db8::1", "2001:db8::/32", true],
    ["2001:DB8:0::1", "2001:db8::1", true],
    ["2001:db9::1", "2001:db8::/32", false],
    ["192.0.2.7", "::/0", false],
    ["::ffff:192.0.2.7", "192.0.2.0/24", true],
  ])("%s in %s: %s", (address, network, expected) => {
    expect(inNetwork(address, parseNetwork(network))).toBe(expected);
  });
});

describe("what is no address is in no network", () => {
  test.each([
    ["ec2.amazonaws.com"],
    ["AWS Internal"],
    ["AWS Internal/3"],
    ["010.0.0.1"],
    ["300.0.0.1"],
    ["10.1"],
    ["0x0a.0.0.1"],
    ["167772161"],
    ["10.0.0.1/32"],
    [" 10.0.0.1"],
    [""],
    ["fe80::1%eth0"],
    [`${"1".repeat(100_000)}.0.0.1`],
  ])("%s", (text) => {
    expect(inNetwork(text, parseNetwork("0.0.0.0/0"))).toBe(false);
    expect(inNetwork(text, parseNetwork("::/0"))).toBe(false);
  });
});

test.each([
  ["10.0.0.0/33"],
  ["10.0.0.0/-1"],
  ["10.0.0.0/8/8"],
  ["10.0.0.0/"],
  ["office"],
  [""],
  ["2001:db8::/129"],
])("%s is not taken for a network", (text) => {
  expect(() => parseNetwork(text)).toThrow(/is not a network/);
});

test("IPv4 membership is a comparison of the first bits", () => {
  const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
  const numberOf = (parts: number[]) => parts.reduce((sum, part) => sum * 256 + part, 0);
  fc.assert(
    fc.property(octets, octets, fc.nat(32), (address, network, bits) => {
      const size = 2 ** (32 - bits);
      const same = Math.floor(numberOf(address) / size) === Math.floor(numberOf(network) / size);
      expect(inNetwork(address.join("."), parseNetwork(`${network.join(".")}/${bits}`))).toBe(same);
    }),
  );
});

test("several networks asked at once are the same as each asked alone, whatever the text", () => {
  const octet = fc.oneof(fc.nat(255), fc.constantFrom(0, 10, 192, 255, 256, 999)).map(String);
  const octets = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join("."));
  const odd = fc.constantFrom(
    "",
    ".",
    "1.2.3",
    "1.2.3.4.",
    ".1.2.3.4",
    "1..2.3",
    "01.2.3.4",
    "1.2.3.04",
    "1.2.3.4.5",
  );
  const text = fc.oneof(
    octets,
    fc.ipV4(),
    fc.ipV6(),
    odd,
    octets.map((plain) => `::ffff:${plain}`),
    fc.string(),
  );
  const network = fc.oneof(
    fc.tuple(fc.ipV4(), fc.nat(32)).map(([address, bits]) => `${address}/${bits}`),
    fc.tuple(fc.ipV6(), fc.nat(128)).map(([address, bits]) => `${address}/${bits}`),
    fc.constantFrom(
      "10.0.0.0/8",
      "192.0.0.0/2",
      "0.0.0.0/0",
      "255.255.255.255",
      "::/0",
      "::ffff:10.0.0.0/104",
    ),
  );
  fc.assert(
    fc.property(fc.array(network, { maxLength: 4 }), text, (drawn, address) => {
      const networks = drawn.flatMap((each) => {
        try {
          return [parseNetwork(each)];
        } catch {
          // An IPv4 address in IPv6 clothes with more bits than IPv4 has.
          return [];
        }
      });
      expect(inAnyNetwork(networks)(address)).toBe(networks.some((each) => inNetwork(address, each)));
    }),
    { numRuns: 500 },
  );
});
