import { OFFICE_ADDRESS } from "./noise-people.ts";
import { createSeededRandom } from "./seeded-random.ts";

/** Who and what the story is about; fixed by account and seed. */
export interface StolenKeyCast {
  accountId: string;
  userName: string;
  key: string;
  officeAddress: string;
  /** Where the intruder looks around and grabs. */
  firstAddress: string;
  /** Where the spoils are tried out. */
  secondAddress: string;
  toolAgent: string;
  /** Text in a user agent that would ping, format or link if it were not shown plainly. */
  hostileAgent: string;
  secondKey: string;
  secondKeyUser: string;
  newUser: string;
  chainedRole: string;
  chainedKey: string;
}

export function stolenKeyCast(accountId: string, seed: number): StolenKeyCast {
  const random = createSeededRandom(`cast ${accountId} ${seed}`);
  return {
    accountId,
    userName: "report-exporter",
    key: `AKIA${random.text(16)}`,
    officeAddress: OFFICE_ADDRESS,
    firstAddress: "203.0.113.77",
    secondAddress: "192.0.2.146",
    toolAgent: "aws-cli/1.29.62 Python/3.11.8 Linux/6.6.9-amd64 Botocore/1.31.62",
    hostileAgent: "<!channel> *bold* `code` <https://example.com/login|Sign in again> =HYPERLINK(1)",
    secondKey: `AKIA${random.text(16)}`,
    secondKeyUser: "backup-runner",
    newUser: "support-tools",
    chainedRole: "platform-admin",
    chainedKey: `ASIA${random.text(16)}`,
  };
}
