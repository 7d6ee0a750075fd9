import { z } from "zod";
import { optionalText, optionalTime } from "./foreign.ts";

/** The envelope of an SNS delivery, as far as its content goes; its signature is the HTTP intake's business. */
export const snsEnvelope = z.object({
  Type: z.string().catch("Notification"),
  MessageId: optionalText,
  TopicArn: optionalText,
  Message: z.string(),
  Timestamp: optionalTime,
});

const lambdaRecords = z.object({ Records: z.array(z.object({ Sns: snsEnvelope })) });

/** The envelopes that Lambda passes on under `Records[].Sns`; undefined when it is not that form. */
export function envelopesOfRecords(json: object): z.infer<typeof snsEnvelope>[] | undefined {
  const parsed = lambdaRecords.safeParse(json);
  return parsed.success ? parsed.data.Records.map(({ Sns }) => Sns) : undefined;
}
