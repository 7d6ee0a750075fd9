import { createSeededRandom } from "./seeded-random.ts";

/** Who and what the story is about; fixed by account and seed. */
export interface TrailTamperingCast {
  accountId: string;
  trailArn: string;
  bucket: string;
  userName: string;
  userKey: string;
  role: string;
  session: string;
  sessionKey: string;
  /** Where the user's automation runs. */
  usualAddress: string;
  newAddress: string;
  toolAgent: string;
  hostileAgent: string;
  /** The id of a lifecycle rule: whoever may write the rule may write anything there. */
  hostileRuleId: string;
  onCall: string;
  newKey: string;
}

export function trailTamperingCast(accountId: string, seed: number): TrailTamperingCast {
  const random = createSeededRandom(`tampering cast ${accountId} ${seed}`);
  return {
    accountId,
    trailArn: `arn:aws:cloudtrail:eu-central-1:${accountId}:trail/main`,
    bucket: `trail-${accountId}`,
    userName: "ops-automation",
    userKey: `AKIA${random.text(16)}`,
    role: "platform-operator",
    session: "maintenance-window",
    sessionKey: `ASIA${random.text(16)}`,
    usualAddress: "198.51.100.22",
    newAddress: "192.0.2.57",
    toolAgent: "aws-cli/2.15.30 Python/3.11.8 Linux/6.1.0-18-amd64 exe/x86_64.debian.12",
    hostileAgent: 'aws-cli/2.15.30 <!subteam^S0ONCALL> \u0007\u001b[31m {{incident.close}} "; | limit 1 #',
    hostileRuleId: "=cmd|' /C calc'!A1 <!everyone> *planned work* <https://example.com/change|CHG-1001>",
    onCall: "on-call",
    newKey: `AKIA${random.text(16)}`,
  };
}
