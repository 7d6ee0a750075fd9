import { type KeyObject, X509Certificate } from "node:crypto";
import { UnavailableError } from "../domain/errors.ts";
import { Refusal } from "./refusal.ts";

/** Fetches a PEM certificate; rejects when the host does not answer with one. */
export type FetchCertificate = (url: string) => Promise<string>;

const SHAPE =
  /^https:\/\/sns\.([a-z0-9-]{3,})\.amazonaws\.com(\.cn)?\/SimpleNotificationService-[A-Za-z0-9]{32}\.pem$/;
const FETCH_WITHIN_MS = 5_000;
const MOST_KEPT = 16;

/** Throws a Refusal unless the address is one where SNS keeps its certificates for the topic's own Region. */
export function requireCertificateUrl(url: string, topicArn: string): void {
  const [, region, china] = SHAPE.exec(url) ?? [];
  const [, partition, , topicRegion] = topicArn.split(":");
  if (!region || region !== topicRegion || (china !== undefined) !== (partition === "aws-cn")) {
    throw new Refusal(403, "SigningCertURL is not an address of SNS in the topic's Region.");
  }
}

/**
 * The public key of a certificate, fetched once. What the host answers instead of a certificate is not kept, so
 * that a bad minute there does not make every later message look forged: it throws UnavailableError.
 */
export function createCertificateKeys(
  fetchCertificate: FetchCertificate = fetchPem,
): (url: string) => Promise<KeyObject> {
  const kept = new Map<string, Promise<KeyObject>>();
  return (url) => {
    const known = kept.get(url);
    if (known) return known;
    const key = readKey(fetchCertificate, url);
    kept.set(url, key);
    key.catch(() => kept.delete(url));
    const oldest = kept.keys().next().value;
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return key;
  };
}

async function readKey(fetchCertificate: FetchCertificate, url: string): Promise<KeyObject> {
  try {
    return new X509Certificate(await fetchCertificate(url)).publicKey;
  } catch (cause) {
    throw new UnavailableError("The certificate of SNS could not be fetched. The message is welcome again.", {
      cause,
    });
  }
}

async function fetchPem(url: string): Promise<string> {
  const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(FETCH_WITHIN_MS) });
  if (!response.ok) throw new Error(`The certificate's host answered ${response.status}.`);
  return response.text();
}
