import type { SeededRandom } from "./seeded-random.ts";
import { wordyTime } from "./trail-times.ts";

const TOKEN_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** What AssumeRole and its relatives leave in the record, the secret token included. */
export function credentialsResponse(
  grant: { accountId: string; role: string; session: string; accessKeyId: string; at: Date },
  random: SeededRandom,
): Record<string, unknown> {
  const { accountId, role, session, accessKeyId, at } = grant;
  return {
    credentials: {
      accessKeyId,
      sessionToken: sessionToken(random),
      expiration: wordyTime(new Date(at.getTime() + 3_600_000)),
    },
    assumedRoleUser: {
      assumedRoleId: `${uniqueId("AROA", role)}:${session}`,
      arn: `arn:aws:sts::${accountId}:assumed-role/${role}/${session}`,
    },
  };
}

export function sessionToken(random: SeededRandom): string {
  return `IQoJb3JpZ2luX2Vj${random.text(180, TOKEN_LETTERS)}==`;
}

/** The id that stands for a role or user besides its name: `AROA` or `AIDA` and 17 letters. */
export function uniqueId(prefix: "AROA" | "AIDA", name: string): string {
  const letters = name.toUpperCase().replaceAll(/[^A-Z]/g, "");
  return prefix + letters.padEnd(17, "EXAMPLE").slice(0, 17);
}
