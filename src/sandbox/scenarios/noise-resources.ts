const KEY_IDS = {
  secrets: "3f0c9d52-8f4e-4c1b-9a55-0d1f6a7be001",
  trail: "3f0c9d52-8f4e-4c1b-9a55-0d1f6a7be002",
  invoices: "3f0c9d52-8f4e-4c1b-9a55-0d1f6a7be003",
} as const;

/** The account's own KMS keys, by what they are for. */
export function keyOf(accountId: string, purpose: keyof typeof KEY_IDS): string {
  return `arn:aws:kms:eu-central-1:${accountId}:key/${KEY_IDS[purpose]}`;
}
