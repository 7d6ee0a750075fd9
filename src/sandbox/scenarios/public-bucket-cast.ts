import { createSeededRandom } from "./seeded-random.ts";

/** Who and what the story is about; fixed by account and seed. */
export interface PublicBucketCast {
  accountId: string;
  bucket: string;
  person: string;
  /** Where the person's session was used from, for once. */
  newAddress: string;
  sessionKey: string;
  agent: string;
  readers: { bulk: string; crawler: string; late: string };
  bulkAgent: string;
  hostileAgent: string;
  /** Names of objects that do not exist: whoever asks for one chooses the text. */
  hostileKeys: [string, string];
  /** An object's name into which a broken program put a whole signed address. */
  signedKey: string;
  signedToken: string;
  signature: string;
  foreignAccount: string;
  /** Asked in vain before anything was open. */
  scanners: [string, string];
}

export function publicBucketCast(accountId: string, seed: number): PublicBucketCast {
  const random = createSeededRandom(`bucket cast ${accountId} ${seed}`);
  const signedToken = `FwoGZXIvYXdzE${random.text(120, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")}`;
  const signature = random.text(64, "0123456789abcdef");
  return {
    accountId,
    bucket: "shop-invoices",
    person: "data-dev",
    newAddress: "192.0.2.204",
    sessionKey: `ASIA${random.text(16)}`,
    agent: "aws-cli/2.13.9 Python/3.11.4 Windows/10 exe/AMD64 prompt/off",
    readers: { bulk: "203.0.113.90", crawler: "198.51.100.201", late: "2001:db8:66::5" },
    bulkAgent: "python-requests/2.32.3",
    hostileAgent:
      "Mozilla/5.0 <@U0RESPONDER> <!channel|all> `rm -rf` <https://example.com/free|free invoices>",
    hostileKeys: [
      'invoices/2026/=WEBSERVICE("https://example.com/")/<!here>.pdf',
      "invoices/2026/*closed* | \u202efdp.eciovni\u2066 <https://example.com|evidence>",
    ],
    signedKey: `invoices/2026/000042.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=900&X-Amz-Security-Token=${signedToken}&X-Amz-Signature=${signature}`,
    signedToken,
    signature,
    foreignAccount: "444455556666",
    scanners: ["192.0.2.66", "203.0.113.250"],
  };
}
