import { createSign, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { der } from "./der.ts";

/** An authority of the sandbox's own; nobody trusts it who is not told to. */
export interface CertificateAuthority {
  /** PEM. */
  certificate: string;
  /** A certificate in PEM for a public key, good for server names where some are given. */
  issue: (subject: string, publicKey: KeyObject, names?: readonly string[]) => string;
}

const ECDSA_SHA256 = der.sequence(der.oid("1.2.840.10045.4.3.2"));
const YEAR = 365 * 24 * 60 * 60 * 1000;
const AUTHORITY = "Cairn sandbox authority";

export function createCertificateAuthority(now: Date): CertificateAuthority {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const sign = (subject: string, key: KeyObject, extensions: Buffer[]): string => {
    const content = der.sequence(
      der.explicit(0, der.integer(Buffer.of(2))),
      der.integer(Buffer.concat([Buffer.of(1), randomBytes(15)])),
      ECDSA_SHA256,
      nameOf(AUTHORITY),
      // The account's clock may stand years away from the clock of those who check.
      der.sequence(
        der.time(new Date(now.getTime() - 50 * YEAR)),
        der.time(new Date(now.getTime() + 50 * YEAR)),
      ),
      nameOf(subject),
      key.export({ type: "spki", format: "der" }),
      der.explicit(3, der.sequence(...extensions)),
    );
    const signature = createSign("SHA256").update(content).sign(privateKey);
    return pem(der.sequence(content, ECDSA_SHA256, der.bits(signature)));
  };
  return {
    certificate: sign(AUTHORITY, publicKey, [
      extension("2.5.29.19", der.sequence(der.boolean(true)), true),
      extension("2.5.29.15", der.bits(Buffer.of(0b0000_0110), 1), true),
    ]),
    issue: (subject, key, names = []) =>
      sign(subject, key, [
        extension("2.5.29.19", der.sequence(), true),
        ...(names.length === 0 ? [] : [extension("2.5.29.17", alternatives(names))]),
      ]),
  };
}

function alternatives(names: readonly string[]): Buffer {
  return der.sequence(...names.map((name) => der.implicit(2, Buffer.from(name, "ascii"))));
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  const parts = critical ? [der.oid(id), der.boolean(true)] : [der.oid(id)];
  return der.sequence(...parts, der.octets(value));
}

function nameOf(commonName: string): Buffer {
  return der.sequence(der.set(der.sequence(der.oid("2.5.4.3"), der.text(commonName))));
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
