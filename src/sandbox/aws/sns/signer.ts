import { createHash, createSign, generateKeyPairSync } from "node:crypto";
import { type CertificateAuthority, createCertificateAuthority } from "./certificate-authority.ts";

/** What SNS signs with. Made when first needed: a key takes a moment. */
export interface Signer {
  authority: CertificateAuthority;
  /** PEM, for the server that hands out the certificate too. */
  key: string;
  certificate: string;
  /** `/SimpleNotificationService-<32 characters>.pem` */
  certificatePath: string;
  /** Base64. Version 1 is SHA1withRSA, 2 SHA256withRSA. */
  sign: (text: string, version: string) => string;
  /** A certificate for the same key and a server's name. */
  issueFor: (serverName: string) => string;
}

export function createSigner(clock: () => Date): () => Signer {
  let signer: Signer | undefined;
  return () => {
    signer ??= makeSigner(clock());
    return signer;
  };
}

function makeSigner(now: Date): Signer {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const authority = createCertificateAuthority(now);
  const certificate = authority.issue("sns.amazonaws.com", publicKey);
  const name = createHash("md5").update(certificate).digest("hex");
  return {
    authority,
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    certificate,
    certificatePath: `/SimpleNotificationService-${name}.pem`,
    sign: (text, version) =>
      createSign(version === "2" ? "RSA-SHA256" : "RSA-SHA1")
        .update(text)
        .sign(privateKey, "base64"),
    issueFor: (serverName) => authority.issue(serverName, publicKey, [serverName]),
  };
}
