import { createSign, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** Signs as SNS does, with a key of its own, whose certificate it has made itself. */
export function createSnsSigner() {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return {
    certificate: selfSigned(publicKey, privateKey),
    /** The envelope with SignatureVersion and Signature. Written after the documentation, apart from our own check. */
    sign(envelope: Record<string, string>, version: "1" | "2" = "2"): Record<string, string> {
      const names =
        envelope.Type === "Notification"
          ? ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
          : ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];
      let text = "";
      for (const name of names) if (name in envelope) text += `${name}\n${envelope[name]}\n`;
      const signer = createSign(version === "1" ? "sha1WithRSAEncryption" : "sha256WithRSAEncryption");
      const Signature = signer.update(text, "utf8").sign(privateKey, "base64");
      return { ...envelope, SignatureVersion: version, Signature };
    },
  };
}

const SHA256_WITH_RSA = der(0x30, Buffer.from("06092a864886f70d01010b0500", "hex"));
const COMMON_NAME = Buffer.from("0603550403", "hex");

/** A minimal X.509 v1 certificate in PEM; Node makes none by itself. */
function selfSigned(publicKey: KeyObject, privateKey: KeyObject): string {
  const name = der(0x30, der(0x31, der(0x30, COMMON_NAME, der(0x0c, Buffer.from("sns.example")))));
  const validity = der(
    0x30,
    der(0x17, Buffer.from("260101000000Z")),
    der(0x17, Buffer.from("460101000000Z")),
  );
  const serial = der(0x02, Buffer.from([1]));
  const spki = publicKey.export({ type: "spki", format: "der" });
  const content = der(0x30, serial, SHA256_WITH_RSA, name, validity, name, spki);
  const signature = der(0x03, Buffer.from([0]), sign("sha256", content, privateKey));
  const base64 = der(0x30, content, SHA256_WITH_RSA, signature).toString("base64");
  return `-----BEGIN CERTIFICATE-----\n${base64.match(/.{1,64}/g)?.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length =
    content.length < 0x80
      ? Buffer.from([content.length])
      : Buffer.from([0x82, content.length >> 8, content.length & 0xff]);
  return Buffer.concat([Buffer.from([tag]), length, content]);
}
