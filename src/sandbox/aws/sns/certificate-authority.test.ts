import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { createCertificateAuthority } from "./certificate-authority.ts";

const NOW = new Date("2026-11-20T12:00:00Z");
const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

test("a certificate is what Node reads as one: signed by the authority, for the key and the names", () => {
  const authority = createCertificateAuthority(NOW);
  const root = new X509Certificate(authority.certificate);
  const leaf = new X509Certificate(authority.issue("sns", publicKey, ["sns.eu-central-1.amazonaws.com"]));
  expect(root.ca).toBe(true);
  expect(root.verify(root.publicKey)).toBe(true);
  expect(leaf.ca).toBe(false);
  expect(leaf.checkIssued(root)).toBe(true);
  expect(leaf.verify(root.publicKey)).toBe(true);
  expect(leaf.publicKey.equals(publicKey)).toBe(true);
  expect(leaf.checkHost("sns.eu-central-1.amazonaws.com")).toBe("sns.eu-central-1.amazonaws.com");
  expect(leaf.checkHost("sns.us-east-1.amazonaws.com")).toBeUndefined();
  expect(new Date(leaf.validFrom) < NOW && new Date(leaf.validTo) > NOW).toBe(true);
});

test("another authority's certificate does not verify", () => {
  const [one, other] = [createCertificateAuthority(NOW), createCertificateAuthority(NOW)];
  const leaf = new X509Certificate(one.issue("sns", publicKey));
  expect(leaf.verify(new X509Certificate(other.certificate).publicKey)).toBe(false);
});
