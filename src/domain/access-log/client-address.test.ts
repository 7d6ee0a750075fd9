import fc from "fast-check";
import { expect, test } from "vitest";
import { parseNetwork } from "../query/network.ts";
import { clientAddress, forwardedAddresses } from "./client-address.ts";

const ours = ["192.0.2.0/24", "2001:db8:1::/48"].map(parseNetwork);
const client = (peer: string | undefined, header?: string) =>
  clientAddress({ peer, forwardedFor: forwardedAddresses(header) }, ours);

test.each([
  ["without a proxy of ours in between, the peer", "198.51.100.1", "10.0.0.1", "198.51.100.1"],
  ["behind one, whom it heard from", "192.0.2.1", "198.51.100.1", "198.51.100.1"],
  ["behind two, whom the outer one heard from", "192.0.2.1", "198.51.100.1, 192.0.2.9", "198.51.100.1"],
  ["and never what the client wrote in front", "192.0.2.1", "203.0.113.5, 198.51.100.1", "198.51.100.1"],
  ["with a port", "192.0.2.1:4711", "198.51.100.1:51234", "198.51.100.1"],
  ["IPv6 in brackets", "[2001:db8:1::5]:443", "[2001:db8:2::7]:9", "2001:db8:2::7"],
  ["IPv4 inside IPv6", "192.0.2.1", "::ffff:198.51.100.1", "198.51.100.1"],
  ["one of ours, when all are ours", "192.0.2.1", "192.0.2.7", "192.0.2.7"],
  ["the last hop known, when what comes before is no address", "192.0.2.1", "unknown", "192.0.2.1"],
])("the client is %s", (_, peer, header, expected) => {
  expect(client(peer, header)).toBe(expected);
});

test("nobody is named when nothing trustworthy names an address", () => {
  expect(client(undefined)).toBeUndefined();
  expect(client(undefined, "-")).toBeUndefined();
  expect(client(undefined, "198.51.100.1, _hidden")).toBeUndefined();
});

test("whatever a client writes into the header, its own address is found", () => {
  fc.assert(
    fc.property(fc.string(), (written) => {
      expect(client("192.0.2.1", `${written}, 198.51.100.1`)).toBe("198.51.100.1");
    }),
  );
});

test("of a header with a thousand hops only the last ones are kept", () => {
  const hops = forwardedAddresses(Array(1_000).fill("10.0.0.1").join(",")) ?? [];
  expect(hops.length).toBeLessThanOrEqual(32);
});
