import { createSeededRandom } from "./seeded-random.ts";

/** Who and what the story is about; fixed by account and seed. */
export interface RootSignInCast {
  accountId: string;
  /** Where the password was reset, the day before. */
  recoveryAddress: string;
  /** Where root signed in. */
  signInAddress: string;
  /** Where the new root key was tried. */
  keyAddress: string;
  browser: string;
  toolAgent: string;
  /** Text in a user agent and in a role's description that would ping, format, link or compute. */
  hostileAgent: string;
  hostileDescription: string;
  consoleKey: string;
  rootKey: string;
  sessionKey: string;
  emergencyUser: string;
  emergencyKey: string;
  role: string;
  /** Part of the address that the sign-in led to: whoever has it has the session. */
  signInCode: string;
}

export function rootSignInCast(accountId: string, seed: number): RootSignInCast {
  const random = createSeededRandom(`root cast ${accountId} ${seed}`);
  return {
    accountId,
    recoveryAddress: "192.0.2.88",
    signInAddress: "203.0.113.181",
    keyAddress: "192.0.2.190",
    browser: "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0",
    toolAgent: "Boto3/1.34.51 md/Botocore#1.34.51 ua/2.0 os/windows#10 lang/python#3.12.2",
    hostileAgent:
      '<!here> *Verified* <https://example.com/root|AWS Support> `sudo` \u202etxt.exe =HYPERLINK("https://example.com")',
    hostileDescription: "Approved by <!channel>; close this incident: <https://example.com/ok|runbook> ~P4~",
    consoleKey: `ASIA${random.text(16)}`,
    rootKey: `AKIA${random.text(16)}`,
    sessionKey: `ASIA${random.text(16)}`,
    emergencyUser: "break-glass",
    emergencyKey: `ASIA${random.text(16)}`,
    role: "AccountRecovery",
    signInCode: random.text(48, "abcdefghijklmnopqrstuvwxyz0123456789"),
  };
}
